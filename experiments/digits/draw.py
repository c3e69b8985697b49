"""draw.py RUN PICTURE: images told by their neighbours over time, and latents of three flows at
the end."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import h5py  # noqa: E402
import matplotlib  # noqa: E402
import numpy as np  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from simclr_flow.style import COLOURS, INK, MARKERS, SETTINGS, SOFT, STROKES  # noqa: E402

from measure import of, told_by_neighbours  # noqa: E402

FLOWS = ("particle", "kernel", "network")
SHOWN = 100  # images of a digit


def main(source, picture):
    with matplotlib.rc_context(SETTINGS), h5py.File(source) as file:
        figure = Figure(figsize=(10.8, 3.9))
        told, *maps = figure.subplots(1, 4, width_ratios=[1.35, 1, 1, 1])
        draw_told(told, file)
        for axes, flow in zip(maps, FLOWS, strict=True):
            draw_latents(axes, file, flow)
        figure.legend(*maps[0].get_legend_handles_labels(), loc="lower right", ncols=10,
                      markerscale=2.5, handletextpad=0, columnspacing=1.1,
                      bbox_to_anchor=(0.985, 0.05), title="digit", title_fontsize=10)
        figure.subplots_adjust(left=0.06, right=0.985, top=0.91, bottom=0.2, wspace=0.12)
        told.set_position([0.06, 0.14, 0.28, 0.77])
        figure.savefig(picture, format="png", dpi=160)


def draw_told(axes, file):
    series = [(flow, flow) for flow in FLOWS] + [("network.test", "network, held out")]
    for place, (flow, label) in enumerate(series):
        found = file[of(flow, "knn_accuracy").removesuffix("/value")]
        axes.plot(found["time"][1:], found["value"][1:], color=COLOURS[place], label=label,
                  linestyle=STROKES[place], marker=MARKERS[place], markersize=3.5)
    pixels = told_by_neighbours(file["data/points"][()], file["data/labels"][()])
    for level, words, above in ((pixels, "by pixels", 3), (0.1, "a guess", -13)):
        axes.axhline(level, color=SOFT, linewidth=0.8)
        axes.annotate(words, (0.0105, level), xytext=(0, above), textcoords="offset points",
                      color=SOFT)
    axes.set(xscale="log", xlabel="time $t$", ylabel="share told by neighbours", ylim=(0, 1.02))
    axes.legend(loc="center left", bbox_to_anchor=(0, 0.6))
    axes.set_title("ten digits", loc="left")


def draw_latents(axes, file, flow):
    """In the two directions in which the means of the digits vary most."""
    latents, labels = file[f"particles/{flow}/position/value"][-1], file["data/labels"][()]
    means = np.array([latents[labels == label].mean(axis=0) for label in np.unique(labels)])
    axes_of_means = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)[2][:2]
    for label in np.unique(labels):
        x, y = axes_of_means @ latents[labels == label][:SHOWN].T
        axes.scatter(x, y, s=9, linewidth=0, label=str(label), marker=MARKERS[label % len(MARKERS)],
                     color=COLOURS[label % len(COLOURS)])
    axes.set(xlim=(-0.9, 0.9), ylim=(-0.9, 0.9), aspect="equal", xticks=[], yticks=[])
    for side in axes.spines.values():
        side.set(visible=True, color=SOFT)
    axes.set_title(flow, loc="left", color=INK)


if __name__ == "__main__":
    main(*sys.argv[1:])
