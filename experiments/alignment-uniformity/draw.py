"""draw.py FLOWS MINIMIZERS PICTURE: the way of flows by alignment and uniformity, and the alignment over tau."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import matplotlib  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from measure import least_uniformity  # noqa: E402
from simclr_flow.style import ALARM, COLOURS, INK, SETTINGS, SOFT  # noqa: E402

LINES = {"nt-xent": (COLOURS[0], "o", "nt-xent"), "dcl": (COLOURS[1], "s", "dcl"), "dhel": (COLOURS[2], "^", "dhel"),
         "sum-per-view": (COLOURS[3], "D", "alignment + uniformity per view / 2"),
         "sum-all-pairs": (COLOURS[4], "v", "alignment + uniformity of all pairs / 2"),
         "spectral": (ALARM, "P", "spectral, directions")}


def main(flows, minimizers, picture):
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(10.8, 5.4))
        ways, ends = figure.subplots(1, 2)
        draw_ways(ways, json.loads(Path(flows).read_text()))
        draw_ends(ends, json.loads(Path(minimizers).read_text()))
        figure.legend(*ways.get_legend_handles_labels(), loc="lower center", ncols=3)
        figure.subplots_adjust(left=0.07, right=0.985, top=0.93, bottom=0.235, wspace=0.2)
        figure.savefig(picture, format="png")


def draw_ways(axes, flows):
    """Of the first start, and of spectral ones the ends of all, as the end is the start's there."""
    axes.set_title(r"flows from unrelated views, $\tau$ = .25", loc="left")
    for name, (colour, marker, words) in LINES.items():
        one = flows[name][0]
        axes.plot(one["alignment"], one["uniformity"], color=colour, marker=marker, markersize=4.5, linewidth=1, label=words)
    for one in flows["spectral"]:
        axes.plot(one["alignment"][-1], one["uniformity"][-1], "P", color=ALARM, markersize=8, clip_on=False)
    start = flows["nt-xent"][0]
    axes.annotate("start", (start["alignment"][0], start["uniformity"][0]), xytext=(-4, 6), textcoords="offset points",
                  ha="right")
    clusters = flows["spectral"][-1]
    axes.annotate("spectral, from three clusters", (clusters["alignment"][-1], clusters["uniformity"][-1]), xytext=(9, -4),
                  textcoords="offset points", color=ALARM)
    axes.axhline(least_uniformity(), color=SOFT, linewidth=0.8, linestyle=(0, (4, 2)))
    axes.annotate("icosahedron, the least there is", (1, least_uniformity()), xytext=(0, -13), textcoords="offset points",
                  color=SOFT)
    axes.set_xlim(-0.05, None)
    axes.set_ylim(-3.15, -1.1)
    axes.set_xlabel("alignment: mean squared distance of views")
    axes.set_ylabel("uniformity per view: lower is more even")


def draw_ends(axes, minimizers):
    axes.set_title("views of the least energy found", loc="left")
    for name, found in minimizers.items():
        colour, marker, _ = LINES[name]
        axes.plot([one["temperature"] for one in found], [one["alignment"] for one in found], color=colour, marker=marker,
                  markersize=6, linewidth=1.2, clip_on=False)
    axes.axvline(0.147714, color=INK, linewidth=0.8, linestyle=(0, (4, 2)))
    axes.annotate(r"$\tau_c$ = .1477, below which views" "\nrepel in the sum over all pairs", (0.147714, 0.45),
                  xytext=(6, 0), textcoords="offset points")
    axes.set_xscale("log")
    axes.set_ylim(-0.02, None)
    axes.set_xlabel(r"temperature $\tau$")
    axes.set_ylabel("alignment")


if __name__ == "__main__":
    main(*sys.argv[1:])
