"""What energies.json says of the laws, against each other and against the table of references."""

import json
from pathlib import Path

GOLD = Path(__file__).resolve().parents[2] / "tests/gold/energy_table.json"
NAMES = {"1 atom": "s1-1-atoms", "2 antipodal": "s1-2-atoms", "3-gon": "s1-3-atoms", "4-gon": "s1-cluster-atoms",
         "8-gon": "s1-8-atoms", "16-gon": "s1-16-atoms", "uniform S1": "s1-uniform", "tetrahedron": "s2-cluster-atoms",
         "octahedron": "s2-6-atoms", "icosahedron": "s2-12-atoms"}
TWINS = ["s1-cluster-atoms", "s1-uniform", "s2-cluster-atoms", "s2-uniform"]


def largest_difference_of_twins(results):
    """Between laws whose places are the same and whose points are not, over all temperatures."""
    laws = read(results)
    return max(abs(a - b) for name in TWINS
               for a, b in zip(laws[name]["energy"], laws[f"{name}-scrambled"]["energy"], strict=True))


def least_gap(results):
    """Of all laws and temperatures: how far E is above the minimum over all laws, that of the uniform one."""
    return min(energy - least for law in read(results).values()
               for energy, least in zip(law["energy"], law["minimum"], strict=True))


def clusters_above_uniform_circle(results):
    return clusters_above_uniform(read(results), "s1")


def clusters_above_uniform_sphere(results):
    return clusters_above_uniform(read(results), "s2")


def clusters_above_uniform(laws, space):
    """At tau = .1: E of an atom for each cluster, less E of places spread evenly without regard to them."""
    return at(laws[f"{space}-cluster-atoms"], 0.1) - at(laws[f"{space}-uniform-scrambled"], 0.1)


def largest_error_of_table(results):
    """Of all laws of the table at all its temperatures, and of the minimum on S^2."""
    laws = read(results)
    errors = [at(laws[NAMES[one["measure"]]], float(one["temperature"])) - float(one["value"])
              for one in json.loads(GOLD.read_text()) if one["measure"] in NAMES]
    errors += [at(laws["s2-uniform"], float(one["temperature"]), "minimum") - float(one["value"])
               for one in json.loads(GOLD.read_text()) if one["measure"] == "uniform S2"]
    if len(errors) != 44:
        raise LookupError(f"{GOLD.name} has {len(errors)} of the 44 energies")
    return max(map(abs, errors))


def at(law, temperature, what="energy"):
    return law[what][law["temperature"].index(temperature)]


def read(results):
    return json.loads((results / "energies.json").read_text())
