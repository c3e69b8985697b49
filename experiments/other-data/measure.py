"""How networks end with views across the halves of a gaussian, and kernel flow and
network that start near to and far from one point: ARI over all seeds, and the proven times."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import numpy as np  # noqa: E402
import simclr_flow  # noqa: E402

NEAR, FAR, MOVED = 0.02, 20, ("kernel", "network")
PLATEAU = 3  # begins
UNIT = 0.1**1.5  # (1e-4/.1)^{1/2}: what latents at temperature 1e-4 are to those at .1


def largest_across(results):
    """The largest |ARI| of the network on the plateau, with views across the halves."""
    ari = [run["network"].observables["ari"]
           for run in simclr_flow.load(results / "across").runs.values()]
    return max(float(np.max(np.abs(one.value[one.time >= PLATEAU]))) for one in ari)


def best_from_near(results):
    """The least over seeds and flows of the largest ARI."""
    return min(max(one["ari"][flow]) for one in runs(results, NEAR) for flow in MOVED)


def best_from_far(results):
    return max(max(one["ari"][flow]) for one in runs(results, FAR) for flow in MOVED)


def earliest_from_far(results):
    return min(one["earliest"] for one in runs(results, FAR))


def share_of_earliest_near(results):
    """The largest over seeds of the time before which classes must overlap, over the first at which
    ARI is 1."""
    return max(one["earliest"] / one["time"][one["ari"]["kernel"].index(1)]
               for one in runs(results, NEAR))


def difference_of_units(results):
    """Latents of particles and kernel at temperature 1e-4, in units of their own, from those at .1:
    the largest difference in any frame, over the largest latent."""
    run, unit = (simclr_flow.load(results / name / "seed-1.h5") for name in ("spread-20", "units"))
    return max(relative(unit[flow].position.value / UNIT, run[flow].position.value)
               for flow in ("particle", "kernel"))


def relative(one, other):
    return float(np.max(np.abs(one - other)) / np.max(np.abs(other)))


def runs(results, spread):
    found = json.loads((results / "far.json").read_text())
    return [one for one in found if one["spread"] == spread]
