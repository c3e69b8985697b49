"""make_laws.py FOLDER: latents f(x_i) of four discs of data by several maps f, an array (240, d) for each, as
FOLDER/NAME.npy.

NAME is SPACE-LAW: `s1` or `s2`, and the law of f(x). Maps that know the discs - `k-atoms` fills its atoms disc by disc,
`cluster-atoms` has an atom for each disc, `uniform` an arc or a patch for each - have a twin `-scrambled`, which gives the
same places to other points, drawn at random."""

import sys
from pathlib import Path

import numpy as np

CENTRES = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
COUNT, RADIUS, SEED = 60, 0.2, 1  # points of a disc, as four-discs has them


def main(folder):
    random = np.random.default_rng(SEED)
    order = sorted_by_disc(discs(random))
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, places in laws().items():
        known = np.empty_like(places)
        known[order] = places  # one disc after the other
        np.save(f"{folder}/{name}.npy", known)
        if name.endswith(("cluster-atoms", "uniform")):
            np.save(f"{folder}/{name}-scrambled.npy", random.permutation(places))


def discs(random):
    """Points in any order, so that what follows must look at them."""
    angle, share = random.uniform(0, 2 * np.pi, 4 * COUNT), random.uniform(0, 1, 4 * COUNT)
    inside = RADIUS * np.sqrt(share)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return random.permutation(np.repeat(CENTRES, COUNT, axis=0) + inside)


def sorted_by_disc(points):
    """Indices, disc by disc and within each by angle about the origin."""
    return np.argsort(np.arctan2(points[:, 1], points[:, 0]))


def laws():
    count = 4 * COUNT
    found = {f"s1-{k}-atoms": atoms(polygon(k)) for k in (1, 2, 3, 8, 16)}
    found |= {"s1-cluster-atoms": atoms(polygon(4)), "s1-uniform": polygon(count)}
    found |= {"s2-1-atoms": atoms(np.eye(3)[:1]), "s2-2-atoms": atoms(np.eye(3)[[0, 0]] * [[1], [-1]]),
              "s2-6-atoms": atoms(np.vstack([np.eye(3), -np.eye(3)])), "s2-12-atoms": atoms(icosahedron()),
              "s2-cluster-atoms": atoms(tetrahedron()), "s2-uniform": spiral(count)}
    return found


def atoms(places):
    return np.repeat(places, 4 * COUNT // len(places), axis=0)


def polygon(count):
    angle = 2 * np.pi * np.arange(count) / count
    return np.column_stack([np.cos(angle), np.sin(angle)])


def tetrahedron():
    return np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / np.sqrt(3)


def icosahedron():
    golden = (1 + np.sqrt(5)) / 2
    corner = np.array([[0, a, b * golden] for a in (1, -1) for b in (1, -1)]) / np.sqrt(1 + golden**2)
    return np.vstack([np.roll(corner, turn, axis=1) for turn in range(3)])


def spiral(count):
    """Nearly uniform on the sphere, by equal steps of height and the golden angle."""
    height = 1 - (2 * np.arange(count) + 1) / count
    angle = np.pi * (3 - np.sqrt(5)) * np.arange(count)
    across = np.sqrt(1 - height**2)
    return np.column_stack([across * np.cos(angle), across * np.sin(angle), height])


if __name__ == "__main__":
    main(sys.argv[1])
