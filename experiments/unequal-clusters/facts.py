"""facts.py SWEEPS OUTPUT: of every flow what clusters of unequal size do, measured and by linear theory, as JSON."""

import json
import sys
from functools import cache
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lifetimes"))
from flow import Flow, load_sweep  # noqa: E402
from linear import collapsed  # noqa: E402

APART = 0.2  # standard deviation of the angles in a cluster, in radians, when it counts as broken


def main(sweeps, output):
    rows = [row for folder in sorted(Path(sweeps).iterdir()) for row in rows_of(folder)]
    Path(output).write_text(json.dumps(rows, indent=1) + "\n")


def rows_of(folder):
    sweep = load_sweep(folder)
    for point in range(len(sweep.states)):
        with h5py.File(folder / f"{point:04d}.h5") as file:
            for name in file["particles"]:
                flow = Clusters(file, name, sweep, point)
                setting, _, seed = Path(sweep.table["data.file"][point]).stem.rpartition("-")
                yield {"setting": setting, "seed": int(seed), "flow": name, "members": flow.members.tolist(),
                       **flow.measured(), **flow.stages()}


class Clusters(Flow):
    """A flow on the circle whose clusters, two or three, have unequal sizes."""

    def __init__(self, file, name, sweep, point):
        super().__init__(file, name, sweep, point)
        self.stored_mu = file[f"observables/{name}/kernel_eigenvalues/value"][0]
        self.members = np.bincount(self.labels)
        self.masses = self.members / self.members.sum()
        self.angles = np.unwrap(np.arctan2(self.places[..., 1], self.places[..., 0]), axis=0)
        self.means = np.array([self.angles[:, self.labels == one].mean(axis=1) for one in range(len(self.masses))]).T

    def stages(self):
        rates, own = self.rates_of_clusters()
        return {"mu": self.stored_mu[:2].tolist(), "mu_theory": self.modes_of_clusters(), "tau": self.tau,
                "form_theory": self.forming(), "means_off": self.off_theory(), "parted": self.parted(),
                "gaps": gaps(self.means[self.plateau()]), "gaps_theory": gaps(np.array(at_rest(tuple(self.masses), self.tau))),
                "rate": float(rates[0]), "rates": own, "broken": self.broken(), "shares": self.shares(-1), "plateau_shares": self.shares(self.plateau()),
                "end": float(self.gap[-1])}

    def modes_of_clusters(self):
        """The two leading modes of H Theta H/N on vectors that are constant on clusters, by mean kernels of clusters."""
        count = len(self.masses)
        kernel = np.array([[self.kernel[np.ix_(self.labels == a, self.labels == b)].mean() for b in range(count)]
                           for a in range(count)])
        roots = np.sqrt(self.masses)
        centring = np.eye(count) - np.outer(roots, roots)
        found = np.linalg.eigvalsh(centring @ (kernel * np.outer(roots, roots)) @ centring)[::-1]
        return found[:count - 1].tolist()

    def off_theory(self):
        """Means of clusters, less that of all, at the last frame before latents leave the start, against linear theory:
        the largest difference over the largest mean."""
        frame = np.searchsorted(self.frames, self.left()) - 1
        theory = collapsed(self.kernel, self.start[:, 0], self.tau, self.frames[frame:frame + 1])[0]
        known = np.array([theory[self.labels == one].mean() for one in range(len(self.masses))])
        found = self.means[frame] - self.masses @ self.means[frame]
        return float(abs(found - known).max() / abs(known).max())

    def parted(self):
        """By pair of clusters: the first frame at which their means are sqrt(tau) apart."""
        pairs = [(a, b) for a in range(len(self.masses)) for b in range(a)]
        apart = [1 - np.cos(self.means[:, a] - self.means[:, b]) > self.tau / 2 for a, b in pairs]
        return [float(self.frames[np.argmax(one)]) if one.any() else None for one in apart]

    def plateau(self):
        """The frame in the middle, in log time, of 10 t_form and t_break."""
        return int(np.searchsorted(self.frames, np.sqrt(10 * self.t_form * self.t_break)))

    def atoms(self):
        """Clusters as atoms where they are on the plateau: at tau = .2 so far apart that they hardly move each other."""
        angles = self.means[self.plateau()][self.labels]
        return np.column_stack([np.cos(angles), np.sin(angles)])

    def rates_of_clusters(self):
        """All rates, largest first, and of each cluster the largest whose mode is mostly in it."""
        rates, modes = self.breaking
        inner = np.array([((modes - modes[self.labels == one].mean(axis=0))[self.labels == one]**2).sum(axis=0)
                          for one in range(len(self.masses))])
        inside = inner > 0.5 * (modes**2).sum(axis=0)
        return rates, [float(rates[one].max()) if one.any() else None for one in inside]

    def broken(self):
        """By cluster: the first frame at which its latents have that standard deviation; None: never."""
        widths = [self.angles[:, self.labels == one].std(axis=1) for one in range(len(self.masses))]
        return [float(self.frames[np.argmax(one > APART)]) if (one > APART).any() else None for one in widths]

    def shares(self, frame):
        """By cluster: its share of the circle, half of the arcs to both neighbours for each latent."""
        places = self.angles[frame] % (2 * np.pi)
        order = np.argsort(places)
        arcs = np.diff(places[order], append=places[order[0]] + 2 * np.pi)
        own = (arcs + np.roll(arcs, 1)) / (4 * np.pi)
        return [float(own[self.labels[order] == one].sum()) for one in range(len(self.masses))]


@cache
def at_rest(masses, tau):
    """The angles of atoms of these masses on the circle at which E is least, by descent from even ones."""
    masses, angles = np.array(masses), 2 * np.pi * np.arange(len(masses)) / len(masses)
    for _ in range(20000):
        apart = angles[:, None] - angles
        pairs = np.exp((np.cos(apart) - 1) / tau)
        weights = 1 / (1 + pairs @ masses)
        angles = angles + tau * ((weights[:, None] + weights) * pairs * np.sin(apart) @ masses)
    return tuple(angles)


def gaps(angles):
    """Arcs between neighbours on the circle, in their order from the first cluster on."""
    places = np.sort((angles - angles[0]) % (2 * np.pi))
    return np.diff(places, append=2 * np.pi).tolist()


if __name__ == "__main__":
    main(*sys.argv[1:])
