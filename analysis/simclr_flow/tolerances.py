"""The picture of a judgement: every check of every flow as |difference|/tolerance, coloured by its verdict."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from .style import ALARM, FAINT, INK, SOFT, number
from .titles import plain

COLOURS = {"agrees": "#0072b2", "differs": ALARM}
YES_NO, ZERO, LEAST, MOST = 1e-9, 1e-8, 1e-7, 1e3  # places left of the axis proper, and its ends
CLOSE = 0.1  # ratios from here on are tinted and told
WHOLE = "file, pairs"  # the column of what is of no single flow
INCHES = {"column": 2.6, "row": 0.245, "gap": 0.25, "left": 1.75, "right": 0.45, "top": 1.55, "bottom": 0.75}


def draw_tolerances(comparison):
    """A matplotlib Figure of all checks with a verdict: a column per flow, a row per check, a dot per file."""
    checks = comparison.checks
    columns = sorted(dict.fromkeys(check.flow for check in checks), key=lambda flow: flow == "")
    rows = list(dict.fromkeys(check.id for check in sorted(checks, key=lambda check: check.flow == "")))
    figure, panels = make_panels(len(columns), len(rows))
    for axes, flow in zip(panels, columns):
        set_axes(axes, rows, axes is panels[0], largest_ratio(checks))
        axes.set_title(plain(flow or WHOLE), loc="left", pad=8, fontsize=13)
        for check in checks:
            if check.flow == flow:
                draw_check(axes, check, rows.index(check.id), comparison)
    draw_heading(figure, comparison)
    return figure


def make_panels(columns, rows):
    wide = INCHES["left"] + INCHES["right"] + columns * INCHES["column"] + (columns - 1) * INCHES["gap"]
    tall = INCHES["top"] + INCHES["bottom"] + (rows + 0.6) * INCHES["row"]
    figure = Figure(figsize=(wide, tall))
    grid = figure.add_gridspec(1, columns, left=INCHES["left"] / wide, right=1 - INCHES["right"] / wide,
                               bottom=INCHES["bottom"] / tall, top=1 - INCHES["top"] / tall,
                               wspace=INCHES["gap"] / INCHES["column"])
    return figure, [figure.add_subplot(cell) for cell in grid]


def largest_ratio(checks):
    """The end of the axes, a power of ten: room for what differs."""
    ratios = [check.ratio for check in checks if check.ratio is not None and np.isfinite(check.ratio)]
    return float(np.clip(10 ** np.ceil(np.log10(max(ratios + [1]) * 1.01)), 10, MOST))


def set_axes(axes, rows, named, right):
    axes.set(xscale="log", xlim=(YES_NO / 3, right * 1.5), ylim=(len(rows) - 0.3, -0.9), yticks=range(len(rows)))
    axes.set_yticklabels(map(plain, rows) if named else [])
    powers = 10.0 ** np.arange(-6, np.log10(right) + 1, 2)
    labels = ["yes/no", "0"] + [f"$10^{{{np.log10(power):.0f}}}$" if power != 1 else "1" for power in powers]
    axes.set_xticks([YES_NO, ZERO, *powers], labels, fontsize=9)
    axes.set_xticks([], minor=True)
    axes.get_xticklabels()[0].set_rotation(35)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", color="#ececec", linewidth=0.6, zorder=0)
    axes.axvspan(CLOSE, 1, color="#fbf4e2", linewidth=0, zorder=0)
    axes.axvline(1, color=INK, linewidth=0.9, zorder=1)
    if named:
        axes.annotate("tolerance", (1, 1), xytext=(0, 2), xycoords=axes.get_xaxis_transform(), ha="center",
                      textcoords="offset points", fontsize=9, color=SOFT)
    axes.axvline(LEAST / 3, color=FAINT, linewidth=0.6, zorder=1)
    axes.spines["left"].set_visible(False)


def place(check, right):
    """Where a check is on the axis: what holds or does not has no ratio."""
    if check.ratio is None:
        return YES_NO if check.verdict == "agrees" else right
    if check.ratio == 0:
        return ZERO
    return np.clip(check.ratio, LEAST, right) if np.isfinite(check.ratio) else right


def draw_check(axes, check, row, comparison):
    right = axes.get_xlim()[1] / 1.5
    at, colour = place(check, right), COLOURS[check.verdict]
    axes.plot(at, row, marker="o" if check.ratio is not None else "s", markersize=5.5, color=colour,
              markerfacecolor=colour if check.ratio is not None else "white", clip_on=False, zorder=3)
    told = label_of(check, comparison)
    if told:
        axes.annotate(told, (at, row), xytext=(-6, 0), textcoords="offset points", ha="right", va="center",
                      fontsize=9, color=colour)


def label_of(check, comparison):
    """The ratio where it is close to the tolerance or beyond; of several files which one differs."""
    close = check.ratio is not None and check.ratio >= CLOSE
    words = [f"${number(check.ratio)}$"] if close and np.isfinite(check.ratio) else []
    if check.verdict == "differs" and len({one.file for one in comparison.checks}) > 1:
        words.insert(0, plain(Path(check.file).stem))
    return " ".join(words)


def draw_heading(figure, comparison):
    wide, tall = figure.get_size_inches()
    left = 0.3 / wide
    wrong = sum(check.verdict == "differs" for check in comparison.checks)
    told = f"differs in {wrong} of {len(comparison.checks)} checks" if wrong else \
        f"agrees in {len(comparison.checks)} checks"
    figure.text(left, 1 - 0.42 / tall, "Judgement", fontsize=19, color=INK)
    figure.text(left, 1 - 0.70 / tall, plain(f"{comparison.source}: {told}"), fontsize=12, color=SOFT)
    keys = [Line2D([], [], marker="o", linestyle="none", color=colour) for colour in COLOURS.values()]
    keys.append(Line2D([], [], marker="s", linestyle="none", color=SOFT, markerfacecolor="white"))
    figure.legend(keys, [*COLOURS, "holds or does not"], ncol=3, loc="center left", fontsize=11, borderpad=0,
                  bbox_to_anchor=(left, 1 - 0.94 / tall), borderaxespad=0, handletextpad=0, columnspacing=1.2)
    figure.text(1 - INCHES["right"] / wide, 0.16 / tall, "|difference| / tolerance: beyond 1 a check differs",
                ha="right", fontsize=12, color=INK)
