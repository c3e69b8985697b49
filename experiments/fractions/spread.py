"""What a run, of which the energy knows some labels, tells of the members of its classes over
time."""

import sys
import tomllib
from math import exp, log
from pathlib import Path

import h5py
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import simclr_flow  # noqa: E402

# Four classes that fill a triangle of the sphere each have the share 1 - .5549 of the variance
# within: the mean of such a triangle, of area pi and sides 1.9106, has the length
# 3 * 1.9106 * .8165/(2 pi) = .7449. Half of it is broken.
BROKEN = (1 - 0.7449**2) / 2


def runs(folder):
    """Fraction, seed and the open file of every point of a sweep."""
    table = simclr_flow.load(folder).table
    points = zip(table["index"], table["positives.fraction"], table["seed"], strict=True)
    for index, fraction, seed in points:
        with h5py.File(Path(folder) / f"{int(index):04}.h5") as file:
            yield float(fraction), int(seed), file


def judged(file):
    """The samples whose labels the energy does not know, or all if it knows all."""
    known = file["data/known_labels"][()] == 1
    return known if known.all() else ~known


def within(file, flow):
    """Times, and the share of the variance of the judged latents that is within classes."""
    chosen, labels = judged(file), file["data/labels"][()]
    latents, labels = file[f"particles/{flow}/position/value"][:, chosen], labels[chosen]
    inside = sum(scatter(latents[:, labels == label]) for label in np.unique(labels))
    return file[f"particles/{flow}/position/time"][()], inside / scatter(latents)


def scatter(latents):
    return ((latents - latents.mean(axis=1, keepdims=True))**2).sum(axis=(1, 2))


def told_right(file, flow):
    """The share of the judged latents that are nearest to the mean of the known ones of their
    class, over time; nothing where a class has none."""
    known, labels = file["data/known_labels"][()] == 1, file["data/labels"][()]
    if len(np.unique(labels[known])) < len(np.unique(labels)):
        return np.array([])
    latents, chosen = file[f"particles/{flow}/position/value"][()], judged(file)
    means = [latents[:, known & (labels == label)].mean(axis=1, keepdims=True)
             for label in np.unique(labels)]
    far = [((latents[:, chosen] - mean)**2).sum(axis=2) for mean in means]
    return (np.argmin(far, axis=0) == labels[chosen]).mean(axis=1)


def over_bound(file, flow):
    """Energies over the bound of Graf et al. for classes of one size, less 1."""
    members = np.bincount(file["data/labels"][()])
    count, size = len(members), int(members[0])
    settings = tomllib.loads(file["parameters/resolved"][()].decode())
    temperature = settings["energy"]["temperature"]
    bound = log(size - 1 + size * (count - 1) * exp(-count / ((count - 1) * temperature)))
    return file[f"observables/{flow}/energy/value"][()] / bound - 1
