"""limit.py OUTPUT [few]: alignment of kernel flows of N latents, as measured and by linear theory,
for starts that are noise and for starts that are one map of the points; then linear theory alone of
more draws, and of many more latents, as JSON.

Points of four discs, two noisy views of each, the kernel of infinitely wide relu networks, latents
on the circle."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import h5py  # noqa: E402
import numpy as np  # noqa: E402
from crossings import crossing  # noqa: E402
from linear import alignment  # noqa: E402

SAMPLES, SEEDS, DRAWS = (20, 40, 80, 160), 5, 40
MANY, MANY_DRAWS = 640, 6  # samples for the limit, and how often they are drawn
TEMPERATURE, SPREAD, RADIUS, NOISE = 0.2, 1e-5, 0.4, 0.3
CENTRES = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
CONFIGURATION = """
seed = {seed}
data = {{kind = "npy", file = "{folder}/points.npy"}}
views = {{count = 2, transforms = [{{kind = "noise", scale = {noise}}}]}}
latent = {{manifold = "circle"}}
initial = {{kind = "file", file = "{folder}/start.npy"}}
energy = {{preset = "simclr", temperature = {temperature}}}
integrator = {{method = "dopri5", rtol = 1e-9, atol = 1e-15}}
stop = {{time = 2}}
output = {{frames = {{first = 5e-2, per_decade = 30}}, pairs = {{spacing = "none"}}}}
flow = [{{kind = "kernel", kernel = "infinite-width", activation = "relu"}}]
"""


def main(output, few=""):
    sizes = SAMPLES[:3] if few else SAMPLES
    runs = [measured(n, seed, kind) for kind in ("noise", "map") for n in sizes
            for seed in range(1, 3 if few else SEEDS + 1)]
    time = np.array(runs[0]["time"])
    theory = [computed(n, draw, kind, time) for kind in ("noise", "map") for n in sizes
              for draw in range(5 if few else DRAWS)]
    limit = [computed(MANY, draw, "map", time)["alignment"]
             for draw in range(1 if few else MANY_DRAWS)]
    Path(output).write_text(json.dumps({"runs": runs, "theory": theory,
                                        "limit": np.mean(limit, axis=0).tolist()}))


def measured(samples, seed, kind):
    points, start = drawn(np.random.default_rng([samples, seed]), samples, kind)
    time, value, rates, views = trajectory(points, start, seed)
    theory, expected_rates = alignment(views, np.repeat(start, 2), TEMPERATURE, time)
    return {"start": kind, "latents": 2 * samples, "seed": seed, "time": time.tolist(),
            "alignment": value.tolist(), "rates": rates[:3].tolist(),
            "rates_by_theory": expected_rates.tolist(),
            "half": crossing(time, value, 0.5), "half_by_theory": crossing(time, theory, 0.5)}


def computed(samples, draw, kind, time):
    """By linear theory alone, of points that no flow has."""
    random = np.random.default_rng([samples, draw, 7])
    points, start = drawn(random, samples, kind)
    views = np.repeat(points, 2, axis=0) + NOISE * random.standard_normal((2 * samples, 2))
    value, _ = alignment(views, np.repeat(start, 2), TEMPERATURE, time)
    return {"start": kind, "latents": 2 * samples, "alignment": value.tolist(),
            "half": crossing(time, value, 0.5)}


def drawn(random, samples, kind):
    points = discs(random, samples)
    start = random.standard_normal(samples) if kind == "noise" else rough_map(points)
    return points, SPREAD * start


def discs(random, samples):
    angle, share = random.uniform(0, 2 * np.pi, samples), random.uniform(0, 1, samples)
    inside = RADIUS * np.sqrt(share)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return np.repeat(CENTRES, samples // 4, axis=0) + inside


def rough_map(points):
    """A fixed function of the point, a sum of 40 plane waves: nothing of it knows the discs."""
    random = np.random.default_rng(0)
    waves, phases = 6 * random.standard_normal((2, 40)), random.uniform(0, 2 * np.pi, 40)
    return np.cos(points @ waves + phases).sum(axis=1) / np.sqrt(20)


def trajectory(points, start, seed):
    """Times, alignment with three modes, the rates at the start, and the views."""
    with tempfile.TemporaryDirectory() as folder:
        np.save(f"{folder}/points.npy", points)
        np.save(f"{folder}/start.npy", start[:, None])
        config, output = Path(folder) / "flow.toml", Path(folder) / "flow.h5"
        config.write_text(CONFIGURATION.format(folder=folder, seed=seed, noise=NOISE,
                                               temperature=TEMPERATURE))
        command = [os.environ["SIMCLR_FLOW"], "run", config, "-o", output, "--quiet"]
        subprocess.run(command, check=True)
        with h5py.File(output) as file:
            series = file["observables/kernel/growth_alignment"]
            rates = file["observables/kernel/growth_rates/value"][0]
            return series["time"][()], series["value"][:, 2], rates, file["data/views"][()]


if __name__ == "__main__":
    main(*sys.argv[1:])
