"""draw.py TIMES PICTURE: when latents leave the start, and clusters form and break up, over radius,
temperature and width."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import matplotlib  # noqa: E402
import numpy as np  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.lines import Line2D  # noqa: E402
from simclr_flow.style import COLOURS, INK, SETTINGS, SOFT  # noqa: E402

TIMES = {"t_leave": (COLOURS[0], "o", "latents leave the start"),
         "t_form": (COLOURS[2], "s", "clusters form"),
         "t_break": (COLOURS[1], "^", "clusters break up")}
FILLED, HOLLOW = "erf", "relu"
# By what factor marks, filled and hollow, stand beside their values, so as not to hide each other.
# Lines over the width are level.
ASIDE = {"t_form": (1.06, 1.12)}
ASIDE_OVER_WIDTH = {"t_leave": (0.94, 1), "t_form": (1.06, 1.12), "t_break": (1, 1.06)}
SMALL = 0.2  # the largest radius to which lines of the break-up are drawn
WORDS = ("filled: erf, hollow: relu; bars: a standard deviation over the seeds; "
         "green marks stand 6 % (erf) and 12 % (relu) right of their values;")
MORE = "over the width, blue filled marks stand 6 % left and orange hollow ones 6 % right as well"


def main(source, picture):
    rows = json.loads(Path(source).read_text())
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(10.8, 7.6))
        (radius, sphere), (temperature, width) = figure.subplots(2, 2)
        draw(radius, of(rows, "radius"), "circle: radius of the discs",
             ("leave_theory", grown_by_radius))
        draw(sphere, of(rows, "sphere"), "$S^2$: radius of the discs",
             ("leave_theory", cubic))
        draw(temperature, of(rows, "temperature"), r"circle, radius .05: temperature $\tau$",
             ("leave_theory", grown))
        draw(width, of(rows, FILLED) + of(rows, HOLLOW),
             "networks on the circle, radius .2: width", (), ASIDE_OVER_WIDTH)
        limits(width, [row for row in of(rows, "radius") if row["value"] == 0.2])
        for axes in (radius, temperature):
            axes.set_ylabel("time")
        key(figure)
        figure.subplots_adjust(left=0.065, right=0.985, top=0.955, bottom=0.165, wspace=0.13,
                               hspace=0.33)
        figure.savefig(picture, format="png")


def of(rows, sweep):
    return [row for row in rows if row["sweep"] == sweep]


def draw(axes, rows, title, lines, aside=ASIDE):
    where, _, varied = title.partition(": ")
    axes.set_title(where, loc="left")
    axes.set_xlabel(varied)
    axes.set_xscale("log")
    axes.set_yscale("log")
    values = sorted({row["value"] for row in rows})
    axes.set_xticks(values, labels=[f"{value:g}" for value in values])
    axes.set_xticks([], minor=True)
    for flow, fill in ((FILLED, True), (HOLLOW, False)):
        own = [row for row in rows if row["flow"] == flow]
        for time, (colour, marker, _) in TIMES.items():
            across, middle, spread = means(own, lambda row, time=time: row[time])
            beside = aside.get(time, (1, 1))[0 if fill else 1]
            axes.errorbar(across * beside, middle,
                          (middle - middle / spread, middle * spread - middle), fmt=marker,
                          color=colour, markerfacecolor=colour if fill else "white",
                          markersize=5.5 if fill else 6.5, zorder=3 if fill else 2.5,
                          capsize=2, elinewidth=0.9)
        for line in lines:
            value = line(own) if callable(line) else lambda row, line=line: row[line]
            across, middle, _ = means(own, value)
            axes.plot(across, middle, color=INK if fill else SOFT, linewidth=1,
                      linestyle="-" if fill else (0, (4, 2)))


def means(rows, value):
    """Settings, geometric means over seeds, and the factor of one standard deviation; a setting
    without a value for all seeds is out."""
    found = {}
    for row in rows:
        found.setdefault(row["value"], []).append(value(row))
    whole = {setting: np.log(ones) for setting, ones in sorted(found.items()) if None not in ones}
    return (np.array(list(whole)), np.exp([ones.mean() for ones in whole.values()]),
            np.exp([ones.std(ddof=1) for ones in whole.values()]))


def grown_by_radius(rows):
    """t_break = (a + ln(1/R))/rate, a the mean over radii up to .1."""
    near = [row for row in rows if row["value"] <= 0.1]
    constant = np.mean([row["t_break"] * row["rate"] + np.log(row["value"]) for row in near])
    return lambda row: ((constant - np.log(row["value"])) / row["rate"]
                        if row["value"] <= SMALL else None)


def cubic(_):
    """t_break by the cubic law of S^2, which takes clusters to be small."""
    return lambda row: row["explosion"] if row["value"] <= SMALL else None


def grown(rows):
    """t_break = a/rate, a the mean over temperatures."""
    constant = np.mean([row["t_break"] * row["rate"] for row in rows])
    return lambda row: constant / row["rate"]


def limits(axes, rows):
    """The times of infinite width."""
    for flow, line in ((FILLED, "-"), (HOLLOW, (0, (4, 2)))):
        for time, (colour, *_) in TIMES.items():
            own = [row[time] for row in rows if row["flow"] == flow]
            axes.axhline(np.exp(np.log(own).mean()), color=colour, linewidth=1, linestyle=line)
    axes.set_ylim(top=3000)


def key(figure):
    marks = [Line2D([], [], color=colour, marker=marker, linestyle="", label=words)
             for colour, marker, words in TIMES.values()]
    line = Line2D([], [], color=INK,
                  label="theory; over the width: infinite width (solid erf, dashed relu)")
    figure.legend(handles=[*marks, line], loc="lower center", ncols=4,
                  bbox_to_anchor=(0.5, 0.05), columnspacing=1.5)
    figure.text(0.5, 0.032, WORDS, ha="center", fontsize=10)
    figure.text(0.5, 0.011, MORE, ha="center", fontsize=10)


if __name__ == "__main__":
    main(*sys.argv[1:])
