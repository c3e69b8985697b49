"""draw.py DIAGNOSIS PICTURE: embeddings by alignment and uniformity, and the loss on three ways between them."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import matplotlib  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from simclr_flow.style import ALARM, COLOURS, INK, SETTINGS, SOFT  # noqa: E402

BLUE, ORANGE, GREEN = COLOURS[:3]
CASES = {  # colour, where the words are in points, and the words
    "collapsed": (ALARM, (10, -4), "one point"), "unrelated-0": (ORANGE, (0, 14), "unrelated views"),
    "in-a-plane": (BLUE, (10, 0), "views agree, all in a plane"), "as-trained": (INK, (10, 4), "as after training"),
    "in-8-dimensions": (BLUE, (10, 0), "views agree, 8 dimensions"), "simplex": (GREEN, (10, -8), "simplex, the floor")}
PATHS = {"flat": (ALARM, "o", "one point to unrelated views: the loss sees nothing"),
         "together": (ORANGE, "s", "unrelated views to the simplex: views come together"),
         "apart": (GREEN, "^", "one point to the simplex: samples move apart")}


def main(source, picture):
    told = json.loads(Path(source).read_text())
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(10.8, 4.9))
        plane, ways = figure.subplots(1, 2)
        draw_plane(plane, told["embeddings"])
        draw_ways(ways, told)
        figure.subplots_adjust(left=0.065, right=0.985, top=0.92, bottom=0.115, wspace=0.2)
        figure.savefig(picture, format="png")


def draw_plane(axes, embeddings):
    axes.set_title("what tells them apart", loc="left")
    for name, (colour, offset, words) in CASES.items():
        one = embeddings[name]
        place = one["alignment"], one["uniformity"]
        axes.plot(*place, "o", color=colour, markersize=8, clip_on=False)
        axes.annotate(f"{words}: $E$ = {one['energy']:.3f}", place, xytext=offset, textcoords="offset points",
                      color=colour, ha="left" if offset[0] else "right", va="center")
    axes.set_xlabel("alignment: mean squared distance of views, 0 is best")
    axes.set_ylabel("uniformity: lower is more even")
    axes.set_xlim(-0.05, 2.1)
    axes.set_ylim(-2.12, 0.08)


def draw_ways(axes, told):
    axes.set_title("the loss on straight ways", loc="left")
    for name, (colour, marker, words) in PATHS.items():
        loss = [one["energy"] for step, one in sorted(told["embeddings"].items()) if step.startswith(f"{name}-")]
        axes.plot([k / (len(loss) - 1) for k in range(len(loss))], loss, marker=marker, color=colour, label=words)
    lines = {told["theory"]["collapse"]["128"]: r"$\log(2n-1)$", told["theory"]["floor"]: "the proven floor"}
    for value, words in lines.items():
        axes.axhline(value, color=SOFT, linewidth=0.8, linestyle=(0, (4, 2)))
        axes.annotate(f"{words} = {value:.3f}", (1, value), xytext=(0, -14), textcoords="offset points", ha="right",
                      color=SOFT)
    axes.set_ylim(3.25, 6.55)
    axes.set_xlabel("share of the way")
    axes.set_ylabel("loss $E$, nt-xent")
    axes.legend(loc="upper left")


if __name__ == "__main__":
    main(*sys.argv[1:])
