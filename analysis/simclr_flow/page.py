"""The empty page: a grid of axes laid out in inches, and the common time axis."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from .style import SOFT, number

# Rows of square panels that have no time axis: their number in a column, and the largest side in inches.
SQUARES = {"snapshots": (5, 1.0), "neurons": (2, 2.0)}
MARGINS = {"left": 0.85, "right": 0.3, "top": 1.5, "bottom": 0.62}  # inches
ROWS = {"traces": 2.5, "energy": 1.7, "measures": 1.25, "curves": 2.3}  # inches
GAPS = {"rows": 0.48, "columns": 0.5}  # inches


class Page:
    """figure, and axes[row][column]; of rows of squares axes[row][column] is a list of small axes."""

    def __init__(self, columns, rows, headroom):
        width = column_width(columns)
        heights = [row_height(row, width) for row in rows]
        self.figure, grid = make_grid(columns, width, heights, headroom)
        self.axes = {row: self.make_row(grid, at, row) for at, row in enumerate(rows)}

    def make_row(self, grid, at, row):
        cells = [grid[at, column] for column in range(grid.ncols)]
        if row in SQUARES:
            return [[self.figure.add_subplot(part) for part in cell.subgridspec(1, SQUARES[row][0], wspace=0.12)]
                    for cell in cells]
        return [self.figure.add_subplot(cell) for cell in cells]


def row_height(row, width):
    """Inches, in columns of this width."""
    if row not in SQUARES:
        return ROWS[row]
    count, largest = SQUARES[row]
    return 0.95 * min(width / count, largest)


def column_width(columns):
    """Inches."""
    return min(max(13.6 / columns, 3.2), 6.5)


def make_grid(columns, width, heights, headroom):
    """A figure whose margins and gaps keep their inches whatever the number of columns; `headroom`
    inches are added above the columns."""
    top = MARGINS["top"] + headroom
    wide = width * columns + GAPS["columns"] * (columns - 1) + MARGINS["left"] + MARGINS["right"]
    tall = sum(heights) + GAPS["rows"] * (len(heights) - 1) + top + MARGINS["bottom"]
    figure = Figure(figsize=(wide, tall))
    return figure, figure.add_gridspec(
        len(heights), columns, height_ratios=heights,
        left=MARGINS["left"] / wide, right=1 - MARGINS["right"] / wide,
        bottom=MARGINS["bottom"] / tall, top=1 - top / tall,
        wspace=GAPS["columns"] / width, hspace=GAPS["rows"] * len(heights) / sum(heights))


def set_time_axis(axes, flows, logarithmic):
    """Common limits: all positive times on a logarithmic axis, [0, end] on a linear one."""
    time = np.concatenate([flow.times for flow in flows])
    end = time.max() or 1.0
    if not logarithmic:
        axes.set_xlim(0, end)
        return
    axes.set_xscale("log")
    axes.set_xlim(time[time > 0].min(), end)
    axes.xaxis.set_major_locator(LogLocator(10, numticks=7))
    axes.xaxis.set_minor_locator(LogLocator(10, numticks=20))
    axes.xaxis.set_minor_formatter(NullFormatter())


def on_axis(axes, time):
    """Times as drawn: on a logarithmic axis t = 0 is at its left end, unless a later row is there."""
    left = axes.get_xlim()[0]
    if axes.get_xscale() == "linear" or len(time) < 2 or time[1] <= left * (1 + 1e-9):
        return time
    return np.maximum(time, left)


def shade_after_end(rows, flow, labelled):
    """Grey where the flow has ended and others go on."""
    left, right = rows[0].get_xlim()
    end = max(flow.times[-1], left)
    if end > 0.98 * right:
        return
    for axes in rows:
        axes.axvspan(end, right, color="#f1f1f1", linewidth=0, zorder=0)
    labelled.annotate(f"ends at ${number(end)}$", (end, 0.5), xytext=(5, 0), xycoords=labelled.get_xaxis_transform(),
                      textcoords="offset points", rotation=90, va="center", fontsize=10, color=SOFT)
