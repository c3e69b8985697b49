"""Measured rates against theory's: relative differences, largest of each law; edges of the window; where it ends."""

import json

GAPS = [0.4633, 0.4633, 0.6855, 0.6855, 0.9325, 0.9325, 1.0602, 1.0602]


def uniform(results):
    return largest(results, "uniform")


def sphere(results):
    return largest(results, "sphere")


def split(results):
    return largest(results, "split")


def polygons(results):
    return max(largest(results, "dcl"), largest(results, "nt-xent"))


def largest(results, law):
    return max(abs(one["measured"] / one["theory"] - 1) for one in read(results)["rates"] if one["law"] == law)


def unstable_rate(results):
    return the_rate(results, "dcl", 8, 1, 0.15)


def first_mode(results):
    return the_rate(results, "uniform", 64, 1, 0.1)


def two_atoms(results):
    return the_rate(results, "split", 2, 1, 0.2)


def four_atoms_warm(results):
    return the_rate(results, "split", 4, 1, 1)


def the_rate(results, *of):
    return next(one["measured"] for one in read(results)["rates"]
                if (one["law"], one["number"], one["mode"], one["temperature"]) == of)


def lower_edge(results):
    return read(results)["edges"]["lower"]


def upper_edge(results):
    return read(results)["edges"]["upper"]


def end_energy(results):
    return read(results)["end"]["energy"]


def end_gaps(results):
    """The largest difference of a gap from those of the lower configuration."""
    return max(abs(one - known) for one, known in zip(read(results)["end"]["gaps"], GAPS, strict=True))


def read(results):
    return json.loads((results / "rates.json").read_text())
