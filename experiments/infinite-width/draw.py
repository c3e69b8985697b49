"""draw.py WIDTHS PICTURE: distances and drifts of every seed over the width, their means, and theory's slopes."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import matplotlib  # noqa: E402
import numpy as np  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from simclr_flow.style import COLOURS, SETTINGS, SOFT  # noqa: E402


def main(source, picture):
    found = json.loads(Path(source).read_text())
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(10.8, 4.2))
        latents, kernel = figure.subplots(1, 2)
        draw(latents, found, "distance", -0.5, "latents: distance to the infinite width", COLOURS[0])
        draw(kernel, found, "drift", -1, "tangent kernel: drift from the start", COLOURS[1])
        latents.set_ylabel("root mean square distance at t = 5")
        kernel.set_ylabel("relative drift at t = 5")
        figure.subplots_adjust(left=0.075, right=0.985, top=0.91, bottom=0.14, wspace=0.22)
        figure.savefig(picture, format="png")


def draw(axes, found, name, slope, title, colour):
    widths = np.array(sorted({one["width"] for one in found}))
    mean = np.exp([np.mean([np.log(one[name]) for one in found if one["width"] == width]) for width in widths])
    line = np.exp(np.mean(np.log(mean)) + slope * (np.log(widths) - np.mean(np.log(widths))))
    axes.plot(widths, line, color=SOFT, linewidth=1.2, linestyle="--", label=f"theory: slope {slope:g}, height fitted")
    axes.plot([one["width"] for one in found], [one[name] for one in found], ".", color=colour, markersize=6, alpha=0.5,
              label="a seed")
    axes.plot(widths, mean, "o", color=colour, markerfacecolor="white", markersize=8, label="geometric mean")
    axes.set(xscale="log", yscale="log", xlabel="width m")
    axes.set_title(title, loc="left")
    axes.legend()


if __name__ == "__main__":
    main(*sys.argv[1:])
