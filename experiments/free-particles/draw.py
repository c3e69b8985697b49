"""draw.py RESULTS PICTURE: particles from four clusters in each space: ends (seed 1), how far
classes are apart, and measures of labels over time, beside those of blind starts (seeds 1 to 5)."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import matplotlib  # noqa: E402
import numpy as np  # noqa: E402
import simclr_flow  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from measure import SPACES, separation  # noqa: E402
from simclr_flow.style import ALARM, COLOURS, INK, MARKERS, SETTINGS, SOFT  # noqa: E402

TITLES = {"circle": "circle", "sphere": "sphere $S^2$, equal areas", "line": "line",
          "plane": "plane"}
# eta² of four even parts: claims.toml
EVEN = {"circle": 0.81122, "sphere": 0.55481, "line": 0.93773, "plane": 0.72051}


def main(results, picture):
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(10.8, 7.2))
        axes = figure.subplots(3, len(SPACES))
        for column, space in zip(axes.T, SPACES, strict=True):
            runs = simclr_flow.load(f"{results}/clusters/{space}").runs.values()
            blind = list(simclr_flow.load(f"{results}/blind-{space}").runs.values())[:5]
            draw_ends(column[0], next(iter(runs))["particle"], space)
            draw_separation(column[1], [run["particle"] for run in runs])
            draw_measures(column[2], runs, blind, space)
        axes[1, 0].set_ylabel("distance parting classes\nover that within")
        axes[2, 0].set_ylabel("measures of labels")
        figure.legend(*axes[2, 0].get_legend_handles_labels(), loc="lower center", ncols=4)
        figure.subplots_adjust(left=0.07, right=0.985, top=0.95, bottom=0.13, wspace=0.22,
                               hspace=0.28)
        figure.savefig(picture, format="png")


def draw_ends(axes, flow, space):
    """Latents at the end, filled, and where they began, light."""
    axes.set_title(TITLES[space], loc="left")
    for row, light in ((0, 0.3), (-1, 1)):
        x, y = on_paper(flow.position.value[row], space, row)
        for one in range(4):
            own = flow.labels == one
            axes.plot(x[own], y[own], MARKERS[one], color=COLOURS[one], markersize=3.2,
                      alpha=light, markeredgewidth=0)
    axes.set_xticks([])
    axes.set_yticks([])
    if space in ("circle", "plane"):
        axes.set_aspect("equal")
    if space == "line":
        axes.set_ylim(-0.6, 1.6)
        axes.set_yticks([0, 1], ["end", "start"])


def on_paper(latents, space, row):
    """The circle's start inside it; on line and plane start and end are to their own scales."""
    if space == "circle":
        return latents.T * (0.6 if row == 0 else 1)
    if space == "sphere":
        return np.arctan2(latents[:, 1], latents[:, 0]), latents[:, 2]
    scaled = latents / abs(latents).max()
    return (scaled[:, 0], np.full(len(latents), float(row == 0))) if space == "line" else scaled.T


def draw_separation(axes, flows):
    for flow in flows:
        apart = [separation(flow, row) for row in range(len(flow.position.time))]
        axes.plot(flow.position.time[1:], apart[1:], color=ALARM, linewidth=1)
    axes.axhline(1, color=SOFT, linewidth=0.8, linestyle=(0, (4, 2)))
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_ylim(0.5, 200)


def draw_measures(axes, clustered, blind, space):
    for runs, name, colour, label in ((clustered, "ari", COLOURS[1], "ARI, from clusters"),
                                      (clustered, "eta2", COLOURS[2], "η², from clusters"),
                                      (blind, "ari", COLOURS[0], "ARI, from a blind start")):
        for run in runs:
            series = run["particle"].observables[name]
            axes.plot(series.time[1:], series.value[1:], color=colour, linewidth=0.9, label=label)
            label = None
    axes.axhline(EVEN[space], color=INK, linewidth=0.8, linestyle=(0, (4, 2)),
                 label="η² of four even parts")
    axes.set_xscale("log")
    axes.set_ylim(-0.12, 1.05)
    axes.set_xlabel("time $t$")


if __name__ == "__main__":
    main(*sys.argv[1:])
