"""lifetimes.py FOLDER OUTPUT: of every run of a sweep over fractions when classes form and break,
how near to the bound it comes, and curves, as JSON. Classes form at the first row at which k-means
finds them, and break at the first one later at which half of what the uniform law has is within
classes, of the latents without a known label."""

import json
import sys
from pathlib import Path

import numpy as np

from spread import BROKEN, over_bound, runs, told_right, within

FLOWS = ("kernel", "network")


def main(folder, output):
    told = [one(*point, flow) for point in runs(folder) for flow in FLOWS]
    Path(output).write_text(json.dumps(told, indent=1))


def one(fraction, seed, file, flow):
    times, inside = within(file, flow)
    found = file[f"observables/{flow}/ari/value"][()] == 1
    formed = first(times, found)
    broken = None if formed is None else first(times, (times > formed) & (inside > BROKEN))
    told = {"fraction": fraction, "seed": seed, "flow": flow, "formed": formed, "broken": broken,
            "end": times[-1], "times": times.tolist(), "within": inside.tolist(),
            "found_at_end": bool(found[-1]), "right": told_right(file, flow).tolist()}
    if fraction == 1:
        above = over_bound(file, flow)
        told |= {"least_over_bound": above.min(), "last_over_bound": above[-1]}
    return told


def first(times, which):
    return times[np.argmax(which)] if which.any() else None


if __name__ == "__main__":
    main(*sys.argv[1:])
