"""Lags in powers of ten of time, their means over settings and intervals over seeds; and what N
does to alignment."""

import json

import numpy as np

STUDENT = 2.776  # of 5 seeds: 95 % of Student's law with 4 degrees of freedom


def lag(run, separation, share):
    """log10 of the time of separation over that of alignment: above 0 where alignment is first."""
    crossings = run["crossings"]
    return np.log10(crossings[separation][share] / crossings["alignment"][share])


def by_seed(runs, separation, share):
    """Of each seed the mean over all settings."""
    seeds = sorted({one["point"]["seed"] for one in runs})
    return np.array([np.mean([lag(one, separation, share) for one in runs
                              if one["point"]["seed"] == seed]) for seed in seeds])


def interval(runs, separation, share):
    """The mean lag, and half the width of its 95 % interval over seeds."""
    found = by_seed(runs, separation, share)
    return float(found.mean()), float(STUDENT * found.std(ddof=1) / np.sqrt(len(found)))


def lower_end(results, data, separation, share):
    mean, half = interval([one for one in read(results) if one["data"] == data], separation, share)
    return mean - half


def shapes_half(results):
    return lower_end(results, "shapes", "probe", "half")


def shapes_late(results):
    return lower_end(results, "shapes", "probe", "late")


def shapes_clusters(results):
    return lower_end(results, "shapes", "ari", "half")


def images_half(results):
    return lower_end(results, "images", "probe", "half")


def images_late(results):
    return lower_end(results, "images", "probe", "late")


def images_clusters(results):
    return lower_end(results, "images", "ari", "half")


def text_half(results):
    return lower_end(results, "text", "probe", "half")


def text_late(results):
    return lower_end(results, "text", "probe", "late")


def text_clusters(results):
    return lower_end(results, "text", "ari", "half")


def snapshots_half(results):
    return lower_end(results, "snapshots", "probe", "half")


def snapshots_late(results):
    return lower_end(results, "snapshots", "probe", "late")


def snapshots_clusters(results):
    return lower_end(results, "snapshots", "ari", "half")


def least_rise(results):
    """Of all runs: the least ratio of the largest alignment to that of the start."""
    curves = [one["curves"]["alignment"] for one in read(results)]
    return min(max(curve) / curve[0] for curve in curves)


def linear_theory(results):
    """The largest relative difference of the time of the half rise, over all kernel flows."""
    return max(abs(one["half"] / one["half_by_theory"] - 1) for one in read_limit(results)["runs"])


def rates(results):
    """The largest relative difference of the three leading rates at the start."""
    return max(abs(measured / theory - 1) for one in read_limit(results)["runs"]
               for measured, theory in zip(one["rates"], one["rates_by_theory"], strict=True))


def noise_delay(results):
    """By how much later the half rise is for ln N larger by 1, from starts that are noise."""
    draws = of_start(results, "noise")
    sizes = [one["latents"] for one in draws]
    return float(np.polyfit(np.log(sizes), [one["half"] for one in draws], 1)[0])


def map_exponent(results):
    """How the mean distance of curves of alignment from their limit falls with N, for starts by a
    map."""
    sizes, means = distances(results)
    return float(np.polyfit(np.log(sizes), np.log(means), 1)[0])


def distances(results):
    """Of each N the mean over draws of the largest difference over time from the limit."""
    limit, draws = np.array(read_limit(results)["limit"]), of_start(results, "map")
    sizes = sorted({one["latents"] for one in draws})
    return sizes, [np.mean([np.abs(np.array(one["alignment"]) - limit).max() for one in draws
                            if one["latents"] == size]) for size in sizes]


def of_start(results, start):
    return [one for one in read_limit(results)["theory"] if one["start"] == start]


def read(results):
    return json.loads((results / "lags.json").read_text())


def read_limit(results):
    return json.loads((results / "limit.json").read_text())
