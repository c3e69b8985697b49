"""What is written above the panels: the run's heading and keys, the titles of the columns."""

import numpy as np

from .crowd import MOST_DRAWN, MOST_TRACED
from .keys import STEP, draw_lines
from .measure import inches, shortened, wrapped
from .names import escaped
from .page import MARGINS
from .spaces import space_of
from .style import ALARM, INK, SOFT

QUIET = ("", "done", "stopped", "finished", "converged", "completed")  # statuses that need no remark
CALM = ("running", "interrupted")  # remarks that are no alarm
LINE = 13.5  # points between the lines of a title or remark
SIZES = {"heading": 17, "setting": 11, "title": 12, "details": 10}  # points


class Heading:
    """The title of a page so many inches wide, lines on the setting, and lines of keys; `inches` is what it takes below
    the title."""

    def __init__(self, title, setting, lines, wide):
        room = wide - MARGINS["left"] - MARGINS["right"]
        self.title = shortened(escaped(title), SIZES["heading"], room)
        self.setting = packed(setting, SIZES["setting"], room)
        self.lines = lines
        self.inches = 0.24 * len(self.setting) + STEP * len(lines) + 0.06

    def draw(self, figure):
        wide, tall = figure.get_size_inches()
        left = MARGINS["left"] / wide
        figure.text(left, 1 - 0.40 / tall, self.title, fontsize=SIZES["heading"], color=INK)
        for k, line in enumerate(self.setting):
            figure.text(left, 1 - (0.66 + 0.24 * k) / tall, line, fontsize=SIZES["setting"], color=SOFT)
        draw_lines(figure, self.lines, MARGINS["left"], 0.66 + 0.24 * len(self.setting) - 0.03)


def packed(parts, size, wide):
    """Parts in lines of at most so many inches, with commas between; long ones are broken at words."""
    lines = []
    for part in parts:
        if lines and inches(f"{lines[-1]},  {part}", size) <= wide:
            lines[-1] += f",  {part}"
        else:
            lines += [part] if "$" in part else wrapped(part, size, wide)
    return lines


def setting(run, views=1):
    """Manifold, temperature, number of latents, the energy's minimum."""
    count, dimension = run.flows[0].position.value.shape[1:]
    some = "" if count <= MOST_DRAWN else f", {MOST_TRACED} traced" if dimension == 1 else \
        f", {MOST_DRAWN} drawn, {MOST_TRACED} traced"
    parts = [space_of(run.manifold).title(dimension, []) or escaped(run.manifold), f"$N={count}$ latents{some}"]
    if views > 1:
        parts[-1] += f" ({views} views of {count // views} samples)"
    if run.temperature is not None:
        parts.insert(1, rf"temperature $\tau={run.temperature:g}$")
    if run.minimum_energy is not None and np.isfinite(run.minimum_energy):
        status = f" ({escaped(run.minimum_status)})" if run.minimum_status else ""
        parts.append(f"$E_0={run.minimum_energy:.6g}${status}")
    return parts


def column_titles(flows, width):
    """For columns so many inches wide, the lines of each title - what the flow is, then its details - and of each remark
    on the status."""
    return [title_of(flow.description, width) for flow in flows], [remark(flow, width) for flow in flows]


def title_of(description, width):
    kind, _, details = description.partition(", ")
    return [shortened(escaped(kind), SIZES["title"], width), *wrapped(escaped(details), SIZES["details"], width, most=2)]


def remark(flow, width):
    """Status and reason in at most two lines; none for a flow that ended as planned."""
    if flow.status.lower() in QUIET:
        return []
    sentence = f"{flow.status}: {flow.reason}" if flow.reason else flow.status
    return wrapped(escaped(sentence), SIZES["details"], width, most=3)


def headroom(titles, remarks):
    """Inches for the lines of titles and remarks below the first of all."""
    return LINE * (max(map(len, titles)) - 1 + max(map(len, remarks))) / 72


def write_title(axes, flow, title, lines, space):
    """The title from the top of so many inches above the axes down, so that the first lines of all columns are level;
    the remark below it."""
    colour = SOFT if flow.status.lower() in CALM else ALARM
    at = 72 * space + 5
    styles = [(SIZES["title"], INK)] + [(SIZES["details"], INK)] * (len(title) - 1) + [(SIZES["details"], colour)] * len(lines)
    for k, (line, (size, shade)) in enumerate(zip([*title, *lines], styles)):
        axes.annotate(line, (0, 1), xytext=(0, at - LINE * k), xycoords="axes fraction", va="baseline", fontsize=size,
                      textcoords="offset points", color=shade, annotation_clip=False)
