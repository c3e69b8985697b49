"""The picture of an ensemble: a column per flow; energy and cluster measure of every seed, and their median."""

import numpy as np
from matplotlib.lines import Line2D

from . import curves
from .keys import Key, lines_of
from .measure import wrapped
from .page import Page, column_width, on_axis, page_width, set_time_axis, shade_after_end
from .seeds import common_rows
from .stages import breaking_time, formation_time, is_logarithmic
from .style import INK, SOFT, number, strokes
from .titles import Heading, column_titles, headroom, setting, write_title
from .trajectory import Series

SEED = {"linewidth": 0.7, "alpha": 0.75, "zorder": 2}
MEDIAN = {"color": INK, "linewidth": 1.8, "zorder": 3}
EVENT = 0.2  # inches above the panels, for the times of events
EVENTS = (("form", formation_time, "left"), ("break", breaking_time, "right"))


def draw_ensemble(ensemble):
    """A matplotlib Figure of an Ensemble."""
    runs, first, columns = ensemble.runs, ensemble.first, ensemble.columns
    flows = sum(columns, [])
    energy = curves.energy_name(flows)
    rows = [energy] + ["ari"] * any("ari" in flow.observables for flow in flows)
    titles, _ = column_titles(first.flows, column_width(len(columns)))
    remarks = [unfinished(runs, column, column_width(len(columns))) for column in columns]
    space, wide = headroom(titles, remarks) + EVENT, page_width(len(columns))
    heading = Heading(first.title, setting(first), lines_of(seed_keys(runs), wide - 1.05), wide)
    page = Page(len(columns), ["curves", "measures"][:len(rows)], heading.inches, space)
    for at, column in enumerate(columns):
        axes = [cells[at] for cells in page.axes.values()]
        draw_column(axes, column, rows, flows)
        write_title(axes[0], column[0], titles[at], remarks[at], space)
        share_axes(axes, page.is_first(at))
        if page.is_first(at):
            name_rows(axes, rows)
    heading.draw(page.figure)
    return page.figure


def unfinished(runs, column, width):
    """A remark on the seeds whose flow is not done."""
    seeds = [str(seed) for seed, flow in zip(runs, column) if flow.status != "done"]
    return wrapped(f"not finished: seed {', '.join(seeds)}", 10, width, most=2) if seeds else []


def draw_column(axes, column, rows, flows):
    """One flow: a thin line per seed, the median, and when its clusters form and break."""
    for cell, name in zip(axes, rows):
        set_time_axis(cell, flows, is_logarithmic(flows))
        for flow, stroke in zip(column, strokes(len(column))):
            curves.draw_curve(cell, flow, name, **stroke, **SEED)
        if len(column) > 2 and (middle := median(column, name)):
            cell.plot(on_axis(cell, middle.time), middle.value, **MEDIAN)
    curves.set_energy_axis(axes[0], flows, rows[0])
    if len(axes) > 1:
        axes[1].set(ylim=(-0.12, 1.08), yticks=[0, 0.5, 1])
    mark_events(axes, column)
    shade_after_end(axes, max(column, key=lambda flow: flow.times[-1]), axes[0])


def median(column, name):
    """The median over the seeds while all of them run, at the times of any; None where one lacks it."""
    if (rows := common_rows([flow.observables.get(name) for flow in column])) is None:
        return None
    time, value = rows[0], np.median(rows[1], axis=0)
    return Series(time, np.where(value > curves.FLOOR, value, np.nan) if name == "energy_gap" else value)


def mark_events(axes, column):
    """A tick a seed at t_form and t_break; their geometric mean dashed, with the number of seeds."""
    told = []
    for name, event, side in EVENTS:
        times = [time for time in map(event, column) if time]
        if not times:
            continue
        middle = np.exp(np.mean(np.log(times)))
        for cell in axes:
            cell.axvline(middle, color=SOFT, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
            cell.plot(times, [0.02] * len(times), "|", transform=cell.get_xaxis_transform(), color=INK,
                      markersize=7, markeredgewidth=0.7)
        seeds = "" if len(times) == len(column) else f" ({len(times)} of {len(column)})"
        told.append((middle, rf"$t_{{\mathrm{{{name}}}}}={number(middle)}${seeds}", side == "left"))
    curves.write_events(axes[0], told)


def share_axes(axes, first):
    """Numbers on the vertical axes of the first column and on the time axis of the last row only."""
    for cell in axes:
        cell.tick_params(which="both", labelbottom=cell is axes[-1], labelleft=first)
    axes[-1].set_xlabel("time $t$")


def name_rows(axes, rows):
    """Names of the rows at the first column of a band."""
    curves.name_energy_axis(axes[0], rows[0])
    if len(axes) > 1:
        axes[1].set_ylabel("ARI")
    axes[0].figure.align_ylabels(axes)


def seed_keys(runs):
    """Names of the seeds, the first 24, and of the median."""
    keys = [Key(Line2D([], [], linewidth=1.2, **stroke), f"seed {seed}")
            for seed, stroke in list(zip(runs, strokes(len(runs))))[:24]]
    keys += [Key(None, f"... and {len(runs) - 24} more")] * (len(runs) > 24)
    return [Key(Line2D([], [], **MEDIAN), "median")] * (len(runs) > 2) + keys + \
        [Key(Line2D([], [], color=INK, marker="|", linestyle="none", markersize=7), "events of a seed"),
         Key(Line2D([], [], color=SOFT, linewidth=0.8, linestyle=(0, (4, 3))), "their geometric mean")]
