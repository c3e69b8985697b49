"""The axes of a sweep on paper: places, cells and the grid's own values as ticks."""

import numpy as np
from matplotlib.ticker import NullLocator

from .measure import inches
from .names import digits, name_of_key

BETWEEN = 0.08  # inches at least between two labels


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


def along(axis):
    """Where the values and the edges of their cells are on the drawn axis, from 0 to 1; values in their own order."""
    scale = np.log if axis.is_logarithmic else np.asarray
    ends, at = scale(edges(axis)), scale(positions(axis))
    return (at - ends[0]) / (ends[-1] - ends[0]), (ends - ends[0]) / (ends[-1] - ends[0])


def set_axis(axes, which, axis, named=True):
    """Scale, limits, ticks and name of one axis of the picture."""
    low, *_, high = edges(axis)
    getattr(axes, f"set_{which}scale")("log" if axis.is_logarithmic else "linear")
    getattr(axes, f"set_{which}lim")(low, high)
    box = axes.get_position()
    length = box.width * axes.figure.get_figwidth() if which == "x" else box.height * axes.figure.get_figheight()
    chosen = labelled(axis, length, flat=which == "x")
    labels = [digits(axis.values[k]) for k in chosen] if named else [""] * len(chosen)
    getattr(axes, f"set_{which}ticks")(positions(axis)[chosen], labels)
    getattr(axes, f"{which}axis").set_minor_locator(NullLocator())
    if named:
        getattr(axes, f"set_{which}label")(name_of_key(axis.key))


def labelled(axis, length, flat):
    """Which values have labels that do not touch on an axis of so many inches, as many as can be."""
    at = along(axis)[0] * length
    half = [(inches(digits(value), 10) if flat else 0.14) / 2 for value in axis.values]
    chosen = []
    for k in np.argsort(at):
        if not chosen or at[k] - half[k] >= at[chosen[-1]] + half[chosen[-1]] + BETWEEN:
            chosen.append(int(k))
    return chosen
