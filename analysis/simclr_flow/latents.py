"""Latents over time: a line per latent, coloured by label, with the shapes of the classes at the ends."""

import numpy as np
from matplotlib.collections import LineCollection

from .crowd import MOST_DRAWN, MOST_TRACED, drawn
from .page import on_axis
from .stored import require
from .style import markers, palette

MOST_TURNS = 10000  # of a trace, whose every turn is a line
MARKED = 4  # latents of a class whose ends have its shape
DASHES = (0, (1.5, 1.2))  # of the test points


def draw_traces(axes, flow, view, crowd):
    """One thin line a particle; periodic coordinates are drawn in every copy that meets the strip. Test points are
    dotted."""
    trace = np.asarray(view.trace(flow, flow))
    draw_lines(axes, flow, trace, view.period, crowd)
    if flow.test is not None and len(flow.test.position.time):
        draw_lines(axes, flow.test, np.asarray(view.trace(flow.test, flow)), view.period, crowd, linestyle=DASHES)
    if len(crowd.classes) > 1 and len(trace):
        mark_ends(axes, flow, trace, view.period, crowd)


def draw_lines(axes, part, trace, period, crowd, **style):
    time = part.position.time
    count = min(len(time), len(trace))
    shown = on_axis(axes, time[:count])
    colours = crowd.colours(part)
    order = drawn(trace.shape[1])
    if trace.shape[1] > MOST_DRAWN:
        order = order[:MOST_TRACED]
    lines, shades = [], []
    for i in order:
        for shift in copies(trace[:count, i], period):
            lines.append(np.column_stack([shown, trace[:count, i] + shift]))
            shades.append(colours[i])
    width = np.clip(7 / np.sqrt(len(order)), 0.4, 0.9)
    axes.add_collection(LineCollection(lines, colors=shades, linewidths=width, rasterized=True, **style), autolim=False)


def mark_ends(axes, flow, trace, period, crowd):
    """The shape of its class at the end of some lines of each."""
    end = on_axis(axes, flow.position.time)[min(len(trace), len(flow.position.time)) - 1]
    for rank, (colour, marker) in enumerate(zip(palette(len(crowd.classes)), markers(len(crowd.classes)))):
        members = np.flatnonzero(crowd.ranks(flow) == rank)
        at = np.sort(trace[-1, members])[np.unique(np.linspace(0, len(members) - 1, MARKED).round().astype(int))] \
            if len(members) else members
        height = at if period is None else (at + period / 2) % period - period / 2
        axes.plot([end] * len(at), height, linestyle="none", marker=marker, markersize=4.2, color=colour,
                  markeredgecolor="white", markeredgewidth=0.4, clip_on=False, zorder=4)


def copies(trace, period):
    """Shifts (multiples of the period) that bring part of the trace into (-period/2, period/2]."""
    if period is None:
        return [0.0]
    low, high = (int(np.round(bound / period)) for bound in (trace.min(), trace.max()))
    require(high - low <= MOST_TURNS, f"a latent turns {high - low:.3g} times: its trace cannot be drawn")
    return [-period * turn for turn in range(low, high + 1)]
