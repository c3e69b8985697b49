"""A signal ends a run with exit 3; a kill leaves a file that reads; a full disk is exit 4."""
import fcntl
import os
import resource
import signal
import struct
import subprocess
import time

import h5py
from program import NARROW, PROGRAM, ProgramTest, main

OPEN_FILE_LOCK = 37  # F_OFD_SETLK of Linux

LONG = ("--set", "integrator.method=rk4", "--set", "integrator.step=1e-4", "--set", "stop.time=1e4")
OFTEN = ("--set", "output.checkpoint=0.05")


class Interruption(ProgramTest):
    def start(self, *sets):
        out = self.folder / "long.h5"
        process = subprocess.Popen([PROGRAM, "run", self.config, "-o", out, "--quiet", *LONG, *sets],
                                   cwd=self.folder)
        deadline = time.monotonic() + 60
        while self.committed(out) < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertGreaterEqual(self.committed(out), 3)
        return process, out

    def committed(self, out):
        if not out.exists():
            return 0
        with h5py.File(out) as file:
            return file["parameters/particle/committed/frames"][()]

    def test_sigterm_leaves_the_rows_so_far(self):
        process, out = self.start()
        rows = self.committed(out)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 3)
        with h5py.File(out) as file:
            self.assertEqual(file["parameters/particle/status"][()].rstrip(b"\0"), b"interrupted")
            self.assertGreaterEqual(len(file["particles/particle/position/time"]), rows)
        self.succeed("compare", out)

    def test_a_killed_run_leaves_its_committed_frames(self):
        process, out = self.start(*OFTEN)
        process.kill()
        process.wait(60)
        self.assertIn("running", self.succeed("info", out))
        with h5py.File(out) as file:
            self.assertGreater(file["parameters/particle/committed/frames"][()], 0)

    def test_a_killed_run_agrees_in_what_it_stored(self):
        process, out = self.start(*OFTEN)
        process.kill()
        process.wait(60)
        self.succeed("compare", out)

    def test_closed_and_full_streams_do_not_harm_the_file(self):
        for redirection in (">&- 2>&-", ">/dev/full 2>/dev/full", "| true"):
            with self.subTest(redirection):
                subprocess.run(f"{PROGRAM} run {self.config} -o s.h5 --force {redirection}",
                               shell=True, cwd=self.folder, check=False)
                self.assertIn("done", self.succeed("info", "s.h5"))
                self.succeed("compare", "s.h5")
        full = subprocess.run(f"{PROGRAM} list >/dev/full", shell=True, cwd=self.folder,
                              capture_output=True)
        self.assertEqual(full.returncode, 4)

    def test_a_reader_that_leaves_ends_nothing(self):
        """The exit code is that of the work: of `compare` whether something differs."""
        good, bad = self.run_once("good.h5", *NARROW), self.run_once("bad.h5", *NARROW)
        with h5py.File(bad, "r+") as file:
            file["observables/network/energy/value"][3] *= 1 + 1e-9
        for arguments, code in ((("list",), 0), (("--help",), 0), (("compare", good), 0), (("compare", bad), 5),
                                (("info", good), 0), (("check", self.config), 0), (("theory",), 0)):
            with self.subTest(arguments):
                read, write = os.pipe()
                os.close(read)
                done = subprocess.run([PROGRAM, *arguments], cwd=self.folder, stdout=write, stderr=subprocess.PIPE,
                                      text=True, check=False)
                os.close(write)
                self.assertEqual((done.returncode, done.stderr), (code, ""))

    def test_orphans_of_killed_runs_are_taken_away(self):
        """What a killed program left beside an output, and nothing that is another's or in use."""
        run = self.run_once("x.h5", *NARROW)
        for command in (("run", self.config, "-o", "x.h5", "--force", *NARROW), ("resume", "x.h5"),
                        ("extract", run, "--latents", "--flow", "particle", "-o", "x.h5", "--force")):
            with self.subTest(command[0]):
                if command[0] == "extract":
                    run = run.rename(self.folder / "run.h5")
                    command = ("extract", "run.h5", *command[2:])
                names = [f"x.h5.simclr-flow-{middle}.tmp" for middle in ("aB3dE6", "in_use")]
                others = ["x.h5.backup.tmp", "x.h5.simclr-flow-long-er.tmp", "y.h5.simclr-flow-aB3dE6.tmp"]
                for name in (*names, *others):
                    self.write(name, "bytes")
                with open(self.folder / names[1], "r+") as held:
                    # struct flock: F_WRLCK, SEEK_SET, a byte that no file has
                    fcntl.fcntl(held, OPEN_FILE_LOCK, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 1 << 62, 1, 0))
                    self.succeed(*command)
                    left = {path.name for path in self.folder.glob("*.tmp")}
                self.assertEqual(left, {names[1], *others})

    def test_no_room_for_the_file_is_exit_4_and_leaves_nothing(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
        done = self.call("run", self.config, "-o", "full.h5", preexec_fn=small_files)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertEqual([p for p in os.listdir(self.folder) if p != "small.toml"], [])


if __name__ == "__main__":
    main()
