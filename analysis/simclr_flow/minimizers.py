"""The picture of a study of minimizers: its energies, shares and eigenvalues by rank, and the lowest drawn."""

import textwrap
from collections import Counter

import numpy as np
from matplotlib.figure import Figure

from .atoms import draw_atoms, look_of, shape_of
from .measure import shortened, wrapped
from .ranks import draw_eigenvalues, draw_energies, draw_shares, set_rank_axis
from .names import escaped
from .spaces import space_of
from .study import NOT_STATIONARY, OPEN
from .style import ALARM, INK, SOFT, WIDEST
from .titles import LINE

MOST = 6  # configurations that are drawn
BESIDE = 2  # or fewer of them stand beside the panels
TALLEST, HIGH = 3.8, 2.5  # inches of a drawing beside the panels, and below
ROWS = {"energies": (2.75, draw_energies), "shares": (1.05, draw_shares), "eigenvalues": (1.45, draw_eigenvalues)}
INCHES = {"left": 0.95, "right": 0.35, "top": 1.55, "gap": 0.28, "between": 0.55, "title": 0.5, "axis": 0.55,
          "note": 0.2}
WITH_AXES = {"stems": 0.55, "products": 0.55}  # room at the left and below for their numbers
REASONS = 8


def draw_study(study):
    """A matplotlib Figure of a study."""
    if not study.configurations:
        return draw_nothing(study)
    rows = [row for row in ROWS if len(study.configurations) > 1 or row != "shares"]
    cells = Cells(study, sum(ROWS[row][0] for row in rows) + INCHES["gap"] * (len(rows) - 1))
    notes = notes_of(study, cells.right)
    base = INCHES["axis"] + 0.2 + INCHES["note"] * len(notes)
    figure = Figure(figsize=(max(cells.right, 6.5), INCHES["top"] + cells.tall + base))
    draw_rows(figure, rows, study, cells)
    for k, c in enumerate(study.configurations[:MOST]):
        axes = place(figure, *cells.box(k))
        draw_atoms(axes, c, study)
        write_title(axes, c, study.masses)
    draw_heading(figure, study)
    write_notes(figure, notes)
    return figure


class Cells:
    """Where the drawings are, in inches from the top left: up to two beside panels so tall and `wide`, more below them."""

    def __init__(self, study, tall):
        count, shape = min(MOST, len(study.configurations)), shape_of(study)
        self.axis = WITH_AXES.get(look_of(study), 0)
        self.beside = count <= BESIDE
        self.columns = 1 if self.beside else 2 if shape > 1.4 and count == 4 else 3
        rows = -(-count // self.columns)
        ranks = float(np.clip(0.5 * len(study.configurations) + 2, 3.6, 6.2))
        room = WIDEST - INCHES["left"] - INCHES["right"]
        self.wide = ranks if self.beside else room
        self.left = INCHES["left"] + (ranks + INCHES["between"] if self.beside else 0)
        each = (WIDEST - INCHES["right"] - self.left + INCHES["gap"]) / self.columns - INCHES["gap"] - self.axis
        high = ((tall + INCHES["axis"] - 0.35 * (rows - 1)) / rows - INCHES["title"] - self.axis) if self.beside else HIGH
        self.height = min(high, TALLEST, each / shape)
        self.width = self.height * shape
        self.step = ((self.width + self.axis if self.beside else each + self.axis) + INCHES["gap"],
                     self.height + INCHES["title"] + self.axis + 0.35)
        self.top = INCHES["top"] - 0.3 + (0 if self.beside else tall + INCHES["axis"] + 0.45)
        self.tall = tall if self.beside else tall + INCHES["axis"] + rows * self.step[1] - 0.5
        self.right = self.left + self.columns * self.step[0] + INCHES["right"] - INCHES["gap"]

    def box(self, k):
        """Left, top, width and height of the k-th, below its title."""
        row, column = divmod(k, self.columns)
        inset = (self.step[0] - INCHES["gap"] - self.axis - self.width) / 2
        return (self.left + self.axis + column * self.step[0] + inset,
                self.top + INCHES["title"] + row * self.step[1], self.width, self.height)


def place(figure, left, top, width, height):
    wide, tall = figure.get_size_inches()
    return figure.add_axes([left / wide, 1 - (top + height) / tall, width / wide, height / tall])


def draw_rows(figure, rows, study, cells):
    top, panels = INCHES["top"], []
    for row in rows:
        height, draw = ROWS[row]
        panels.append(place(figure, INCHES["left"], top, cells.wide, height))
        top += height + INCHES["gap"]
    set_rank_axis(panels, len(study.configurations))
    for axes, row in zip(panels, rows):
        ROWS[row][1](axes, study)
    figure.align_ylabels(panels)


def write_title(axes, c, masses):
    """Rank and energy; below, kind, index and name, and the number of atoms where masses flow."""
    told = {"saddle": f"saddle of index {c.index}", "degenerate": f"degenerate, {c.zero} zero"}.get(c.kind, c.kind)
    atoms = [f"{len(c.weights)} atom" + "s" * (len(c.weights) != 1)] * masses
    axes.annotate(f"#{c.rank}   $E={c.energy:.8g}$", (0.5, 1), xytext=(0, 5 + LINE), xycoords="axes fraction",
                  textcoords="offset points", ha="center", fontsize=11, color=INK)
    axes.annotate(escaped(", ".join([told] + [c.name] * bool(c.name) + atoms)), (0.5, 1), xytext=(0, 4), fontsize=10,
                  color=SOFT, xycoords="axes fraction", textcoords="offset points", ha="center")


def setting(study):
    """One line: manifold, energy, temperature, latents, starts and how they ended."""
    space = space_of(study.manifold).title(study.dimension, study.sides)
    parts = [space or escaped(study.manifold), escaped(study.preset)]
    if study.temperature is not None:
        parts.append(rf"temperature $\tau={study.temperature:g}$")
    parts.append(f"$N={study.particles}$ " + ("weighted latents" if study.masses else "latents"))
    return ",  ".join(part for part in parts if part)


def outcome(study):
    """How the starts ended."""
    count, found = len(study.states), len(study.configurations)
    parts = [f"{count} start{'s' * (count != 1)}"]
    parts += [f"{open_ones} still open"] if (open_ones := int((study.states == OPEN).sum())) else []
    parts += [f"{others} not stationary"] if (others := int((study.states == NOT_STATIONARY).sum())) else []
    parts.append(f"{found} distinct configuration{'s' * (found != 1)}")
    return ",  ".join(parts) + (f", the lowest {MOST} drawn" if found > MOST else "")


def draw_heading(figure, study):
    wide, tall = figure.get_size_inches()
    left = 0.3 / wide
    figure.text(left, 1 - 0.42 / tall, shortened(escaped(study.title), 17, wide - 0.6), fontsize=17, color=INK)
    figure.text(left, 1 - 0.70 / tall, setting(study), fontsize=11, color=SOFT)
    figure.text(left, 1 - 0.92 / tall, outcome(study), fontsize=11, color=SOFT)


def notes_of(study, wide):
    """What theory says, and how the drawings are to be read; as lines for so many inches."""
    notes = [f"{label} {known.value:.8g}: {known.source}" for label, known in
             (("Lower bound", study.bound), ("Best reference", study.reference)) if known]
    notes += {"hemispheres": ["Lambert's equal-area projection: front filled, back hollow and seen through the sphere; "
                              "edges join pairs at the smallest angle, within 1 %."]}.get(look_of(study), [])
    if any(c.zero for c in study.configurations):
        notes.append("Eigenvalues that are not told from 0 have the colour of degenerate configurations.")
    return [line for note in notes for line in wrapped(escaped(note), 10, wide - 0.6)]


def write_notes(figure, notes):
    wide, tall = figure.get_size_inches()
    for k, line in enumerate(reversed(notes)):
        figure.text(0.3 / wide, (0.14 + INCHES["note"] * k) / tall, line, fontsize=10, color=SOFT)


def draw_nothing(study):
    """The heading, and why there is nothing to draw."""
    reasons = Counter(reason for reason, state in zip(study.reasons, study.states) if state == NOT_STATIONARY)
    lines = textwrap.wrap(verdict(study), 110)
    told = [f"{count} ×  {reason}" for reason, count in reasons.most_common(REASONS)]
    lines += [line for one in told for line in textwrap.wrap(one, 145, subsequent_indent="       ")]
    if len(reasons) > REASONS:
        lines.append(f"... and {len(reasons) - REASONS} more reasons")
    tall = 1.55 + 0.24 * len(lines)
    figure = Figure(figsize=(9.5, tall))
    draw_heading(figure, study)
    for k, line in enumerate(lines):
        figure.text(0.3 / 9.5, 1 - (1.36 + 0.24 * k) / tall, escaped(line), fontsize=13 if k == 0 else 10,
                    color=ALARM if k == 0 and study.ended else INK)
    return figure


def verdict(study):
    if not study.ended:
        return f"None of the {len(study.states)} starts has ended yet."
    return f"None of the {study.ended} starts that have ended is stationary:"
