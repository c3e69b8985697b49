"""places.py RESULTS OUTPUT: where latents between walls end, as JSON: of every start its clusters,
how far they are from the atoms of the minimizer, and ARI of the clusters to the classes; and places
and masses of these atoms."""

import json
import sys
from pathlib import Path

import h5py
import numpy as np

BOXES = ("short", "long", "square")
TOGETHER = 1e-3  # latents so near to each other are one cluster
CLASSES = 4


def main(results, output):
    results = Path(results)
    Path(output).write_text(json.dumps({
        name: ended(results, f"walls-{name}", f"atoms-{name}") for name in BOXES}))


def ended(results, latents, minimizer):
    atoms, masses = atoms_of(results / f"{minimizer}.h5")
    with h5py.File(results / f"{latents}.h5") as file:
        ends = file["starts/position"][:]
    return {"atoms": atoms.tolist(), "masses": masses.tolist(),
            "starts": [start(end, atoms) for end in ends]}


def atoms_of(path):
    """Places and masses of the lowest start, in order of the places."""
    with h5py.File(path) as file:
        best = np.argmin(file["starts/energy"][:])
        places, masses = file["starts/position"][best], file["starts/mass"][best]
    there = ~np.isnan(places[:, 0])
    order = np.lexsort(places[there].T[::-1].round(6))
    return places[there][order], masses[there][order]


def start(latents, atoms):
    places, of = clusters(latents)
    sizes = np.bincount(of)
    apart = np.linalg.norm(places[:, None] - atoms[None], axis=2)
    labels = np.arange(len(latents)) // (len(latents) // CLASSES)
    return {"latents": latents.tolist(), "sizes": sizes.tolist(), "ari": rand_index(labels, of),
            "farthest": float(apart.min(axis=1)[sizes > 1].max())}


def clusters(latents):
    """Places of the clusters, and of each latent the number of its own."""
    places, of = [], []
    for latent in latents:
        near = [k for k, place in enumerate(places) if np.linalg.norm(place - latent) < TOGETHER]
        of.append(near[0] if near else len(places))
        if not near:
            places.append(latent)
    return np.array(places), np.array(of)


def rand_index(one, other):
    """Adjusted for chance (Hubert & Arabie 1985)."""
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)
    both, first, second = (pairs(counts).sum()
                           for counts in (table, table.sum(axis=1), table.sum(axis=0)))
    chance = first * second / pairs(len(one))
    return float((both - chance) / ((first + second) / 2 - chance))


def pairs(count):
    return count * (count - 1) / 2


if __name__ == "__main__":
    main(*sys.argv[1:])
