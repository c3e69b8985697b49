"""facts.json against theory: differences, ratios - geometric means over seeds and kernels - and
shares of flows."""

import json

import numpy as np

TIGHT = ("sizes", "distance", "three")  # settings whose discs have radius .0125
UNEQUAL = ("sizes-2", "sizes-5", "sizes-10", "distance", "radius-0.05", "three-1-1-9")


def modes(results):
    """The largest relative difference of the program's leading eigenvalues from theory's."""
    return max(abs(found / known - 1) for row in read(results, *TIGHT)
               for found, known in zip(row["mu"], row["mu_theory"], strict=True))


def rate_of_one_in_eleven(results):
    return ratio(results, "sizes-10", "sizes-1", lambda row: row["mu"][0])


def leaving(results):
    return max(abs(row["t_leave"] / row["leave_theory"] - 1) for row in read(results))


def leaving_of_one_in_eleven(results):
    return ratio(results, "sizes-10", "sizes-1", lambda row: row["t_leave"])


def forming(results):
    rows = [row for row in read(results) if row["form_theory"]]
    return max(abs(np.log(row["t_form"] / row["form_theory"])) for row in rows)


def means_off(results):
    return max(row["means_off"] for row in read(results))


def parting_of_small(results):
    """When two small clusters part, over when the first of them parts from the large one."""
    return mean(row["parted"][0] / min(row["parted"][1:]) for row in read(results, "three-1-1-9"))


def shares(results):
    """On the plateau of erf, of three clusters (two have half each wherever they are): the largest
    difference of a cluster's share from that of atoms."""
    return max(abs(one - known) for row in read(results, "three") if row["flow"] == "erf"
               for one, known in zip(row["shares"], row["shares_theory"], strict=True))


def end_shares(results):
    """At the end of relu: the largest difference of a cluster's share from its mass."""
    return max(abs(one - mass) for row in read(results) if row["flow"] == "relu"
               for one, mass in zip(row["end_shares"], row["masses"], strict=True))


def largest_first_with_relu(results):
    return largest_first(results, "relu")


def largest_first_with_erf(results):
    return largest_first(results, "erf")


def largest_first(results, flow):
    """The share of flows of small discs, one the largest, in which it breaks before all others."""
    rows = [row for row in read(results, *UNEQUAL) if row["flow"] == flow]
    return sum(is_largest_first(row) for row in rows) / len(rows)


def is_largest_first(row):
    """No tie is; nor is a flow in which the largest does not break."""
    times = [np.inf if time is None else time for time in row["broken"]]
    largest = times.pop(np.argmax(row["masses"]))
    return largest < min(times)


def ratio(results, one, other, value):
    return mean(map(value, read(results, one))) / mean(map(value, read(results, other)))


def mean(values):
    return float(np.exp(np.mean(np.log(list(values)))))


def read(results, *settings):
    """Rows of these settings and of those that begin so; of all where none is named."""
    rows = json.loads((results / "facts.json").read_text())
    return [row for row in rows if not settings or any(
        f"{row['setting']}-".startswith(f"{one}-") for one in settings)]
