"""pandas and NumPy read the tables and arrays of a run, to the last bit."""
import io
import unittest

import numpy as np
from exported import ToolTest, differing
from program import main

try:
    import pandas
except ImportError:
    pandas = None

SETS = ("network", "network.test", "particle")


def frames_of(table, name, dim):
    """The rows of a set as arrays [T][N]..."""
    rows = table[table["flow"] == name]
    shape = (rows["frame"].nunique(), rows["latent"].nunique())

    def column(one):
        return rows[one].to_numpy().reshape(shape)
    read = {"time": column("time")[:, 0], "label": column("label")[0],
            "position": np.stack([column(f"x{c}") for c in range(1, dim + 1)], axis=2)}
    return read | ({"angle": column("angle")} if "angle" in rows else {})


def stored_frames(stored):
    found = {"time": stored.time, "label": stored.labels, "position": stored.position}
    return found | ({} if stored.angle is None else {"angle": stored.angle})


class PandasTest(ToolTest):
    @classmethod
    def setUpClass(cls):
        if pandas is None:
            raise unittest.SkipTest("python3-pandas is not installed")
        super().setUpClass()

    def read(self, text):
        return pandas.read_csv(io.StringIO(text), float_precision="round_trip")

    def test_a_table_of_latents(self):
        for run, dim in (("circle.h5", 2), ("r5.h5", 5)):
            self.call("export", run, "--to", "csv", "-o", "latents.csv", "--force")
            text = (self.folder / "latents.csv").read_text()
            table = self.read(text)
            for name in SETS:
                right = stored_frames(self.stored(run, name))
                self.assertEqual(differing(frames_of(table, name, dim), right), [], (run, name))
            planted = self.read(text.replace(text.split(",")[-2], "0.5", 1))
            right = stored_frames(self.stored(run, SETS[-1]))
            self.assertEqual(differing(frames_of(planted, SETS[-1], dim), right), ["position"])

    def test_every_second_frame(self):
        self.call("export", "circle.h5", "--to", "csv", "--every", 2, "--flow", "particle", "-o", "second.csv")
        table, stored = pandas.read_csv(self.folder / "second.csv"), self.stored("circle.h5", "particle")
        self.assertEqual(list(table["frame"].unique()), list(range(len(stored.time)))[::2])

    def test_a_table_of_observables(self):
        self.call("extract", "circle.h5", "--observables", "--flow", "network", "-o", "table.csv")
        text = (self.folder / "table.csv").read_text()
        sets = {prefix: self.stored("circle.h5", name)
                for prefix, name in (("", "network"), ("test_", "network.test"))}
        times = np.unique(np.concatenate([one for stored in sets.values() for one in stored.times.values()]))
        right = {"time": times}
        for prefix, stored in sets.items():
            for series in stored.observables:
                values = stored.at(times, series)
                columns = {f"_{k}": one for k, one in enumerate(values.T, 1)} if values.ndim == 2 else {"": values}
                right |= {prefix + series + ending: one for ending, one in columns.items()}
        self.assertGreater(len(times), len(stored.time))  # there are two clocks
        self.assertGreater(len(right), 30)
        table = self.read(text)
        self.assertEqual(set(table.columns) - set(right), {"step"})
        shared = table[np.isin(times, stored.time)]
        self.assertEqual(differing(shared, {"step": stored.step}), [])
        self.assertEqual(differing(table, right), [])
        energy = repr(float(right["energy"][0]))
        self.assertEqual(text.count(energy), 1)
        self.assertEqual(differing(self.read(text.replace(energy, energy[:-1])), right), ["energy"])

    def test_arrays_of_numpy(self):
        for run, name in (("circle.h5", "network"), ("circle.h5", "network.test"), ("r5.h5", "particle")):
            self.call("export", run, "--to", "npz", "--flow", name, "-o", "a.npz", "--force")
            stored = self.stored(run, name)
            right = {"time": stored.time, "step": stored.step, "position": stored.position,
                     "labels": stored.labels, "frame": np.arange(len(stored.time)), **stored.observables}
            right |= {} if stored.angle is None else {"angle": stored.angle}
            with np.load(self.folder / "a.npz") as arrays:
                read = dict(arrays)
            self.assertEqual(differing(read, right), [])
            self.assertEqual(set(read) - set(right), {"observables_time"} | (
                {"kernel_time"} if name == "network" else set()))
            if name == "network":
                self.assertEqual(differing(read, {"kernel_time": stored.times["kernel_drift"]}), [])
            read["position"][0, 0, 0] += 1e-15
            self.assertEqual(differing(read, right), ["position"])


if __name__ == "__main__":
    main()
