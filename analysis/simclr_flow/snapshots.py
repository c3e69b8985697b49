"""Latents at one time: clouds in the plane of a view, or histograms on the line."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, ConnectionPatch

from .crowd import drawn
from .style import FAINT, INK, SOFT, number, palette

MOST_JOINED = 400  # latents: of more, lines between the views of a sample would hide them
HATCHES = ["", "////", "....", "xxxx", "----", "oooo", "\\\\\\\\", "++++", "||||"]  # of the classes in histograms


def draw_snapshot(axes, flow, frame, view, crowd):
    """One frame, its time written inside a ring, else below."""
    draw_at(axes, flow, frame, view, crowd)
    label = f"${number(flow.position.time[frame])}$"
    height, anchor = (0.5, "center") if view.period else (-0.03, "top")
    axes.text(0.5, height, label, transform=axes.transAxes, ha="center", va=anchor, fontsize=10, color=INK)


def draw_at(axes, flow, frame, view, crowd):
    """One frame."""
    (draw_histogram if view.histogram else draw_cloud)(axes, flow, frame, view, crowd)


def draw_cloud(axes, flow, frame, view, crowd):
    """The latents of one frame as marks in the plane of the view, those of the test points hollow."""
    for radius in view.outline:
        axes.add_patch(Circle((0, 0), radius, fill=False, color=FAINT, linewidth=0.6, zorder=0))
    points = view.flat(flow.position.value[frame], flow)
    join_views(axes, points, crowd)
    scatter(axes, points, flow, crowd, least=6 if view.period else 1.5)
    if flow.test is not None and frame < len(flow.test.position.time):
        scatter(axes, view.flat(flow.test.position.value[frame], flow), flow.test, crowd, least=6, hollow=True)
    reach = 1.08 * view.reach
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    axes.axis("off")


def scatter(axes, points, part, crowd, least, hollow=False):
    """A mark a point, all in one collection: what lies above says nothing of the classes."""
    order = drawn(len(points))
    colours, shapes = crowd.colours(part)[order], crowd.shapes(part)
    marks = axes.scatter(*points[order].T, s=np.clip(900 / len(order), least, 13), clip_on=False, zorder=2,
                         facecolors="white" if hollow else colours, edgecolors=colours if hollow else "none",
                         linewidths=0.7 if hollow else 0, rasterized=len(order) > 500)
    marks.set_paths([shapes[i] for i in order])


def join_views(axes, points, crowd):
    """A thin line from the first view of a sample to each of the others."""
    if crowd.views < 2 or len(points) % crowd.views or len(points) > MOST_JOINED:
        return
    samples = points.reshape(-1, crowd.views, 2)
    lines = [[sample[0], other] for sample in samples for other in sample[1:]]
    axes.add_collection(LineCollection(lines, colors=SOFT, linewidths=0.3, zorder=1), autolim=False)


def draw_histogram(axes, flow, frame, view, crowd):
    """One-dimensional latents of one frame as a stacked histogram, heights relative to the fullest bin; those of the
    test points as an outline."""
    values = view.flat(flow.position.value[frame], flow)[:, 0]
    groups = [values] if flow.labels is None else [values[flow.labels == c] for c in crowd.classes]
    reach = 1.05 * view.reach
    bins = np.linspace(-reach, reach, 32)
    *_, bars = axes.hist(groups, bins=bins, stacked=True, color=palette(len(groups)), linewidth=0)
    for group, hatch in zip(bars if len(groups) > 1 else [], HATCHES * len(groups)):
        for bar in group:
            bar.set(hatch=hatch, edgecolor="white", linewidth=0)
    if flow.test is not None and frame < len(flow.test.position.time):
        tested = view.flat(flow.test.position.value[frame], flow)[:, 0]
        axes.hist(tested, bins=bins, weights=np.full(len(tested), len(values) / len(tested)), histtype="step", color=INK,
                  linewidth=0.7)
    axes.set(xlim=(-reach, reach), yticks=[], xticks=[])
    axes.spines["left"].set_visible(False)


def lead_to_snapshot(axes, time, snapshot):
    """A thin line from `time` on the time axis of the traces down to the snapshot."""
    start = max(time, axes.get_xlim()[0])
    axes.add_artist(ConnectionPatch((start, 0), (0.5, 1.02), axes.get_xaxis_transform(), snapshot.transAxes,
                                    color=SOFT, linewidth=0.5, clip_on=False, zorder=0))
