"""draw.py RUNS MAPS PICTURE: data in rotated views, latents of the blind map and of the network
that clusters (seed 1), and the loss of both networks above the floor (all seeds)."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import h5py  # noqa: E402
import matplotlib  # noqa: E402
import numpy as np  # noqa: E402
import simclr_flow  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.patches import Circle  # noqa: E402
from simclr_flow.style import ALARM, COLOURS, INK, MARKERS, SETTINGS, SOFT  # noqa: E402

THREE_ATOMS, CLASSES = 0.1194479424, ("inner annulus", "middle", "outer")
# Left and width, as shares of the picture.
PANELS = [(0.04, 0.215), (0.275, 0.215), (0.505, 0.215), (0.785, 0.205)]


def main(runs, maps, picture):
    clustered, near = simclr_flow.load(runs), simclr_flow.load(f"{maps}/near-blind")
    blind = simclr_flow.load(f"{maps}/blind").first["particle"]
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(10.8, 3.5))
        axes = [figure.add_axes([left, 0.2, width, 0.69]) for left, width in PANELS]
        with h5py.File(sorted(Path(runs).glob("seed-*.h5"))[0]) as file:
            draw_data(axes[0], *(file[f"data/{name}"][()] for name in ("points", "views", "labels")))
        draw_latents(axes[1], blind.position.value[0], blind, "blind map: $E - E_0$ = 0")
        network = clustered.first["network"]
        title = f"network, $t$ = 300: $E - E_0$ = {network.observables['energy_gap'].value[-1]:.3f}"
        draw_latents(axes[2], network.position.value[-1], network, title)
        draw_losses(axes[3], clustered, near)
        figure.legend(*axes[0].get_legend_handles_labels(), loc="lower left", ncols=3,
                      bbox_to_anchor=(0.3, 0))
        figure.savefig(picture, format="png")


def draw_data(axes, points, views, labels):
    axes.set_title("data, and views of three (×)", loc="left")
    for one, name in enumerate(CLASSES):
        axes.plot(*points[labels == one].T, MARKERS[one], color=COLOURS[one], markersize=4,
                  label=name)
    for sample in (np.flatnonzero(labels == one)[0] for one in range(len(CLASSES))):
        own = views.reshape(len(points), -1, 2)[sample]
        axes.plot(*own.T, "x", color=INK, markersize=6)
    axes.set_aspect("equal")
    axes.set_xticks([-3, 0, 3])
    axes.set_yticks([-3, 0, 3])
    axes.set_xlabel("$x_1$", labelpad=0)
    axes.set_ylabel("$x_2$", labelpad=-6)


def draw_latents(axes, latents, flow, title):
    """Of each class on a circle of its own, so that none hides another."""
    axes.set_title(title, loc="left")
    for one in range(len(CLASSES)):
        size = 1 + 0.16 * (one - 1)
        axes.add_patch(Circle((0, 0), size, fill=False, color=SOFT, linewidth=0.4))
        axes.plot(*(size * latents[flow.labels == one]).T, MARKERS[one], color=COLOURS[one],
                  markersize=4)
    axes.set_aspect("equal")
    axes.set_xlim(-1.25, 1.25)
    axes.set_ylim(-1.25, 1.25)
    axes.axis("off")


def draw_losses(axes, clustered, near):
    axes.set_title("loss of the network", loc="left")
    for ensemble, colour in ((clustered, ALARM), (near, COLOURS[0])):
        for run in ensemble.runs.values():
            gap = run["network"].observables["energy_gap"]
            axes.plot(gap.time[1:], gap.value[1:], color=colour, linewidth=1)
    axes.axhline(THREE_ATOMS, color=SOFT, linewidth=0.8, linestyle=(0, (4, 2)))
    axes.annotate("three atoms", (0.012, THREE_ATOMS), xytext=(0, -12), textcoords="offset points",
                  color=SOFT)
    axes.annotate("small start: clusters", (0.012, 0.6), color=ALARM)
    axes.annotate("near-blind table: stays blind", (0.012, 0.0025), color=COLOURS[0])
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_ylim(8e-4, 1)
    axes.set_xlabel("time $t$")
    axes.set_ylabel("$E - E_0$", labelpad=2)


if __name__ == "__main__":
    main(*sys.argv[1:])
