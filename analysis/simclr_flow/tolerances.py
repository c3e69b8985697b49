"""The picture of a judgement: every check of every flow as |difference|/tolerance, coloured by its verdict."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from .measure import inches, wrapped
from .names import escaped
from .style import ALARM, FAINT, INK, SMALLEST, SOFT, WIDEST, number

COLOURS = {"agrees": "#0072b2", "differs": ALARM}
SHAPES = {"agrees": "o", "differs": "X"}  # and squares for what holds or does not
YES_NO, ZERO, LEAST, MOST = 1e-9, 1e-8, 1e-7, 1e3  # places left of the axis proper, and its ends
CLOSE = 0.1  # ratios from here on are tinted and told
WHOLE = "file, pairs"  # the column of what is of no single flow
MOST_COLUMNS = 5  # in a band
INCHES = {"column": 2.6, "row": 0.245, "gap": 0.25, "right": 0.45, "top": 1.75, "bottom": 0.85, "band": 0.95}


def draw_tolerances(comparison):
    """A matplotlib Figure of all checks with a verdict: a column per flow, a row per check, a dot per file."""
    checks = comparison.checks
    columns = sorted(dict.fromkeys(check.flow for check in checks), key=lambda flow: flow == "")
    rows = list(dict.fromkeys(check.id for check in sorted(checks, key=lambda check: check.flow == "")))
    figure, panels, in_band = make_panels(len(columns), len(rows), max(inches(escaped(row), SMALLEST) for row in rows))
    for k, (axes, flow) in enumerate(zip(panels, columns)):
        set_axes(axes, rows, k % in_band == 0, largest_ratio(checks))
        axes.set_title(escaped(flow or WHOLE), loc="left", pad=8, fontsize=13)
        for check in checks:
            if check.flow == flow:
                draw_check(axes, check, rows.index(check.id), comparison)
    draw_heading(figure, comparison)
    return figure


def make_panels(columns, rows, letters):
    """Columns in bands of at most five, with so many inches for the names of the checks."""
    bands = -(-columns // MOST_COLUMNS)
    in_band, left = -(-columns // bands), letters + 0.4
    room = WIDEST - left - INCHES["right"]
    column = min(INCHES["column"], (room + INCHES["gap"]) / in_band - INCHES["gap"])
    wide = left + INCHES["right"] + in_band * (column + INCHES["gap"]) - INCHES["gap"]
    height, step = (rows + 0.6) * INCHES["row"], (rows + 0.6) * INCHES["row"] + INCHES["band"]
    tall = INCHES["top"] + INCHES["bottom"] + bands * step - INCHES["band"]
    wide = max(wide, 6.5)
    figure = Figure(figsize=(wide, tall))
    boxes = [(left + k % in_band * (column + INCHES["gap"]), tall - INCHES["top"] - height - k // in_band * step)
             for k in range(columns)]
    return figure, [figure.add_axes([x / wide, y / tall, column / wide, height / tall]) for x, y in boxes], in_band


def largest_ratio(checks):
    """The end of the axes, a power of ten: room for what differs."""
    ratios = [check.ratio for check in checks if check.ratio is not None and np.isfinite(check.ratio)]
    return float(np.clip(10 ** np.ceil(np.log10(max(ratios + [1]) * 1.01)), 10, MOST))


def set_axes(axes, rows, named, right):
    axes.set(xscale="log", xlim=(YES_NO / 3, right * 1.5), ylim=(len(rows) - 0.3, -0.9), yticks=range(len(rows)))
    axes.set_yticklabels(map(escaped, rows) if named else [])
    powers = 10.0 ** np.arange(-6, np.log10(right) + 1, 3)
    labels = ["yes/no", "0"] + [f"$10^{{{np.log10(power):.0f}}}$" if power != 1 else "1" for power in powers]
    axes.set_xticks([YES_NO, ZERO, *powers], labels, fontsize=SMALLEST)
    axes.set_xticks([], minor=True)
    axes.get_xticklabels()[0].set(rotation=35, ha="right", va="top", rotation_mode="anchor")
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", color="#ececec", linewidth=0.6, zorder=0)
    axes.axvspan(CLOSE, 1, color="#fbf4e2", linewidth=0, zorder=0)
    axes.axvline(1, color=INK, linewidth=0.9, zorder=1)
    if named:
        axes.annotate("tolerance", (1, 1), xytext=(0, 2), xycoords=axes.get_xaxis_transform(), ha="center",
                      textcoords="offset points", fontsize=SMALLEST, color=SOFT)
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
    axes.plot(at, row, marker=SHAPES[check.verdict] if check.ratio is not None else "s", markersize=5.5, color=colour,
              markerfacecolor=colour if check.ratio is not None else "white", clip_on=False, zorder=3)
    told, beside = label_of(check, comparison), [place(one, right) for one in row_of(check, comparison)]
    if told:
        axes.annotate(told, (at if check.verdict == "differs" else min(beside), row), xytext=(-6, 0), textcoords="offset points", ha="right", va="center",
                      fontsize=SMALLEST, color=colour)


def row_of(check, comparison):
    """The same check of all files, or of all pairs."""
    return [one for one in comparison.checks if (one.flow, one.id) == (check.flow, check.id)]


def label_of(check, comparison):
    """The ratio where it differs, and the largest of those that are close to the tolerance; of several files which one
    differs."""
    largest = max(one.ratio or 0 for one in row_of(check, comparison))
    close = check.ratio is not None and check.ratio >= CLOSE and (check.verdict == "differs" or check.ratio == largest)
    words = [f"${number(check.ratio)}$"] if close and np.isfinite(check.ratio) else []
    if check.verdict == "differs" and len({one.file for one in comparison.checks}) > 1:
        words.insert(0, escaped(Path(check.file).stem))
    return " ".join(words)


def draw_heading(figure, comparison):
    wide, tall = figure.get_size_inches()
    left, room = 0.3 / wide, wide - 0.6
    wrong = sum(check.verdict == "differs" for check in comparison.checks)
    told = f"differs in {wrong} of {len(comparison.checks)} checks" if wrong else \
        f"agrees in {len(comparison.checks)} checks"
    figure.text(left, 1 - 0.42 / tall, "Judgement", fontsize=17, color=INK)
    for k, line in enumerate(wrapped(escaped(f"{comparison.source}: {told}"), 11, room, most=2)):
        figure.text(left, 1 - (0.68 + 0.22 * k) / tall, line, fontsize=11, color=SOFT)
    figure.text(left, 1 - 1.12 / tall, "|difference| / tolerance of every check: beyond 1 it differs, tinted is from 0.1 on",
                fontsize=SMALLEST, color=SOFT)
    keys = [Line2D([], [], marker=SHAPES[verdict], linestyle="none", color=colour) for verdict, colour in COLOURS.items()]
    keys.append(Line2D([], [], marker="s", linestyle="none", color=SOFT, markerfacecolor="white"))
    figure.legend(keys, [*COLOURS, "holds or does not"], ncol=3, loc="center left", fontsize=SMALLEST, borderpad=0,
                  bbox_to_anchor=(left, 1 - 1.32 / tall), borderaxespad=0, handletextpad=0, columnspacing=1.2)
