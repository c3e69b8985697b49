"""make_embeddings.py FOLDER [STEPS]: embeddings of 128 samples in two views, as torch.cat([z1, z2]) has
them: arrays (256, 128) of unit rows, FOLDER/NAME.npy. Three paths lead from one of them to another, as NAME-STEP."""

import sys
from pathlib import Path

import numpy as np

SAMPLES, DIM, DRAWS = 128, 128, 12
NOISE = 0.25  # the length of what makes the views of a sample differ in `as-trained`


def main(folder, steps=9):
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, embeddings in (cases() | paths(int(steps))).items():
        np.save(f"{folder}/{name}.npy", on_sphere(embeddings))


def cases():
    random = np.random.default_rng(1)
    basis, _ = np.linalg.qr(random.normal(size=(DIM, 8)))
    spread = on_sphere(random.normal(size=(SAMPLES, DIM)))
    noise = NOISE * on_sphere(random.normal(size=(2 * SAMPLES, DIM)))
    found = {"collapsed": np.tile(np.eye(DIM)[0], (2 * SAMPLES, 1)), "simplex": twice(simplex()),
             "as-trained": twice(spread) + noise, "in-a-plane": twice(polygon() @ basis[:, :2].T),
             "in-8-dimensions": twice(random.normal(size=(SAMPLES, 8)) @ basis.T)}
    return found | {f"unrelated-{k}": random.normal(size=(2 * SAMPLES, DIM)) for k in range(DRAWS)}


def paths(steps):
    """Straight ones, whose points are put on the sphere: `share` of the way from the first to the second."""
    found = cases()
    ends = {"apart": ("collapsed", "simplex"), "together": ("unrelated-0", "simplex"), "flat": ("collapsed", "unrelated-0")}
    return {f"{name}-{step:02}": (1 - share) * on_sphere(found[start]) + share * on_sphere(found[end])
            for name, (start, end) in ends.items() for step, share in enumerate(np.linspace(0, 1, steps))}


def twice(views):
    return np.vstack([views, views])


def simplex():
    return np.eye(SAMPLES) - 1 / SAMPLES


def polygon():
    angle = 2 * np.pi * np.arange(SAMPLES) / SAMPLES
    return np.column_stack([np.cos(angle), np.sin(angle)])


def on_sphere(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
