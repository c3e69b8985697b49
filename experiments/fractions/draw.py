"""draw.py LIFETIMES DIGITS PICTURE: how classes break, when they do, and digits that are told right
by those whose labels are known."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import matplotlib  # noqa: E402
import numpy as np  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from simclr_flow.style import COLOURS, MARKERS, SETTINGS, SOFT, STROKES  # noqa: E402

from spread import BROKEN  # noqa: E402


def main(lifetimes, digits, picture):
    discs, digits = (json.loads(Path(one).read_text()) for one in (lifetimes, digits))
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(10.8, 4.2))
        breaking, lasting, told = figure.subplots(1, 3)
        draw_within(breaking, discs)
        draw_lifetimes(lasting, discs)
        draw_told(told, digits)
        figure.subplots_adjust(left=0.065, right=0.985, top=0.9, bottom=0.14, wspace=0.3)
        figure.savefig(picture, format="png")


def draw_within(axes, told):
    """Of the kernel flow, a line per seed."""
    for place, fraction in enumerate(sorted({one["fraction"] for one in told})):
        for number, one in enumerate(chosen(told, "kernel", fraction)):
            axes.plot(one["times"][1:], one["within"][1:], color=COLOURS[place],
                      linestyle=STROKES[place], linewidth=1,
                      label=f"{fraction:g}" if number == 0 else None)
    axes.axhline(BROKEN, color=SOFT, linewidth=0.8)
    axes.annotate("broken", (3e3, BROKEN), xytext=(0, 3), textcoords="offset points", color=SOFT)
    axes.set(xscale="log", xlabel="time $t$", ylabel="share of variance within classes",
             ylim=(-0.02, 1.02))
    axes.set_title("four discs, kernel flow", loc="left")
    axes.legend(title="labels\nknown", loc="center", bbox_to_anchor=(0.445, 0.64), handlelength=1.2,
                handletextpad=0.4, fontsize=9)


def draw_lifetimes(axes, told):
    """Geometric means over the seeds with their spread; an arrow where none has broken."""
    for place, flow in enumerate(("kernel", "network")):
        known, mean, spread = broken_times(told, flow)
        axes.errorbar(known, mean, yerr=[mean - mean / spread, mean * spread - mean], capsize=3,
                      label=flow, color=COLOURS[place], marker=MARKERS[place],
                      linestyle=STROKES[place], markersize=6)
    axes.set_xlim(-0.06, 1.06)
    end = max(one["end"] for one in told)
    arrow = {"arrowstyle": "->", "color": SOFT}
    axes.annotate("", (1, end), xytext=(1, end / 12), arrowprops=arrow)
    axes.annotate(f"none broken\nby $t = 10^{np.log10(end):.0f}$", (0.97, end / 3), ha="right",
                  va="center", color=SOFT)
    axes.set(yscale="log", xlabel="fraction of labels known", ylabel="time at which classes break",
             ylim=(20, 2e5))
    axes.set_title("four discs, lifetime", loc="left")
    axes.legend(loc="lower right")


def broken_times(told, flow):
    """Fractions of which classes break, geometric means over the seeds, and deviations as
    factors."""
    known = sorted({one["fraction"] for one in told if one["broken"]})
    logs = [[np.log(one["broken"]) for one in chosen(told, flow, fraction) if one["broken"]]
            for fraction in known]
    spread = [np.std(one, ddof=min(1, len(one) - 1)) for one in logs]
    return known, np.exp([np.mean(one) for one in logs]), np.exp(spread)


def draw_told(axes, told):
    """Of both flows with half of the labels and with all, the mean over the seeds."""
    for place, flow in enumerate(("kernel", "network")):
        for fraction, filled in ((0.5, "-"), (1, ":")):
            of = chosen(told, flow, fraction)
            mean = np.mean([one["right"] for one in of], axis=0)
            axes.plot(of[0]["times"][1:], mean[1:], color=COLOURS[place], linestyle=filled,
                      label=f"{flow}, {'all' if fraction == 1 else 'half'} known")
    axes.axhline(1 / 3, color=SOFT, linewidth=0.8)
    axes.annotate("chance", (0.012, 1 / 3), xytext=(0, -12), textcoords="offset points", color=SOFT)
    axes.set(xscale="log", xlabel="time $t$", ylabel="told right by the labelled", ylim=(0, 1.04))
    axes.set_title("digits 0, 1, 2", loc="left")
    axes.legend(loc="lower right", fontsize=9)


def chosen(told, flow, fraction=None):
    return [one for one in told if one["flow"] == flow and fraction in (None, one["fraction"])]


if __name__ == "__main__":
    main(*sys.argv[1:])
