"""A read-only folder and a removed file: exit code 4, one sentence, nothing lost."""
import shutil
import subprocess
import time

from mounted import MountedTest
from mounts import make_read_only, unmount
from running import ENDLESS, LONG, RunningTest
from runs import PLANNED, RUN
from torture import PROGRAM, main

STUDY = """\
data = { kind = "none", count = 12 }
latent = { manifold = "sphere", dim = 3 }
energy = { preset = "simclr", temperature = 0.2 }
study = { starts = 100000 }
output = { checkpoint = 0 }
"""
GROWS_BEFORE_IT_COMMITS = ENDLESS.replace("checkpoint = 0.005", "checkpoint = 1000")


class RemovedFile(RunningTest):
    def test_a_removed_file_ends_the_run(self):
        for config in (LONG, ENDLESS, GROWS_BEFORE_IT_COMMITS):
            with self.subTest(config):
                folder = self.fresh_folder("removed")
                process = self.start(config, folder, rows=1)
                (folder / "run.h5").unlink()
                self.fails_within(process, 5, "run.h5", "was removed")
                self.assertEqual(list(folder.iterdir()), [])

    def test_a_replaced_file_ends_the_run_and_is_left_alone(self):
        for config in (LONG, ENDLESS, GROWS_BEFORE_IT_COMMITS):
            with self.subTest(config):
                folder = self.fresh_folder("replaced")
                process = self.start(config, folder, rows=1)
                other = folder / "other"
                other.write_text("precious")
                other.rename(folder / "run.h5")
                self.fails_within(process, 5, "run.h5", "replaced")
                self.assertEqual([p.read_text() for p in folder.iterdir()], ["precious"])


class ReadOnlyFolders(MountedTest):
    def test_a_read_only_folder_is_refused(self):
        folder = self.fresh_folder("read-only")
        self.write("torture.toml", PLANNED)
        self.mounted(folder, make_read_only)
        done = self.call_in(folder, RUN)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.one_sentence(done.stderr, "run.h5", "not writable")
        self.assertEqual(list(folder.iterdir()), [])

    def test_every_command_that_writes_tells_that_it_cannot(self):
        """In a read-only folder and in one that was removed under the program; with nothing left behind."""
        folder = self.fresh_folder("read-only")
        config = self.write("torture.toml", PLANNED.replace('kind = "discs"\nper_class = 4', 'kind = "none"\ncount = 8')
                            .replace("[data.test]\nper_class = 2\n", "").split("[[flow]]\nkind = \"network\"")[0])
        run = self.folder / "kept.h5"
        self.succeed_in(self.folder, ("run", config, "-o", run, "--quiet"))
        shutil.copy(run, folder / "run.h5")
        writing = [("run", config), ("run", config, "-o", "x.h5"), ("run", config, "--set", "seeds=[1, 2]"),
                   ("minimize", config), ("sweep", config, "--over", "seed=1,2"), ("check", config, "-o", "x.h5"),
                   ("extract", run, "--latents", "-o", "z.npy"),
                   ("energy", f"{run}:/particles/particle/position/value", "--preset", "simclr", "--temperature", "1",
                    "--gradient", "g.npy")]
        self.mounted(folder, make_read_only)
        for command in (*writing, ("resume", "run.h5", "--set", "stop.time=3")):
            with self.subTest(read_only=command):
                self.cannot_write(self.call_in(folder, command))
        unmount(folder)
        self.assertEqual([path.name for path in folder.iterdir()], ["run.h5"])
        for command in writing:
            with self.subTest(removed=command):
                gone = self.fresh_folder("removed")
                process = subprocess.run(["sh", "-c", 'rmdir "$PWD"; exec "$@"', "sh", PROGRAM, *map(str, command)],
                                         cwd=gone, text=True, capture_output=True, timeout=60)
                self.cannot_write(process)

    def cannot_write(self, done):
        self.assertEqual(done.returncode, 4, done.stderr)
        self.one_sentence(done.stderr)

    def test_a_study_whose_folder_is_removed_ends(self):
        folder = self.fresh_folder("removed")
        config = self.write("study.toml", STUDY)
        process = subprocess.Popen([PROGRAM, "minimize", config, "-o", folder / "m.h5", "--quiet"], cwd=self.folder,
                                   text=True, stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        deadline = time.monotonic() + 20
        while not (folder / "m.h5").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        while folder.exists():  # the study may make a file meanwhile
            shutil.rmtree(folder, ignore_errors=True)
        self.fails_within(process, 30)

    def test_a_folder_that_becomes_read_only_ends_a_growing_run(self):
        folder = self.fresh_folder("read-only")
        by_path = ("run", "../torture.toml", "-o", folder / "run.h5", "--quiet")
        process = self.start(ENDLESS, folder, by_path)  # the working folder stays writable
        self.mounted(folder, make_read_only)
        self.fails_within(process, 20, "run.h5")
        rows = self.rows(folder / "run.h5")
        self.succeed_in(folder, ("info", "run.h5"))
        self.succeed_in(folder, ("compare", "run.h5"))
        unmount(folder)
        self.goes_on(folder, rows)

    def goes_on(self, folder, rows):
        """Resumed, the run commits more rows."""
        process = self.start(ENDLESS, folder, ("resume", "run.h5", "--quiet"))
        self.wait_for_rows(process, folder / "run.h5", rows + 1)

    def test_a_planned_run_ends_well_in_a_folder_that_becomes_read_only(self):
        reference = self.reference(LONG)
        folder = self.fresh_folder("read-only")
        process = self.start(LONG, folder)
        self.mounted(folder, make_read_only)
        self.assertEqual(process.wait(60), 0)
        self.assertEqual(process.stderr.read(), "")
        self.same(folder, reference)


if __name__ == "__main__":
    main()
