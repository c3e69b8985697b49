"""What late.json, places.json and counts.json say of late time on the line and of clusters between
walls."""

import json

import numpy as np

TIMES = (1e4, 1e5, 1e6, 1e7, 1e8)
KNOWN_GAPS = (0.59, 0.71, 0.78, 0.82, 0.85)
KNOWN_ATOMS = {"short": ((0, 0.5, 1), (0.3835, 0.2331, 0.3835)),
               "long": ((0, 0.56859, 1, 1.43141, 2), (0.25147, 0.1759, 0.14528, 0.1759, 0.25147))}


def exponent(results):
    return slope(late(results)["wide"][0], 2e3, 2e4)


def heat_exponent(results):
    return slope(late(results)["heat"][0], 20, 100)


def slope(run, first, last):
    """Of the logarithm of the spread over that of time, by least squares."""
    time, spread = (np.log(run[name]) for name in ("time", "spread"))
    there = (time >= np.log(first) - 1e-9) & (time <= np.log(last) + 1e-9)
    return float(np.polyfit(time[there], spread[there], 1)[0])


def largest_from_law(results):
    return from_law(late(results)["wide"][0], 2e3, 2e4)


def largest_from_heat(results):
    return from_law(late(results)["heat"][0], 20, 100)


def from_law(run, first, last):
    rows = zip(run["time"], run["spread"], run["law"], strict=True)
    return max(abs(spread / law - 1) for time, spread, law in rows if first <= time <= last)


def kurtosis(results):
    run = late(results)["wide"][0]
    return run["kurtosis"][nearest(run["time"], 5e3)]


def largest_from_known_gaps(results):
    return max(abs(run["gap"][nearest(run["time"], time)] - known)
               for run in late(results)["gaps"] if run["offset"] == 1
               for time, known in zip(TIMES, KNOWN_GAPS, strict=True))


def largest_from_law_of_gaps(results):
    return max(abs(run["gap"][-1] / run["law"][-1] - 1) for run in late(results)["gaps"])


def nearest(times, time):
    return int(np.argmin(np.abs(np.log(times) - np.log(time))))


def starts_with_three(results):
    return starts_with(results, "short", 3)


def starts_with_five(results):
    return starts_with(results, "long", 5)


def starts_with_nine(results):
    return starts_with(results, "square", 9)


def starts_with(results, box, count):
    """The share of starts that end in so many clusters of more than one latent."""
    return float(np.mean([sum(size > 1 for size in start["sizes"]) == count
                          for start in starts(results, box)]))


def farthest(results):
    return max(start["farthest"] for box in places(results) for start in starts(results, box))


def mean_ari(results):
    return float(np.mean([start["ari"]
                          for box in places(results) for start in starts(results, box)]))


def largest_ari(results):
    return max(abs(start["ari"]) for box in places(results) for start in starts(results, box))


def places_of_atoms(results):
    return of_atoms(results, "atoms", 0)


def masses_of_atoms(results):
    return of_atoms(results, "masses", 1)


def of_atoms(results, name, which):
    """The largest difference from what is known, of both intervals."""
    return max(float(np.max(np.abs(np.ravel(places(results)[box][name]) - known[which])))
               for box, known in KNOWN_ATOMS.items())


def critical_side(results):
    return json.loads((results / "counts.json").read_text())["critical"]


def starts(results, box):
    return places(results)[box]["starts"]


def late(results):
    return json.loads((results / "late.json").read_text())


def places(results):
    return json.loads((results / "places.json").read_text())
