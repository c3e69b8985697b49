"""far.py RUNS... OUTPUT: of every seed of ensembles called spread-<spread>, ARI over time of each
flow and before which time classes must overlap, as JSON: a list of {spread, seed, temperature,
earliest, time, ari: {flow: [...]}}."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import h5py  # noqa: E402
import numpy as np  # noqa: E402
import simclr_flow  # noqa: E402
from earliest import earliest_time  # noqa: E402

SLOPE = 0.2


def main(*paths):
    *folders, output = map(Path, paths)
    Path(output).write_text(json.dumps([
        found(float(folder.name.removeprefix("spread-")), seed, run,
              points_of(folder / f"seed-{seed}.h5"))
        for folder in folders for seed, run in simclr_flow.load(folder).runs.items()]))


def found(spread, seed, run, points):
    kernel = run["kernel"]
    least = np.log(1 + 1 / len(points))  # on the line no energy is lower
    fall = kernel.observables["energy"].value[0] - least
    return {"spread": spread, "seed": seed, "temperature": run.temperature,
            "earliest": earliest_time(kernel.position.value[0, :, 0], points, kernel.labels, fall,
                                      SLOPE),
            "time": kernel.observables["ari"].time.tolist(),
            "ari": {flow.name: flow.observables["ari"].value.tolist() for flow in run}}


def points_of(path):
    with h5py.File(path) as file:
        return file["data/points"][:]


if __name__ == "__main__":
    main(*sys.argv[1:])
