"""What the runs say of labels and laws: of blind starts in FOLDER/blind-SPACE, of clustered ones in
FOLDER/clusters/SPACE, and of the million in million.json."""

import json
import sys
from math import log, sqrt
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import numpy as np  # noqa: E402
import simclr_flow  # noqa: E402

SPACES = {"circle": 2, "sphere": 3, "line": 1, "plane": 2}  # and their ambient dimensions
COUNT, CLASSES = 64, 4
GAPS = {1e4: 0.59, 1e5: 0.71, 1e6: 0.78, 1e7: 0.82, 1e8: 0.85}  # of time, see mean_gaps


def blind_eta2(results):
    """The largest of the four spaces: how many standard errors the mean at the end is off chance."""
    chance = (CLASSES - 1) / (COUNT - 1)
    return max(abs(np.mean(ends) - chance) / (chance * sqrt(2 / (3 * dim) / len(ends)))
               for space, dim in SPACES.items()
               for ends in [last(results, f"blind-{space}", "eta2")])


def blind_ari(results):
    """The mean at the end, the largest of the four spaces."""
    return max(abs(np.mean(last(results, f"blind-{space}", "ari"))) for space in SPACES)


def mean_gaps(results):
    """The largest difference of (mean gap on the line)/sqrt(2 tau ln(t/tau)) from those of GAPS."""
    position = simclr_flow.load(results / "blind-line").first["particle"].position
    found = {}
    for time in GAPS:
        row = int(np.argmin(abs(position.time - time)))
        found[time] = np.ptp(position.value[row]) / (COUNT - 1) / sqrt(0.2 * log(time / 0.1))
    return max(abs(found[time] - GAPS[time]) for time in GAPS)


def apart_at_start(results):
    return min(separation(run["particle"], 0) for space in SPACES
               for run in clustered(results, space))


def apart_at_end(results):
    return max(separation(run["particle"], -1) for space in SPACES if space != "circle"
               for run in clustered(results, space))


def apart_at_end_on_circle(results):
    return max(separation(run["particle"], -1) for run in clustered(results, "circle"))


def fourth_moment(results):
    """On the circle at the end: |mean exp(4 i theta)|, the largest of the seeds."""
    return max(abs(np.mean((latents @ [1, 1j]) ** 4)) for run in clustered(results, "circle")
               for latents in [run["particle"].position.value[-1]])


def separation(flow, row):
    """The least distance of two classes, over the mean distance to the nearest of one's own."""
    latents = flow.position.value[row]
    distances = np.linalg.norm(latents[:, None] - latents, axis=2)
    np.fill_diagonal(distances, np.inf)
    own = flow.labels[:, None] == flow.labels
    within = np.where(own, distances, np.inf).min(axis=1).mean()
    return float(np.where(own, np.inf, distances).min() / within)


def circle_eta2(results):
    return np.mean(last(results, "clusters/circle", "eta2"))


def sphere_eta2(results):
    return np.mean(last(results, "clusters/sphere", "eta2"))


def line_eta2(results):
    return np.mean(last(results, "clusters/line", "eta2"))


def plane_eta2(results):
    return np.mean(last(results, "clusters/plane", "eta2"))


def ari_range_on_circle(results):
    """How far apart the ARI is at rows from t = 10 on, over all seeds, while the law is even."""
    values = [value for run in clustered(results, "circle")
              for series in [run["particle"].observables["ari"]]
              for value in series.value[series.time >= 10]]
    return max(values) - min(values)


def circle_gap(results):
    return max(last(results, "clusters/circle", "energy_gap"))


def difference_of_starts(results):
    """On the sphere at the end: the mean energy from clusters less that from blind starts."""
    return (np.mean(last(results, "clusters/sphere", "energy"))
            - np.mean(last(results, "blind-sphere", "energy")))


def above_infimum(results):
    """On line and plane, from both starts: the largest E at the end less log(1 + 1/N)."""
    return max(max(last(results, runs, "energy")) for space in ("line", "plane")
               for runs in (f"blind-{space}", f"clusters/{space}")) - log(1 + 1 / COUNT)


def last(results, runs, observable):
    return [float(run["particle"].observables[observable].value[-1])
            for run in simclr_flow.load(results / runs).runs.values()]


def clustered(results, space):
    return simclr_flow.load(results / "clusters" / space).runs.values()


def million_gap(results):
    return million(results)["energy_gap"][-1]


def million_eta2(results):
    return million(results)["eta2"][-1]


def million_moment(results):
    """At the end, as a share of the start."""
    return abs(million(results)["moment"][-1] / million(results)["moment"][0])


def million(results):
    return json.loads((results / "million.json").read_text())
