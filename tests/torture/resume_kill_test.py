"""A resume that is killed at any call can be resumed."""
import unittest
from collections import Counter

from kill_points import kill_points, sampled
from runs import GROWING, PLANNED, RESUME, RUN
from torture import TortureTest

STARTS, SAMPLE = 4, 25


class ResumeKills(TortureTest):
    def starts(self, letters):
        """Kill points spread over a run, the first just after its file was put in place."""
        points = [p for p in kill_points(letters) if p.call > letters.index("r") + 1]
        return points[::len(points) // STARTS][:STARTS] + [points[-1]]

    def survive_kills(self, config):
        letters, reference = self.undisturbed(config)
        outcomes = Counter()
        for start in self.starts(letters):
            killed = self.fresh_folder("start")
            self.kill(killed, RUN, start)
            for point in self.resume_points(killed / "run.h5"):
                with self.subTest(start=start, resume=point):
                    self.survive(killed / "run.h5", point, reference)
                    outcomes["resumed twice"] += 1
        print(self.id().split(".")[-1], dict(outcomes), flush=True)

    def resume_points(self, file):
        return sampled(self.letters_of(self.fresh_folder("whole", [file]), RESUME), SAMPLE)

    def survive(self, file, point, reference):
        folder = self.fresh_folder("again", [file])
        before = self.readable(folder, reference)
        self.kill(folder, RESUME, point)
        self.assertGreaterEqual(self.readable(folder, reference), before)
        self.resumes(folder, reference)

    def test_a_planned_run(self):
        self.survive_kills(PLANNED)

    def test_a_growing_run(self):
        self.survive_kills(GROWING)


if __name__ == "__main__":
    unittest.main()
