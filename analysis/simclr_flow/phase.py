"""The picture of a sweep: a column over one axis as a line, over two as a phase diagram."""

import numpy as np
from matplotlib.colors import ListedColormap, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from .style import ALARM, FAINT, INK, SOFT, palette
from .titles import plain
from .trajectory import require

CELLS = "viridis"
HATCH = {"facecolor": "white", "edgecolor": ALARM, "hatch": "////", "linewidth": 0}
OPEN = {"facecolor": "#f4f4f4", "edgecolor": FAINT, "linewidth": 0.5}
EMPTY = {"facecolor": "white", "edgecolor": FAINT, "linewidth": 0.5}
DECADES = 100  # numbers that span such a factor have a logarithmic scale
INCHES = {"wide": 8.4, "tall": 5.6, "left": 0.95, "right": 0.4, "key": 1.5, "top": 1.15, "bottom": 0.7}


def draw_sweep(sweep):
    """A matplotlib Figure of a sweep of one or two axes."""
    require(len(sweep.axes) <= 2, f"the sweep {sweep.name} has {len(sweep.axes)} axes: a picture has one or two")
    figure, axes = make_page(beside=INCHES["key"] if len(sweep.axes) == 2 else 0)
    set_axis(axes, "x", sweep.axes[0])
    if len(sweep.axes) == 1:
        draw_line(axes, sweep)
    else:
        set_axis(axes, "y", sweep.axes[1])
        draw_diagram(axes, sweep)
    draw_heading(figure, sweep)
    return figure


def make_page(beside):
    """The figure and its axes, with so many inches at their right."""
    wide, tall = INCHES["wide"], INCHES["tall"]
    figure = Figure(figsize=(wide, tall))
    return figure, figure.add_axes([INCHES["left"] / wide, INCHES["bottom"] / tall,
                                    1 - (INCHES["left"] + INCHES["right"] + beside) / wide,
                                    1 - (INCHES["top"] + INCHES["bottom"]) / tall])


def are_places(axis):
    """Whether values have places side by side, as words have, not positions of their own."""
    return not axis.is_number or len(axis.values) < 2


def positions(axis):
    return np.arange(len(axis.values)) if are_places(axis) else np.array(axis.values, float)


def edges(axis):
    """Of the cells about the values in ascending order, half-way to their neighbours on the drawn scale."""
    at = np.sort(positions(axis)).astype(float)
    if len(at) == 1:
        return np.array([at[0] - 0.5, at[0] + 0.5])
    at = np.log(at) if axis.is_logarithmic else at
    middle = (at[1:] + at[:-1]) / 2
    ends = np.concatenate([[2 * at[0] - middle[0]], middle, [2 * at[-1] - middle[-1]]])
    return np.exp(ends) if axis.is_logarithmic else ends


def set_axis(axes, which, axis):
    """Scale, limits, ticks and name of one axis of the picture."""
    low, *_, high = edges(axis)
    getattr(axes, f"set_{which}label")(plain(axis.key))
    getattr(axes, f"set_{which}scale")("log" if axis.is_logarithmic else "linear")
    getattr(axes, f"set_{which}lim")(low, high)
    if are_places(axis):
        labels = [plain(value if isinstance(value, str) else f"{value:g}") for value in axis.values]
        getattr(axes, f"set_{which}ticks")(positions(axis), labels)
    elif len(axis.values) <= 12 and not axis.is_logarithmic:
        getattr(axes, f"set_{which}ticks")(positions(axis), [f"{value:g}" for value in axis.values])


def scale_of(numbers):
    """Logarithmic where positive numbers span decades."""
    finite = numbers[np.isfinite(numbers)]
    if not len(finite):
        return Normalize(0, 1)
    low, high = finite.min(), finite.max()
    return LogNorm(low, high) if low > 0 and high > DECADES * low else Normalize(low, high)


def draw_diagram(axes, sweep):
    """Cells with their values; those of points that failed, are open, or have no value are marked."""
    first, second = sweep.axes
    order = np.ix_(np.argsort(positions(first)), np.argsort(positions(second)))
    codes, scale, colours = coded(sweep)
    values = np.ma.masked_invalid(codes.reshape(sweep.shape)[order].T)
    mesh = axes.pcolormesh(edges(first), edges(second), values, cmap=colours, norm=scale)
    mark_cells(axes, sweep, order, np.ma.getmaskarray(values))
    keys = marks(sweep, codes)
    if sweep.is_number:
        add_colour_bar(axes, mesh, sweep)
    else:
        keys = [Patch(color=colour, label=plain(word)) for word, colour in
                zip(sweep.words, palette(len(sweep.words)))] + keys
    add_key(axes, keys, plain(sweep.column) if not sweep.is_number else None)


def coded(sweep):
    """A number per point, not a number where there is nothing to draw; and the scale and colours of them."""
    if sweep.is_number:
        return sweep.numbers, scale_of(sweep.numbers), CELLS
    codes = [np.nan if cell is None else sweep.words.index(str(cell)) for cell in sweep.done]
    count = max(1, len(sweep.words))
    return np.array(codes, float), Normalize(-0.5, count - 0.5), ListedColormap(palette(count))


def mark_cells(axes, sweep, order, empty):
    states = np.array(sweep.states).reshape(sweep.shape)[order].T
    x, y = edges(sweep.axes[0]), edges(sweep.axes[1])
    for row, column in zip(*np.nonzero(empty)):
        axes.add_patch(Rectangle((x[column], y[row]), x[column + 1] - x[column], y[row + 1] - y[row],
                                 **look(states[row, column])))


def look(state):
    return {"failed": HATCH, "done": EMPTY}.get(state, OPEN)


def marks(sweep, codes):
    """Keys of the cells without a colour."""
    without = [state for state, code in zip(sweep.states, codes) if not np.isfinite(code)]
    named = [("failed", "failed"), ("done", "no value"), ("open", "open"), ("unfinished", "unfinished")]
    return [Patch(**look(state), label=name) for state, name in named if state in without]


def add_colour_bar(axes, mesh, sweep):
    wide = axes.figure.get_figwidth()
    box = axes.get_position()
    bar = axes.figure.colorbar(mesh, cax=axes.figure.add_axes([box.x1 + 0.25 / wide, box.y0, 0.18 / wide, box.height]))
    bar.set_label(plain(sweep.column))
    bar.outline.set_visible(False)


def add_key(axes, keys, title):
    """Beside the picture, or above it at the right, where a colour bar is."""
    if not keys:
        return
    beside = {"loc": "upper left", "bbox_to_anchor": (1.02, 1), "title": title, "alignment": "left"}
    above = {"loc": "lower right", "bbox_to_anchor": (1, 1), "ncol": len(keys)}
    axes.legend(handles=keys, handleheight=1.1, borderaxespad=0.3, **(beside if title else above))


def draw_line(axes, sweep):
    """Markers at the values of the points that are done, joined; failed ones as crosses below."""
    at = positions(sweep.axes[0])
    codes, scale, _ = coded(sweep)
    order = np.argsort(at)
    joined = sweep.is_number and not are_places(sweep.axes[0])
    axes.plot(at[order], codes[order], marker="o", markersize=5, color=palette(1)[0], clip_on=False, zorder=3,
              linestyle="-" if joined else "none")
    if not sweep.is_number:
        axes.set_yticks(range(len(sweep.words)), map(plain, sweep.words))
        axes.set_ylim(-0.5, len(sweep.words) - 0.5)
    elif isinstance(scale, LogNorm):
        axes.set_yscale("log")
    axes.set_ylabel(plain(sweep.column))
    failed = at[[state == "failed" for state in sweep.states]]
    if len(failed):
        axes.plot(failed, [0.02] * len(failed), "x", color=ALARM, transform=axes.get_xaxis_transform(), zorder=3)
        add_key(axes, [Line2D([], [], marker="x", linestyle="none", color=ALARM, label="failed")], None)


def draw_heading(figure, sweep):
    wide, tall = figure.get_size_inches()
    done = sum(state == "done" for state in sweep.states)
    left = 0.3 / wide
    figure.text(left, 1 - 0.42 / tall, plain(sweep.title), fontsize=19, color=INK)
    figure.text(left, 1 - 0.70 / tall, plain(f"{sweep.name}: {sweep.column}; {done} of {len(sweep.states)} points done"),
                fontsize=12, color=SOFT)
