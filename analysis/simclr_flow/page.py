"""The empty page: bands of columns, laid out in inches, and the common time axis. A page is never wider than what
leaves its text readable in print; more columns than fit go to another band below."""

from dataclasses import dataclass, replace

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, NullLocator

from .style import SOFT, WIDEST, number

# Rows of square panels that have no time axis: their number in a column, and the largest side in inches.
SQUARES = {"snapshots": (5, 1.0), "neurons": (2, 2.0)}
MOST_COLUMNS, NARROW = 4, 3.4  # in a band; inches below which snapshots lie in two lines
MARGINS = {"left": 0.85, "right": 0.2, "top": 0.75, "bottom": 0.62}  # inches
ROWS = {"traces": 2.3, "energy": 1.7, "measures": 1.35, "curves": 2.3, "shares": 1.7, "spectra": 1.7, "drift": 1.35}
BELOW_TIME = 0.3  # inches more above rows that follow the time axis
GAPS = {"rows": 0.42, "columns": 0.38, "bands": 0.95, "below": 0.2}  # inches


@dataclass(frozen=True)
class Box:
    """A place on the page, inches from its top left corner."""

    left: float
    top: float
    width: float
    height: float


class Page:
    """figure, and axes[row][column]; of rows of squares axes[row][column] is a list of small axes. `heading` and
    `headroom` are the inches above the first band and above the columns of each."""

    def __init__(self, columns, rows, heading, headroom):
        self.bands = -(-columns // MOST_COLUMNS)
        self.in_band = -(-columns // self.bands)
        self.width = column_width(columns)
        self.heights = {row: row_height(row, self.width) for row in rows}
        band = sum(self.heights.values()) + GAPS["rows"] * (len(rows) - 1)
        step = band + GAPS["bands"] + headroom
        self.first_top = MARGINS["top"] + heading + headroom
        self.tall = self.first_top + band + (self.bands - 1) * step + MARGINS["bottom"]
        self.wide = page_width(columns)
        self.figure = Figure(figsize=(self.wide, self.tall))
        self.axes = {row: [self.make(row, self.box(row, column, step)) for column in range(columns)] for row in rows}

    def box(self, row, column, step):
        band, at = divmod(column, self.in_band)
        above = [height + GAPS["rows"] for name, height in self.heights.items()
                 if list(self.heights).index(name) < list(self.heights).index(row)]
        return Box(MARGINS["left"] + at * (self.width + GAPS["columns"]), self.first_top + band * step + sum(above),
                   self.width, self.heights[row])

    def make(self, row, box):
        return [self.place(part) for part in squares(row, box)] if row in SQUARES else self.place(box)

    def place(self, box):
        return self.figure.add_axes([box.left / self.wide, 1 - (box.top + box.height) / self.tall,
                                     box.width / self.wide, box.height / self.tall])

    def is_first(self, column):
        """Whether the column is at the left of its band."""
        return column % self.in_band == 0


def row_height(row, width):
    """Inches, in columns of this width."""
    if row not in SQUARES:
        return ROWS[row]
    count, largest = SQUARES[row]
    if is_zigzag(row, width):
        return 2 * zigzag_side(width) + GAPS["below"]
    return 0.95 * min(width / count, largest) + BELOW_TIME * (row == "neurons")


def is_zigzag(row, width):
    return row == "snapshots" and width < NARROW


def zigzag_side(width):
    """Inches of a snapshot where three lie side by side."""
    return 0.88 * width / 3


def squares(row, box):
    """The boxes of a row of squares. In narrow columns of snapshots the second and fourth lie below and between the
    others, so that lines from the time axis reach all of them."""
    count = SQUARES[row][0]
    if not is_zigzag(row, box.width):
        box = replace(box, top=box.top + BELOW_TIME, height=box.height - BELOW_TIME) if row == "neurons" else box
        side, step = 0.97 * min(box.height, box.width / count), box.width / count
        return [Box(box.left + (k + 0.5) * step - side / 2, box.top, side, side) for k in range(count)]
    side = zigzag_side(box.width)
    return [Box(box.left + (k + 1) * box.width / 6 - side / 2, box.top + (k % 2) * (side + GAPS["below"]), side, side)
            for k in range(count)]


def column_width(columns):
    """Inches."""
    in_band = -(-columns // -(-columns // MOST_COLUMNS))
    return min((WIDEST - MARGINS["left"] - MARGINS["right"] + GAPS["columns"]) / in_band - GAPS["columns"], 6.5)


def page_width(columns):
    """Inches."""
    in_band = -(-columns // -(-columns // MOST_COLUMNS))
    return in_band * (column_width(columns) + GAPS["columns"]) - GAPS["columns"] + MARGINS["left"] + MARGINS["right"]


def set_time_axis(axes, flows, logarithmic):
    """Common limits: all positive times on a logarithmic axis, [0, end] on a linear one."""
    time = np.concatenate([flow.times for flow in flows])
    end = time.max() or 1.0
    if not logarithmic:
        axes.set_xlim(0, end)
        axes.xaxis.get_major_locator().set_params(nbins=5)
        return
    first = time[time > 0].min()
    axes.set_xscale("log")
    axes.set_xlim(first, end)
    axes.xaxis.set_major_locator(LogLocator(10, numticks=6))
    axes.xaxis.set_minor_locator(LogLocator(10, numticks=20) if np.log10(end / first) < 12 else NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())


def on_axis(axes, time):
    """Times as drawn: on a logarithmic axis t = 0 is at its left end, unless a later row is there."""
    left = axes.get_xlim()[0]
    if axes.get_xscale() == "linear" or len(time) < 2 or time[1] <= left * (1 + 1e-9):
        return time
    return np.maximum(time, left)


def ends_early(flow, axes):
    """Whether the flow has ended where others go on."""
    left, right = axes.get_xlim()
    return max(flow.times[-1], left) <= 0.98 * right


def shade_after_end(rows, flow, labelled):
    """Grey where the flow has ended and others go on."""
    if not ends_early(flow, rows[0]):
        return
    left, right = rows[0].get_xlim()
    end = max(flow.times[-1], left)
    for axes in rows:
        axes.axvspan(end, right, color="#ededed", linewidth=0, zorder=0)
    labelled.annotate(f"ends at ${number(end)}$", (end, 0.5), xytext=(4, 0), xycoords=labelled.get_xaxis_transform(),
                      textcoords="offset points", rotation=90, va="center", fontsize=10, color=SOFT)
