"""What is written above the panels: the run's heading and colour key, the titles of the columns."""

import textwrap

import numpy as np
from matplotlib.lines import Line2D

from .latents import MOST_DRAWN
from .page import MARGINS
from .spaces import space_of
from .style import ALARM, INK, SOFT, palette

QUIET = ("", "done", "stopped", "finished", "converged", "completed")  # statuses that need no remark
CALM = ("running", "interrupted")  # remarks that are no alarm
LINE = 13  # points between the lines of a remark


def draw_heading(figure, run, classes):
    """Title, setting and colour key."""
    wide, tall = figure.get_size_inches()
    left = MARGINS["left"] / wide
    title = textwrap.shorten(run.title, int(9 * wide), placeholder=" ...")
    figure.text(left, 1 - 0.42 / tall, plain(title), fontsize=19, color=INK)
    figure.text(left, 1 - 0.70 / tall, setting(run), fontsize=12, color=SOFT)
    if len(classes):
        figure.text(left, 1 - 0.96 / tall, "label", fontsize=12, color=SOFT)
        draw_colour_key(figure, classes, left + 0.42 / wide)


def draw_colour_key(figure, classes, left):
    """A dot and a number for each class (the first twelve)."""
    keys = [Line2D([], [], marker="o", linestyle="none", markersize=6, markeredgewidth=0, color=colour)
            for colour in palette(len(classes))]
    figure.legend(keys[:12], [f"{label}" for label in classes[:12]], ncol=12, loc="center left",
                  fontsize=12, columnspacing=0.8, handletextpad=0, borderaxespad=0, borderpad=0,
                  bbox_to_anchor=(left, 1 - 0.925 / figure.get_figheight()))


def setting(run):
    """One line: manifold, temperature, number of latents, the energy's minimum."""
    count, dimension = run.flows[0].position.value.shape[1:]
    some = f", {MOST_DRAWN} drawn" if count > MOST_DRAWN else ""
    parts = [space_of(run.manifold).title(dimension, []) or plain(run.manifold), f"$N={count}$ latents{some}"]
    if run.temperature is not None:
        parts.insert(1, rf"temperature $\tau={run.temperature:g}$")
    if run.minimum_energy is not None and np.isfinite(run.minimum_energy):
        status = f" ({plain(run.minimum_status)})" if run.minimum_status else ""
        parts.append(f"$E_0={run.minimum_energy:.6g}${status}")
    return ",  ".join(parts)


def column_titles(flows, width):
    """For columns `width` inches wide, the lines of each title and of each remark on the status."""
    titles = [textwrap.wrap(flow.description, int(11 * width), max_lines=2, placeholder=" ...") for flow in flows]
    return titles, [remark(flow, int(15 * width)) for flow in flows]


def remark(flow, letters):
    """Status and reason in at most two lines; none for a flow that ended as planned."""
    if flow.status.lower() in QUIET:
        return []
    sentence = f"{flow.status}: {flow.reason}" if flow.reason else flow.status
    return textwrap.wrap(sentence, letters, max_lines=2, placeholder=" ...")


def headroom(titles, remarks):
    """Points taken by the remarks, and inches by all that exceeds one line of title."""
    space = LINE * max(map(len, remarks))
    return space, (space + 16 * (max(map(len, titles)) - 1)) / 72


def write_title(axes, flow, title, lines, space):
    """The title and, in the `space` points below it, the remark."""
    axes.set_title(plain("\n".join(title)), loc="left", pad=9 + space, fontsize=13)
    axes.annotate(plain("\n".join(lines)), (0, 1), xytext=(0, space + 4), xycoords="axes fraction", va="top",
                  textcoords="offset points", fontsize=10, color=SOFT if flow.status.lower() in CALM else ALARM)


def plain(text):
    """Text of the file's author: no mathematics."""
    return text.replace("$", r"\$")
