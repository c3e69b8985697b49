"""draw.py SWEEPS FACTS PICTURE: clusters of unequal size - when they form, where they are over
time, what share of the circle they have."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import h5py  # noqa: E402
import matplotlib  # noqa: E402
import numpy as np  # noqa: E402
from make_data import SETTINGS  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from simclr_flow.style import COLOURS, INK, MARKERS, SETTINGS as STYLE, SOFT  # noqa: E402

SHOWN = "three-1-1-9"
SIZES = ("sizes-1", "sizes-2", "sizes-5", "sizes-10")


def main(sweeps, source, picture):
    rows = json.loads(Path(source).read_text())
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(10.8, 4.4))
        times, traces, shares = figure.subplots(1, 3, width_ratios=(1, 1.15, 1))
        draw_times(times, rows)
        draw_traces(traces, next(iter(sorted(Path(sweeps).iterdir()))))
        draw_shares(shares, rows)
        figure.subplots_adjust(left=0.06, right=0.985, top=0.92, bottom=0.13, wspace=0.28)
        figure.savefig(picture, format="png")


def draw_times(axes, rows):
    """Of two clusters, erf: means over seeds with a standard deviation, and the law of leaving."""
    axes.set_title("two clusters, erf: times", loc="left")
    names = {"t_leave": "latents leave the start", "t_form": "clusters form"}
    for place, (time, words) in enumerate(names.items()):
        own = {row["masses"][0]: [] for name in SIZES for row in of(rows, name)}
        for name in SIZES:
            for row in of(rows, name):
                own[row["masses"][0]].append(np.log(row[time]))
        masses = np.array(list(own))
        middle = np.exp([np.mean(one) for one in own.values()])
        spread = np.exp([np.std(one, ddof=1) for one in own.values()])
        axes.errorbar(masses, middle, (middle - middle / spread, middle * spread - middle),
                      fmt=MARKERS[place], color=COLOURS[place], capsize=2, label=words)
        if time == "t_leave":
            line = np.linspace(0.07, 0.5, 100)
            constant = np.mean(np.log(middle * masses * (1 - masses)))
            axes.plot(line, np.exp(constant) / (line * (1 - line)), color=COLOURS[place],
                      linewidth=1, label="in proportion to 1/(p (1 - p))")
    axes.set_yscale("log")
    axes.set_yticks(range(1, 7), labels=map(str, range(1, 7)))
    axes.set_yticks([], minor=True)
    axes.set_xlabel("share p of the points in the smaller cluster")
    axes.set_ylabel("time")
    axes.legend()


def draw_traces(axes, folder):
    """Angles of all latents of one flow, by cluster."""
    axes.set_title("three clusters, 1:1:9, erf: angles", loc="left")
    with h5py.File(folder / f"{list(SETTINGS).index(SHOWN):04d}.h5") as file:
        labels, position = file["data/labels"][()], file["particles/erf/position"]
        places, times = position["value"][1:], position["time"][1:]
    angles = np.unwrap(np.arctan2(places[..., 1], places[..., 0]), axis=0)
    for cluster, words in enumerate(("6 points", "6 points", "54 points")):
        own = angles[:, labels == cluster]
        for line in range(own.shape[1]):
            axes.plot(times, own[:, line], color=COLOURS[cluster], linewidth=0.6,
                      label=None if line else words)
    axes.set_xscale("log")
    axes.set_xlabel("time")
    axes.set_ylabel("angle", labelpad=5)
    for handle in axes.legend(loc="upper left").get_lines():
        handle.set_linewidth(2)


def draw_shares(axes, rows):
    """Of every cluster of discs of radius .0125: of three on the plateau, erf, where two have half
    each by definition; of two and three at the end, relu."""
    axes.set_title("plateau (erf), end (relu): shares", loc="left")
    axes.plot((0, 1), (0, 1), color=INK, linewidth=1)
    axes.annotate("share of the points", (0.2, 0.2), xytext=(8, -8), textcoords="offset points")
    axes.axhline(1 / 3, color=SOFT, linewidth=0.8, linestyle=(0, (4, 2)))
    axes.annotate("1/3", (1, 1 / 3), xytext=(0, -12), textcoords="offset points", ha="right")
    kinds = (("erf", "shares", (3,), "three, on the plateau"),
             ("relu", "end_shares", (2, 3), "two and three, at the end"))
    for place, (flow, shares, counts, words) in enumerate(kinds):
        own = [row for row in rows if row["flow"] == flow and len(row["masses"]) in counts
               and not row["setting"].startswith("radius")]
        points = [pair for row in own for pair in zip(row["masses"], row[shares], strict=True)]
        axes.plot(*zip(*points, strict=True), MARKERS[place], color=COLOURS[place],
                  markerfacecolor="white", markersize=5, label=words)
    axes.set_xlabel("share of the points in the cluster")
    axes.set_ylabel("share of the circle")
    axes.legend(loc="upper left")


def of(rows, setting):
    return [row for row in rows if row["setting"] == setting and row["flow"] == "erf"]


if __name__ == "__main__":
    main(*sys.argv[1:])
