"""What the tables of the studies say: of the lowest configurations, and of those with a name."""

import json


def least_energy(results):
    return best(results, "twelve")["energy"]


def minima(results):
    return sum(one["kind"] == "minimum" for one in configurations(results, "twelve"))


def places_of_minimum(results):
    return best(results, "twelve")["clusters"]


def gap_to_bound(results):
    return best(results, "twelve")["gap_to_bound"]


def index_of_cuboctahedron(results):
    return named(results, "references", "cuboctahedron")["index"]


def index_of_octagon(results):
    return named(results, "octagon", "polygon")["index"]


def octagon_above_least(results):
    return named(results, "octagon", "polygon")["energy"] - best(results, "octagon")["energy"]


def configurations(results, study):
    return json.loads((results / f"{study}.json").read_text())["configurations"]


def best(results, study):
    return min(configurations(results, study), key=lambda one: one["energy"])


def named(results, study, name):
    return next(one for one in configurations(results, study) if one["name"] == name)
