"""Energy and cluster measures over time."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullLocator

from .measure import inches
from .page import on_axis
from .stages import breaking_time, formation_time
from .style import FAINT, INK, SMALLEST, SOFT, number
from .ticks import short_ticks

TINT = "#fbf0d5"  # of the time in which clusters persist
FEW = 300  # gaps within such a factor have ticks between the powers of ten
FLOOR = 1e-16  # energy gaps below are round-off
MEASURES = {"ari": ("ARI", INK, "-", 1.5), "knn_accuracy": ("kNN accuracy", "#8c510a", (0, (4, 1.5)), 1.1),
            "probe_accuracy": ("linear probe", "#5e3c99", (0, (6, 1.5, 1, 1.5)), 1.0),
            "eta2": (r"$\eta^2$", "#01665e", (0, (1, 1)), 1.3)}
MARKED = 7  # marks along a curve of the test points
APART = 4  # points between the labels of two events


def energy_name(flows):
    """The gap where some flow has one, else the energy itself."""
    return "energy_gap" if any("energy_gap" in flow.observables for flow in flows) else "energy"


def energy_label(name):
    return "energy gap $E-E_0$" if name == "energy_gap" else "energy $E$"


def name_energy_axis(axes, name):
    axes.set_ylabel(short_ticks(axes, energy_label(name), "$E$"))


def draw_energy(axes, flow, flows, name):
    """The flow's energy (gap) in ink above those of the other flows in grey."""
    for other in flows:
        if other is not flow:
            draw_curve(axes, other, name, color=FAINT, linewidth=0.9, zorder=1)
    draw_curve(axes, flow, name, color=INK, linewidth=1.5, zorder=3)
    if name not in flow.observables:
        note = "no minimum known" if name == "energy_gap" else "not recorded"
        axes.text(0.5, 0.5, note, transform=axes.transAxes, ha="center", color=SOFT)


def draw_curve(axes, part, name, **style):
    series = part.observables.get(name)
    if series is not None:
        value = np.where(series.value > FLOOR, series.value, np.nan) if name == "energy_gap" else series.value
        axes.plot(on_axis(axes, series.time), value, **style)


def set_energy_axis(axes, flows, name):
    """Logarithmic for the gap, with ticks between the powers of ten where these are few."""
    limits = energy_limits(flows, name)
    if name == "energy_gap":
        axes.set_yscale("log")
        few = limits is not None and limits[1] < FEW * limits[0]
        axes.yaxis.set_major_locator(LogLocator(10, subs=(1, 2, 5) if few else (1,), numticks=6))
        axes.yaxis.set_minor_locator(NullLocator())
        if few:
            axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}" if value >= 1e-3 else f"${number(value)}$")
    axes.set_ylim(limits)


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
    """ARI, accuracies and eta^2, all at most 1; those of the test points thin, with hollow marks."""
    for name, (_, colour, dashes, width) in MEASURES.items():
        draw_curve(axes, flow, name, color=colour, linestyle=dashes, linewidth=width)
        if flow.test is not None and name in flow.test.observables:
            rows = len(flow.test.observables[name].time)
            draw_curve(axes, flow.test, name, color=colour, linestyle=dashes, linewidth=0.5 * width, marker="o",
                       markersize=3.2, markerfacecolor="white", markeredgewidth=0.7, markevery=max(1, rows // MARKED))
    axes.set(ylim=(-0.12, 1.08), yticks=[0, 0.5, 1])


def draw_key(axes, flows):
    """Names of the measures that the flows have in one line above the axes."""
    keys, names = measure_keys(flows)
    axes.legend(keys, names, loc="lower left", bbox_to_anchor=(0, 0.98), ncol=len(keys), borderaxespad=0, columnspacing=1.2)


def measure_keys(flows):
    """Handles and names of the measures that the flows have."""
    found = [look for name, look in MEASURES.items() if any(name in flow.observables for flow in flows)]
    return [Line2D([], [], color=colour, linestyle=dashes, linewidth=width) for _, colour, dashes, width in found], \
        [label for label, *_ in found]


def has_measures(flows):
    return any(name in flow.observables for flow in flows for name in MEASURES)


def events_of(flow):
    """[(name, time)] of t_form and t_break, where they came."""
    found = (("form", formation_time(flow)), ("break", breaking_time(flow)))
    return [(name, time) for name, time in found if time]


def mark_events(rows, labelled, flow):
    """Dashed lines at t_form and t_break in all `rows`, the time between tinted, their values above the axes
    `labelled`."""
    events = events_of(flow)
    for axes in rows:
        if len(events) == 2:
            axes.axvspan(events[0][1], events[1][1], color=TINT, linewidth=0, zorder=0)
        for _, time in events:
            axes.axvline(time, color=SOFT, linewidth=0.8, linestyle=(0, (4, 3)), zorder=2)
    write_events(labelled, [(time, rf"$t_{{\mathrm{{{name}}}}}={number(time)}$", name == "form") for name, time in events])


def write_events(axes, events):
    """Labels (time, text, whether left of it) above the axes, within their width and apart from each other."""
    wide = axes.get_position().width * axes.figure.get_figwidth()
    widths = [inches(text, SMALLEST) for _, text, _ in events]
    ends = [wide * along(axes, time) - width * left for (time, _, left), width in zip(events, widths)]
    for (_, text, _), place in zip(events, apart(ends, widths, wide)):
        axes.annotate(text, (place / wide, 1), xytext=(0, 3), ha="left", xycoords="axes fraction",
                      textcoords="offset points", fontsize=SMALLEST, color=INK, annotation_clip=False)


def apart(ends, widths, wide):
    """Left ends of labels, as near to those wanted as they are within [0, wide] and do not touch, in their order."""
    places = [float(np.clip(end, 0, max(0, wide - width))) for end, width in zip(ends, widths)]
    if len(places) == 2:
        gap = widths[0] + APART / 72
        if places[1] - places[0] < gap:
            places[0] = max(0.0, min(places[0], places[1] - gap))
            places[1] = max(places[1], places[0] + gap)
    return places


def along(axes, time):
    """Where a time is on the axis, from 0 to 1."""
    left, right = axes.get_xlim()
    if axes.get_xscale() == "linear":
        return (time - left) / (right - left)
    return np.log(time / left) / np.log(right / left)
