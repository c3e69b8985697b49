"""Runs, their exports and the numbers that h5py finds in the run: what tools are held against."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from program import PROGRAM, SMALL  # noqa: E402

MORE = ("data.test.per_class=2", "integrator.method=dopri5", "stop.time=2",
        "output.kernel={ first = 0.1, per_decade = 2 }")
IN_R5 = ("latent.manifold=euclidean", "latent.dim=5")


class Stored:
    """The committed rows of a set of latents in a run."""

    def __init__(self, run, name):
        flow = name.removesuffix(".test")
        with h5py.File(run) as file:
            count = {track: file[f"parameters/{flow}/committed/{track}"][()]
                     for track in file[f"parameters/{flow}/committed"]}
            home, rows = file[f"particles/{name}"], count["frames"]
            self.time, self.step = home["position/time"][:rows], home["position/step"][:rows]
            self.position = home["position/value"][:rows]
            self.angle = home["angle/value"][:rows] if "angle" in home else None
            self.labels = home["species"][()]
            self.observables, self.times = {}, {}
            for series, group in file[f"observables/{name}"].items():
                track = group.attrs.get("counter", b"observables").decode()
                self.observables[series] = group["value"][:count[track]]
                self.times[series] = group["time"][:count[track]]

    def in_space(self):
        """[T][N][3]."""
        return np.pad(self.position, ((0, 0), (0, 0), (0, 3 - self.position.shape[2])))

    def at_frames(self, series):
        return self.at(self.time, series)

    def at(self, times, series):
        """The rows of an observable at these times, NaN where it has none."""
        values = self.observables[series]
        rows = np.full((len(times), *values.shape[1:]), np.nan)
        _, here, there = np.intersect1d(times, self.times[series], return_indices=True)
        rows[here] = values[there]
        return rows


class ToolTest(unittest.TestCase):
    """Tests that share the runs `circle.h5` and `r5.h5`, in R^5, in `self.folder`."""

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = Path(scratch.name)
        (cls.folder / "run.toml").write_text(SMALL)
        for name, settings in (("circle", ()), ("r5", IN_R5)):
            cls.call("run", "run.toml", "-o", f"{name}.h5", "--quiet",
                     *(word for one in (*MORE, *settings) for word in ("--set", one)))

    @classmethod
    def call(cls, *arguments):
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=cls.folder, text=True, capture_output=True,
                              timeout=600)
        if done.returncode:
            raise AssertionError(done.stderr)
        return done.stdout

    @classmethod
    def stored(cls, run, name):
        return Stored(cls.folder / run, name)


def differing(read, stored, tolerance=0.0):
    """The names of arrays of `stored` that `read` lacks, or has in other shapes or with other numbers: beyond a
    tolerance relative to the largest one, NaN where NaN is."""
    wrong = []
    for name, right in stored.items():
        told = np.asarray(read[name]) if name in read else None
        if told is None or told.shape != right.shape or not np.array_equal(np.isnan(told), np.isnan(right)):
            wrong.append(name)
            continue
        scale = np.nanmax(np.abs(right), initial=0)
        if not np.all(np.isnan(right) | (np.abs(told - right) <= tolerance * scale)):
            wrong.append(name)
    return wrong
