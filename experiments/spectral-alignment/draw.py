"""draw.py LAGS LIMIT PICTURE: alignment, probe and clusters over time of four kinds of data, the
lags of every setting, and alignment for more and more points."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import matplotlib  # noqa: E402
import numpy as np  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from measure import interval, lag  # noqa: E402
from simclr_flow.style import COLOURS, FAINT, INK, SETTINGS  # noqa: E402

BLUE, ORANGE, GREEN = COLOURS[:3]
TITLES = {"shapes": "four discs", "images": "digits 0, 1, 2", "text": "four languages",
          "snapshots": "two equations"}
CURVES = {"alignment": (BLUE, "alignment with 3 modes"),
          "probe": (ORANGE, "accuracy of the probe"), "ari": (GREEN, "ARI")}
UPPER = {"left": 0.04, "right": 0.985, "top": 0.91, "bottom": 0.57, "wspace": 0.1}
LOWER = {"left": 0.105, "right": 0.985, "top": 0.44, "bottom": 0.075, "wspace": 0.12}
KINDS = {("probe", "half"): (ORANGE, "o", "probe, half"),
         ("probe", "late"): (ORANGE, "s", "probe, .9"),
         ("ari", "half"): (GREEN, "o", "ARI, half"), ("ari", "late"): (GREEN, "s", "ARI, .9")}
SHOWN = {"flow.0.widths": "[300]", "energy.temperature": 0.1}  # and of strengths the middle one


def main(lags, limit, picture):
    runs, limit = (json.loads(Path(path).read_text()) for path in (lags, limit))
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(10.8, 7.2))
        upper = figure.subplots(1, 4, gridspec_kw=UPPER)
        lower = figure.subplots(1, 2, gridspec_kw=LOWER)
        for axes, data in zip(upper, TITLES, strict=True):
            draw_curves(axes, shown([one for one in runs if one["data"] == data]), TITLES[data])
        upper[0].tick_params(labelleft=True)
        upper[0].set_ylabel("share", labelpad=1)
        figure.legend(*upper[0].get_legend_handles_labels(), loc="upper center", ncols=3)
        draw_lags(lower[0], runs)
        draw_limit(lower[1], limit)
        figure.savefig(picture, format="png")


def shown(runs):
    middle = sorted({one["point"]["views.transforms.0.scale"] for one in runs})[1]
    wanted = SHOWN | {"views.transforms.0.scale": middle}
    return [one for one in runs if all(one["point"][key] == value for key, value in wanted.items())]


def draw_curves(axes, runs, title):
    """The median over seeds, and from their least to their largest."""
    time = np.array(runs[0]["time"])
    for name, (colour, label) in CURVES.items():
        values = np.array([one["curves"][name] for one in runs])[:, time > 0]
        axes.fill_between(time[time > 0], values.min(axis=0), values.max(axis=0), color=colour,
                          alpha=0.2, linewidth=0)
        axes.plot(time[time > 0], np.median(values, axis=0), color=colour, linewidth=1.8,
                  label=label)
    axes.set(xscale="log", ylim=(-0.05, 1.03), xlabel="time t")
    axes.tick_params(labelleft=False)
    axes.set_title(title, loc="left")


def draw_lags(axes, runs):
    """Each setting's mean over seeds as a dot, the mean over all with its interval."""
    axes.axvline(0, color=FAINT, linewidth=1)
    for row, data in enumerate(TITLES):
        chosen = [one for one in runs if one["data"] == data]
        for place, (kind, (colour, marker, label)) in enumerate(KINDS.items()):
            height = -row - 0.19 * (place - 1.5)
            dots = setting_means(chosen, kind)
            axes.plot(dots, np.full(len(dots), height), "|", color=colour, markersize=6, alpha=0.6)
            mean, half = interval(chosen, *kind)
            axes.errorbar(mean, height, xerr=half, ecolor=colour, marker=marker, markersize=5,
                          linewidth=0, elinewidth=2, markerfacecolor=colour, markeredgecolor=INK,
                          label=None if row else label)
    axes.set_yticks([-row for row in range(4)], TITLES.values())
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("lag of separation behind alignment, powers of ten of time")
    axes.set_title("alignment is first at the right of 0", loc="left")
    axes.legend(loc="upper right", handletextpad=0.3)


def setting_means(runs, kind):
    found = {}
    for one in runs:
        setting = tuple(str(value) for key, value in one["point"].items() if key != "seed")
        found.setdefault(setting, []).append(lag(one, *kind))
    return [np.mean(lags) for lags in found.values()]


def draw_limit(axes, limit):
    time = np.array(limit["runs"][0]["time"])
    sizes = sorted({one["latents"] for one in limit["theory"]})
    for start, colour, label in (("map", BLUE, "start: one map of the points"),
                                 ("noise", ORANGE, "start: noise")):
        for shade, size in enumerate(sizes):
            draws = [one["alignment"] for one in limit["theory"]
                     if (one["start"], one["latents"]) == (start, size)]
            axes.plot(time[1:], np.mean(draws, axis=0)[1:], color=colour, alpha=0.25 + 0.25 * shade,
                      linewidth=1 + 0.3 * shade, label=label if shade == 3 else None)
    axes.plot(time[1:], limit["limit"][1:], color=INK, linewidth=1, linestyle=(0, (4, 2)),
              label="the map, 1280 latents")
    axes.set(xscale="log", xlabel="time t", ylabel="alignment", ylim=(-0.05, 1.2), yticks=[0, 0.2, 0.4, 0.6, 0.8, 1])
    axes.set_title("alignment of 40, 80, 160, 320 latents: pale to full", loc="left")
    axes.legend(loc="upper left")


if __name__ == "__main__":
    main(*sys.argv[1:])
