"""widths.py RUNS OUTPUT: at the end of every run of the ensemble, how far each width is from its limit, and how far its
kernel has moved, as JSON: a list of {seed, width, distance, drift}."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import numpy as np  # noqa: E402
import simclr_flow  # noqa: E402

WIDTHS = (50, 200, 1000, 5000)


def main(runs, output):
    ensemble = simclr_flow.load(runs)
    Path(output).write_text(json.dumps([found(seed, run, width) for seed, run in ensemble.runs.items() for width in WIDTHS]))


def found(seed, run, width):
    """The distance is (1/N sum_i |z_i - z_i'|^2)^{1/2} to the latents z' of the limit, the drift the last kernel_drift."""
    flow = run[f"width-{width}"]
    apart = flow.position.value[-1] - run["limit"].position.value[-1]
    return {"seed": seed, "width": width, "distance": float(np.sqrt(np.mean(np.sum(apart**2, axis=1)))),
            "drift": float(flow.kernel["kernel_drift"].value[-1])}


if __name__ == "__main__":
    main(*sys.argv[1:])
