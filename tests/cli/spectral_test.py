"""The spectral contrastive energy: runs end at its minimum, and what it is not for is refused."""
import json
import re

import h5py
import numpy as np
from program import ProgramTest, main

RUN = """\
[data]
kind = "ring"
clusters = 3
per_class = 4
[latent]
manifold = "euclidean"
dim = 2
[initial]
spread = 0.3
[energy]
preset = "spectral"
[integrator]
rtol = 1e-9
[stop]
time = 8
[output]
frames = { spacing = "linear", interval = 0.25 }
[[flow]]
kind = "particle"
"""
VIEWS = '[views]\ncount = 2\ntransforms = [{ kind = "noise", scale = 0.3 }]\n'
NETWORK = '[[flow]]\nkind = "network"\nactivation = "tanh"\nwidths = [20]\n'


def energy_of(u, positives):
    """-2 mean u·u' over the positives of each row, by a matrix, + mean (u·u')^2."""
    products = u @ u.T
    return (-2 * (products * positives).sum() + (products ** 2).mean() * len(u)) / len(u)


class Spectral(ProgramTest):
    def run_with(self, text, name="run.h5", *more):
        self.config = self.write("run.toml", text)
        return self.run_small(name, "--force", *more)

    def checks(self, out):
        report = json.loads(self.call("compare", out, "--json").stdout)
        return [{c["id"]: c["verdict"] for c in flow["checks"]} for flow in report["flows"]]

    def test_single_views_end_at_minus_d_by_the_logistic_equation(self):
        out = self.run_with(RUN)
        with h5py.File(out) as file:
            u = file["particles/particle/position/value"][:]
            time = file["particles/particle/position/time"][:]
            energy = file["observables/particle/energy/value"][:]
        m = np.linalg.eigvalsh(u[0].T @ u[0] / len(u[0]))
        for k, t in enumerate(time):
            later = m / (m + (1 - m) * np.exp(-8 * t))
            self.assertAlmostEqual(energy[k], (later ** 2 - 2 * later).sum(), 6)
            self.assertAlmostEqual(energy[k], energy_of(u[k], np.eye(len(u[k]))), 13)
        self.assertLess(abs(energy[-1] + 2), 1e-10)
        [found] = self.checks(out)
        self.assertNotIn("differs", found.values())
        for check in ("energy", "gradient", "velocity", "finite-bound", "reference"):
            self.assertEqual(found[check], "agrees", check)
        for absent in ("mean", "growth.1", "mmd", "theorem-b"):
            self.assertNotIn(absent, found)

    def test_views_labels_and_networks_are_judged(self):
        for name, text, least in (
                ("views", RUN.replace("[latent]", VIEWS + "[latent]") + NETWORK, -2),
                ("labels", RUN.replace("[latent]", '[positives]\nkind = "labels"\n[latent]')
                 .replace("dim = 2", "dim = 5"), -3),
                ("quadrature", RUN.replace("[latent]", VIEWS.replace("count = 2", 'mode = "quadrature"')
                                           .replace("scale", "nodes = 3, scale") + "[latent]"), -2)):
            with self.subTest(name):
                out = self.run_with(text, name + ".h5")
                for found in self.checks(out):
                    self.assertNotIn("differs", found.values())
                    self.assertEqual(found["energy"], "agrees")
                    self.assertEqual(found["finite-bound"], "agrees")
                    self.assertNotIn("mean", found)
                with h5py.File(out) as file:
                    self.assertLess(abs(file["observables/particle/energy/value"][-1] - least), 1e-5)

    def test_a_stored_energy_below_the_minimum_is_caught(self):
        out = self.run_with(RUN)
        with h5py.File(out, "r+") as file:
            energy = file["observables/particle/energy/value"]
            energy[-1] = -2.001
        [found] = self.checks(out)
        self.assertEqual(found["finite-bound"], "differs")
        self.assertEqual(found["energy"], "differs")

    def test_energies_of_points_and_what_theory_says(self):
        u = np.random.default_rng(2).normal(size=(8, 3))
        np.savetxt(self.folder / "u.csv", u, delimiter=",", fmt="%.17g")

        def energy(*options):
            return json.loads(self.succeed("energy", "u.csv", "--preset", "spectral", "--temperature",
                                           "1", "--json", *options))
        pairs = np.kron(np.eye(4), 1 - np.eye(2))
        for views, positives, least in (("1", np.eye(8), -3), ("2", pairs, -3)):
            found = energy("--views", views)
            self.assertAlmostEqual(found["energy"], energy_of(u, positives), 12)
            self.assertEqual((found["bound"]["value"], found["bound"]["attained"]), (least, True))
        said = json.loads(self.succeed("theory", "--energy", "spectral", "--latent-dim", "5",
                                       "--samples", "4", "--json"))
        self.assertIsNone(said["kernel"])
        self.assertEqual({s["id"]: s["value"] for s in said["statements"]},
                         {"minimum": -4, "rate.zero": 4, "rate.minimum": -8})
        self.assertIn("spectral on R^5, no kernel",
                      self.succeed("theory", "--energy", "spectral", "--latent-dim", "5"))

    def test_spheres_are_refused_in_a_sentence(self):
        words = "is of inner products, whose latents have free lengths: allowed is manifold euclidean"
        for manifold in ("sphere", "circle"):
            done = self.call("run", self.write("bad.toml", RUN.replace("euclidean", manifold)),
                             "-o", "bad.h5")
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr)
        np.savetxt(self.folder / "u.csv", np.eye(3), delimiter=",")
        done = self.call("energy", "u.csv", "--preset", "spectral", "--manifold", "sphere",
                         "--temperature", "1")
        self.assertEqual(done.returncode, 2)
        self.assertIn(words, done.stderr)
        table = self.succeed("energy", "u.csv", "--all", "--manifold", "sphere", "--temperature", "1")
        self.assertNotRegex(table, r"(?m)^spectral ")
        self.assertRegex(re.sub(r"\n +", " ", table), rf"(?m)^not here: energy 'spectral' {words}, not sphere$")
        self.assertIn("spectral", self.succeed("energy", "u.csv", "--all", "--temperature", "1"))

    def test_a_study_is_refused_for_what_theory_knows(self):
        config = RUN.split("[integrator]")[0] + "[study]\nstarts = 3\n"
        done = self.call("minimize", self.write("study.toml", config), "-o", "study.h5")
        self.assertEqual(done.returncode, 2)
        self.assertIn('"spectral" is of R^d: its least value there is known by eigenvalues', done.stderr)
        self.assertNotIn("nothing minimizes", done.stderr)
        self.assertFalse((self.folder / "study.h5").exists())

    def test_kernels_play_no_part(self):
        found = [self.checks(self.run_with(RUN.replace('"spectral"', f'"spectral"\nkernel = "{kernel}"'),
                                           kernel + ".h5")) for kernel in ("gauss", "riesz", "log")]
        self.assertEqual(found[0], found[1])
        self.assertEqual(found[0], found[2])


if __name__ == "__main__":
    main()
