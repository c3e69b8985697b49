"""optima.py OUTPUT: pair energies of configurations from what is published of them - dimension, number of points, inner
products - against those that `simclr-flow theory` tells by its own coordinates and codes.

How many points see each inner product t_i is not taken from anywhere: the points are a design, so that the means of
t^k, k < the number of inner products, are those of the uniform law, which is a linear system for the counts."""

import math
import sys

import numpy as np
from program import answer, least_pair_energy, statement, write

ROOT5 = math.sqrt(5)
OPTIMA = {  # Cohn & Kumar 2007, table 1, and the 600-cell: dimension, points, inner products other than 1
    "icosahedron": (3, 12, [1 / ROOT5, -1 / ROOT5, -1]),
    "600-cell": (4, 120, [(ROOT5 + 1) / 4, 1 / 2, (ROOT5 - 1) / 4, 0, (1 - ROOT5) / 4, -1 / 2, -(ROOT5 + 1) / 4, -1]),
    "Clebsch 16": (5, 16, [1 / 5, -3 / 5]),
    "Schlaefli 27": (6, 27, [1 / 4, -1 / 2]),
    "Gosset 56": (7, 56, [1 / 3, -1 / 3, -1]),
    "E8 roots": (8, 240, [1 / 2, 0, -1 / 2, -1]),
    "McLaughlin 112": (21, 112, [1 / 9, -1 / 3]),
    "McLaughlin 162": (21, 162, [1 / 7, -2 / 7]),
    "Higman-Sims 100": (22, 100, [1 / 11, -4 / 11]),
    "McLaughlin 275": (22, 275, [1 / 6, -1 / 4]),
    "isotropic 891": (22, 891, [1 / 4, -1 / 8, -1 / 2]),
    "equiangular 552": (23, 552, [1 / 5, -1 / 5, -1]),
    "kissing 4600": (23, 4600, [1 / 3, 0, -1 / 3, -1]),
    "Leech 196560": (24, 196560, [1 / 2, 1 / 4, 0, -1 / 4, -1 / 2, -1]),
}
BALLINGER = {  # Ballinger et al. 2009
    "Ballinger 40": (10, 40, [1 / 6, 0, -1 / 3, -1 / 2]),
    "Ballinger 64": (14, 64, [1 / 7, -1 / 7, -3 / 7]),
}


def main(output):
    rows = [(f"{name}, tau = {tau}", pair_energy(*code, tau), told(name, *code[:2], tau))
            for name, code in {**OPTIMA, **BALLINGER}.items() for tau in (0.1, 0.5)]
    dim, points, _ = BALLINGER["Ballinger 40"]
    rows.append(("40 found by minimize, tau = 0.2", pair_energy(*BALLINGER["Ballinger 40"], 0.2),
                 least_pair_energy(points, dim, "temperature = 0.2", starts=2)))
    write(rows, output)


def told(name, dim, points, tau):
    words = ("--energy", "linear", "--latent-dim", dim, "--points", points, "--temperature", tau)
    return statement(answer("theory", *words), f"configuration.{name}")


def pair_energy(dim, points, products, tau):
    """(1/N²) sum of exp((z_i·z_j - 1)/tau)."""
    seen = counts(dim, points, products)
    return math.fsum([1, *(n * math.exp((t - 1) / tau) for n, t in zip(seen, products, strict=True))]) / points


def counts(dim, points, products):
    powers = range(len(products))
    system = np.array([[t**k for t in products] for k in powers])
    found = np.linalg.solve(system, [points * uniform_mean(dim, k) - 1 for k in powers])
    if max(abs(found - found.round())) > 1e-6:
        raise ArithmeticError(f"{points} points in R^{dim}: no design has these inner products: {found}")
    return found.round()


def uniform_mean(dim, power):
    """Of t^k, t a coordinate of a uniform point of the sphere: 1·3···(k-1)/(d (d+2)···(d+k-2)), 0 of odd k."""
    return 0 if power % 2 else math.prod((2 * i + 1) / (dim + 2 * i) for i in range(power // 2))


if __name__ == "__main__":
    main(sys.argv[1])
