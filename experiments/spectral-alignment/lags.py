"""lags.py SHAPES IMAGES TEXT SNAPSHOTS OUTPUT: of every run of four sweeps when alignment and
separation have risen by .5 and .9 of all that they rise, how far they come, and their curves, as
JSON."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import numpy as np  # noqa: E402
import simclr_flow  # noqa: E402
from crossings import crossing  # noqa: E402

SHARES = {"half": 0.5, "late": 0.9}
MODES = 3  # as many as latents have dimensions


def main(*paths):
    *sweeps, output = map(Path, paths)
    Path(output).write_text(json.dumps([one for folder in sweeps for one in of_sweep(folder)]))


def of_sweep(folder):
    """Points that were not run - those of other shards - have no file."""
    points = json.loads((folder / "manifest.json").read_text())["points"]
    for index, point in enumerate(points):
        path = folder / f"{index:04}.h5"
        if path.exists():
            run = of_run(simclr_flow.load(path)["network"])
            yield {"data": folder.name, "point": point["values"], **run}


def of_run(flow):
    curves = {"alignment": flow.kernel["growth_alignment"].value[:, MODES - 1],
              "graph": flow.observables["spectral_alignment"].value,
              "probe": flow.observables["probe_accuracy"].value,
              "ari": flow.observables["ari"].value,
              "margin": flow.observables["margin"].value}
    time = flow.observables["ari"].time
    return {"time": time.tolist(), "purity": float(flow.kernel["kernel_alignment"].value[0].mean()),
            "curves": {name: np.round(value, 5).tolist() for name, value in curves.items()},
            "crossings": {name: {share: crossing(time, curves[name], of)
                                 for share, of in SHARES.items()}
                          for name in ("alignment", "probe", "ari")}}


if __name__ == "__main__":
    main(*sys.argv[1:])
