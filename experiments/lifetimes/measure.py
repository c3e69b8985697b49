"""times.json against theory: differences of times, slopes of them over what is varied - means over seeds and kernels - and
counts."""

import json

import numpy as np

LIMITS = ("erf", "relu", "leaky_relu")  # activations whose kernel of infinite width is run
SCALES = {"radius": lambda row: -np.log(row["value"]), "spread": lambda row: -np.log(row["value"]),
          "temperature": lambda row: np.log(row["value"])}


def leaving_of_kernels(results):
    return max(abs(row["t_leave"] / row["leave_theory"] - 1) for row in read(results, "radius", "temperature", "spread", "sphere"))


def leaving_of_networks(results):
    return max(abs(row["t_leave"] / row["leave_theory"] - 1) for row in read(results, "tanh", *LIMITS))


def leaving_over_spread(results):
    """In growth times tau/mu_1."""
    return slope(read(results, "spread"), SCALES["spread"], lambda row: row["t_leave"] * row["mu"][0] / row["tau"])


def forming(results):
    """Of kernel flows whose clusters form before the latents leave the start, by linear theory."""
    rows = [row for row in read(results, "radius", "temperature", "spread") if row["form_theory"] and row["t_form"]]
    return max(abs(np.log(row["t_form"] / row["form_theory"])) for row in rows)


def forming_over_spread(results):
    return slope(read(results, "spread"), SCALES["spread"], lambda row: row["t_form"] * row["mu"][0] / row["tau"])


def forming_over_temperature(results):
    return slope(read(results, "temperature"), SCALES["temperature"], lambda row: np.log(row["t_form"]))


def formed_wide_on_circle(results):
    return share_formed([row for row in read(results, "radius") if row["value"] == 0.8])


def formed_wide_on_sphere(results):
    return share_formed([row for row in read(results, "sphere") if row["value"] == 0.8])


def formed_by_networks(results):
    return share_formed(read(results, "tanh", *LIMITS))


def persistence(results):
    return max(row["persistence"] for row in read(results, "radius", "temperature", "spread", "sphere"))


def growth(results):
    """The largest relative difference from theory's rates, at the smallest radius."""
    rows = read(results, "radius")
    least = min(row["value"] for row in rows)
    return max(abs(one - 1) for row in rows if row["value"] == least for one in row["growth"])


def splitting_times(results):
    """The geometric mean of t_break mu_w Lambda, radii .05, .1, .2."""
    rows = [row for row in read(results, "radius") if row["value"] in (0.05, 0.1, 0.2)]
    return float(np.exp(np.mean([np.log(row["t_break"] * row["mu_w"] * row["Lambda"]) for row in rows])))


def breaking_over_radius(results):
    return slope([row for row in read(results, "radius") if row["value"] <= 0.1], SCALES["radius"], in_own_times)


def breaking_over_spread(results):
    return slope(read(results, "spread"), SCALES["spread"], in_own_times)


def breaking_over_temperature(results):
    return slope(read(results, "temperature"), lambda row: -np.log(row["rate"]), lambda row: np.log(row["t_break"]))


def breaking_on_sphere(results):
    return slope([row for row in read(results, "sphere") if row["value"] <= 0.2], SCALES["radius"], in_own_times)


def explosion(results):
    """The geometric mean of t_break on S^2 over what the cubic law predicts, radii up to .2."""
    rows = [row for row in read(results, "sphere") if row["value"] <= 0.2]
    return float(np.exp(np.mean([np.log(row["t_break"] / row["explosion"]) for row in rows])))


def leaving_over_width(results):
    return over_width(results, LIMITS, "t_leave")


def breaking_over_width(results):
    return over_width(results, ("erf",), "t_break")


def frozen_times(results):
    """Of kernels of relu networks frozen at the start: the geometric mean of t_break in e-folds, widths 100 and 500."""
    return float(np.exp(np.mean([np.log(in_own_times(row)) for row in read(results, "frozen")])))


def longer_than_frozen(results):
    """The geometric mean of t_break of these networks over that of their kernels frozen at the start."""
    frozen = {(row["value"], row["seed"]): row["t_break"] for row in read(results, "frozen")}
    ratios = [row["t_break"] / frozen[row["value"], row["seed"]] for row in read(results, "relu")
              if (row["value"], row["seed"]) in frozen]
    return float(np.exp(np.mean(np.log(ratios))))


def in_own_times(row):
    """t_break in e-folds of what grows fastest within clusters."""
    return row["t_break"] * row["rate"]


def share_formed(rows):
    return sum(row["t_form"] is not None for row in rows) / len(rows)


def slope(rows, across, upwards):
    """The mean over seeds and kernels of the slopes of lines through the settings."""
    return float(np.mean(slopes(rows, across, upwards)))


def slopes(rows, across, upwards):
    lines = {}
    for row in rows:
        lines.setdefault((row["flow"], row["seed"]), []).append((across(row), upwards(row)))
    return [np.polyfit(*zip(*line, strict=True), 1)[0] for line in lines.values()]


def over_width(results, activations, time):
    """The slope over ln(width) of the logarithm of how far a time is from that of infinite width."""
    return float(np.polyfit(*zip(*((np.log(width), np.log(off)) for width, off in off_limit(
        results, activations, time).items()), strict=True), 1)[0])


def off_limit(results, activations, time):
    """By width: the root mean square over seeds and activations of the logarithm of the ratio of times."""
    limits = {(row["flow"], row["seed"]): row[time] for row in read(results, "radius") if row["value"] == 0.2}
    ratios = {}
    for row in read(results, *activations):
        ratios.setdefault(row["value"], []).append(np.log(row[time] / limits[row["flow"], row["seed"]]))
    return {width: float(np.sqrt(np.mean(np.square(ones)))) for width, ones in sorted(ratios.items())}


def read(results, *sweeps):
    return [row for row in json.loads((results / "times.json").read_text()) if row["sweep"] in sweeps]
