"""Alignment near collapse, from the kernel and the views alone: y' = Theta B y, B = (gamma H - c
W)/(tau N) of simclr with two views, gamma = 1, c = 2 (src/theory/README.md). By numpy, with no code
of the program."""

import numpy as np


def relu_kernel(inputs):
    """Theta_ij of an infinitely wide relu network with one hidden layer (Cho & Saul 2009), x~ = (x,
    1)."""
    lifted = np.column_stack([inputs, np.ones(len(inputs))])
    gram = lifted @ lifted.T
    length = np.sqrt(np.diag(gram))
    size = np.outer(length, length)
    cosine = np.clip(gram / size, -1, 1)
    angle = np.arccos(cosine)
    mean = size * cosine / 4 + size / (2 * np.pi) * (np.sin(angle) + (np.pi / 2 - angle) * cosine)
    return mean + gram * (1 / 4 + (1 - 2 * angle / np.pi) / 4)


def collapse_form(count, temperature):
    """Of `count` latents, the two views of a sample one after the other."""
    centring = np.eye(count) - 1 / count
    within = np.eye(count) - np.kron(np.eye(count // 2), np.full((2, 2), 0.5))
    return (centring - 2 * within) / (temperature * count)


def alignment(inputs, start, temperature, times, modes=3):
    """The share of the variance of y(t) in the span of the fastest modes, and their rates."""
    values, vectors = np.linalg.eigh(relu_kernel(inputs))
    root = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
    form = collapse_form(len(inputs), temperature)
    rates, frame = np.linalg.eigh(root @ form @ root)
    shapes = root @ frame  # its columns grow at these rates
    begin = frame.T @ (root @ (form @ start))
    outputs = start + np.array([shapes @ (begin * grown(rates, time)) for time in times])
    outputs = outputs - outputs.mean(axis=1, keepdims=True)
    fastest = shapes[:, ::-1][:, :modes]
    basis, _ = np.linalg.qr(fastest - fastest.mean(axis=0))
    return np.sum((outputs @ basis) ** 2, axis=1) / np.sum(outputs**2, axis=1), rates[::-1][:modes]


def grown(rates, time):
    """(exp(rate t) - 1)/rate, t where the rate is 0."""
    tiny = np.abs(rates) < 1e-12
    return np.where(tiny, time, np.expm1(rates * time) / np.where(tiny, 1, rates))
