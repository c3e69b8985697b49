"""facts.py SWEEPS OUTPUT: what clusters of unequal size do in every flow, measured and by linear
theory, as JSON."""

import json
import sys
from functools import cache
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lifetimes"))
from flow import Flow, load_sweep  # noqa: E402
from linear import collapsed  # noqa: E402

# Times its mass: the standard deviation of a cluster's angles when it counts as broken, half of
# that at the end, when it is even over an arc of 2 pi times its mass.
HALF_EVEN = np.pi / np.sqrt(12)


def main(sweeps, output):
    rows = [row for folder in sorted(Path(sweeps).iterdir()) for row in rows_of(folder)]
    Path(output).write_text(json.dumps(rows, indent=1) + "\n")


def rows_of(folder):
    sweep = load_sweep(folder)
    for point in range(len(sweep.states)):
        setting, _, seed = Path(sweep.table["data.file"][point]).stem.rpartition("-")
        with h5py.File(folder / f"{point:04d}.h5") as file:
            for name in file["particles"]:
                flow = Clusters(file, name, sweep, point)
                yield {"setting": setting, "seed": int(seed), "flow": name, **flow.all()}


class Clusters(Flow):
    """A flow on the circle whose clusters, two or three, have unequal sizes."""

    def __init__(self, file, name, sweep, point):
        super().__init__(file, name, sweep, point)
        self.stored_mu = file[f"observables/{name}/kernel_eigenvalues/value"][0]
        self.clusters = range(1 + self.labels.max())
        self.masses = np.bincount(self.labels) / len(self.labels)
        self.angles = np.unwrap(np.arctan2(self.places[..., 1], self.places[..., 0]), axis=0)
        self.means = self.means_of(self.angles.T).T

    def all(self):
        return {"masses": self.masses.tolist(), "tau": self.tau,
                "mu": self.stored_mu[:len(self.masses) - 1].tolist(), "mu_theory": self.modes(),
                "t_leave": self.left(), "t_form": self.t_form, "t_break": self.t_break,
                "leave_theory": self.predicted()["leave_theory"], "form_theory": self.forming(),
                "means_off": self.off_theory(), "parted": self.parted(), "broken": self.broken(),
                "opposite": self.opposite(self.plateau()),
                "shares": self.shares(self.plateau()), "end_shares": self.shares(-1),
                "shares_theory": shares_at_rest(tuple(self.masses), self.tau)}

    def means_of(self, rows):
        return np.array([rows[self.labels == one].mean(axis=0) for one in self.clusters])

    def modes(self):
        """Leading modes of H Theta H/N on vectors that are constant on clusters."""
        kernel = self.means_of(self.means_of(self.kernel).T)
        roots = np.sqrt(self.masses)
        centring = np.eye(len(roots)) - np.outer(roots, roots)
        found = np.linalg.eigvalsh(centring @ (kernel * np.outer(roots, roots)) @ centring)
        return found[:0:-1].tolist()

    def off_theory(self):
        """Means of clusters, less that of all, at the last frame before latents leave the start:
        their largest difference from linear theory, over the largest mean."""
        frame = np.searchsorted(self.frames, self.left()) - 1
        time = self.frames[frame:frame + 1]
        known = self.means_of(collapsed(self.kernel, self.start[:, 0], self.tau, time)[0])
        found = self.means[frame] - self.masses @ self.means[frame]
        return float(abs(found - known).max() / abs(known).max())

    def parted(self):
        """By pair of clusters, of the first two first: when their means are sqrt(tau) apart."""
        pairs = [(a, b) for a in self.clusters for b in range(a)]
        return [self.first(1 - np.cos(self.means[:, a] - self.means[:, b]) > self.tau / 2)
                for a, b in pairs]

    def broken(self):
        """By cluster: when its angles are spread half as widely as at the end."""
        return [self.first(self.angles[:, self.labels == one].std(axis=1) > HALF_EVEN * mass)
                for one, mass in enumerate(self.masses)]

    def first(self, where):
        return float(self.frames[np.argmax(where)]) if where.any() else None

    def plateau(self):
        """The frame in the middle, in log time, of 10 t_form and t_break."""
        return int(np.searchsorted(self.frames, np.sqrt(10 * self.t_form * self.t_break)))

    def opposite(self, frame):
        """How far the means of two clusters are from opposite each other; None for three."""
        if len(self.clusters) > 2:
            return None
        apart = abs(self.means[frame, 0] - self.means[frame, 1])
        return float(abs(np.pi - apart % (2 * np.pi)))

    def shares(self, frame):
        """By cluster: its share of the circle, half of the arcs to both neighbours a latent."""
        places = self.angles[frame] % (2 * np.pi)
        order = np.argsort(places)
        arcs = np.diff(places[order], append=places[order[0]] + 2 * np.pi)
        own = (arcs + np.roll(arcs, 1)) / (4 * np.pi)
        return [float(own[self.labels[order] == one].sum()) for one in self.clusters]


@cache
def shares_at_rest(masses, tau):
    """The shares of two or three atoms of these masses, by descent of E from even places."""
    masses, angles = np.array(masses), 2 * np.pi * np.arange(len(masses)) / len(masses)
    for _ in range(20000):
        apart = angles[:, None] - angles
        pairs = np.exp((np.cos(apart) - 1) / tau)
        weights = 1 / (1 + pairs @ masses)
        forces = (weights[:, None] + weights) * pairs * np.sin(apart)
        angles = angles + tau * (forces @ masses)
    arcs = np.diff(angles, append=angles[0] + 2 * np.pi)
    return ((arcs + np.roll(arcs, 1)) / (4 * np.pi)).tolist()


if __name__ == "__main__":
    main(*sys.argv[1:])
