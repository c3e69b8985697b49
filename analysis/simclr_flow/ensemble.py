"""The picture of an ensemble: a column per flow; energy and cluster measure of every seed, and their median."""

import re
from pathlib import Path

import numpy as np
from matplotlib.lines import Line2D

from . import curves
from .page import Page, column_width, on_axis, set_time_axis, shade_after_end
from .stages import breaking_time, formation_time, is_logarithmic
from .style import INK, SOFT, number, palette
from .titles import LINE, column_titles, draw_heading, headroom, write_title
from .trajectory import Series, load, require

SEED = {"linewidth": 0.7, "alpha": 0.75, "zorder": 2}
MEDIAN = {"color": INK, "linewidth": 1.8, "zorder": 3}
EVENTS = (("form", formation_time, "right"), ("break", breaking_time, "left"))


def load_ensemble(folder):
    """The runs of the files seed-*.h5 by seed. Throws TrajectoryError."""
    named = {int(found[1]): path for path in Path(folder).iterdir()
             if (found := re.fullmatch(r"seed-(\d+)\.h5", path.name))}
    require(named, f"{folder} holds no seed-*.h5: it is no ensemble")
    runs = {seed: load(named[seed]) for seed in sorted(named)}
    names = {tuple(flow.name for flow in run.flows) for run in runs.values()}
    require(len(names) == 1, f"the runs of {folder} have different flows")
    return runs


def draw_ensemble(runs):
    """A matplotlib Figure of {seed: run}."""
    first = next(iter(runs.values()))
    columns = [[run.flows[k] for run in runs.values()] for k in range(len(first.flows))]
    flows = sum(columns, [])
    energy = curves.energy_name(flows)
    rows = [energy] + ["ari"] * any("ari" in flow.observables for flow in flows)
    titles, _ = column_titles(first.flows, column_width(len(columns)))
    remarks = [unfinished(runs, column) for column in columns]
    space, extra = headroom(titles, remarks)
    page = Page(len(columns), ["curves", "measures"][:len(rows)], extra)
    for at, column in enumerate(columns):
        axes = [cells[at] for cells in page.axes.values()]
        draw_column(axes, column, rows, flows)
        write_title(axes[0], column[0], titles[at], remarks[at], space + LINE)
        share_axes(axes, at == 0)
    name_rows(page, rows, runs)
    draw_heading(page.figure, first, [])
    return page.figure


def unfinished(runs, column):
    """A remark on the seeds whose flow is not done."""
    seeds = [str(seed) for seed, flow in zip(runs, column) if flow.status != "done"]
    return [f"not finished: seed {', '.join(seeds)}"] if seeds else []


def draw_column(axes, column, rows, flows):
    """One flow: a thin line per seed, the median, and when its clusters form and break."""
    for cell, name in zip(axes, rows):
        set_time_axis(cell, flows, is_logarithmic(flows))
        for flow, colour in zip(column, palette(len(column))):
            curves.draw_curve(cell, flow, name, color=colour, **SEED)
        if len(column) > 2 and (middle := median(column, name)):
            cell.plot(on_axis(cell, middle.time), middle.value, **MEDIAN)
    if rows[0] == "energy_gap":
        axes[0].set_yscale("log")
    axes[0].set_ylim(curves.energy_limits(flows, rows[0]))
    if len(axes) > 1:
        axes[1].set(ylim=(-0.12, 1.08), yticks=[0, 0.5, 1])
    mark_events(axes, column)
    shade_after_end(axes, max(column, key=lambda flow: flow.times[-1]), axes[0])


def median(column, name):
    """The median over the seeds while all of them run, at the times of any; None where one lacks it."""
    series = [flow.observables.get(name) for flow in column]
    if any(one is None or not len(one.time) for one in series):
        return None
    time = np.unique(np.concatenate([one.time for one in series]))
    time = time[time <= min(one.time[-1] for one in series)]
    value = np.median([np.interp(time, one.time, one.value) for one in series], axis=0)
    return Series(time, np.where(value > curves.FLOOR, value, np.nan) if name == "energy_gap" else value)


def mark_events(axes, column):
    """A tick a seed at t_form and t_break; their geometric mean dashed, with the number of seeds."""
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
        axes[0].annotate(rf"$t_{{\mathrm{{{name}}}}}={number(middle)}${seeds}", (middle, 1), xytext=(0, 3), ha=side,
                         xycoords=axes[0].get_xaxis_transform(), textcoords="offset points", fontsize=10,
                         annotation_clip=False)


def share_axes(axes, first):
    """Numbers on the vertical axes of the first column and on the time axis of the last row only."""
    for cell in axes:
        cell.tick_params(which="both", labelbottom=cell is axes[-1], labelleft=first)
    axes[-1].set_xlabel("time $t$")


def name_rows(page, rows, runs):
    """Names of the rows at the first column, and the key of the seeds above them."""
    first = [cells[0] for cells in page.axes.values()]
    first[0].set_ylabel("energy gap $E-E_0$" if rows[0] == "energy_gap" else "energy $E$")
    if len(first) > 1:
        first[1].set_ylabel("ARI")
    wide, tall = page.figure.get_size_inches()
    keys = [Line2D([], [], color=colour, linewidth=1.2) for colour in palette(len(runs))]
    names = [f"seed {seed}" for seed in runs]
    if len(runs) > 2:
        keys, names = [Line2D([], [], **MEDIAN)] + keys, ["median"] + names
    page.figure.legend(keys[:9], names[:9], ncol=9, loc="center left", bbox_to_anchor=(first[0].get_position().x0,
                       1 - 0.94 / tall), fontsize=11, columnspacing=1.2, borderaxespad=0, borderpad=0)
    page.figure.align_ylabels(first)
