"""Latents over time as a moving picture: a panel per flow, at common times, which are written."""

import tempfile
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.animation import FFMpegWriter, PillowWriter
from matplotlib.figure import Figure

from . import snapshots, stages
from .crowd import crowd_of
from .keys import class_keys, lines_of, notes_in
from .page import GAPS, MARGINS, MOST_COLUMNS, column_width, page_width
from .stored import require
from .style import ALARM, INK, SETTINGS, SOFT, number
from .titles import LINE, Heading, column_titles, headroom, setting, write_title
from .views import choose_view

WRITERS = {"gif": PillowWriter, "mp4": FFMpegWriter}
PER_SECOND, DOTS = 15, 100  # pictures per second, and pixels per inch
MOST_TIMES, MOST_WIDE = 120, 4.0  # pictures, and inches of a panel


class Animation:
    """The figure of a run, and its times: show(k) draws what is at times[k]. A flow that has ended stays as it was, and
    says so."""

    def __init__(self, run):
        self.run, self.view, self.crowd = run, choose_view(run), crowd_of(run)
        self.times = chosen_times(run.flows)
        self.titles, remarks = column_titles(run.flows, column_width(len(run.flows)))
        self.room = headroom(self.titles, remarks) + LINE / 72
        self.figure, self.panels = self.make_page(len(run.flows))
        self.clock = self.figure.text(1 - 0.3 / self.figure.get_figwidth(), 1 - 0.40 / self.figure.get_figheight(), "",
                                      ha="right", fontsize=17, color=INK)

    def make_page(self, columns):
        wide, side = page_width(columns), min(column_width(columns), MOST_WIDE)
        told = [self.view.trace_note] * (not self.view.outline) + [self.view.note]
        notes = [line for note in told for line in notes_in(note, wide - 1.05)]
        heading = Heading(self.run.title, setting(self.run, self.crowd.views),
                          lines_of(class_keys(self.crowd.names), wide - 1.05) + notes, wide)
        bands = -(-columns // MOST_COLUMNS)
        in_band, top = -(-columns // bands), MARGINS["top"] + heading.inches + self.room
        step = side + 0.5 + self.room
        figure = Figure(figsize=(wide, top + bands * step - self.room), dpi=DOTS)
        heading.draw(figure)
        boxes = [(MARGINS["left"] + k % in_band * (column_width(columns) + GAPS["columns"]), top + k // in_band * step)
                 for k in range(columns)]
        tall = figure.get_figheight()
        return figure, [figure.add_axes([left / wide, 1 - (low + side) / tall, side / wide, side / tall])
                        for left, low in boxes]

    def show(self, k):
        time = self.times[k]
        self.clock.set_text(f"$t={number(time)}$")
        for flow, axes, title in zip(self.run.flows, self.panels, self.titles):
            axes.clear()
            if not len(flow.position.time):
                axes.axis("off")
                continue
            frame = max(0, int(np.searchsorted(flow.position.time, time * (1 + 1e-9), side="right")) - 1)
            snapshots.draw_at(axes, flow, frame, self.view, self.crowd)
            write_title(axes, flow, title, [], self.room)
            if time > flow.position.time[-1] * (1 + 1e-9):
                axes.text(0.5, -0.03, f"ended at ${number(flow.position.time[-1])}$", transform=axes.transAxes, ha="center",
                          va="top", fontsize=10, color=SOFT if flow.status.lower() == "done" else ALARM)


def chosen_times(flows):
    """Of all times of frames up to 120, spread evenly on the time axis of the run, with the first and the last."""
    time = np.unique(np.concatenate([flow.position.time for flow in flows]))
    scale = np.log(np.maximum(time, time[time > 0].min(initial=np.inf) / 2)) if stages.is_logarithmic(flows) else time
    if len(time) <= MOST_TIMES:
        return time
    wanted = np.linspace(scale[0], scale[-1], MOST_TIMES)
    return time[np.unique(np.abs(scale[:, None] - wanted).argmin(axis=0))]


def animate(run, path):
    """Write the animation of a run to `path`, whose ending, .gif or .mp4, says as what. Throws TrajectoryError where
    what writes it is missing."""
    path, kind = Path(path), Path(path).suffix[1:]
    require(kind in WRITERS, f"an animation is written as {' or '.join(WRITERS)}, not as {kind!r}")
    require(WRITERS[kind].isAvailable(), f"an animation as {kind} needs "
            + ("ffmpeg, which is not installed: gif needs nothing more" if kind == "mp4" else "the Python package pillow"))
    with matplotlib.rc_context(SETTINGS), tempfile.TemporaryDirectory(dir=path.parent) as folder:
        moving = Animation(run)
        written = Path(folder) / path.name
        writer = WRITERS[kind](fps=PER_SECOND)
        with writer.saving(moving.figure, str(written), dpi=moving.figure.dpi):
            for k in [*range(len(moving.times)), *[len(moving.times) - 1] * PER_SECOND]:  # the end stays a second
                moving.show(k)
                writer.grab_frame()
        written.replace(path)
