"""draw.py RESULTS PICTURE: spreads, profiles and gaps of latents on the line; their ends between
walls."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import matplotlib  # noqa: E402
import numpy as np  # noqa: E402
import simclr_flow  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from simclr_flow.style import COLOURS, INK, MARKERS, SETTINGS, SOFT  # noqa: E402

CLASS = np.arange(80) // 20
WINDOW = 24  # latents


def main(results, picture):
    results = Path(results)
    late, places, counts = (json.loads((results / f"{name}.json").read_text())
                            for name in ("late", "places", "counts"))
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(10.8, 6.6))
        top, below = figure.subplots(2, 3)
        draw_spreads(top[0], late)
        draw_profiles(top[1], results)
        draw_gaps(top[2], late)
        draw_interval(below[0], places["long"])
        draw_square(below[1], places["square"])
        draw_counts(below[2], counts)
        figure.subplots_adjust(left=0.07, right=0.985, top=0.95, bottom=0.08, wspace=0.27,
                               hspace=0.36)
        figure.savefig(picture, format="png")


def draw_spreads(axes, late):
    for place, (name, label) in enumerate((("wide", r"$\alpha = 1$"), ("heat", r"$\alpha = 0$"))):
        run = late[name][0]
        axes.plot(run["time"], run["law"], color=SOFT, linewidth=1, linestyle="--")
        axes.plot(run["time"][::2], run["spread"][::2], MARKERS[place], color=COLOURS[place],
                  markersize=3.5, label=label)
    axes.set(xscale="log", yscale="log", xlabel="time t", ylabel="spread", xlim=(0.1, None),
             ylim=(0.05, None))
    axes.text(3e3, 5, r"$t^{1/3}$, Barenblatt", color=SOFT, va="top")
    axes.text(12, 9, r"$(2t)^{1/2}$, heat", color=SOFT, ha="right")
    axes.set_title("400 latents on the line", loc="left")
    axes.legend(loc="lower right")


def draw_profiles(axes, results):
    """The density of latents in units of their spread: a window of them over its width."""
    for place, (name, time) in enumerate((("wide", 5e3), ("heat", 30))):
        position = simclr_flow.load(results / name / "seed-1.h5")["particle"].position
        latents = np.sort(position.value[np.argmin(np.abs(position.time - time)), :, 0])
        latents = (latents - latents.mean()) / latents.std()
        low, high = latents[:-WINDOW], latents[WINDOW:]
        axes.plot((low + high) / 2, WINDOW / len(latents) / (high - low), MARKERS[place],
                  color=COLOURS[place], markersize=3, markevery=(place * 3, 9),
                  label=rf"$\alpha = {1 - place}$, t = {time:g}")
    z = np.linspace(-3.2, 3.2, 300)
    parabola = np.maximum(3 / (4 * np.sqrt(5)) * (1 - z**2 / 5), 0)
    for law in (parabola, np.exp(-z**2 / 2) / np.sqrt(2 * np.pi)):
        axes.plot(z, law, color=SOFT, linewidth=1, linestyle="--")
    axes.set(xlabel="place/spread", ylabel="density", ylim=(0, 0.5))
    axes.set_title("a parabola, a normal law", loc="left")
    axes.legend(loc="upper right")


def draw_gaps(axes, late):
    for place, offset in enumerate((1, 0)):
        run = next(one for one in late["gaps"] if one["offset"] == offset)
        axes.plot(run["time"], run["law"], color=SOFT, linewidth=1, linestyle="--",
                  label="law of neighbours" if place else "")
        axes.plot(run["time"][::4], run["gap"][::4], MARKERS[place], color=COLOURS[place],
                  markersize=4, label=rf"$\alpha = {offset}$")
    axes.set(xscale="log", xlabel="time t", ylabel=r"mean gap/$\sqrt{2\tau\,\ln(t/\tau)}$",
             xlim=(4e3, None), ylim=(0.45, 1))
    axes.set_title("64 latents out of reach", loc="left")
    axes.legend(loc="lower right")


def draw_interval(axes, box):
    for row, start in enumerate(box["starts"][:5]):
        latents = np.array(start["latents"])[:, 0]
        piled(axes, latents, row)
    axes.vlines(np.ravel(box["atoms"]), -0.2, 5, color=SOFT, linewidth=0.8, linestyle="--",
                zorder=0)
    axes.set(xlabel="place between walls", ylabel="start", yticks=[0.4 + k for k in range(5)],
             yticklabels=range(1, 6), xlim=(-0.06, 2.12))
    axes.set_title("side 2: five clusters of four classes", loc="left")


def piled(axes, latents, row):
    """Latents of a cluster one upon another, in the order of their classes."""
    for place in np.unique(latents.round(3)):
        of = np.flatnonzero(np.abs(latents - place) < 2e-3)
        for height, latent in enumerate(of):
            axes.plot(place, row + 0.04 * height, MARKERS[CLASS[latent]],
                      color=COLOURS[CLASS[latent]], markersize=2.6, markeredgewidth=0)


def draw_square(axes, box):
    """Latents of one start, spread about their cluster to be seen; rings at the atoms, by their
    masses."""
    latents, atoms = np.array(box["starts"][0]["latents"]), np.array(box["atoms"])
    spread = np.random.default_rng(1).normal(0, 0.035, latents.shape)
    axes.scatter(*atoms.T, s=6000 * np.array(box["masses"]), facecolor="none", edgecolor=SOFT,
                 linewidth=0.8)
    for label in np.unique(CLASS):
        axes.plot(*(latents + spread)[CLASS == label].T, MARKERS[label], color=COLOURS[label],
                  markersize=3.5, markeredgewidth=0)
    axes.set(xlabel="first coordinate", ylabel="second coordinate", xlim=(-0.2, 1.2),
             ylim=(-0.2, 1.2), aspect="equal")
    axes.set_title("square: nine clusters", loc="left")


def draw_counts(axes, counts):
    axes.plot(counts["side"], counts["atoms"], MARKERS[0], color=COLOURS[2], markersize=5)
    axes.axvline(2.20795, color=SOFT, linewidth=1, linestyle="--")
    axes.text(2.5, 9.5, "theory: 2 to 3\nat 2.208", color=INK)
    axes.set(xlabel=r"side of the interval/$\sqrt{\tau}$", ylabel="atoms of the minimizer")
    axes.set_title("the box sets their number", loc="left")


if __name__ == "__main__":
    main(*sys.argv[1:])
