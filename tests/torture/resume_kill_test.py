"""A resume that is killed at any call can be resumed, also one to a longer horizon.

From a few kills of a run, a sample of the kill points of its resume is tried; with
SIMCLR_FLOW_TORTURE=all every one. A resume is run once, and stopped at these points: what it would leave
there is its folder, as kill_test.py shows.
"""
from collections import Counter

from kill_points import kill_points, sampled
from runs import GROWING, PLANNED, RESUME, RUN
from stored import bytes_of
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
        self.resume, self.outcomes = (*RESUME, *changes), Counter()
        for start in self.starts(letters):
            killed = self.fresh_folder("start")
            self.kill(killed, RUN, start)
            self.readable(killed, self.before)
            self.survive_kills_of_resume(killed / "run.h5", start)
        print(self.id().split(".")[-1], dict(self.outcomes), flush=True)

    def survive_kills_of_resume(self, file, start):
        letters = self.letters_of(self.fresh_folder("whole", [file]), self.resume)
        points, survived = sampled(letters, SAMPLE), set()
        stopped = self.fresh_folder("stopped", [file])
        for point, folder in self.left_at(stopped, self.resume, letters, points):
            with self.subTest(start=start, resume=point):
                state = bytes_of(folder)
                if state in survived:  # a sync changes no byte, nor does what stands before it
                    self.outcomes["as the one before"] += 1
                    continue
                self.survive(folder)
                survived.add(state)
                self.outcomes["resumed twice"] += 1

    def survive(self, folder):
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
