"""draw.py RESULTS PICTURE: data, latents of network and particles at the end, and starts near and
far."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import matplotlib  # noqa: E402
import numpy as np  # noqa: E402
import simclr_flow  # noqa: E402
from far import points_of  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from simclr_flow.style import COLOURS, MARKERS, SETTINGS, SOFT, STROKES  # noqa: E402

DATA = {"donuts": "donuts\nviews: rotations",
        "half-gaussians": "half-gaussians\nviews: shifts along the cut",
        "boxes": "boxes\nviews: in a ball", "six-clusters": "six clusters\nviews: scaling"}
# Where the names of the lines are, by spread.
WRITTEN = {0.02: (0.02, 0.7), 0.2: (2.6, 0.6), 2: (1.8e3, 0.3), 20: (1.2e3, 0.06)}


def main(results, picture):
    results = Path(results)
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(10.8, 5.4))
        grid = figure.add_gridspec(3, 4, left=0.045, right=0.68, top=0.89, bottom=0.085, wspace=0.2,
                                   hspace=0.3)
        for column, (name, title) in enumerate(DATA.items()):
            rows = [figure.add_subplot(grid[row, column]) for row in range(3)]
            draw_data(rows, results / name / "seed-1.h5", title)
        for axes, word in zip(figure.axes, ("data", "network", "particles"), strict=False):
            axes.set_ylabel(word)
        right = figure.add_gridspec(2, 1, left=0.755, right=0.985, top=0.89, bottom=0.105,
                                    hspace=0.5)
        found = json.loads((results / "far.json").read_text())
        draw_times(figure.add_subplot(right[0]), found)
        draw_earliest(figure.add_subplot(right[1]), found)
        figure.savefig(picture, format="png")


def draw_data(rows, path, title):
    run, points = simclr_flow.load(path), points_of(path)
    labels = run["particle"].labels
    views = len(labels) // len(points)
    scatter(rows[0], points, labels[::views])
    rows[0].set_title(title, fontsize=10.5)
    for axes, flow in zip(rows[1:], ("network", "particle"), strict=True):
        latents = run[flow].position.value[-1]
        (bars if latents.shape[1] == 1 else scatter)(axes, latents, labels)
        axes.set_title(f"ARI {run[flow].observables['ari'].value[-1]:.3f}", fontsize=10, pad=2)


def scatter(axes, points, labels):
    for label in np.unique(labels):
        axes.plot(*points[labels == label].T, MARKERS[label], color=COLOURS[label], markersize=2,
                  markeredgewidth=0)
    axes.set_aspect("equal", adjustable="datalim")
    axes.tick_params(labelsize=8, length=2)


def bars(axes, latents, labels):
    """How many latents are where on the line, those of a class upon those of the other."""
    classes = np.unique(labels)
    axes.hist([latents[labels == label, 0] for label in classes], bins=30, stacked=True,
              color=[COLOURS[label] for label in classes])
    axes.tick_params(labelsize=8, length=2)
    axes.set_yticks([])


def draw_times(axes, found):
    for place, spread in enumerate(sorted({one["spread"] for one in found})):
        one = next(one for one in found if one["spread"] == spread)
        axes.plot(one["time"], one["ari"]["kernel"], color=COLOURS[place], linestyle=STROKES[place])
        axes.text(*WRITTEN[spread], f"{of_range(one):.2g}", color=COLOURS[place], fontsize=10)
    axes.set_xscale("log")
    axes.set(xlabel=r"time t, at $\tau = 0.1$", ylabel="ARI")
    axes.set_title("four discs, kernel flow, by\nspread of the start/" + r"$\sqrt{\tau}$",
                   fontsize=10.5, loc="left")


def draw_earliest(axes, found):
    formed = [(of_range(one), first(one)) for one in found if first(one)]
    axes.plot([of_range(one) for one in found], [one["earliest"] for one in found], MARKERS[2],
              color=COLOURS[1], markersize=5, label="not before (proven)")
    axes.plot(*zip(*formed, strict=True), MARKERS[0], color=COLOURS[0], markersize=5,
              markerfacecolor="white", label="seen, ARI = 1")
    axes.axhline(found[0]["time"][-1], color=SOFT, linewidth=1, linestyle="--")
    axes.text(0.02, found[0]["time"][-1] / 2, "end of the runs", va="top", color=SOFT, fontsize=9,
              transform=axes.get_yaxis_transform())
    axes.set(xscale="log", yscale="log", xlabel=r"spread of the start/$\sqrt{\tau}$",
             ylabel="time t")
    axes.set_title("when the four discs are apart", fontsize=10.5, loc="left")
    axes.legend(fontsize=9, loc="lower right", borderpad=0)


def first(one):
    """The first time at which ARI is 1, or None."""
    formed = [time for time, ari in zip(one["time"], one["ari"]["kernel"], strict=True) if ari == 1]
    return formed[0] if formed else None


def of_range(one):
    return one["spread"] / one["temperature"] ** 0.5


if __name__ == "__main__":
    main(*sys.argv[1:])
