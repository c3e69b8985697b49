"""What linear theory predicts: the flow near collapse (stage 1), and that about equal atoms, one
per cluster (stage 3).

Energy simclr: alpha = 1, N latents, k(z, z') = exp((z.z' - 1)/tau) on the circle and on S^2."""

import numpy as np
from kernels import growth_modes

VERTICES = {2: np.array([[1, 0], [0, 1], [-1, 0], [0, -1]]),  # of the square, of the tetrahedron
            3: np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / np.sqrt(3)}


def collapsed(kernel, start, tau, times):
    """Latents on a line (T, N) by y' = Theta (y - mean)/(N tau) from y = start, less their mean."""
    values, vectors = growth_modes(kernel)
    return np.exp(np.outer(times, values) / tau) * (vectors.T @ start) @ vectors.T


def leaving_time(kernel, start, tau, drop):
    """When E has fallen by `drop`: E = log 2 - S/(2 tau), S their variance; start (N, q)."""
    values, vectors = growth_modes(kernel)
    shares = ((vectors.T @ start)**2).sum(axis=1) / len(start)
    low, high = 0.0, 100 * tau / values[0]
    for _ in range(60):
        middle = (low + high) / 2
        fallen = shares @ np.expm1(2 * middle * values / tau) / (2 * tau)
        low, high = (middle, high) if fallen < drop else (low, middle)
    return low


def forming_time(kernel, start, labels, tau, times):
    """The first of these times at which the best clusters on the line are the classes, or None."""
    for time, places in zip(times, collapsed(kernel, start, tau, times), strict=True):
        if are_classes(places, labels):
            return float(time)
    return None


def are_classes(places, labels):
    """Whether the clusters of least variance on a line, as many as classes, are these."""
    order = np.argsort(places)
    cuts = 1 + np.flatnonzero(np.diff(labels[order]))
    return len(cuts) == labels.max() and tuple(cuts) == best_cuts(places[order], len(cuts) + 1)


def best_cuts(places, count):
    """Where sorted places are cut into `count` runs of least variance."""
    size = len(places)
    first, second = (np.concatenate([[0], np.cumsum(places**power)]) for power in (1, 2))
    number = np.maximum(np.arange(size + 1)[None] - np.arange(size + 1)[:, None], 1)
    cost = second[None] - second[:, None] - (first[None] - first[:, None])**2 / number
    cost[np.tril_indices(size + 1)] = np.inf
    least, cuts = cost[0], [[()] * (size + 1)]
    for _ in range(count - 1):
        sums = least[:, None] + cost
        ends = sums.argmin(axis=0)
        cuts.append([(*cuts[-1][end], int(end)) for end in ends])
        least = sums.min(axis=0)
    return cuts[-1][size]


def splitting_rate(dim, tau):
    """Lambda: of particles, no network, in equal atoms at the vertices: Lambda_4 on the circle."""
    cosines = VERTICES[dim] @ VERTICES[dim][0]
    pairs = np.exp((cosines - 1) / tau)
    curvature = (1 - cosines**2) / tau**2 - (dim - 1) * cosines / tau  # Laplacian of k over k
    return float(-2 * (curvature * pairs).mean() / (dim - 1) / (1 + pairs.mean()))


def breaking_rates(kernel, places, tau):
    """Rates, largest first, and left modes (one per column) of the flow about places (N, d), where
    it is at rest: on the circle of angles, on S^2 of tangents, moved by P Theta P."""
    count, dim = places.shape
    tangents = np.linalg.svd(places[:, None, :])[2][:, 1:, :]  # (N, d - 1, d)
    if dim == 2:  # one way round for all
        tangents = np.stack([-places[:, 1], places[:, 0]], axis=1)[:, None, :]
    turns = np.einsum("iad,jbd->iajb", tangents, tangents) if dim > 2 else 1
    moving = (kernel[:, None, :, None] * turns).reshape(count * (dim - 1), -1) / count
    rates, modes = np.linalg.eig((moving @ pull(places, tangents, tau)).T)
    order = np.argsort(-rates.real)
    return rates.real[order], modes.real[:, order]


def pull(places, tangents, tau):
    """The derivative of the velocities of particles about a stationary law, in these tangents."""
    count, across = tangents.shape[:2]
    pairs = np.exp((places @ places.T - 1) / tau)
    weights = 1 / (1 + pairs.mean(axis=1))
    sums = weights[:, None] + weights
    force = (sums * pairs) @ places / (count * tau)
    columns = []
    for moved, along in np.ndindex(count, across):
        push = np.zeros_like(places)
        push[moved] = tangents[moved, along]
        change = pairs * (push @ places.T + places @ push.T) / tau
        other = -weights**2 * change.mean(axis=1)
        turned = (sums * pairs) @ push + (sums * change + (other[:, None] + other) * pairs) @ places
        turned = turned / (count * tau) - (places * force).sum(axis=1)[:, None] * push
        columns.append(-np.einsum("iad,id->ia", tangents, turned).ravel())
    return np.array(columns).T
