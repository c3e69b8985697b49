"""Neurons of mean-field networks: stored as particles, resumed bit for bit, judged."""
import json
import shutil

import h5py
import numpy as np
from program import SMALL, ProgramTest, main
from resume_test import datasets

MEAN_FIELD = SMALL + 'scaling = "mean-field"\n'
STEPS = ("--set", 'output.weights={spacing="steps", every=5}')
GROUP = "particles/network.neurons/position"


def rearranged(weights, inputs=2, bias=1):
    """[T][m][inputs + bias + q] of flat parameters, W_1 row by row, b_1, W_2 row by row."""
    rows, width = len(weights), 10
    first, rest = np.split(weights, [width * inputs], axis=1)
    return np.concatenate([first.reshape(rows, width, inputs),
                           rest.reshape(rows, -1, width).transpose(0, 2, 1)], axis=2)


class Neurons(ProgramTest):
    def setUp(self):
        super().setUp()
        self.config = self.write("small.toml", MEAN_FIELD)

    def differing(self, path):
        done = self.call("compare", path, "--json")
        report = json.loads(done.stdout)
        return done.returncode, {check["id"] for flow in report["flows"]
                                 for check in flow["checks"] if check["verdict"] == "differs"}

    def test_they_are_particles_in_the_rows_of_the_weights(self):
        for sets, names in ((STEPS, [b"w_1", b"w_2", b"b", b"a_1"]),
                            (("--set", "flow.1.bias=false"), [b"w_1", b"w_2", b"a_1"]),
                            (("--set", "latent.manifold=sphere", "--set", "latent.dim=3"),
                             [b"w_1", b"w_2", b"b", b"a_1", b"a_2", b"a_3"])):
            with self.subTest(sets), h5py.File(self.run_small("a.h5", "--force", *sets)) as file:
                position, weights = file[GROUP], file["parameters/network/weights"]
                self.assertEqual(list(position.attrs["coordinates"]), names)
                self.assertEqual(position["value"].shape, (len(weights["time"]), 10, len(names)))
                self.assertEqual(len(weights["time"]) > 2, sets == STEPS)
                for clock in ("time", "step"):
                    self.assertEqual(position[clock], weights[clock])  # one dataset
                np.testing.assert_array_equal(
                    position["value"][:], rearranged(weights["value"][:], bias=int(b"b" in names)))
                moved = np.abs(position["value"][-1] - position["value"][0])
                self.assertGreater(moved.max(), 0.1)
                box = file["particles/network.neurons/box"].attrs
                self.assertEqual(box["dimension"], len(names))
                self.assertEqual(list(box["boundary"]), [b"none"] * len(names))

    def test_latents_follow_from_them(self):
        with h5py.File(self.run_small()) as file:
            x = file["data/points"][:]
            theta = file[GROUP]["value"][:]
            f = [np.mean(np.tanh(x @ t[:, :2].T + t[:, 2]) * t[:, 3], axis=1) for t in theta]
            angle = file["particles/network/angle/value"][:]
            self.assertGreater(np.abs(f[-1] - f[0]).max(), 0.1)
            np.testing.assert_allclose(angle[-1] - angle[0], f[-1] - f[0], atol=1e-12)

    def test_other_networks_have_none(self):
        for sets in (("flow.1.scaling=ntk",), ("flow.1.scaling=standard",),
                     ("flow.1.widths=[10, 10]",)):
            out = self.run_small("a.h5", "--force", *(w for s in sets for w in ("--set", s)))
            with h5py.File(out) as file:
                self.assertEqual(set(file["particles"]), {"particle", "network"})
            self.assertEqual(self.differing(out), (0, set()))

    def test_info_tells_of_them(self):
        told = self.succeed("info", self.run_small())
        self.assertIn("10 neurons (w_1, w_2, b, a_1) in the same rows", told)

    def test_a_resumed_run_is_the_same_bit_for_bit(self):
        sets = ("--force", *STEPS, "--set", "integrator.method=dopri5")
        whole = self.run_small("whole.h5", *sets, "--set", "stop.time=10")
        parts = self.run_small("parts.h5", *sets, "--set", "stop.time=0.7")
        self.succeed("resume", parts, "--set", "stop.time=10", "--quiet")
        self.assertEqual(datasets(parts), datasets(whole))
        self.assertEqual(self.differing(parts), (0, set()))

    def test_tampering_is_seen(self):
        honest = self.run_small("honest.h5", *STEPS)
        self.assertEqual(self.differing(honest), (0, set()))

        def swap(file):
            value = file[GROUP]["value"]
            value[2] = value[2][::-1]  # the same law, other neurons

        def replace(change):
            def tamper(file):
                value = change(file[GROUP]["value"][:])
                del file[GROUP]["value"]
                file[GROUP]["value"] = value
            return tamper

        def scale(path, row):
            def tamper(file):
                file[path][row] = file[path][row] * (1 + 1e-15)
            return tamper

        def spoil(file):
            file[GROUP]["value"][1, 3, 0] = np.nan

        def shift_times(file):
            file[GROUP]["step"][1] += 1

        def rename(file):
            file[GROUP].attrs["coordinates"] = np.array([b"w_2", b"w_1", b"b", b"a_1"])

        def remove(file):
            del file["particles/network.neurons"]
        for tamper in (swap, spoil, shift_times, rename, remove, scale(f"{GROUP}/value", -1),
                       scale("parameters/network/weights/value", 1),
                       replace(lambda v: v[:, :-1]), replace(lambda v: v[:, :, :-1])):
            copy = self.folder / "tampered.h5"
            shutil.copy(honest, copy)
            with h5py.File(copy, "r+") as file:
                tamper(file)
            self.assertEqual(self.differing(copy), (5, {"neurons"}), tamper)

    def test_a_run_stopped_at_its_first_row_is_not_accused(self):
        out = self.run_small("out.h5")
        with h5py.File(out, "r+") as file:
            for counter, rows in (("frames", 1), ("observables", 1), ("weights", 0), ("kernel", 0)):
                file[f"parameters/network/committed/{counter}"][()] = rows
            file["parameters/network/status"][()] = b"interrupted"
        self.assertEqual(self.differing(out), (0, set()))


if __name__ == "__main__":
    main()
