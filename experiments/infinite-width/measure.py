"""How distances to the limit and drifts of the kernel fall with the width: the exponent, over seeds."""

import json
from math import log

import numpy as np


def distance_exponent(results):
    return exponent(results, "distance")


def drift_exponent(results):
    return exponent(results, "drift")


def exponent(results, name):
    """The slope of the logarithm over that of the width, by least squares over all runs."""
    found = json.loads((results / "widths.json").read_text())
    return float(np.polyfit([log(one["width"]) for one in found], [log(one[name]) for one in found], 1)[0])
