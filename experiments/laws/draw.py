"""draw.py ENERGIES PICTURE: the loss of each law over the temperature, on the circle and on the sphere."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import matplotlib  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from simclr_flow.style import ALARM, COLOURS, INK, SETTINGS, SOFT  # noqa: E402

SPACES = {"s1": "circle", "s2": "sphere $S^2$"}
UNEVEN = {"1-atoms": "1 atom", "2-atoms": "2 atoms, antipodal", "3-atoms": "3 atoms", "6-atoms": "6 atoms, octahedron",
          "8-atoms": "8 atoms", "12-atoms": "12 atoms, icosahedron", "16-atoms": "16 atoms"}
BLUE = COLOURS[0]


def main(source, picture):
    laws = json.loads(Path(source).read_text())
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(10.8, 5.2))
        axes = figure.subplots(1, 2, sharey=True)
        for space, one in zip(SPACES, axes, strict=True):
            draw(one, laws, space)
        axes[0].set_ylabel("loss $E$")
        figure.legend(*axes[0].get_legend_handles_labels(), loc="lower center", ncols=2)
        figure.subplots_adjust(left=0.07, right=0.985, top=0.93, bottom=0.28, wspace=0.06)
        figure.savefig(picture, format="png")


def draw(axes, laws, space):
    axes.set_title(f"laws on the {SPACES[space]}", loc="left")
    for law, label in UNEVEN.items():
        if found := laws.get(f"{space}-{law}"):
            axes.plot(found["temperature"], found["energy"], color=SOFT, linewidth=0.8)
            note(axes, found, label)
    pair(axes, laws, f"{space}-cluster-atoms", ALARM, "4 atoms, one for each cluster",
         "the same 4 atoms, clusters scrambled")
    pair(axes, laws, f"{space}-uniform", BLUE, "240 even places, clusters together", "the same places, clusters scrambled")
    least = laws[f"{space}-uniform"]
    axes.plot(least["temperature"], least["minimum"], color=INK, linewidth=0.8, linestyle=(0, (4, 2)),
              label="the proven minimum, of the uniform law alone")
    axes.set_xscale("log")
    axes.set_xlim(0.02, 5)
    axes.set_ylim(0, 0.72)
    axes.set_xlabel(r"temperature $\tau$")


def pair(axes, laws, name, colour, label, scrambled):
    """A law that knows the clusters as a line, its twin that does not as rings on it."""
    known, other = laws[name], laws[f"{name}-scrambled"]
    axes.plot(known["temperature"], known["energy"], color=colour, linewidth=2, label=label)
    axes.plot(other["temperature"][::3], other["energy"][::3], "o", color=colour, markerfacecolor="white", markersize=5.5,
              label=scrambled)


def note(axes, law, label):
    """On the line, at its left, or below where the next line is near."""
    above = 2 if law["energy"][0] - law["minimum"][0] > 0.02 else -16
    axes.annotate(label, (0.022, law["energy"][0]), xytext=(0, above), textcoords="offset points", fontsize=10, color=SOFT)


if __name__ == "__main__":
    main(*sys.argv[1:])
