"""A phase diagram: a cell a point, coloured by its value, which is written in it where there is room."""

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import ListedColormap, LogNorm, Normalize, to_rgb
from matplotlib.patches import Patch, Rectangle

from .grid import along, edges, positions
from .measure import inches
from .names import digits, escaped
from .style import ALARM, FAINT, INK, SMALLEST, palette

CELLS = "viridis"
HATCH = {"facecolor": "white", "edgecolor": ALARM, "hatch": "////", "linewidth": 0}
OPEN = {"facecolor": "#f4f4f4", "edgecolor": FAINT, "linewidth": 0.5}
EMPTY = {"facecolor": "white", "edgecolor": FAINT, "linewidth": 0.5}
DECADES = 30  # numbers that span such a factor have a logarithmic scale
ROUNDING = 1e-12  # relative to the largest: numbers below have the colour of the least above
EVENTS = ("t_form", "t_break")
LETTER = 0.15  # inches: the height of a line in a cell


def scale_of(numbers):
    """Logarithmic where positive numbers span decades and others are rounding."""
    finite = numbers[np.isfinite(numbers)]
    if not len(finite):
        return Normalize(0, 1)
    least = ROUNDING * abs(finite).max()
    told = finite[finite > least]
    if finite.min() >= -least and len(told) and told.max() > DECADES * told.min():
        return LogNorm(told.min(), told.max(), clip=True)
    return Normalize(finite.min(), finite.max())


def coded(sweep):
    """A number per point, not a number where there is nothing to draw; and the scale and colours of them."""
    if sweep.is_number:
        return sweep.numbers, scale_of(sweep.numbers), colormaps[CELLS]
    codes = [np.nan if cell is None else sweep.words.index(str(cell)) for cell in sweep.done]
    count = max(1, len(sweep.words))
    return np.array(codes, float), Normalize(-0.5, count - 0.5), ListedColormap(palette(count))


def draw_cells(axes, first, second, states, codes, look, words):
    """The cells of two axes, states and codes [first][second]; `look` is (scale, colours), `words` what codes mean, none
    of numbers. Points that failed, are open, or have no value are marked. Returns the mesh."""
    order = np.ix_(np.argsort(positions(first)), np.argsort(positions(second)))
    codes, states = codes[order].T, np.asarray(states)[order].T
    at = np.where(np.isfinite(codes) & (codes <= 0), look[0].vmin, codes) if isinstance(look[0], LogNorm) else codes
    values = np.ma.masked_invalid(at)
    mesh = axes.pcolormesh(edges(first), edges(second), values, norm=look[0], cmap=look[1])
    mark_cells(axes, first, second, states, np.ma.getmaskarray(values))
    write_cells(axes, first, second, codes, look, words)
    return mesh


def mark_cells(axes, first, second, states, empty):
    x, y = edges(first), edges(second)
    for row, column in zip(*np.nonzero(empty)):
        axes.add_patch(Rectangle((x[column], y[row]), x[column + 1] - x[column], y[row + 1] - y[row],
                                 **look_of(states[row, column])))


def write_cells(axes, first, second, codes, look, words):
    """The value of each cell, all or none; of words that find no room their numbers in the key."""
    told = texts(codes, words)
    if not fit(axes, first, second, told) and words:
        told = texts(codes, [f"{k + 1}" for k in range(len(words))])
    if not fit(axes, first, second, told):
        return
    x, y = np.sort(positions(first)), np.sort(positions(second))
    middle = [axes.transData.inverted().transform(axes.transAxes.transform((u, 0)))[0] for u in centres(first)]
    height = [axes.transData.inverted().transform(axes.transAxes.transform((0, v)))[1] for v in centres(second)]
    for row in range(len(y)):
        for column in range(len(x)):
            if told[row][column]:
                shade = look[1](look[0](max(codes[row, column], look[0].vmin)))
                axes.text(middle[column], height[row], told[row][column], ha="center", va="center", fontsize=SMALLEST,
                          color="white" if is_dark(shade) else INK)


def centres(axis):
    """Of the cells, from 0 to 1 along the axis."""
    ends = along(axis)[1]
    return (ends[1:] + ends[:-1]) / 2


def texts(codes, words):
    return [["" if not np.isfinite(code) else escaped(words[int(code)]) if words else digits(float(code), 2) for code in row]
            for row in codes]


def fit(axes, first, second, told):
    """Whether all texts are narrower than the narrowest cell, and the lowest is a line high."""
    wide, tall = (size * fraction for size, fraction in
                  zip(axes.figure.get_size_inches(), (axes.get_position().width, axes.get_position().height)))
    widest = max((inches(text, SMALLEST) for row in told for text in row), default=0)
    return widest + 0.06 <= wide * np.diff(along(first)[1]).min() and LETTER <= tall * np.diff(along(second)[1]).min()


def is_dark(shade):
    """By the luminance of sRGB: white letters have more contrast."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(shade)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] < 0.25


def look_of(state):
    return {"failed": HATCH, "done": EMPTY}.get(state, OPEN)


def marks(sweep, codes):
    """Keys of the cells without a colour."""
    without = [state for state, code in zip(sweep.states, codes) if not np.isfinite(code)]
    none = "did not come" if sweep.column.endswith(EVENTS) else "no value"
    named = [("failed", "failed"), ("done", none), ("open", "open"), ("unfinished", "unfinished")]
    return [Patch(**look_of(state), label=name) for state, name in named if state in without]
