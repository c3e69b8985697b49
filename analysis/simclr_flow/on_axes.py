"""The parts of the pictures on axes of your own: each function draws on matplotlib axes that it is given, sets their
scales and names. They need no settings of this package."""

import numpy as np

from . import curves, kernels, latents, snapshots
from .atoms import draw_atoms
from .crowd import crowd_of
from .diagram import coded, draw_cells
from .grid import set_axis
from .names import name_of_column
from .page import set_time_axis
from .phase import draw_line
from .stages import is_logarithmic
from .stored import require
from .ticks import short_ticks
from .views import choose_view


def draw_traces(axes, run, flow):
    """The latents of a flow of the run over time, a line per latent."""
    view = choose_view(run)
    timed(axes, flow)
    latents.draw_traces(axes, flow, view, crowd_of(run))
    axes.set_ylim(-1.05 * view.extent, 1.05 * view.extent)
    axes.set_ylabel(short_ticks(axes, view.trace_name))


def draw_latents(axes, run, flow, frame=-1):
    """The latents of a flow of the run at one of its rows, the last unless told; -1 is the last, -2 the one before.
    Throws TrajectoryError."""
    rows = range(len(flow.position.time))
    require(-len(rows) <= frame < len(rows), f"the flow {flow.name} has no frame {frame}: "
            f"its {len(rows)} frames are 0 to {len(rows) - 1}" if rows else f"the flow {flow.name} has no frames")
    snapshots.draw_snapshot(axes, flow, rows[frame], choose_view(run), crowd_of(run))


def draw_energy(axes, flow, others=()):
    """E - E_0 of a flow on a logarithmic axis where it has one, else E; other flows in grey."""
    flows = [flow, *others]
    name = curves.energy_name([flow])
    timed(axes, *flows)
    curves.draw_energy(axes, flow, flows, name)
    curves.set_energy_axis(axes, flows, name)
    curves.name_energy_axis(axes, name)


def draw_measures(axes, flow):
    """ARI, accuracies and eta^2 of a flow, with their key; of test points thin, with hollow marks."""
    timed(axes, flow)
    curves.draw_measures(axes, flow)
    axes.legend(*curves.measure_keys([flow]), loc="best", fontsize="small")


def draw_kernel(axes, flow, row="shares"):
    """A row of the picture of tangent kernels: shares, spectra or drift."""
    require(row in kernels.ROWS, f"{row!r} is no row of the picture of kernels; there are: {', '.join(kernels.ROWS)}")
    timed(axes, flow)
    kernels.draw_series(axes, flow, row)
    kernels.scale(axes, row, [flow])
    axes.set_ylabel(short_ticks(axes, kernels.ROWS[row][0]))


def draw_configuration(axes, study, rank=0):
    """A configuration of a study, the lowest unless told. Throws TrajectoryError."""
    count = len(study.configurations)
    require(0 <= rank < count, f"the study has no configuration {rank}: it has {count}, from 0 on")
    draw_atoms(axes, study.configurations[rank], study)


def draw_phases(axes, sweep):
    """A sweep over one axis as a line, over two as a phase diagram; returns what a colour bar is made of, or None."""
    require(len(sweep.axes) <= 2, f"the sweep {sweep.name} has {len(sweep.axes)} axes: on axes there is room for two")
    if len(sweep.axes) == 1:
        return draw_line(axes, sweep)
    first, second = sweep.axes
    set_axis(axes, "x", first)
    set_axis(axes, "y", second)
    codes, *look = coded(sweep)
    axes.set_title(name_of_column(sweep.column))
    return draw_cells(axes, first, second, np.reshape(sweep.states, sweep.shape), codes.reshape(sweep.shape), look,
                      [] if sweep.is_number else sweep.words)


def timed(axes, *flows):
    set_time_axis(axes, flows, is_logarithmic(flows))
    axes.set_xlabel("time $t$")
