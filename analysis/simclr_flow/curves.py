"""Energy and cluster measures over time."""

import numpy as np
from matplotlib.lines import Line2D

from .page import on_axis
from .stages import breaking_time, formation_time
from .style import FAINT, INK, SOFT, number

TINT = "#fbf4e2"  # of the time in which clusters persist
FLOOR = 1e-16  # energy gaps below are round-off
MEASURES = {"ari": ("ARI", INK, "-", 1.5), "knn_accuracy": ("kNN accuracy", "#8c510a", (0, (4, 1.5)), 1.1),
            "probe_accuracy": ("linear probe", "#5e3c99", (0, (6, 1.5, 1, 1.5)), 1.0),
            "eta2": (r"$\eta^2$", "#01665e", (0, (1, 1)), 1.3)}


def energy_name(flows):
    """The gap where some flow has one, else the energy itself."""
    return "energy_gap" if any("energy_gap" in flow.observables for flow in flows) else "energy"


def draw_energy(axes, flow, flows, name):
    """The flow's energy (gap) in ink above those of the other flows in grey."""
    for other in flows:
        if other is not flow:
            draw_curve(axes, other, name, color=FAINT, linewidth=0.9, zorder=1)
    draw_curve(axes, flow, name, color=INK, linewidth=1.5, zorder=3)
    if name not in flow.observables:
        note = "no minimum known" if name == "energy_gap" else "not recorded"
        axes.text(0.5, 0.5, note, transform=axes.transAxes, ha="center", color=SOFT)


def note_others(axes):
    axes.text(0.03, 0.06, "grey: the other flows", transform=axes.transAxes, fontsize=10, color=SOFT)


def draw_curve(axes, flow, name, **style):
    series = flow.observables.get(name)
    if series is not None:
        value = np.where(series.value > FLOOR, series.value, np.nan) if name == "energy_gap" else series.value
        axes.plot(on_axis(axes, series.time), value, **style)


def energy_limits(flows, name):
    """Common limits of the energy row, None where nothing finite is stored."""
    values = np.concatenate([flow.observables[name].value for flow in flows if name in flow.observables] or [[]])
    values = values[np.isfinite(values) & ((values > FLOOR) | (name == "energy"))]
    if not len(values):
        return None
    if name == "energy_gap":
        return values.min() / 3, values.max() * 3
    room = 0.05 * (np.ptp(values) or 1)
    return values.min() - room, values.max() + room


def draw_measures(axes, flow):
    """ARI, accuracies and eta^2, all at most 1."""
    for name, (_, colour, dashes, width) in MEASURES.items():
        if name in flow.observables:
            series = flow.observables[name]
            axes.plot(on_axis(axes, series.time), series.value, color=colour, linestyle=dashes, linewidth=width)
    axes.set(ylim=(-0.12, 1.08), yticks=[0, 0.5, 1])


def draw_key(axes):
    """Names of the measures in one line above the axes."""
    keys = [Line2D([], [], color=colour, linestyle=dashes, linewidth=width)
            for _, colour, dashes, width in MEASURES.values()]
    axes.legend(keys, [label for label, *_ in MEASURES.values()], loc="lower left", bbox_to_anchor=(0, 0.98),
                ncol=len(keys), borderaxespad=0, columnspacing=1.2)


def has_measures(flows):
    return any(name in flow.observables for flow in flows for name in MEASURES)


def mark_events(rows, labelled, flow):
    """Dashed lines at t_form and t_break in all `rows`, the time between tinted, their values above
    the axes `labelled`."""
    events = (("form", formation_time(flow), "right"), ("break", breaking_time(flow), "left"))
    if all(time for _, time, _ in events):
        for axes in rows:
            axes.axvspan(events[0][1], events[1][1], color=TINT, linewidth=0, zorder=0)
    for name, time, side in events:
        if not time:
            continue
        for axes in rows:
            axes.axvline(time, color=SOFT, linewidth=0.8, linestyle=(0, (4, 3)), zorder=2)
        labelled.annotate(rf"$t_{{\mathrm{{{name}}}}}={number(time)}$", (time, 1), xytext=(0, 3), ha=side,
                          xycoords=labelled.get_xaxis_transform(), textcoords="offset points",
                          fontsize=10, color=INK, annotation_clip=False)
