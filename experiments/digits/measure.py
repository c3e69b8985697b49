"""What runs of ten digits tell: growth by linear theory, how near latents are to pixels, seeds."""

import sys
from pathlib import Path

import h5py
import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[1] / "lifetimes"))

from kernels import wide_kernel  # noqa: E402

TEMPERATURE = 0.2
TIME = 0.0464  # of a row at which latents are still near their start


def growth(results):
    """Share of variance between digits, of the kernel flow at TIME over that of linear theory."""
    with h5py.File(results / "digits.h5") as file:
        times = file["particles/kernel/position/time"][()]
        row = int(np.argmin(abs(times - TIME)))
        latents = file["particles/kernel/position/value"][[0, row]][..., 1:]
        kernel = centred_kernel(file["data/points"][()])
        foretold = grown(kernel, latents[0], times[row] / TEMPERATURE)
        labels = file["data/labels"][()]
    return between(latents[1], labels) / between(foretold, labels)


def centred_kernel(points):
    kernel = wide_kernel(points, "relu") / len(points)
    kernel -= kernel.mean(axis=0)
    return kernel - kernel.mean(axis=1, keepdims=True)


def grown(kernel, start, time):
    """exp(time kernel) start, by its series."""
    total = term = start - start.mean(axis=0)
    for power in range(1, 60):
        term = kernel @ term * (time / power)
        total = total + term
    return total


def between(latents, labels):
    latents = latents - latents.mean(axis=0)
    means = [latents[labels == label].mean(axis=0) for label in np.unique(labels)]
    counts = np.bincount(labels)
    return sum(counts * np.sum(np.square(means), axis=1)) / np.sum(latents**2)


def pixels_ahead(results):
    """Share of images told by their five nearest in pixels, less that by the latents of the kernel
    flow at the end."""
    with h5py.File(results / "digits.h5") as file:
        points, labels = file["data/points"][()], file["data/labels"][()]
        return told_by_neighbours(points, labels) - file[of("kernel", "knn_accuracy")][-1]


def told_by_neighbours(points, labels):
    """Leave-one-out, by the five nearest."""
    lengths = np.sum(points**2, axis=1)
    far = lengths[:, None] + lengths - 2 * points @ points.T
    np.fill_diagonal(far, np.inf)
    near = labels[np.argpartition(far, 5, axis=1)[:, :5]]
    votes = np.apply_along_axis(np.bincount, 1, near, minlength=labels.max() + 1)
    return float(np.mean(votes.argmax(axis=1) == labels))


def room(results):
    """By how much more images S^9 has near to their own digit than S^2, network flows at the
    end."""
    with h5py.File(results / "digits.h5") as wide, h5py.File(results / "sphere.h5") as narrow:
        return wide[of("network", "knn_accuracy")][-1] - narrow[of("network", "knn_accuracy")][-1]


def held_out_neighbours(results):
    """Mean over seeds of the share of held-out images told by their neighbours, less two standard
    errors."""
    return lower(results, "network.test", "knn_accuracy")


def held_out_probe(results):
    return lower(results, "network.test", "probe_accuracy")


def particles_neighbours(results):
    """Mean over seeds of the share of images told by their neighbours, of particles."""
    return float(np.mean(last(results, "particle", "knn_accuracy")))


def lower(results, flow, name):
    found = last(results, flow, name)
    error = np.std(found, ddof=1) / np.sqrt(len(found)) if len(found) > 1 else 0
    return float(np.mean(found) - 2 * error)


def last(results, flow, name):
    """The last value of every seed."""
    values = []
    for path in sorted((results / "seeds").glob("seed-*.h5")):
        with h5py.File(path) as file:
            values.append(file[of(flow, name)][-1])
    return values


def of(flow, name):
    return f"observables/{flow}/{name}/value"
