"""MDAnalysis reads a run that was exported to H5MD in R^3; its positions are 32-bit floats."""
import unittest
import warnings

import h5py
import numpy as np
from exported import ToolTest, differing
from program import main

try:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import MDAnalysis
except ImportError:
    MDAnalysis = None

SINGLE = 1e-6


def frames_of(path):
    """Positions, times and observables as MDAnalysis tells them, frame by frame."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        universe = MDAnalysis.Universe(str(path))
    rows = [(step.positions.copy(), step.time, dict(step.data)) for step in universe.trajectory]
    read = {name: np.array([data[name] for *_, data in rows]) for name in rows[0][2]}
    return read | {"position": np.array([row[0] for row in rows]), "time": np.array([row[1] for row in rows])}


class MdanalysisTest(ToolTest):
    @classmethod
    def setUpClass(cls):
        if MDAnalysis is None:
            raise unittest.SkipTest("python3-mdanalysis is not installed")
        super().setUpClass()

    def export(self, run, name):
        self.call("export", run, "--to", "h5md3d", "--flow", name, "-o", "out.h5md", "--force")
        return self.folder / "out.h5md"

    def test_a_run_on_the_circle(self):
        for name in ("network", "network.test", "particle"):
            out, stored = self.export("circle.h5", name), self.stored("circle.h5", name)
            read = frames_of(out)
            numbers = {"time": stored.time, "step": stored.step,
                       **{series: stored.at_frames(series) for series in stored.observables}}
            self.assertEqual(differing(read, numbers), [], name)
            self.assertEqual(differing(read, {"position": stored.in_space()}, SINGLE), [], name)
            with h5py.File(out) as file:
                self.assertEqual(differing(file, {"particles/trajectory/position/value": stored.in_space(),
                                                  "particles/trajectory/species": stored.labels}), [])

    def test_a_planted_error_is_found(self):
        out, stored = self.export("circle.h5", "network"), self.stored("circle.h5", "network")
        with h5py.File(out, "r+") as file:
            file["particles/trajectory/position/value"][1, 0, 0] += 1e-5
            file["observables/energy/value"][1] += 1e-12
            file["particles/trajectory/position/time"][1] += 1e-12
        right = {"position": stored.in_space(), "time": stored.time, "energy": stored.observables["energy"]}
        self.assertEqual(differing(frames_of(out), right, SINGLE), ["position"])
        self.assertEqual(differing(frames_of(out), right), ["position", "time", "energy"])

    def test_latents_of_more_dimensions_are_projected(self):
        out, stored = self.export("r5.h5", "network"), self.stored("r5.h5", "network")
        flat = stored.position.reshape(-1, 5)
        centred = flat - flat.mean(axis=0)
        _, values, axes = np.linalg.svd(centred, full_matrices=False)
        axes = axes[:3] * np.sign(axes[range(3), np.abs(axes[:3]).argmax(axis=1)])[:, None]
        right = (centred @ axes.T).reshape(len(stored.time), -1, 3)
        self.assertEqual(differing(frames_of(out), {"position": right}, SINGLE), [])
        with h5py.File(out) as file:
            told = file["particles/trajectory/position"].attrs
            self.assertEqual(differing(told, {"variance_share": (values[:3]**2).sum() / (values**2).sum()}, 1e-12), [])
            self.assertIn("principal components", told["projection"])
        self.assertEqual(differing(frames_of(out), {"position": -right}, SINGLE), ["position"])


if __name__ == "__main__":
    main()
