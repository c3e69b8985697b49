"""The picture of a run: a column per flow; latents over time, latents at chosen times, energy, cluster measures,
and the neurons of mean-field networks on data in the plane."""

from dataclasses import dataclass

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from . import curves, latents, neurons, snapshots, stages
from .crowd import PALE, Crowd, crowd_of
from .keys import Key, class_keys, lines_of, mark, notes_in, patch
from .page import SQUARES, Page, column_width, page_width, set_time_axis, shade_after_end
from .style import COLOURS, FAINT, INK, SOFT
from .ticks import short_ticks
from .titles import Heading, column_titles, headroom, setting, write_title
from .trajectory import Run
from .views import View, choose_view

TINTED = "tinted: from $t_{\\mathrm{form}}$ (k-means finds the classes) to $t_{\\mathrm{break}}$ (the gap has halved)"


@dataclass(frozen=True)
class Plan:
    """What the columns share: the view, the classes and views of samples, the time axis, the times of the snapshots,
    the name of the energy drawn, the names of the rows."""

    run: Run
    view: View
    crowd: Crowd
    logarithmic: bool
    times: np.ndarray
    energy: str
    rows: list


def draw_run(run):
    """A matplotlib Figure of the run."""
    plan, columns = make_plan(run), len(run.flows)
    titles, remarks = column_titles(run.flows, column_width(columns))
    space, wide = headroom(titles, remarks), page_width(columns)
    heading = Heading(run.title, setting(run, plan.crowd.views), keys_of(plan, wide - 1.05), wide)
    page = Page(columns, plan.rows, heading.inches, space)
    for column, flow in enumerate(run.flows):
        draw_column(page, plan, column, flow)
        write_title(page.axes["traces"][column], flow, titles[column], remarks[column], space)
    name_rows(page, plan)
    heading.draw(page.figure)
    return page.figure


def make_plan(run):
    logarithmic = stages.is_logarithmic(run.flows)
    rows = ["traces", "snapshots", "energy"] + ["measures"] * curves.has_measures(run.flows)
    rows += ["neurons"] * any(map(neurons.are_in_the_plane, run.flows))
    return Plan(run=run, view=choose_view(run), crowd=crowd_of(run), logarithmic=logarithmic, rows=rows,
                times=stages.snapshot_times(run.flows, logarithmic), energy=curves.energy_name(run.flows))


def keys_of(plan, wide):
    """Lines of keys: classes; views, test points and shades, where there are any; what the coordinates are."""
    flows, end = plan.run.flows, max(flow.times[-1] for flow in plan.run.flows if len(flow.times))
    keys = []
    if plan.crowd.views > 1:
        keys.append(Key(mark("o", color=COLOURS[0]), "first view of a sample"))
        keys.append(Key(mark("o", color=COLOURS[0], alpha=PALE), "its other views"))
    if any(flow.test is not None for flow in flows):
        keys.append(Key(mark("o", color=INK, markerfacecolor="white", markeredgewidth=0.7), "test points"))
        keys.append(Key(Line2D([], [], color=INK, linestyle=latents.DASHES, linewidth=0.9), "their traces"))
    if len(flows) > 1:
        keys.append(Key(Line2D([], [], color=FAINT, linewidth=1.2), "energy of the other flows"))
    if any(len(curves.events_of(flow)) == 2 for flow in flows):
        keys.append(Key(patch(curves.TINT), TINTED))
    if any(len(flow.times) and flow.times[-1] <= 0.9 * end for flow in flows):
        keys.append(Key(patch("#ededed"), "grey: after the end of the flow"))
    notes = [line for note in (plan.view.trace_note, plan.view.note) for line in notes_in(note, wide)]
    return lines_of(class_keys(plan.crowd.names), wide) + lines_of(keys, wide) + notes


def draw_column(page, plan, column, flow):
    """All rows of one flow."""
    rows = {row: page.axes[row][column] for row in plan.rows}
    timed = [axes for row, axes in rows.items() if row not in SQUARES]
    for axes in timed:
        set_time_axis(axes, plan.run.flows, plan.logarithmic)
    draw_latents(rows, plan, flow)
    draw_curves(rows, plan, flow)
    if "neurons" in rows:
        neurons.draw_neurons(rows["neurons"], flow, plan.run.flows)
    scale_traces(rows["traces"], plan.view)
    share_axes(rows, page.is_first(column))
    if len(flow.position.time):
        curves.mark_events(timed, rows["energy"], flow)
        shade_after_end(timed, flow, rows["traces"])


def draw_latents(rows, plan, flow):
    """Traces over time, and the snapshots with their marks."""
    axes, small = rows["traces"], rows["snapshots"]
    frames = stages.nearest_frames(flow.position.time, plan.times) if len(flow.position.time) else []
    for slot, frame in zip(small, frames):
        snapshots.draw_snapshot(slot, flow, frame, plan.view, plan.crowd)
        snapshots.lead_to_snapshot(axes, flow.position.time[frame], slot)
    for slot in small[len(frames):]:
        slot.axis("off")
    if not frames:
        axes.text(0.5, 0.5, "no frames committed", transform=axes.transAxes, ha="center", color=SOFT)
        return
    latents.draw_traces(axes, flow, plan.view, plan.crowd)


def draw_curves(rows, plan, flow):
    curves.draw_energy(rows["energy"], flow, plan.run.flows, plan.energy)
    curves.set_energy_axis(rows["energy"], plan.run.flows, plan.energy)
    if "measures" in rows:
        curves.draw_measures(rows["measures"], flow)


def scale_traces(axes, view):
    """The vertical axis of the traces: one period, or all that any flow reaches."""
    if view.period:
        half = view.period / 2
        axes.set(ylim=(-half, half), yticks=[-half, 0, half], yticklabels=[r"$-\pi$", "$0$", r"$\pi$"])
    else:
        axes.set_ylim(-1.05 * view.extent, 1.05 * view.extent)
        axes.yaxis.set_major_locator(MaxNLocator(5))


def share_axes(rows, first):
    """Numbers on the vertical axes of the first column of a band and on the time axis of the last row only."""
    *upper, last = [axes for row, axes in rows.items() if row not in SQUARES]
    for axes in upper:
        axes.tick_params(which="both", labelbottom=False, labelleft=first)
    last.tick_params(which="both", labelleft=first)
    last.set_xlabel("time $t$")


def name_rows(page, plan):
    """Names of the rows at the first column of each band, and keys at the very first."""
    for column in filter(page.is_first, range(len(plan.run.flows))):
        first = {row: axes[column] for row, axes in page.axes.items()}
        name_traces(first["traces"], plan.view)
        name_squares(first["snapshots"][0], plan.view.snapshot_name)
        curves.name_energy_axis(first["energy"], plan.energy)
        if "measures" in first:
            first["measures"].set_ylabel("cluster measures")
        if "neurons" in first:
            name_squares(first["neurons"][0], "neurons: $w_k$")
        page.figure.align_ylabels([axes for row, axes in first.items() if row not in SQUARES])
    draw_keys(page, plan)


def name_traces(axes, view):
    """Angles keep their multiples of pi."""
    axes.set_ylabel(view.trace_name if view.period else short_ticks(axes, view.trace_name))


def draw_keys(page, plan):
    first = {row: axes[0] for row, axes in page.axes.items()}
    if "measures" in first:
        curves.draw_key(first["measures"], plan.run.flows)
    if "neurons" in first:
        neurons.draw_key(first["neurons"][0], plan.run.flows)


def name_squares(axes, name):
    axes.annotate(name, (0, 0.5), xytext=(-32, 0), xycoords="axes fraction", textcoords="offset points",
                  rotation=90, ha="center", va="center", fontsize=11)
