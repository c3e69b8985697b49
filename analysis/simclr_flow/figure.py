"""The picture of a run: a column per flow; latents over time, latents at chosen times, energy, cluster measures,
and the neurons of mean-field networks on data in the plane."""

from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MaxNLocator

from . import curves, latents, neurons, stages
from .page import SQUARES, Page, column_width, set_time_axis, shade_after_end
from .style import SOFT
from .titles import column_titles, draw_heading, headroom, write_title
from .trajectory import Run
from .views import View, choose_view


@dataclass(frozen=True)
class Plan:
    """What the columns share: the classes in the order of their colours, the time axis, the times of
    the snapshots, the name of the energy drawn, the names of the rows."""

    run: Run
    view: View
    classes: np.ndarray
    logarithmic: bool
    times: np.ndarray
    energy: str
    rows: list


def draw_run(run):
    """A matplotlib Figure of the run."""
    plan = make_plan(run)
    titles, remarks = column_titles(run.flows, column_width(len(run.flows)))
    space, extra = headroom(titles, remarks)
    page = Page(len(run.flows), plan.rows, extra)
    for column, flow in enumerate(run.flows):
        draw_column(page, plan, column, flow)
        write_title(page.axes["traces"][column], flow, titles[column], remarks[column], space)
    name_rows(page, plan)
    draw_heading(page.figure, run, plan.classes)
    return page.figure


def make_plan(run):
    labels = [flow.labels for flow in run.flows if flow.labels is not None]
    logarithmic = stages.is_logarithmic(run.flows)
    rows = ["traces", "snapshots", "energy"] + ["measures"] * curves.has_measures(run.flows)
    rows += ["neurons"] * any(map(neurons.are_in_the_plane, run.flows))
    return Plan(run=run, view=choose_view(run), logarithmic=logarithmic, rows=rows,
                classes=np.unique(np.concatenate(labels)) if labels else np.array([]),
                times=stages.snapshot_times(run.flows, logarithmic), energy=curves.energy_name(run.flows))


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
    share_axes(rows, first=column == 0)
    if len(flow.position.time):
        curves.mark_events(timed, rows["energy"], flow)
        shade_after_end(timed, flow, rows["traces"])


def draw_latents(rows, plan, flow):
    """Traces over time, and the snapshots with their marks."""
    axes, small = rows["traces"], rows["snapshots"]
    frames = stages.nearest_frames(flow.position.time, plan.times) if len(flow.position.time) else []
    for slot, frame in zip(small, frames):
        latents.draw_snapshot(slot, flow, frame, plan.view, plan.classes)
        latents.lead_to_snapshot(axes, flow.position.time[frame], slot)
    for slot in small[len(frames):]:
        slot.axis("off")
    if not frames:
        axes.text(0.5, 0.5, "no frames committed", transform=axes.transAxes, ha="center", color=SOFT)
        return
    latents.draw_traces(axes, flow, plan.view, plan.classes)


def draw_curves(rows, plan, flow):
    curves.draw_energy(rows["energy"], flow, plan.run.flows, plan.energy)
    if plan.energy == "energy_gap":
        rows["energy"].set_yscale("log")
    rows["energy"].set_ylim(curves.energy_limits(plan.run.flows, plan.energy))
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
    """Numbers on the vertical axes of the first column and on the time axis of the last row only."""
    *upper, last = [axes for row, axes in rows.items() if row not in SQUARES]
    for axes in upper:
        axes.tick_params(which="both", labelbottom=False, labelleft=first)
    last.tick_params(which="both", labelleft=first)
    last.set_xlabel("time $t$")


def name_rows(page, plan):
    """Names and keys of the rows, at the first column."""
    first = {row: axes[0] for row, axes in page.axes.items()}
    first["traces"].set_ylabel(plan.view.trace_name)
    name_squares(first["snapshots"][0], plan.view.snapshot_name)
    first["energy"].set_ylabel("energy gap $E-E_0$" if plan.energy == "energy_gap" else "energy $E$")
    if len(plan.run.flows) > 1:
        curves.note_others(first["energy"])
    if "measures" in first:
        first["measures"].set_ylabel("cluster measures")
        curves.draw_key(first["measures"])
    if "neurons" in first:
        name_squares(first["neurons"][0], "neurons: $w_k$")
        neurons.draw_key(first["neurons"][0], plan.run.flows)
    page.figure.align_ylabels([axes for row, axes in first.items() if row not in SQUARES])


def name_squares(axes, name):
    axes.annotate(name, (0, 0.5), xytext=(-30, 0), xycoords="axes fraction", textcoords="offset points",
                  rotation=90, ha="center", va="center", fontsize=12)
