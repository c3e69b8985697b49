"""How early classes can be intervals of the line: latents of a frozen kernel move apart by no more
than a bound."""

import numpy as np


def earliest_time(start, points, labels, fall, slope):
    """Before it some two classes overlap: |(y_i - y_j)(t) - (y_i - y_j)(0)| <= d_ij (t fall)^{1/2}
    (src/theory/README.md), fall the most that the energy can fall by, d_ij of the kernel of an
    infinitely wide leaky_relu network."""
    apart = start[:, None] - start[None, :]
    # The time until i is not to the right of j; below 0 where it is to the left.
    least = np.sign(apart) * (apart / distances(points, slope)) ** 2 / fall
    classes = np.unique(labels)
    pairs = [least[labels == one][:, labels == other]
             for one in classes for other in classes if one < other]
    return max(min(times.max(), (-times).max()) for times in pairs)


def distances(points, slope):
    """d_ij = (Theta_ii + Theta_jj - 2 Theta_ij)^{1/2}; 1 of a point and itself, where nothing
    moves."""
    kernel = leaky_kernel(points, slope)
    own = np.diag(kernel)
    squares = own[:, None] + own[None, :] - 2 * kernel
    np.fill_diagonal(squares, 1)
    return np.sqrt(squares)


def leaky_kernel(points, slope):
    """Theta = Q + (x~.x~') Q' of one hidden layer, x~ = (x, 1), standard normal weights (Cho & Saul
    2009)."""
    x = np.column_stack([points, np.ones(len(points))])
    inner = x @ x.T
    length = np.sqrt(np.diag(inner))
    size = length[:, None] * length[None, :]
    cosine = np.clip(inner / size, -1, 1)
    angle = np.arccos(cosine)
    p, q = ((1 + slope) / 2) ** 2, ((1 - slope) / 2) ** 2
    mean = p * size * cosine + 2 * q / np.pi * size * (np.sin(angle) + (np.pi / 2 - angle) * cosine)
    return mean + inner * (p + q * (1 - 2 * angle / np.pi))
