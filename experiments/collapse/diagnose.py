"""diagnose.py FOLDER OUTPUT: what three commands of `simclr-flow` tell of every FOLDER/NAME.npy, as JSON: the loss, its
alignment and uniformity, and of theory floors, collapse values, and the uniformity of laws of 2 to 128 dimensions."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

SAMPLES, DIM, TEMPERATURE = 128, 128, 0.5
BATCHES = [32, 64, 128, 256, 512, 1024, 4096]
DIMENSIONS = [2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 32, 64, 128]


def main(folder, output):
    told = {path.stem: of_embeddings(path) for path in sorted(Path(folder).glob("*.npy"))}
    theory = {"floor": statement(DIM, SAMPLES, "bound.best"),
              "floor_in_a_plane": statement(2, SAMPLES, f"configuration.polygon.{SAMPLES}"),
              "collapse": {n: statement(DIM, n, f"configuration.single atom.{n}") for n in BATCHES},
              "uniformity": {d: float(np.log(statement(d, SAMPLES, "kappa_0"))) for d in DIMENSIONS}}
    Path(output).write_text(json.dumps({"embeddings": told, "theory": theory}, indent=1))


def of_embeddings(path):
    row, = simclr_flow("energy", path, "--preset", "nt-xent", "--views", "2", "--order", "cat", "--all")["energies"]
    return {key: row[key] for key in ("energy", "gradient_norm", "alignment", "uniformity", "uniformity_per_view")}


def statement(dim, samples, name):
    told = simclr_flow("theory", "--energy", "nt-xent", "--latent-dim", str(dim), "--samples", str(samples), "--views", "2")
    return next(one["value"] for one in told["statements"] if one["id"] == name)


def simclr_flow(*words):
    done = subprocess.run([os.environ["SIMCLR_FLOW"], *words, "--temperature", str(TEMPERATURE), "--json"],
                          stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
