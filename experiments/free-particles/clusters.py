"""clusters.py CONFIG FOLDER [SEEDS]: particles that start in four clusters, one for each label, as
FOLDER/SPACE/seed-K.h5 for SPACE `circle`, `sphere`, `line` and `plane`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

CENTRES = {
    "circle": np.pi / 2 * np.arange(4)[:, None],  # angles
    "sphere": np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / np.sqrt(3),
    "line": np.array([[-3], [-1], [1], [3]]),
    "plane": np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]),
}
WORDS = {
    "circle": [], "sphere": ["--set", 'latent={manifold="sphere", dim=3}'],
    "line": ["--set", 'latent={manifold="euclidean", dim=1}', "--set", "stop.time=1e8"],
    "plane": ["--set", 'latent={manifold="euclidean", dim=2}', "--set", "stop.time=1e8"],
}
MEMBERS, SPREAD = 16, 0.1


def main(config, folder, seeds="5"):
    for space in CENTRES:
        (Path(folder) / space).mkdir(parents=True)
        for seed in range(1, int(seeds) + 1):
            run(Path(config).read_text(), space, seed, Path(folder) / space / f"seed-{seed}.h5")


def run(text, space, seed, output):
    """In a folder of its own, so that all runs of a space have one configuration."""
    places = np.repeat(CENTRES[space], MEMBERS, axis=0)
    with tempfile.TemporaryDirectory() as scratch:
        np.save(f"{scratch}/start.npy",
                places + SPREAD * np.random.default_rng(seed).normal(size=places.shape))
        copy = Path(scratch, "config.toml")
        copy.write_text(text.replace("seed = 1\n", f"seed = {seed}\n")
                        .replace('kind = "gaussian"', 'kind = "file"\nfile = "start.npy"'))
        subprocess.run([os.environ["SIMCLR_FLOW"], "run", copy, "-o", output, "--quiet",
                        *WORDS[space]], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
