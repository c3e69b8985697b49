"""times.py SWEEPS OUTPUT: of every flow of every sweep the times at which latents leave the start
and clusters form and break up, as measured, and what linear theory predicts from the data and the
start alone, as JSON."""

import json
import sys
from pathlib import Path

import h5py
from flow import Flow, load_sweep


def main(sweeps, output):
    rows = [row for folder in sorted(Path(sweeps).iterdir()) for row in rows_of(folder)]
    Path(output).write_text(json.dumps(rows, indent=1) + "\n")


def rows_of(folder):
    """A row for every flow of every point of a sweep."""
    sweep = load_sweep(folder)
    seed, axis = sweep.axes
    for point in range(len(sweep.states)):
        with h5py.File(folder / f"{point:04d}.h5") as file:
            for name in file["particles"]:
                flow = Flow(file, name, sweep, point)
                yield {"sweep": folder.name, "seed": int(sweep.table[seed.key][point]),
                       "value": float(sweep.table[axis.key][point].strip("[]")),
                       "flow": flow.activation, **flow.measured(), **flow.predicted()}


if __name__ == "__main__":
    main(*sys.argv[1:])
