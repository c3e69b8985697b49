"""A full disk, a read-only folder and a removed file: exit code 4, one sentence, nothing lost.

Disks and read-only folders are mounted, for which the tests must run as root; otherwise they skip.
"""
import unittest
from collections import Counter

from mounts import enter_private_mounts, make_read_only, mount_disk, resize_disk, unmount
from running import ENDLESS, GROWN, LONG, RunningTest
from runs import PLANNED, RUN
from stored import rows_committed
from torture import main

GROWS_OFTEN = GROWN.replace("time = 200", "time = 20").replace("every = 200", "every = 10")

GROWS_BEFORE_IT_COMMITS = ENDLESS.replace("checkpoint = 0.05", "checkpoint = 1000")


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


class MountedFolders(RunningTest):
    @classmethod
    def setUpClass(cls):
        try:
            enter_private_mounts()
        except OSError as refusal:
            raise unittest.SkipTest(f"folders cannot be mounted here: {refusal}")

    def mounted(self, folder, mount, *arguments):
        mount(folder, *arguments)
        self.addCleanup(unmount, folder)

    def run_on_full_disk(self, config, reference, kilobytes):
        """What became of a run on a disk of this size: nothing, rows, or the whole."""
        folder = self.fresh_folder(f"disk-{kilobytes}")
        self.mounted(folder, mount_disk, kilobytes)
        done = self.call_in(folder, RUN)
        self.assertEqual([p.name for p in folder.iterdir() if p.suffix == ".tmp"], [])
        if done.returncode == 0:
            return self.judge_whole(folder, reference, done.stderr)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.one_sentence(done.stderr, "run.h5")
        if not (folder / "run.h5").exists():
            return "nothing"
        self.readable(folder, reference)
        resize_disk(folder, 10000)
        self.resumes(folder, reference)
        return "rows"

    def judge_whole(self, folder, reference, complaint):
        """Done, but where the disk has no room for a copy without the unused rows."""
        if not complaint:
            self.same(folder, reference)
            return "done"
        self.one_sentence(complaint, "run.h5", "is complete, but")
        self.assertEqual(self.readable(folder, reference), rows_committed(reference))
        return "done, not trimmed"

    def on_disks_of_all_sizes(self, config):
        _, reference = self.undisturbed(config)
        whole = (self.folder / "undisturbed/run.h5").stat().st_size // 1024
        outcomes = Counter()
        for kilobytes in range(4, 3 * whole, max(whole // 20, 4)):
            with self.subTest(kilobytes):
                outcomes[self.run_on_full_disk(config, reference, kilobytes)] += 1
        print(self.id().split(".")[-1], dict(outcomes), flush=True)
        return outcomes

    def test_a_full_disk_refuses_a_planned_run(self):
        self.assertEqual(set(self.on_disks_of_all_sizes(PLANNED)), {"nothing", "done"})

    def test_a_full_disk_ends_a_growing_run(self):
        outcomes = self.on_disks_of_all_sizes(GROWS_OFTEN)
        self.assertLessEqual({"nothing", "rows", "done"}, set(outcomes))

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
        _, reference = self.undisturbed(LONG)
        folder = self.fresh_folder("read-only")
        process = self.start(LONG, folder)
        self.mounted(folder, make_read_only)
        self.assertEqual(process.wait(60), 0)
        self.assertEqual(process.stderr.read(), "")
        self.same(folder, reference)


if __name__ == "__main__":
    main()
