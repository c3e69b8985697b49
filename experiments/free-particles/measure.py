"""What the runs say of labels and laws: of blind starts in FOLDER/blind-SPACE, of clustered ones in
FOLDER/clusters/SPACE, and of the million in million.json."""

import json
import sys
from itertools import product
from math import log, sqrt
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import numpy as np  # noqa: E402
import simclr_flow  # noqa: E402

SPACES = {"circle": 2, "sphere": 3, "line": 1, "plane": 2}  # and their ambient dimensions
COUNT, CLASSES = 64, 4


def blind_eta2(results):
    """The largest of the four spaces: standard errors that the mean at the end is off chance."""
    chance = (CLASSES - 1) / (COUNT - 1)
    return max(abs(np.mean(ends) - chance) / (chance * sqrt(2 / (3 * dim) / len(ends)))
               for space, dim in SPACES.items()
               for ends in [last(results, f"blind-{space}", "eta2")])


def blind_ari(results):
    """The mean at the end, the largest of the four spaces."""
    return max(abs(np.mean(last(results, f"blind-{space}", "ari"))) for space in SPACES)


def apart_at_start(results):
    return min(between_classes(run["particle"], 0).min() for space in SPACES
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
    """How far some classes are from all others: of all ways to part the classes in two groups, the
    largest least distance of the groups, over the mean distance to the nearest of one's own."""
    distances = between_classes(flow, row)
    groups = np.array([(True, *rest) for rest in product((True, False), repeat=CLASSES - 1)])
    return float(max(distances[one][:, ~one].min() for one in groups if not one.all()))


def between_classes(flow, row):
    """Least distances of classes, over the mean distance to the nearest of one's own."""
    latents = flow.position.value[row]
    distances = np.linalg.norm(latents[:, None] - latents, axis=2)
    np.fill_diagonal(distances, np.inf)
    members = [flow.labels == one for one in range(CLASSES)]
    within = np.mean([distances[own][:, own].min(axis=1) for own in members])
    least = np.array([[distances[one][:, other].min() for other in members] for one in members])
    np.fill_diagonal(least, np.inf)
    return least / within


def circle_eta2(results):
    return np.mean(last(results, "clusters/circle", "eta2"))


def sphere_eta2(results):
    return np.mean(last(results, "clusters/sphere", "eta2"))


def line_eta2(results):
    return np.mean(last(results, "clusters/line", "eta2"))


def plane_eta2(results):
    return np.mean(last(results, "clusters/plane", "eta2"))


def ari_range_on_circle(results):
    """How far the ARI of one seed wanders from t = 10 on, while the law is even: the least."""
    return min(np.ptp(series.value[series.time >= 10]) for run in clustered(results, "circle")
               for series in [run["particle"].observables["ari"]])


def circle_gap(results):
    return max(last(results, "clusters/circle", "energy_gap"))


def difference_of_starts(results):
    """On the sphere at the end: the mean energy from clusters less that from blind starts."""
    return (np.mean(last(results, "clusters/sphere", "energy"))
            - np.mean(last(results, "blind-sphere", "energy")))


def above_infimum(results):
    """On line and plane, from both starts: the largest E at the end less log(1 + 1/N)."""
    return max(series[-1] for series in unbounded_energies(results)) - log(1 + 1 / COUNT)


def least_above_infimum(results):
    """The same of the smallest E at any time."""
    return min(series.min() for series in unbounded_energies(results)) - log(1 + 1 / COUNT)


def unbounded_energies(results):
    return [run["particle"].observables["energy"].value for space in ("line", "plane")
            for runs in (f"blind-{space}", f"clusters/{space}")
            for run in simclr_flow.load(results / runs).runs.values()]


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
