"""Runs of about a quarter of a second killed at random instants, drawn from a fixed seed.

50 kills, with SIMCLR_FLOW_TORTURE=all 200. One-step methods resume to the same bits; a multistep
method starts anew from its last checkpoint, and the physics must agree.
"""
import random
import subprocess
import time

from kill_points import EVERY_POINT
from runs import PLANNED, RESUME, RUN
from torture import PROGRAM, TortureTest, main

KILLS = 200 if EVERY_POINT else 50
LONG = PLANNED.replace("checkpoint = 0", "checkpoint = 0.002").replace(
    "time = 2", "time = 25").replace("per_decade = 10", "per_decade = 40")
ONE_STEP = LONG.replace("step = 0.1", "step = 2e-3")
MULTISTEP = LONG.replace('"dopri5"', '"bdf"').replace("rtol = 1e-5", "rtol = 1e-11").replace(
    'integrator = { method = "rk4", step = 0.1 }\n', "").replace("per_class = 4", "per_class = 12")


class RandomKills(TortureTest):
    def kill_after(self, folder, seconds):
        process = subprocess.Popen([PROGRAM, *RUN], cwd=folder)
        time.sleep(seconds)
        process.kill()
        process.wait(60)

    def survive_kills(self, config, kills, resume):
        """Kills at instants of about the length of a run; returns how many states they met."""
        begin = time.monotonic()
        _, reference = self.undisturbed(config)
        duration, draw, met = time.monotonic() - begin, random.Random(1), set()
        for seconds in [draw.uniform(0, duration) for _ in range(kills)]:
            with self.subTest(seconds):
                folder = self.fresh_folder("killed")
                self.kill_after(folder, seconds)
                if (folder / "run.h5").exists():
                    met.add(self.readable(folder, reference))
                    resume(folder, reference)
        print(self.id().split(".")[-1], f"{kills} kills met {len(met)} states", flush=True)
        return len(met)

    def test_one_step_methods_resume_to_the_same_bits(self):
        met = self.survive_kills(ONE_STEP, KILLS * 4 // 5, self.resumes)
        self.assertGreater(met, KILLS // 10)

    def test_a_multistep_method_resumes_to_an_agreeing_run(self):
        def agrees(folder, _):
            self.succeed_in(folder, RESUME)
            self.assertIn("done", self.succeed_in(folder, ("info", "run.h5")))
            self.succeed_in(folder, ("compare", "run.h5"))
        met = self.survive_kills(MULTISTEP, KILLS // 5, agrees)
        self.assertGreater(met, KILLS // 20)


if __name__ == "__main__":
    main()
