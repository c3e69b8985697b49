"""Laws of latents on the line from one cluster: Barenblatt's, the heat equation's, and that of
latents out of reach."""

from functools import cache

import numpy as np


def barenblatt_spread(time, temperature):
    """Of d_t rho = c (rho^2)'', c = (2 pi tau)^{1/2}: rho = 3/(4 R) (1 - x^2/R^2), R = (9 c
    t)^{1/3}; and what the next term of D, 2 c rho - 3 (c rho)^2, takes from it: d<x^2>/dt = 2 c int
    rho^2 - 2 c^2 int rho^3 over this profile."""
    c = np.sqrt(2 * np.pi * temperature)
    front = (9 * c * time) ** (1 / 3)
    return front / np.sqrt(5) * (1 - 9 * c / (28 * front))


def heat_spread(time):
    return np.sqrt(2 * time)


@cache
def gaps_out_of_reach(count, time, temperature, offset):
    """Gaps so wide that only neighbours act: g_i' = A (2 f_i - f_{i-1} - f_{i+1}), f_0 = f_N = 0,
    f = g exp(-g^2/(2 tau)), A = 2 w/(N tau), w = 1/(offset + 1/N); and as ln f falls like -ln t,
    g_i' = tau g_i/(t (g_i^2 - tau))."""
    pull = 2 / (count * temperature * (offset + 1 / count))
    at = np.arange(1, count)
    inverse = np.minimum.outer(at, at) * (count - np.maximum.outer(at, at)) / count
    gaps = np.full(count - 1, np.sqrt(2 * temperature * np.log(time / temperature)))
    for _ in range(30):
        speed = temperature * gaps / (time * (gaps**2 - temperature))
        gaps = gap_of((inverse * speed).sum(axis=1) / pull, temperature, gaps)
    return gaps


def gap_of(force, temperature, gaps):
    """The larger g of g exp(-g^2/(2 tau)) = force, by g^2 = 2 tau ln(g/force)."""
    for _ in range(30):
        gaps = np.sqrt(2 * temperature * np.log(np.maximum(gaps, np.sqrt(temperature)) / force))
    return gaps
