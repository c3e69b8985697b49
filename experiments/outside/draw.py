"""draw.py TABLE ... PICTURE: |program - outside| of every number, beside what is allowed of its kind."""

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import matplotlib  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from measure import KINDS, differences  # noqa: E402
from simclr_flow.style import ALARM, COLOURS, INK, SETTINGS  # noqa: E402

TITLES = {"optima": "universal optima, 40 and 64 points", "thomson": "Thomson's problem, $S^2$",
          "inverse-square": "$1/r^2$, $S^3$", "student": "its limit", "threshold": "$K_\\#$", "collapse": "collapse"}
FLOOR = 1e-17  # where 0 is drawn


def main(*tables, picture):
    claims = tomllib.loads((Path(__file__).parent / "claims.toml").read_text())["claim"]
    found = {kind: differences(Path(tables[0]).parent, kind) for kind in KINDS}
    widths = [max(2.4, len(labelled(rows))) for rows in found.values()]
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(10.8, 5))
        axes = figure.subplots(1, len(KINDS), sharey=True, width_ratios=widths)
        for number, (one, (kind, rows)) in enumerate(zip(axes, found.items(), strict=True)):
            allowed = next(claim["at_most"] for claim in claims if claim["id"] == kind)
            draw(one, labelled(rows), TITLES[kind], allowed, number)
        axes[0].set_yscale("log")
        axes[0].set_ylim(FLOOR / 2, 1e-4)
        axes[0].set_ylabel("difference, relative")
        figure.text(0.985, 0.03, "red: what is allowed. At the bottom: no difference", ha="right", fontsize=10, color=ALARM)
        figure.subplots_adjust(left=0.07, right=0.985, top=0.92, bottom=0.33, wspace=0.05)
        figure.savefig(picture, format="png")


def labelled(rows):
    """Differences by label: those of several temperatures are above each other."""
    places = {}
    for name, difference in rows:
        places.setdefault(name.partition(", ")[0], []).append(difference)
    return places


def draw(axes, places, title, allowed, number):
    for place, found in enumerate(places.values()):
        axes.plot([place] * len(found), [max(one, FLOOR) for one in found], "o", color=COLOURS[0], markersize=4.5,
                  clip_on=False)
    axes.axhline(allowed, color=ALARM, linewidth=1.2)
    axes.set_xlim(-0.9, max(len(places), 2) - 0.1)
    axes.set_xticks(range(len(places)), places, rotation=90)
    axes.tick_params(axis="y", left=number == 0)
    axes.spines["left"].set_visible(number == 0)
    axes.grid(axis="y", color="#eeeeee", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_title(title, loc="left", fontsize=10.5, color=INK)


if __name__ == "__main__":
    main(*sys.argv[1:-1], picture=sys.argv[-1])
