"""A signal ends a run with exit 3; a kill leaves a file that reads; a full disk is exit 4."""
import os
import resource
import signal
import subprocess
import time

import h5py
from program import PROGRAM, ProgramTest, main

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
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 3)
        with h5py.File(out) as file:
            self.assertEqual(file["parameters/particle/status"][()].rstrip(b"\0"), b"interrupted")
            self.assertGreater(len(file["particles/particle/position/time"]), 3)
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

    def test_no_room_for_the_file_is_exit_4_and_leaves_nothing(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
        done = self.call("run", self.config, "-o", "full.h5", preexec_fn=small_files)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertEqual([p for p in os.listdir(self.folder) if p != "small.toml"], [])


if __name__ == "__main__":
    main()
