"""The picture of a sweep: a column over one axis as a line, over two as a phase diagram, over three as several."""

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from .diagram import coded, draw_cells, marks
from .grid import along, are_places, positions, set_axis
from .measure import inches, wrapped
from .names import digits, escaped, name_of_column, name_of_key
from .stored import require
from .style import ALARM, INK, SMALLEST, SOFT, WIDEST, palette
from .ticks import short_ticks

MOST_PANELS, IN_ROW = 12, 3
INCHES = {"left": 0.95, "right": 0.35, "key": 1.35, "top": 1.5, "bottom": 0.7, "between": (0.25, 0.42), "line": (6.4, 3.8)}
CELL = (0.62, 0.42)  # inches wished for
PANEL = {1: ((2.6, 7.8), (2.0, 6.5)), 3: ((1.6, 2.5), (1.7, 3.2))}  # least and largest width and height: one, or several


def draw_sweep(sweep):
    """A matplotlib Figure of a sweep of one to three axes."""
    require(len(sweep.axes) <= 3, f"the sweep {sweep.name} has {len(sweep.axes)} axes: a picture has up to three")
    if len(sweep.axes) == 1:
        figure, (axes,) = make_page(1, INCHES["line"], 0)
        draw_line(axes, sweep)
    else:
        figure = draw_diagrams(sweep)
    draw_heading(figure, sweep)
    return figure


def draw_diagrams(sweep):
    """A panel per value of the third axis, or one."""
    first, second, *third = sweep.axes
    count = len(third[0].values) if third else 1
    require(count <= MOST_PANELS, f"the third axis of the sweep {sweep.name}, {third and third[0].key}, has {count} values: "
            f"a picture has up to {MOST_PANELS} panels")
    figure, panels = make_page(count, panel_size(first, second, count), INCHES["key"])
    codes, *look = coded(sweep)
    words = [] if sweep.is_number else sweep.words
    shape = (len(first.values), len(second.values), count)
    for k, axes in enumerate(panels):
        row, column = divmod(k, IN_ROW)
        set_axis(axes, "x", first, named=k + IN_ROW >= count)
        set_axis(axes, "y", second, named=column == 0)
        mesh = draw_cells(axes, first, second, np.reshape(sweep.states, shape)[..., k], codes.reshape(shape)[..., k], look,
                          words)
        if third:
            axes.set_title(f"{name_of_key(third[0].key)} = {digits(third[0].values[k])}", fontsize=SMALLEST + 0.5, loc="left")
    add_keys(figure, panels, mesh, sweep, marks(sweep, codes))
    return figure


def panel_size(first, second, count):
    """Inches: cells as large as wished for, if the page has room."""
    limits = PANEL[1 if count == 1 else 3]
    return tuple(float(np.clip(cell / np.diff(along(axis)[1]).min(), *limit))
                 for axis, cell, limit in zip((first, second), CELL, limits))


def make_page(count, size, beside):
    """The figure and its panels of so many inches each, with room at their right."""
    columns, rows = min(count, IN_ROW), -(-count // IN_ROW)
    steps = [length + gap for length, gap in zip(size, INCHES["between"])]
    wide = min(INCHES["left"] + columns * steps[0] - INCHES["between"][0] + beside + INCHES["right"], WIDEST)
    tall = INCHES["top"] + rows * steps[1] - INCHES["between"][1] + INCHES["bottom"]
    wide = max(wide, 6.5)
    figure = Figure(figsize=(wide, tall))
    boxes = [(INCHES["left"] + k % IN_ROW * steps[0], tall - INCHES["top"] - size[1] - k // IN_ROW * steps[1])
             for k in range(count)]
    return figure, [figure.add_axes([left / wide, low / tall, size[0] / wide, size[1] / tall]) for left, low in boxes]


def add_keys(figure, panels, mesh, sweep, keys):
    """The colours at the right of the panels: a bar of numbers, or the words; above it what has no colour."""
    wide, tall = figure.get_size_inches()
    right, top = max(axes.get_position().x1 for axes in panels), panels[0].get_position().y1
    if sweep.is_number:
        low = min(axes.get_position().y0 for axes in panels)
        bar = figure.colorbar(mesh, cax=figure.add_axes([right + 0.22 / wide, low, 0.16 / wide, top - low]))
        bar.set_label("\n".join(wrapped(name_of_column(sweep.column), 11, (top - low) * tall)))
        bar.outline.set_visible(False)
    else:
        keys = [Patch(color=colour, label=f"{k}: {escaped(word)}" if len(sweep.words) > 1 else escaped(word))
                for k, (word, colour) in enumerate(zip(sweep.words, palette(len(sweep.words))), 1)] + keys
    if keys:
        place = {"loc": "lower right", "bbox_to_anchor": (right, top + 0.24 / tall), "ncol": len(keys)} if sweep.is_number \
            else {"loc": "upper left", "bbox_to_anchor": (right + 0.1 / wide, top)}
        figure.legend(handles=keys, handleheight=1.1, borderaxespad=0, borderpad=0, **place)


def draw_line(axes, sweep):
    """Markers at the values of the points that are done, joined; failed ones as crosses below."""
    set_axis(axes, "x", sweep.axes[0])
    at = positions(sweep.axes[0])
    codes, scale, _ = coded(sweep)
    order = np.argsort(at)
    joined = sweep.is_number and not are_places(sweep.axes[0])
    axes.plot(at[order], codes[order], marker="o", markersize=5, color=palette(1)[0], clip_on=False, zorder=3,
              linestyle="-" if joined else "none")
    if not sweep.is_number:
        axes.set_yticks(range(len(sweep.words)), map(escaped, sweep.words))
        axes.set_ylim(-0.5, len(sweep.words) - 0.5)
    elif isinstance(scale, LogNorm):
        axes.set_yscale("log")
    axes.set_ylabel(short_ticks(axes, name_of_column(sweep.column)) if sweep.is_number else name_of_column(sweep.column))
    mark_failed(axes, at[[state == "failed" for state in sweep.states]])


def mark_failed(axes, failed):
    if len(failed):
        axes.plot(failed, [0.02] * len(failed), "x", color=ALARM, transform=axes.get_xaxis_transform(), zorder=3)
        axes.legend(handles=[Line2D([], [], marker="x", linestyle="none", color=ALARM, label="failed")],
                    loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0.3)


def draw_heading(figure, sweep):
    wide, tall = figure.get_size_inches()
    done = sum(state == "done" for state in sweep.states)
    left, room = 0.3 / wide, wide - 0.6
    title = escaped(sweep.title)
    size = min(17, 17 * room / max(inches(title, 17), 1e-9))
    figure.text(left, 1 - 0.42 / tall, title, fontsize=max(size, SMALLEST + 1), color=INK)
    told = f"{name_of_column(sweep.column)}; {done} of {len(sweep.states)} points done"
    told = told if sweep.title.startswith(sweep.name) else f"{escaped(sweep.name)}: {told}"
    for k, line in enumerate(wrapped(told, 11, room)[:2]):
        figure.text(left, 1 - (0.68 + 0.22 * k) / tall, line, fontsize=11, color=SOFT)
