"""The picture of what is measured of tangent kernels: shares of eigenvectors and modes, spectra, drift; a column per
flow that has any."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, NullLocator

from .curves import TINT, events_of, mark_events
from .keys import Key, lines_of, notes_in, patch
from .page import Page, column_width, on_axis, page_width, set_time_axis, shade_after_end
from .stages import is_logarithmic
from .style import COLOURS, SOFT, STROKES
from .ticks import short_ticks
from .titles import Heading, column_titles, headroom, setting, write_title

# Of each row: its name, and its series with how they are named and drawn.
ROWS = {
    "shares": ("shares", {"kernel_alignment": ("kernel alignment", COLOURS[0], STROKES[0]),
                          "growth_alignment": ("growth alignment", COLOURS[5], STROKES[1]),
                          "spectral_alignment": ("spectral alignment", COLOURS[2], STROKES[3]),
                          "persistence": ("persistence", COLOURS[3], STROKES[2])}),
    "spectra": ("spectra", {"kernel_eigenvalues": (r"eigenvalues $\mu_r$ of the kernel", COLOURS[0], STROKES[0]),
                            "growth_rates": (r"growth rates $\lambda_r$", COLOURS[5], STROKES[1])}),
    "drift": ("kernel drift", {"kernel_drift": (r"$|\Theta(t)-\Theta(0)|_F/|\Theta(0)|_F$", COLOURS[0], STROKES[0])}),
}
SEVERAL = "of several numbers per row, r = 1, 2, ..., the first is thick and dark, later ones thinner and paler"
NO_RATE = 1e-12  # relative to the largest: rates and eigenvalues below are none


def has_kernels(run):
    return any(flow.kernel or "spectral_alignment" in flow.observables for flow in run.flows)


def draw_kernels(run):
    """A matplotlib Figure of the flows of a run that have kernel series."""
    flows = [flow for flow in run.flows if flow.kernel or "spectral_alignment" in flow.observables]
    rows = [row for row, (_, names) in ROWS.items() if any(series_of(flow, name) for flow in flows for name in names)]
    titles, remarks, wide = *column_titles(flows, column_width(len(flows))), page_width(len(flows))
    heading = Heading(f"{run.title}: tangent kernels", setting(run), keys_of(flows, wide), wide)
    space = headroom(titles, remarks)
    page = Page(len(flows), rows, heading.inches, space)
    for column, flow in enumerate(flows):
        panels = {row: page.axes[row][column] for row in rows}
        draw_column(panels, flow, flows, page.is_first(column))
        write_title(panels[rows[0]], flow, titles[column], remarks[column], space)
    heading.draw(page.figure)
    return page.figure


def series_of(flow, name):
    """A series of the kernel or of the latents by this name, None where the flow has none."""
    found = flow.kernel.get(name) or flow.observables.get(name)
    return found if found is not None and len(found.time) else None


def keys_of(flows, wide):
    """Names and looks of the series that are drawn."""
    found = [look for _, names in ROWS.values() for name, look in names.items()
             if any(series_of(flow, name) for flow in flows)]
    keys = [Key(Line2D([], [], color=colour, linestyle=dashes, linewidth=1.5), label) for label, colour, dashes in found]
    if any(len(events_of(flow)) == 2 for flow in flows):
        keys.append(Key(patch(TINT), "clusters persist"))
    return lines_of(keys, wide - 1.05) + notes_in(SEVERAL, wide - 1.05)


def draw_column(panels, flow, flows, first):
    rows = list(panels)
    for row, axes in panels.items():
        set_time_axis(axes, flows, is_logarithmic(flows))
        draw_series(axes, flow, row)
        scale(axes, row, flows)
        axes.tick_params(which="both", labelbottom=row == rows[-1], labelleft=first)
        if first:
            axes.set_ylabel(short_ticks(axes, ROWS[row][0]))
    panels[rows[-1]].set_xlabel("time $t$")
    mark_events(list(panels.values()), panels[rows[-1]], flow)
    shade_after_end(list(panels.values()), flow, panels[rows[0]])


def draw_series(axes, flow, row):
    """All series of a row; of several numbers one line for each."""
    for name, (_, colour, dashes) in ROWS[row][1].items():
        if (series := series_of(flow, name)) is None:
            continue
        values = np.asarray(series.value).reshape(len(series.time), -1)
        for r, value in enumerate(told(values, row).T):
            fade = 1 / (1 + 0.45 * r)
            axes.plot(on_axis(axes, series.time), value, color=colour, linestyle=dashes, linewidth=max(0.5, 1.6 * fade),
                      alpha=max(0.35, fade), zorder=3 - 0.1 * r)
    if not any(series_of(flow, name) for name in ROWS[row][1]):
        axes.text(0.5, 0.5, "none", transform=axes.transAxes, ha="center", color=SOFT,
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 2})


def told(values, row):
    """Without those that are none, on a logarithmic scale."""
    if row != "spectra":
        return values
    return np.where(values > NO_RATE * np.nanmax(np.abs(values), initial=0), values, np.nan)


def scale(axes, row, flows):
    """The vertical axis of a row, common to all columns."""
    if row == "shares":
        axes.set(ylim=(-0.06, 1.08), yticks=[0, 0.5, 1])
        return
    found = [told(np.asarray(series.value).reshape(len(series.time), -1), row) for flow in flows
             for name in ROWS[row][1] if (series := series_of(flow, name))]
    values = np.concatenate([value.ravel() for value in found] or [[]])
    values = values[np.isfinite(values)]
    if row == "drift":
        axes.set_ylim(0, 1.08 * values.max(initial=1e-12))
    elif len(values):
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(10, numticks=6))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.set_ylim(values.min() / 2, values.max() * 2)
