"""The flat torus, added by the recipe: every command takes it."""
import json

import h5py
import numpy as np
from drawing import DrawingTest
from program import SMALL, main

from simclr_flow.minimizers import draw_study, setting
from simclr_flow.study import load_study

TORUS = SMALL.replace('manifold = "circle"', 'manifold = "torus"\ndim = 4') \
    .replace("time = 100", "time = 10") + '[[flow]]\nkind = "kernel"\n'
STUDY = ('data = { kind = "none", count = 9 }\nlatent = { manifold = "torus", dim = 4 }\n'
         'energy = { preset = "simclr", temperature = 0.1 }\nstudy = { starts = 12 }\n')
TAU = 0.1


def squares(z):
    return ((z[:, None] - z[None]) ** 2).sum(axis=2)


class Torus(DrawingTest):
    def setUp(self):
        super().setUp()
        self.config = self.write("torus.toml", TORUS)

    def test_it_is_listed_and_its_dimensions_are_told(self):
        self.assertIn("torus", self.succeed("list"))
        for dim in (2, 5):
            done = self.call("check", self.config, "--set", f"latent.dim={dim}")
            self.assertEqual(done.returncode, 2)
            self.assertIn("must be even and at least 4", done.stderr)

    def test_its_runs_agree_with_theory_and_are_drawn(self):
        for start in ("spread = 0.3", 'kind = "uniform"'):
            with self.subTest(start):
                self.config = self.write("start.toml", TORUS.replace("spread = 0.3", start))
                out = self.run_small("start.h5", "--force")
                report = json.loads(self.succeed("compare", out, "--json"))
                verdicts = {(flow["name"], check["id"]): check["verdict"]
                            for flow in report["flows"] for check in flow["checks"]}
                self.assertNotIn("differs", verdicts.values())
                for flow in ("particle", "network", "kernel"):
                    for check in ("manifold", "energy", "gradient", "velocity", "state"):
                        self.assertEqual(verdicts[flow, check], "agrees", check)
                self.assertFalse({"bound", "moment.1", "conserved", "angle"}
                                 & {check for _, check in verdicts})
                with h5py.File(out) as file:
                    z = file["particles/particle/position/value"][()]
                    self.assertNotIn("angle", file["particles/particle"])
                    stored = file["observables/particle/energy/value"][-1]
                self.assertTrue(np.allclose(np.hypot(z[..., ::2], z[..., 1::2]), 1, atol=1e-14))
                kernel = np.exp(-squares(z[-1]) / 0.4)
                self.assertAlmostEqual(np.log1p(kernel.mean(axis=1)).mean(), stored, 12)
        self.is_drawn(self.draw(out), self.folder / "start-flows", self.folder / "start-kernels")

    def test_a_file_that_calls_it_a_sphere_is_caught(self):
        out = self.run_small("sphere.h5")
        with h5py.File(out, "r+") as file:
            for name in ("config", "resolved"):
                text = file[f"parameters/{name}"][()]
                claimed = text.replace(b'"torus"', b'"sphere"').replace(b"'torus'", b"'sphere'")
                self.assertNotEqual(text, claimed)
                del file[f"parameters/{name}"]
                file.create_dataset(f"parameters/{name}", data=np.bytes_(claimed))
        done = self.call("compare", out)
        self.assertEqual(done.returncode, 5, done.stderr)

    def test_minimize_finds_where_it_is_stationary(self):
        study = self.write("study.toml", STUDY)
        self.succeed("minimize", study, "-o", "study.h5")
        with h5py.File(self.folder / "study.h5") as file:
            starts = {name: file["starts"][name][()] for name in ("state", "position", "energy")}
        self.assertTrue((starts["state"] == 1).all())
        for z, energy in zip(starts["position"], starts["energy"]):
            kernel = np.exp(-squares(z) / (2 * TAU))
            mean = kernel.mean(axis=1)
            self.assertAlmostEqual(np.log1p(mean).mean(), energy, 12)
            w = 1 / (1 + mean)
            force = (kernel * np.add.outer(w, w)) @ z / len(z) / TAU
            along = force[:, 1::2] * z[:, ::2] - force[:, ::2] * z[:, 1::2]
            self.assertLess(np.abs(along).max(), 1e-11)
        read = load_study(self.folder / "study.h5")
        self.assertIn(r"torus $\mathbb{T}^{2}$", setting(read))
        draw_study(read)

    def test_energies_take_its_angles(self):
        angles = np.array([[0, 0], [np.pi, 0.5], [1, 2]])
        np.savetxt(self.folder / "angles.csv", angles, delimiter=",", fmt="%.17g")
        told = json.loads(self.succeed("energy", "angles.csv", "--preset", "simclr", "--temperature",
                                       "0.1", "--manifold", "torus", "--json"))
        z = np.stack([np.cos(angles), np.sin(angles)], axis=2).reshape(3, 4)
        mean = np.exp(-squares(z) / (2 * TAU)).mean(axis=1)
        self.assertAlmostEqual(np.log1p(mean).mean(), told["energy"], 13)
        self.assertEqual((told["dim"], told["rows"], told["bound"]), (4, "angles", None))

    def test_energies_take_points_that_the_program_wrote_for_points(self):
        self.succeed("minimize", self.write("study.toml", STUDY), "-o", "study.h5")
        self.succeed("extract", "study.h5", "--minimizer", "-o", "z.csv")
        with h5py.File(self.folder / "study.h5") as file:
            stored = file["starts/energy"][()]
            best = file["starts/position"][int(stored.argmin())]
        np.save(self.folder / "best.npy", best)
        np.save(self.folder / "single.npy", best.astype(np.float32))
        asked = ("--preset", "simclr", "--temperature", TAU, "--manifold", "torus")
        for points, places in (("z.csv", 13), ("best.npy", 13), ("single.npy", 6)):
            with self.subTest(points):
                done = self.call("energy", points, *asked, "--json")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("points of the torus, taken by their angles", done.stderr)
                told = json.loads(done.stdout)
                self.assertAlmostEqual(told["energy"], stored.min(), places)
                self.assertEqual((told["dim"], told["rows"]), (4, "points"))
        self.assertIn("rows     points of the torus", self.succeed("energy", "best.npy", *asked))
        done = self.call("energy", "best.npy", *asked, "--gradient", "g.npy")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--gradient is with respect to its 2 angles", done.stderr)
        self.assertFalse((self.folder / "g.npy").exists())
        np.save(self.folder / "off.npy", best + [0, 0, 0, 1e-5])
        told = json.loads(self.succeed("energy", "off.npy", *asked, "--json"))
        self.assertEqual((told["dim"], told["rows"]), (8, "angles"))

    def test_the_circle_says_where_points_of_the_plane_go(self):
        np.savetxt(self.folder / "plane.csv", [[1, 0], [0, 1]], delimiter=",")
        done = self.call("energy", "plane.csv", "--preset", "simclr", "--temperature", TAU,
                         "--manifold", "circle")
        self.assertEqual(done.returncode, 2)
        self.assertIn("needs 1: angles (for points of the plane: --manifold sphere)", done.stderr)


if __name__ == "__main__":
    main()
