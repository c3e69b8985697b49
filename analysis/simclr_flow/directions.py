"""The directions from which a flow is looked at: those in which its classes part."""

from dataclasses import dataclass

import numpy as np

PARTS = 0.5  # eta^2 from which on classes are said to part
BESIDE = 1e-6  # the weight of the variance of all beside that between classes, which has few directions
MOST_CLASSES, TRIED = 24, 400  # classes whose gaps are looked at, and directions


@dataclass(frozen=True)
class Sight:
    """Of one flow: orthonormal axes as columns, the leading first; u, in which the classes part best; the mean of all
    latents at all times, that of the first frame, and whether the classes part at any time."""

    axes: np.ndarray
    u: np.ndarray
    mean: np.ndarray
    start: np.ndarray
    part: bool

    @property
    def plane(self):
        """u, and the leading of the axes at right angles to it: two columns."""
        rest = self.axes - np.outer(self.u, self.u @ self.axes)
        v = rest[:, np.argmax(np.linalg.norm(rest[:, :2], axis=0))]
        return np.column_stack([self.u, v / max(np.linalg.norm(v), 1e-300)])

    @property
    def map_frame(self):
        """Of latents on S^2, an orthonormal frame (centre, right, up) of their map: where classes part, the centre is the
        direction in which they do so least, on the side of the mean start; else it is the mean start."""
        if not self.part:
            return frame_about(self.start)
        centre = self.axes[:, 2] * (-1 if self.axes[:, 2] @ self.start < 0 else 1)
        return np.column_stack([centre, self.axes[:, 0], np.cross(centre, self.axes[:, 0])])


def sight_of(flow):
    """Axes of the latents z_i(t) of a flow: eigenvectors of B + 1e-6 T summed over the frames, B = sum_c n_c (m_c - m)
    (m_c - m)^T/N of the class means m_c, T the variance of all. In the span of the first three of them, u has the largest
    sum over the frames of the least gap between two class means. Where classes part at no time (eta^2 = tr B/tr T < 0.5)
    and without labels the axes are those of T, and u is the first. Signs are fixed."""
    weights, shares = class_weights(flow.labels, flow.position.value.shape[1])
    gaps, of_all, mean, most = scatter(flow.position.value, weights, shares)
    part = bool(most >= PARTS)
    between = np.einsum("tki,k,tkj->ij", gaps, shares, gaps)
    axes = np.linalg.eigh(between + BESIDE * of_all if part else of_all)[1][:, ::-1]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(len(axes))])
    u = widest(gaps, axes[:, :3]) if part and gaps.shape[1] <= MOST_CLASSES else axes[:, 0]
    return Sight(axes, u, mean, mean_start(flow), part)


def class_weights(labels, count):
    """[N][K]: the weight of each latent in the mean of each class; and each class's share."""
    if labels is None:
        return np.empty((count, 0)), np.empty(0)
    indicators = (labels[:, None] == np.unique(labels)).astype(float)
    return indicators / indicators.sum(axis=0), indicators.mean(axis=0)


def scatter(value, weights, shares):
    """The class means less the mean of all [T][K][d], the sum over frames of the variance of all, the mean of all, and
    the largest eta^2."""
    gaps, of_all, mean, most = [], 0, 0, 0
    for block in blocks(value):
        centre = block.mean(axis=1, keepdims=True)
        gaps.append(np.einsum("tnd,nk->tkd", block - centre, weights))
        whole = (block - centre).transpose(0, 2, 1) @ (block - centre) / block.shape[1]
        of_all, mean = of_all + whole.sum(axis=0), mean + centre.sum(axis=(0, 1))
        told, total = np.einsum("tkd,k->t", gaps[-1] ** 2, shares), np.trace(whole, axis1=1, axis2=2)
        most = max(most, (told / np.where(total > 0, total, 1)).max(initial=0))
    return np.concatenate(gaps), of_all, mean / max(1, len(value)), most


def widest(gaps, axes):
    """The direction in the span of up to three axes with the largest sum over frames of the least gap between two class
    means: of many that are spread evenly, and the axes themselves."""
    tried = axes @ np.column_stack([np.eye(axes.shape[1]), half_sphere(axes.shape[1])])
    along = np.sort(gaps @ tried, axis=1)
    best = np.diff(along, axis=1).min(axis=1, initial=np.inf).sum(axis=0) if gaps.shape[1] > 1 else np.ones(1)
    return tried[:, int(np.argmax(best))]


def half_sphere(dimension):
    """Directions spread evenly over half of the sphere in up to three dimensions, as columns."""
    k = np.arange(TRIED)
    if dimension < 3:
        angle = np.pi * k / TRIED
        return np.array([np.cos(angle), np.sin(angle)][:dimension])
    height, angle = (k + 0.5) / TRIED, np.pi * (3 - np.sqrt(5)) * k
    radius = np.sqrt(1 - height**2)
    return np.array([radius * np.cos(angle), radius * np.sin(angle), height])


def blocks(value):
    """The rows of a series, some at a time: those that stay in the file may be many."""
    return value.blocks() if hasattr(value, "blocks") else [value]


def mean_start(flow):
    """Mean direction of the first frame (the first axis where the mean vanishes)."""
    first = flow.position.value[:1]
    mean = first[0].mean(axis=0) if len(first) else np.zeros(first.shape[2])
    return mean / np.linalg.norm(mean) if np.linalg.norm(mean) > 0.1 else np.eye(len(mean))[0]


def frame_about(direction):
    """An orthonormal frame, as columns, whose first vector is `direction`."""
    frame = np.linalg.qr(np.column_stack([direction, np.eye(len(direction))]))[0]
    return frame * np.sign(frame[:, 0] @ direction)
