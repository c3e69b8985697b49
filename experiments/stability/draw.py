"""draw.py RATES PICTURE: measured rates as marks on theory's curves over the temperature."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import matplotlib  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from simclr_flow.headings import counted  # noqa: E402
from simclr_flow.style import COLOURS, FAINT, MARKERS, SETTINGS  # noqa: E402


def main(source, picture):
    found = json.loads(Path(source).read_text())
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(10.8, 4.2))
        uniform, split, windows = figure.subplots(1, 3)
        for place, mode in enumerate((1, 2, 3, 4)):
            pair(uniform, found, place, "simclr", f"rate.uniform.{mode}", ("uniform", 64, mode), f"mode {mode}")
        for place, atoms in enumerate((1, 2, 4)):
            pair(split, found, place, "simclr", f"rate.split.{atoms}", ("split", atoms, 1), counted(atoms, "atom"))
        for place, count in enumerate((8, 12, 16)):
            pair(windows, found, place, f"dcl {count}", "rate.polygon.1", ("dcl", count, 1), f"{count} corners")
        for axes, title in ((uniform, "uniform law: decays"), (split, "equal atoms: split"),
                            (windows, "dcl: unstable polygons, mode 1")):
            axes.set_title(title, loc="left")
            axes.set_xlabel(r"temperature $\tau$")
            axes.legend()
        for axes in (uniform, split):
            axes.set_xscale("log")
        split.set_yscale("log")
        windows.axhline(0, color=FAINT, linewidth=1)
        windows.set_ylim(-3, 3.2)  # the octagon goes on downwards when cold
        for axes in (uniform, split, windows):
            axes.set_ylabel("rate", labelpad=1)
        figure.subplots_adjust(left=0.07, right=0.985, top=0.91, bottom=0.14, wspace=0.26)
        figure.savefig(picture, format="png")


def pair(axes, found, place, curve, rate, law, label):
    """Theory's line, and on it what was measured."""
    line = [(one["temperature"], one["rates"][rate]) for one in found["curves"] if one["of"] == curve]
    axes.plot(*zip(*line, strict=True), color=COLOURS[place], linewidth=1.2)
    marks = [(one["temperature"], one["measured"]) for one in found["rates"]
             if (one["law"], one["number"], one["mode"]) == law]
    axes.plot(*zip(*marks, strict=True), MARKERS[place], color=COLOURS[place], markerfacecolor="white", markersize=6,
              label=label)


if __name__ == "__main__":
    main(*sys.argv[1:])
