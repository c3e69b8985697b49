"""flows.py OUTPUT [STARTS]: 12 samples in two views, each latent free: alignment and uniformity of the directions along
particle flows of every energy at tau = .25, from unrelated views, as JSON. Spectral ones flow in R^3, others on S^2."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

from minimizers import ENERGIES

SAMPLES, MEASURED_AT = 12, 0.25
CONFIGURATION = """
data = {{kind = "none", count = 12}}
views = {{count = 2}}
latent = {{manifold = "{manifold}", dim = 3}}
initial = {{kind = "file", file = "{start}"}}
stop = {{time = 1e5, gradient_norm = 1e-9}}
flow = [{{kind = "particle"}}]
[energy]
{energy}"""


def main(output, starts="5"):
    energies = {name: f"temperature = {MEASURED_AT}\n{words}" for name, words in ENERGIES.items()}
    energies |= {"spectral": 'preset = "spectral"\n'}
    with tempfile.TemporaryDirectory() as scratch:
        told = {name: [flow(Path(scratch), name, words, start) for start in starts_for(int(starts))]
                for name, words in energies.items()}
    Path(output).write_text(json.dumps(told))


def starts_for(count):
    """Uniform ones, all latents independent, and at last three tight clusters of four samples each."""
    for seed in range(count):
        yield on_sphere(np.random.default_rng(seed).normal(size=(2 * SAMPLES, 3)))
    yield on_sphere(np.repeat(np.eye(3), 8, axis=0) + 0.1 * np.random.default_rng(0).normal(size=(2 * SAMPLES, 3)))


def flow(scratch, name, energy, start):
    np.save(scratch / "start.npy", start)
    (scratch / "flow.toml").write_text(CONFIGURATION.format(
        manifold="euclidean" if name == "spectral" else "sphere", start=scratch / "start.npy", energy=energy))
    subprocess.run([os.environ["SIMCLR_FLOW"], "run", scratch / "flow.toml", "-o", scratch / "flow.h5", "--force",
                    "--quiet"], check=True)
    with h5py.File(scratch / "flow.h5") as file:
        frames = file["particles/particle/position/value"][()]
        energies = file["observables/particle/energy/value"][()]
    return {"energy": float(energies[-1]), "alignment": [alignment(one) for one in frames],
            "uniformity": [uniformity(one) for one in frames], "moments": (frames[-1].T @ frames[-1] / len(start)).tolist()}


def alignment(latents):
    """Mean squared distance of the two views of a sample, rows 2 i and 2 i + 1, of the directions."""
    views = on_sphere(latents)
    return float(np.mean(np.sum((views[::2] - views[1::2]) ** 2, axis=1)))


def uniformity(latents):
    """log mean_{i < j} exp(-2 |z_i - z_j|^2) of the directions of one view, the mean over both."""
    views = on_sphere(latents)
    pairs = np.triu_indices(SAMPLES, 1)
    kernels = [np.exp((view @ view.T - 1)[pairs] / MEASURED_AT) for view in (views[::2], views[1::2])]
    return float(np.mean([np.log(np.mean(one)) for one in kernels]))


def on_sphere(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
