"""What lifetimes.json, digits.json and rates.json say of fractions of labels."""

import json

import numpy as np

FRACTIONS = (0, 0.1, 0.25, 0.5)  # below 1


def above_bound_kernel(results):
    return max(one["last_over_bound"] for one in of(results, "lifetimes", "kernel", 1))


def above_bound_network(results):
    return max(one["last_over_bound"] for one in of(results, "lifetimes", "network", 1))


def least_over_bound(results):
    """Of all rows of all runs with all labels, on discs and digits."""
    return min(one["least_over_bound"] for name in ("lifetimes", "digits")
               for flow in ("kernel", "network") for one in of(results, name, flow, 1))


def lasting(results):
    """How many of the runs with all labels have not broken by the end."""
    return sum(one["formed"] is not None and one["broken"] is None for flow in ("kernel", "network")
               for one in of(results, "lifetimes", flow, 1))


def breaking(results):
    """How many of the runs with fewer labels have."""
    return sum(one["broken"] is not None for flow in ("kernel", "network") for fraction in FRACTIONS
               for one in of(results, "lifetimes", flow, fraction))


def kernel_rises(results):
    return rises(results, "kernel")


def network_rises(results):
    return rises(results, "network")


def rises(results, flow):
    """The least factor between the lifetimes of neighbouring fractions, geometric means over the
    seeds."""
    return float(np.exp(np.diff([lifetime(results, flow, one)[0] for one in FRACTIONS]).min()))


def kernel_factor(results):
    return factor(results, "kernel")


def network_factor(results):
    return factor(results, "network")


def factor(results, flow):
    """By which half of the labels lengthen life, less two standard errors of the mean of five
    seeds."""
    (half, one), (none, other) = lifetime(results, flow, 0.5), lifetime(results, flow, 0)
    return float(np.exp(half - none - 2 * np.hypot(one, other)))


def lifetime(results, flow, fraction):
    """Mean over the seeds of the logarithm of the time at which classes break, and its standard
    error."""
    times = np.log([one["broken"] for one in of(results, "lifetimes", flow, fraction)])
    return times.mean(), times.std(ddof=1) / np.sqrt(len(times)) if len(times) > 1 else 0.0


def rates(results):
    """The largest relative difference of a measured rate from linear theory's."""
    return max(abs(one["measured"] / one["theory"] - 1) for one in read(results, "rates")
               if "measured" in one)


def rate_with_all_labels(results):
    return next(one["theory"] for one in read(results, "rates") if one["fraction"] == 1)


def digits_above_bound_kernel(results):
    return max(one["last_over_bound"] for one in of(results, "digits", "kernel", 1))


def digits_above_bound_network(results):
    return max(one["last_over_bound"] for one in of(results, "digits", "network", 1))


def digits_found(results):
    """Runs with all labels at whose end k-means finds the digits."""
    return sum(one["found_at_end"] for flow in ("kernel", "network")
               for one in of(results, "digits", flow, 1))


def digits_told_at_best(results):
    """Of the kernel flow with half of the labels: the share of unlabelled images nearest to their
    own labelled ones, mean over seeds."""
    return float(np.mean([max(one["right"]) for one in of(results, "digits", "kernel", 0.5)]))


def digits_told_at_end(results):
    return float(np.mean([one["right"][-1] for one in of(results, "digits", "kernel", 0.5)]))


def of(results, name, flow, fraction):
    return [one for one in read(results, name)
            if one["flow"] == flow and one["fraction"] == fraction]


def read(results, name):
    return json.loads((results / f"{name}.json").read_text())
