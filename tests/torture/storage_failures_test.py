"""A read-only folder and a removed file: exit code 4, one sentence, nothing lost."""
from mounted import MountedTest
from mounts import make_read_only, unmount
from running import ENDLESS, LONG, RunningTest
from runs import PLANNED, RUN
from torture import main

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
