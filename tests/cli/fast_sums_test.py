"""Runs by fast sums: they say so, are judged to be right, and end where those by all pairs end."""
import json
import os

import h5py
import numpy as np
from program import ProgramTest, main, unsanitized

RUN = """\
[data]
kind = "none"
count = 150
[latent]
manifold = "{manifold}"
dim = {dim}
[initial]
spread = 0.5
[energy]
preset = "simclr"
temperature = 0.1
summation = "{summation}"
[integrator]
method = "dopri5"
[stop]
time = 3
[[flow]]
kind = "particle"
"""
SPACES = {"line": ("euclidean", 1), "plane": ("euclidean", 2), "circle": ("circle", 2), "sphere": ("sphere", 3)}


class FastSums(ProgramTest):
    def run_by(self, summation, geometry, *more, threads="2"):
        """What the run tells, and its file."""
        manifold, dim = SPACES[geometry]
        config = self.write("run.toml", RUN.format(manifold=manifold, dim=dim, summation=summation))
        out = self.folder / f"{summation}-{geometry}.h5"
        done = self.call("run", config, "-o", out, "--force", *more,
                         env={**os.environ, "SIMCLR_FLOW_THREADS": threads})
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout, out

    def ends(self, out):
        with h5py.File(out) as file:
            return (file["particles/particle/position/value"][-1],
                    file["observables/particle/energy/value"][()],
                    file["parameters/sums"][()].decode())

    @unsanitized
    def test_they_are_told_stored_judged_and_those_of_all_pairs(self):
        for geometry in SPACES:
            with self.subTest(geometry):
                told, out = self.run_by("fast", geometry)
                z, energy, sums = self.ends(out)
                self.assertEqual(sums, f"fast sums: {geometry}, accuracy 1e-10")
                self.assertIn(sums + "\n", told)
                report = json.loads(self.succeed("compare", out, "--json"))
                checks = {check["id"]: check for check in report["flows"][0]["checks"]}
                for name in ("energy", "gradient", "dissipation", "velocity", "measures"):
                    self.assertEqual(checks[name]["verdict"], "agrees", name)
                self.assertIn("fast sums of accuracy 1e-10", json.dumps(checks["energy"]))
                told, out = self.run_by("direct", geometry)
                exact, of_pairs, sums = self.ends(out)
                self.assertEqual(sums, "direct sums throughout: direct sums are asked for")
                self.assertNotIn("sums", told)
                self.assertLess(abs(z - exact).max(), 1e-6)
                self.assertLess(abs(energy - of_pairs).max(), 1e-9)
                self.assertTrue((z != exact).any())  # fast they were

    def test_a_wrong_energy_is_still_seen(self):
        _, out = self.run_by("fast", "circle")
        with h5py.File(out, "r+") as file:
            file["observables/particle/energy/value"][-1] += 1e-9
        self.assertEqual(self.call("compare", out).returncode, 5)

    def test_they_do_not_depend_on_threads_or_resumes(self):
        _, out = self.run_by("fast", "plane", threads="1")
        whole = self.ends(out)[0]
        _, out = self.run_by("fast", "plane", "--set", "stop.time=1", threads="2")
        self.succeed("resume", out, "--set", "stop.time=3", "--quiet")
        self.assertTrue((self.ends(out)[0] == whole).all())

    def test_where_they_are_asked_for_and_impossible_it_is_told(self):
        for key, reason in (("energy.kernel=student", "the kernel is not gauss"),
                            ("latent.dim=4", "latents have 4 dimensions")):
            told, _ = self.run_by("fast", "sphere", "--set", key)
            self.assertIn(f"direct sums throughout: {reason}\n", told)
        told, out = self.run_by("auto", "sphere")
        self.assertNotIn("sums", told)
        self.assertEqual(self.ends(out)[2], "direct sums throughout: few latents")
        done = self.call("check", self.folder / "run.toml", "--set", "energy.accuracy=1e-3")
        self.assertEqual(done.returncode, 2)
        self.assertIn("[energy] accuracy", done.stderr)


if __name__ == "__main__":
    main()
