"""A run killed at any call that changes files leaves a file that reads, and resumes bit for bit.

Of two small runs - one of a known number of frames, one whose file grows - and of one that replaces
an older file, a sample of the kill points is tried; with SIMCLR_FLOW_TORTURE=all every one. A run is made
once, and stopped at these points: what a kill would leave there is its folder, as is shown of a program that
writes the same at each run.
"""
import sys
from collections import Counter

from kill_points import kill_points, sampled
from runs import GROWING, PLANNED, RUN
from stored import bytes_of, rows_committed
from torture import TortureTest, main

SAMPLE = 40

WRITER = """\
import os
file = os.open("new", os.O_RDWR | os.O_CREAT)
os.write(file, b"abcdefgh")
os.pwrite(file, b"ABCDEF", 2)
os.write(file, b"ij")
os.writev(file, [b"k", b"lmn", b"op"])
os.fsync(file)
os.ftruncate(file, 12)
os.rename("new", "old")
os.unlink("old")
"""


class Stops(TortureTest):
    tortured = sys.executable

    def test_a_stopped_process_has_left_what_a_killed_one_leaves(self):
        command = ("-c", WRITER)
        letters = self.letters_of(self.fresh_folder("whole"), command)
        self.assertEqual(letters, "wwwwstru")
        points, found = kill_points(letters), []
        for point, folder in self.left_at(self.fresh_folder("stopped"), command, letters, points):
            killed = self.fresh_folder("killed")
            self.kill(killed, command, point)
            self.assertEqual(bytes_of(folder), bytes_of(killed), point)
            found.append(bytes_of(folder))
        self.assertEqual(len(found), 12)
        self.assertEqual(len(set(found)), 11, "a sync alone changes nothing")


class Kills(TortureTest):
    def survive_kills(self, config, run=RUN, files=()):
        letters, reference = self.undisturbed(config, run, files)
        outcomes, most_rows = Counter(), 0
        stopped, survived = self.fresh_folder("stopped", files), set()
        for point, folder in self.left_at(stopped, run, letters, sampled(letters, SAMPLE)):
            with self.subTest(point):
                state = bytes_of(folder)
                if state in survived:  # a sync changes no byte
                    outcomes["as the one before"] += 1
                    continue
                survived.add(state)
                outcomes["left a temporary file"] += any(folder.glob("*.tmp"))
                rows = self.survive(folder, reference, files)
                outcomes["resumed" if rows else "no file"] += 1
                self.assertGreaterEqual(rows, most_rows, "a later kill has fewer rows")
                most_rows = rows
        self.assertEqual(most_rows, rows_committed(reference))
        self.assertTrue(outcomes["no file"] and outcomes["resumed"], outcomes)
        print(self.id().split(".")[-1], dict(outcomes), flush=True)

    def survive(self, folder, reference, files):
        """The rows of the killed run; none if it had not put its file in place yet."""
        kept = {file.name: file.read_bytes() for file in files}
        out = folder / "run.h5"
        started = out.exists() and out.read_bytes() != kept.get("run.h5")
        for name in kept.keys() - ({"run.h5"} if started else set()):
            self.assertEqual((folder / name).read_bytes(), kept[name])
        if started:
            rows = self.readable(folder, reference)
            self.resumes(folder, reference)
            self.assertEqual(list(folder.glob("*.tmp")), [], "a resume takes orphans away")
            return rows
        others = [p.name for p in folder.iterdir() if p.name not in kept and p.suffix != ".tmp"]
        self.assertEqual(others, [])
        if any(folder.glob("*.tmp")):
            self.succeed_in(folder, (*RUN, "--force"))
            self.assertEqual(list(folder.glob("*.tmp")), [], "the next run takes orphans away")
        return 0

    def test_a_planned_run(self):
        self.survive_kills(PLANNED)

    def test_a_growing_run(self):
        self.survive_kills(GROWING)

    def test_a_run_that_replaces_an_older_one(self):
        self.write("torture.toml", PLANNED)
        older = self.fresh_folder("older")
        for name in ("run.h5", "bystander.h5"):
            self.succeed_in(older, ("run", "../torture.toml", "-o", name, "--set", "seed=7"))
        self.survive_kills(PLANNED, (*RUN, "--force"), (older / "run.h5", older / "bystander.h5"))


if __name__ == "__main__":
    main()
