"""Latents over time and at chosen times, coloured by label."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, ConnectionPatch

from .page import on_axis
from .style import FAINT, INK, SOFT, number, particle_colours
from .trajectory import require

MOST_TURNS = 10000  # of a trace, whose every turn is a line
SEED = 1  # of the drawing order, which must not depend on the labels
MOST_DRAWN = 3000  # latents; of more, so many by the order, which says nothing of them
MOST_TRACED = 300  # of more than that, so many as lines: all would be one area


def drawn(count):
    """The latents that are drawn, in the order in which they lie over each other."""
    return np.random.default_rng(SEED).permutation(count)[:MOST_DRAWN]


def draw_traces(axes, flow, view, classes):
    """One thin line a particle; periodic coordinates are drawn in every copy that meets the strip."""
    time, trace = flow.position.time, view.trace(flow)
    count = min(len(time), len(trace))
    shown = on_axis(axes, time[:count])
    colours = particle_colours(flow.labels, trace.shape[1], classes)
    order = drawn(trace.shape[1])
    if trace.shape[1] > MOST_DRAWN:
        order = order[:MOST_TRACED]
    lines, shades = [], []
    for i in order:
        for shift in copies(trace[:count, i], view.period):
            lines.append(np.column_stack([shown, trace[:count, i] + shift]))
            shades.append(colours[i])
    width = np.clip(7 / np.sqrt(len(order)), 0.4, 0.9)
    axes.add_collection(LineCollection(lines, colors=shades, linewidths=width, alpha=0.9, rasterized=True),
                        autolim=False)


def copies(trace, period):
    """Shifts (multiples of the period) that bring part of the trace into (-period/2, period/2]."""
    if period is None:
        return [0.0]
    low, high = (int(np.round(bound / period)) for bound in (trace.min(), trace.max()))
    require(high - low <= MOST_TURNS, f"a latent turns {high - low:.3g} times: its trace cannot be drawn")
    return [-period * turn for turn in range(low, high + 1)]


def draw_cloud(axes, flow, frame, view, classes):
    """The latents of one frame as dots in the plane of the view."""
    points = view.flat(flow.position.value[frame])
    order = drawn(len(points))
    for radius in view.outline:
        axes.add_patch(Circle((0, 0), radius, fill=False, color=FAINT, linewidth=0.6, zorder=0))
    colours = particle_colours(flow.labels, len(points), classes)
    axes.scatter(*points[order].T, c=colours[order], s=np.clip(700 / len(order), 5 if view.period else 1, 9),
                 linewidths=0, rasterized=len(order) > 500, clip_on=False)
    reach = 1.08 * view.reach
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    axes.axis("off")


def draw_histogram(axes, flow, frame, view, classes):
    """One-dimensional latents of one frame as a stacked histogram, heights relative to the fullest bin."""
    values = view.flat(flow.position.value[frame])[:, 0]
    groups = [values] if flow.labels is None else [values[flow.labels == c] for c in classes]
    colours = particle_colours(None if flow.labels is None else classes, len(groups), classes)
    reach = 1.05 * view.reach
    axes.hist(groups, bins=np.linspace(-reach, reach, 32), stacked=True, color=colours, linewidth=0)
    axes.set(xlim=(-reach, reach), yticks=[], xticks=[])
    axes.spines["left"].set_visible(False)


def draw_snapshot(axes, flow, frame, view, classes):
    """One frame, its time written inside a ring, else below."""
    (draw_histogram if view.histogram else draw_cloud)(axes, flow, frame, view, classes)
    label = f"${number(flow.position.time[frame])}$"
    height, anchor = (0.5, "center") if view.period else (-0.04, "top")
    axes.text(0.5, height, label, transform=axes.transAxes, ha="center", va=anchor, fontsize=10, color=INK)


def lead_to_snapshot(axes, time, snapshot):
    """A thin line from `time` on the time axis of the traces down to the snapshot."""
    start = max(time, axes.get_xlim()[0])
    axes.add_artist(ConnectionPatch((start, 0), (0.5, 1.02), axes.get_xaxis_transform(), snapshot.transAxes,
                                    color=SOFT, linewidth=0.6, clip_on=False))
