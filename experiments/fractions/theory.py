"""Linear theory of collapsed classes: near one place for each class, the corners of a tetrahedron,
displacements of frozen kernels move by -Theta (N Hess E)/N, on the tangent planes there. Ours, and
formal: nothing is said of what is not small."""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[1] / "lifetimes"))

from kernels import wide_kernel  # noqa: E402

CORNERS = np.array([[1, 1, 1], [-1, -1, 1], [-1, 1, -1], [1, -1, -1]]) / np.sqrt(3)
STEP = 1e-5  # of central differences: their error is the square of it


@dataclass(frozen=True)
class Samples:
    """Points, their labels, and of which the energy, `nt-xent` at this temperature, knows the
    labels."""

    points: np.ndarray
    labels: np.ndarray
    known: np.ndarray
    temperature: float


def fastest_mode(samples):
    """The largest rate of growth, and the tangent displacements (N, 3), of length 1, that grow
    so."""
    places = CORNERS[samples.labels]
    frames = np.array([np.linalg.svd(place[None])[2][1:] for place in places])
    size = 2 * len(places)
    scalar = wide_kernel(samples.points, "relu") / len(places)
    kernel = np.einsum("iad,jbd,ij->iajb", frames, frames, scalar)
    root = np.linalg.cholesky(kernel.reshape(size, size) + 1e-13 * np.eye(size))
    rates, modes = np.linalg.eigh(root.T @ response(samples, places, frames) @ root)
    mode = np.einsum("iad,ia->id", frames, (root @ modes[:, -1]).reshape(-1, 2))
    return float(rates[-1]), mode / np.linalg.norm(mode)


def response(samples, places, frames):
    """How forces change with displacements, symmetric: -N Hess E in the tangent frames."""
    columns = []
    for sample, axis in np.ndindex(frames.shape[:2]):
        shift = np.zeros_like(places)
        shift[sample] = STEP * frames[sample, axis]
        change = force(samples, places + shift) - force(samples, places - shift)
        columns.append(np.einsum("iad,id->ia", frames, change).ravel() / (2 * STEP))
    return (np.array(columns) + np.array(columns).T) / 2


def force(samples, latents):
    """-N dE/dz, tangential, at latents brought back to the sphere: single views, and positives by
    the labels that are known."""
    latents = latents / np.linalg.norm(latents, axis=1, keepdims=True)
    kernel = np.exp((latents @ latents.T - 1) / samples.temperature)
    np.fill_diagonal(kernel, 0)
    positive = positives(samples)
    share = kernel / (kernel.sum(axis=1) + 0.5 * ~positive.any(axis=1))[:, None]
    pull = positive / np.maximum(positive.sum(axis=1), 1)[:, None]
    pushed = (pull + pull.T - share - share.T) @ latents / samples.temperature
    return pushed - np.sum(pushed * latents, axis=1, keepdims=True) * latents


def positives(samples):
    labels, known = samples.labels, samples.known
    return known[:, None] & known & (labels[:, None] == labels) & ~np.eye(len(labels), dtype=bool)
