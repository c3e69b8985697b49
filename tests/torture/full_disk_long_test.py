"""A disk that is full at any size: exit code 4, one sentence, nothing lost."""
from collections import Counter

from mounted import MountedTest
from mounts import mount_disk, resize_disk
from running import grown
from runs import PLANNED, RUN
from stored import rows_committed
from torture import main

GROWS_OFTEN = grown(10, 10)


class FullDisks(MountedTest):
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
        for kilobytes in range(4, 3 * whole, max(whole // 12, 4)):
            with self.subTest(kilobytes):
                outcomes[self.run_on_full_disk(config, reference, kilobytes)] += 1
        print(self.id().split(".")[-1], dict(outcomes), flush=True)
        return outcomes

    def test_a_full_disk_refuses_a_planned_run(self):
        self.assertEqual(set(self.on_disks_of_all_sizes(PLANNED)), {"nothing", "done"})

    def test_a_full_disk_ends_a_growing_run(self):
        outcomes = self.on_disks_of_all_sizes(GROWS_OFTEN)
        self.assertLessEqual({"nothing", "rows", "done"}, set(outcomes))


if __name__ == "__main__":
    main()
