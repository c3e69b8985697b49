"""A resume that is killed at any call can be resumed, also one to a longer horizon.

From a few kills of a run, a sample of the kill points of its resume is tried; with
SIMCLR_FLOW_TORTURE=all every one.
"""
from collections import Counter

from kill_points import kill_points, sampled
from runs import GROWING, PLANNED, RESUME, RUN
from torture import TortureTest, main

NAMES_OF_COMMANDS = ("parameters/argv", "parameters/overrides")
STARTS, SAMPLE = 2, 6


class ResumeKills(TortureTest):
    def starts(self, letters):
        """Kill points spread over a run, the first just after its file was put in place."""
        points = [p for p in kill_points(letters) if p.call > letters.index("r") + 1]
        return points[::len(points) // STARTS][:STARTS] + [points[-1]]

    def survive_kills(self, config, *changes):
        letters, self.before = self.undisturbed(config)
        _, self.after = self.undisturbed(config, (*RUN, *changes))
        self.resume, outcomes = (*RESUME, *changes), Counter()
        for start in self.starts(letters):
            killed = self.fresh_folder("start")
            self.kill(killed, RUN, start)
            self.readable(killed, self.before)
            for point in self.resume_points(killed / "run.h5"):
                with self.subTest(start=start, resume=point):
                    self.survive(killed / "run.h5", point)
                    outcomes["resumed twice"] += 1
        print(self.id().split(".")[-1], dict(outcomes), flush=True)

    def resume_points(self, file):
        whole = self.fresh_folder("whole", [file])
        return sampled(self.letters_of(whole, self.resume), SAMPLE)

    def survive(self, file, point):
        folder = self.fresh_folder("again", [file])
        self.kill(folder, self.resume, point)
        self.readable(folder, self.before, self.after)
        self.resumes(folder, self.after, self.resume, besides=NAMES_OF_COMMANDS)

    def test_a_planned_run(self):
        self.survive_kills(PLANNED)

    def test_a_growing_run(self):
        self.survive_kills(GROWING)

    def test_a_planned_run_to_a_longer_horizon(self):
        self.survive_kills(PLANNED, "--set", "stop.time=4")

    def test_a_growing_run_to_a_longer_horizon(self):
        self.survive_kills(GROWING, "--set", "stop.time=4")


if __name__ == "__main__":
    main()
