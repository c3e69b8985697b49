"""times.json against theory: differences of times, slopes of them over what is varied - means over
seeds and kernels - and counts."""

import json

import numpy as np

LIMITS = ("erf", "relu", "leaky_relu")  # activations whose kernel of infinite width is run
ON_CIRCLE = ("radius", "temperature", "spread")


def leaving_of_kernels(results):
    return largest_off(read(results, *ON_CIRCLE, "sphere"))


def leaving_of_networks(results):
    return largest_off(read(results, "tanh", *LIMITS))


def leaving_over_spread(results):
    """In growth times tau/mu_1."""
    return slope(read(results, "spread"), shrinking, lambda row: in_growth_times(row, "t_leave"))


def forming(results):
    """Of kernel flows whose clusters form before latents leave the start, by linear theory."""
    return max(abs(np.log(row["t_form"] / row["form_theory"]))
               for row in read(results, *ON_CIRCLE) if row["form_theory"])


def forming_from_smaller_start(results):
    """Of flows whose clusters form before latents leave the start, of spread .002, by linear
    theory: the logarithm of the ratio of t_form from a tenth of that start to t_form."""
    rows = {(row["value"], row["flow"], row["seed"]): row for row in read(results, "spread")}
    return max(abs(np.log(rows[0.0002, *own]["t_form"] / row["t_form"]))
               for (spread, *own), row in rows.items() if spread == 0.002 and row["form_theory"])


def forming_over_temperature(results):
    return slope(read(results, "temperature"), lambda row: np.log(row["tau"]),
                 lambda row: np.log(row["t_form"]))


def formed_wide_on_circle(results):
    return share_formed([row for row in read(results, "radius") if row["value"] == 0.8])


def formed_wide_on_sphere(results):
    return share_formed([row for row in read(results, "sphere") if row["value"] == 0.8])


def formed_by_networks(results):
    return share_formed(read(results, "tanh", *LIMITS))


def persistence(results):
    return max(row["persistence"] for row in read(results, *ON_CIRCLE, "sphere"))


def growth(results):
    """The largest relative difference from theory's rates, at the smallest radius."""
    rows = read(results, "radius")
    least = min(row["value"] for row in rows)
    return max(abs(one - 1) for row in rows if row["value"] == least for one in row["growth"])


def splitting_times(results):
    """Of t_break mu_w Lambda, radii .05, .1, .2."""
    return mean(row["t_break"] * row["mu_w"] * row["Lambda"]
                for row in up_to(0.2, read(results, "radius")) if row["value"] >= 0.05)


def breaking_over_radius(results):
    return slope(up_to(0.1, read(results, "radius")), shrinking, in_own_times)


def breaking_over_spread(results):
    return slope(read(results, "spread"), shrinking, in_own_times)


def breaking_over_temperature(results):
    return slope(read(results, "temperature"), lambda row: -np.log(row["rate"]),
                 lambda row: np.log(row["t_break"]))


def breaking_on_sphere(results):
    return slope(up_to(0.2, read(results, "sphere")), shrinking, in_own_times)


def explosion(results):
    """Of t_break on S^2 over what the cubic law predicts."""
    return mean(row["t_break"] / row["explosion"] for row in up_to(0.2, read(results, "sphere")))


def leaving_over_width(results):
    return over_width(results, LIMITS, "t_leave")


def breaking_over_width(results):
    return over_width(results, ("erf",), "t_break")


def longer_than_frozen(results):
    """Of t_break of relu networks over that of their kernels frozen at the start."""
    frozen = {(row["value"], row["seed"]): row["t_break"] for row in read(results, "frozen")}
    return mean(row["t_break"] / frozen[row["value"], row["seed"]]
                for row in read(results, "relu") if (row["value"], row["seed"]) in frozen)


def shrinking(row):
    return -np.log(row["value"])


def in_growth_times(row, time):
    return row[time] * row["mu"][0] / row["tau"]


def in_own_times(row):
    """t_break in e-folds of what grows fastest within clusters."""
    return row["t_break"] * row["rate"]


def largest_off(rows):
    return max(abs(row["t_leave"] / row["leave_theory"] - 1) for row in rows)


def share_formed(rows):
    return sum(row["t_form"] is not None for row in rows) / len(rows)


def mean(values):
    """Geometric."""
    return float(np.exp(np.mean(np.log(list(values)))))


def slope(rows, across, upwards):
    """The mean over seeds and kernels of the slopes of lines through the settings."""
    lines = {}
    for row in rows:
        lines.setdefault((row["flow"], row["seed"]), []).append((across(row), upwards(row)))
    return float(np.mean([np.polyfit(*zip(*line, strict=True), 1)[0] for line in lines.values()]))


def over_width(results, activations, time):
    """The slope over log(width) of the logarithm of how far a time is from its limit."""
    found = off_limit(results, activations, time)
    return float(np.polyfit(np.log(list(found)), np.log(list(found.values())), 1)[0])


def off_limit(results, activations, time):
    """By width: the root mean square over seeds and activations of the logarithm of the ratio to
    the time at infinite width."""
    limits = {(row["flow"], row["seed"]): row[time]
              for row in read(results, "radius") if row["value"] == 0.2}
    ratios = {}
    for row in read(results, *activations):
        ratio = row[time] / limits[row["flow"], row["seed"]]
        ratios.setdefault(row["value"], []).append(np.log(ratio))
    return {width: np.sqrt(np.mean(np.square(ones))) for width, ones in ratios.items()}


def up_to(radius, rows):
    return [row for row in rows if row["value"] <= radius]


def read(results, *sweeps):
    rows = json.loads((results / "times.json").read_text())
    return [row for row in rows if row["sweep"] in sweeps]
