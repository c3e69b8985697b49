"""maps.py CONFIG RUNS FOLDER: latents f(x) of the views x of every run in RUNS by maps that need
no training, each as runs that start there, FOLDER/MAP/seed-K.h5.

MAP is `blind`, an even place for each length |x|, places dealt at random; `classes`, a place for
each annulus; `direction`, x/|x|; or `near-blind`, `blind` with every latent displaced by a normal
angle. Only `near-blind` runs to the end."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

DISPLACED = 0.05  # radians, half of what neighbours are apart


def main(config, runs, folder):
    for run in sorted(Path(runs).glob("seed-*.h5")):
        seed = int(run.stem.removeprefix("seed-"))
        with h5py.File(run) as file:
            points, views = file["data/points"][()], file["data/views"][()]
        for name, angles in maps(points, views, np.random.default_rng(seed)).items():
            until = [] if name == "near-blind" else ["--set", "stop.steps=1"]
            start_at(config, angles, seed, Path(folder) / name / f"seed-{seed}.h5", until)


def maps(points, views, random):
    """The angle of each view by each map: a column."""
    lengths = np.hypot(*points.T)
    sample = abs(np.hypot(*views.T)[:, None] - lengths).argmin(axis=1)  # a rotation leaves lengths
    place = random.permutation(len(points))[np.argsort(np.argsort(lengths))]
    blind = (2 * np.pi * place / len(points))[sample]
    return {"blind": blind, "classes": 2 * np.pi / 3 * np.rint(lengths)[sample],
            "direction": np.arctan2(views[:, 1], views[:, 0]),
            "near-blind": blind + DISPLACED * random.normal(size=len(views))}


def start_at(config, angles, seed, output, words):
    """In a folder of its own, so that all runs of a map have one configuration."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        np.save(f"{scratch}/start.npy", angles[:, None])
        copy = Path(scratch, "config.toml")
        copy.write_text(Path(config).read_text().replace("seed = 1\n", f"seed = {seed}\n")
                        + '\n[initial]\nkind = "file"\nfile = "start.npy"\n')
        program = os.environ["SIMCLR_FLOW"]
        subprocess.run([program, "run", copy, "-o", output, "--quiet", *words], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
