"""Tangent kernels of networks of one hidden layer, and what they say of clusters: written anew from
the formulas, so that what is predicted shares no code with the program.

Inputs are (x, 1); of N points a kernel is an array (N, N)."""

from math import erf, pi

import numpy as np

SLOPES = {"relu": 0.0, "leaky_relu": 0.2}
# The activation and its derivative.
FUNCTIONS = {
    "tanh": (np.tanh, lambda u: 1 - np.tanh(u)**2),
    "erf": (np.vectorize(erf, otypes=[float]), lambda u: 2 / np.sqrt(pi) * np.exp(-u**2)),
    **{name: (lambda u, c=c: np.where(u > 0, u, c * u), lambda u, c=c: np.where(u > 0, 1, c))
       for name, c in SLOPES.items()}}


def wide_kernel(points, activation):
    """Of infinite width, weights standard normal: Theta = Q + (x.x') Q'."""
    dots = inputs_of(points) @ inputs_of(points).T
    squares = np.diag(dots)
    if activation == "erf":
        both = (1 + 2 * squares)[:, None] * (1 + 2 * squares)
        slopes = 4 / pi / np.sqrt(both - 4 * dots**2)
        return 2 / pi * np.arcsin(2 * dots / np.sqrt(both)) + dots * slopes
    slope = SLOPES[activation]
    even, odd = ((1 + slope) / 2)**2, ((1 - slope) / 2)**2
    lengths = np.sqrt(squares[:, None] * squares)
    angle = np.arccos(np.clip(dots / lengths, -1, 1))
    turned = np.sin(angle) + (pi / 2 - angle) * np.cos(angle)
    slopes = even + odd * (1 - 2 * angle / pi)
    return lengths * (even * np.cos(angle) + 2 * odd / pi * turned) + dots * slopes


def network_kernel(points, activation, weights):
    """Of (1/sqrt(m)) sum_k a_k s(w_k.x + b_k) with these weights: all w_k, all b_k, all a_k."""
    dim = points.shape[1]
    width = len(weights) // (dim + 2)
    directions, biases, outer = np.split(weights, [width * dim, width * (dim + 1)])
    inner = np.column_stack([directions.reshape(width, dim), biases])
    inputs = inputs_of(points)
    function, derivative = FUNCTIONS[activation]
    values, slopes = function(inputs @ inner.T), derivative(inputs @ inner.T) * outer
    return (values @ values.T + (inputs @ inputs.T) * (slopes @ slopes.T)) / width


def inputs_of(points):
    return np.column_stack([points, np.ones(len(points))])


def averaging(labels):
    """P, the means over clusters, as a matrix (N, N)."""
    same = labels[:, None] == labels
    return same / same.sum(axis=1)


def growth_modes(kernel):
    """mu_r, largest first, and the eigenvectors of H Theta H/N."""
    centring = np.eye(len(kernel)) - 1 / len(kernel)
    values, vectors = np.linalg.eigh(centring @ kernel @ centring / len(kernel))
    return values[::-1], vectors[:, ::-1]


def within_rate(kernel, labels):
    """mu_w, the largest eigenvalue of (I - P) Theta (I - P)/N."""
    rest = np.eye(len(kernel)) - averaging(labels)
    return float(np.linalg.eigvalsh(rest @ kernel @ rest / len(kernel))[-1])
