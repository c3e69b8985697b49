"""What minimizers.json and flows.json say of the views of 12 samples, and where they part from theory."""

import json
from math import exp, log, sqrt

COSINES = [1 / sqrt(5)] * 5 + [-1 / sqrt(5)] * 5 + [-1.0]  # of a vertex of the icosahedron with the other eleven
CONTRASTIVE, SUMS = ["nt-xent", "dcl", "dhel"], ["sum-per-view", "sum-all-pairs"]


def largest_alignment(results):
    return max(one["alignment"] for name in CONTRASTIVE for one in read(results, "minimizers")[name])


def largest_distance_from_icosahedron(results):
    return max(abs(one["uniformity"] - least_uniformity()) for name in CONTRASTIVE
               for one in read(results, "minimizers")[name])


def least_share_of_starts(results):
    return min(one["share"] for name in CONTRASTIVE for one in read(results, "minimizers")[name])


def flows_alignment(results):
    return max(one["alignment"][-1] for name in CONTRASTIVE + SUMS for one in read(results, "flows")[name])


def flows_distance_from_icosahedron(results):
    return max(abs(one["uniformity"][-1] - least_uniformity()) for name in CONTRASTIVE + SUMS
               for one in read(results, "flows")[name])


def per_view_gap(results):
    return at(results, "sum-per-view", 0.25)["gap_to_bound"]


def per_view_gap_when_cold(results):
    return at(results, "sum-per-view", 0.05)["gap_to_bound"]


def temperature_of_parting(results):
    """The middle of the highest temperature with views apart at the end and the lowest from which on they are together."""
    found = read(results, "minimizers")["sum-all-pairs"]
    apart = max(one["temperature"] for one in found if one["alignment"] > 1e-12)
    return (apart + min(one["temperature"] for one in found if one["temperature"] > apart)) / 2


def below_the_icosahedron(results):
    """At tau = .05: E of aligned icosahedra, whose alignment is 0, less the least found of the sum over all pairs."""
    mean = (12 + 24 * sum(exp((s - 1) / 0.05) for s in COSINES)) / 276
    return 0.5 * log(mean) - at(results, "sum-all-pairs", 0.05)["energy"]


def spectral_alignment(results):
    return max(one["alignment"][-1] for one in read(results, "flows")["spectral"])


def spectral_energy(results):
    return max((one["energy"] for one in read(results, "flows")["spectral"]), key=lambda energy: abs(energy + 3))


def spectral_moments(results):
    """Of (1/N) sum u u^T at the end, the largest deviation of an entry from the unit matrix."""
    return max(abs(entry - (i == j)) for one in read(results, "flows")["spectral"]
               for i, row in enumerate(one["moments"]) for j, entry in enumerate(row))


def spectral_above_icosahedron(results):
    """The least, over starts: how much less even the directions are at the end."""
    return min(one["uniformity"][-1] for one in read(results, "flows")["spectral"]) - least_uniformity()


def spectral_range(results):
    """Of the uniformity at the end, over starts."""
    ends = [one["uniformity"][-1] for one in read(results, "flows")["spectral"]]
    return max(ends) - min(ends)


def least_uniformity():
    """log of the mean of exp(-2 |z - z'|^2) over pairs of vertices of the icosahedron."""
    return log(sum(exp((s - 1) / 0.25) for s in COSINES) / 11)


def at(results, name, temperature):
    return next(one for one in read(results, "minimizers")[name] if one["temperature"] == temperature)


def read(results, name):
    return json.loads((results / f"{name}.json").read_text())
