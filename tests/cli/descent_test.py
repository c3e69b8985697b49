"""Descents: labelled as no flows, judged as such, resumed with the very draws."""

import h5py
import numpy as np
from program import SMALL, ProgramTest, main, unsanitized

DESCENT = SMALL.replace('method = "bdf"\nrtol = 1e-7', 'method = "gradient-descent"\nstep = 0.05') \
    .replace("time = 100", "time = 5")
FRESH = ('[views]\ncount = 2\nmode = "fresh"\n'
         'transforms = [{ kind = "shift", direction = [1, 1], scale = 0.3 }]\n')
SAMPLED = DESCENT[:DESCENT.index("[[flow]]")] + FRESH + DESCENT[DESCENT.rindex("[[flow]]"):] + \
    "integrator = { batch = 6 }\n"


def positions(path, flow="network"):
    with h5py.File(path) as file:
        return file[f"particles/{flow}/position/value"][()]


class Descents(ProgramTest):
    @unsanitized
    def test_every_rule_agrees_and_is_labelled(self):
        for rule in ("plain", "momentum", "adam"):
            for text in (DESCENT, DESCENT + FRESH, SAMPLED):
                with self.subTest(rule=rule, text=text):
                    self.config = self.write("descent.toml", text)
                    out = self.run_small("d.h5", "--force", "--set", f"integrator.rule={rule}",
                                         "--set", "integrator.step=0.2")
                    self.assertNotIn("monotone", self.succeed("compare", out))
                    self.assertIn(f"not a flow: {rule}, rate 0.2", self.succeed("info", out))

    def test_fresh_views_leave_particles_alone(self):
        self.config = self.write("fixed.toml", DESCENT + FRESH.replace("fresh", "fixed"))
        fixed = self.run_small("fixed.h5")
        self.config = self.write("fresh.toml", DESCENT + FRESH)
        fresh = self.run_small("fresh.h5")
        self.assertTrue(np.array_equal(positions(fixed, "particle"), positions(fresh, "particle")))
        self.assertFalse(np.array_equal(positions(fixed), positions(fresh)))
        self.assertTrue(np.array_equal(positions(fixed)[0], positions(fresh)[0]))

    def test_a_resumed_descent_is_the_uninterrupted_one(self):
        for rule in ("plain", "momentum", "adam"):
            with self.subTest(rule):
                self.config = self.write("sampled.toml", SAMPLED)
                whole = positions(self.run_small("whole.h5", "--force", "--set",
                                                 f"integrator.rule={rule}"))
                part = self.run_small("part.h5", "--force", "--set", f"integrator.rule={rule}",
                                      "--set", "stop.time=2")
                self.succeed("resume", part, "--set", "stop.time=5")
                self.assertTrue(np.array_equal(positions(part), whole))

    def test_a_batch_of_more_samples_than_there_are_is_refused(self):
        done = self.call("check", self.write("many.toml", SAMPLED), "--set",
                         "flow.0.integrator.batch=17")
        self.assertEqual(done.returncode, 2)
        self.assertIn("batch = 17 must be 0, for all samples, or at least 2 and at most 16",
                      done.stderr)


if __name__ == "__main__":
    main()
