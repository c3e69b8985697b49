"""What colours, shapes and shades mean, in lines of handles and words above or below a picture."""

from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from .measure import inches, wrapped
from .names import cut, escaped
from .style import INK, SOFT, markers, palette

SIZE, STEP = 10.5, 0.235  # points of the words, inches from line to line
HANDLE, APART = 0.3, 0.22  # inches for a handle, and between two keys
MOST_CLASSES, LONGEST = 24, 24  # classes that are named, and letters of a name


@dataclass(frozen=True)
class Key:
    """A handle and what it means; without a handle a note of its own."""

    handle: Artist | None
    text: str


def class_keys(names):
    """Colour and shape of each class, the first 24; long names are shortened."""
    found = zip(names[:MOST_CLASSES], palette(len(names)), markers(len(names)))
    keys = [Key(mark(marker, color=colour), escaped(cut(name, LONGEST))) for name, colour, marker in found]
    keys = [Key(None, "label")] * bool(keys) + keys
    return keys + [Key(None, f"... and {len(names) - MOST_CLASSES} more")] * (len(names) > MOST_CLASSES)


def mark(marker, **style):
    return Line2D([], [], marker=marker, linestyle="none", **{"markersize": 6, "markeredgewidth": 0, **style})


def patch(colour):
    return Patch(facecolor=colour, edgecolor="#b8b8b8", linewidth=0.4)


def lines_of(keys, wide):
    """The keys in lines of at most so many inches; notes are broken at words."""
    lines, left = [[]], wide
    for key in keys:
        takes = inches(key.text, SIZE) + APART + (HANDLE if key.handle else 0)
        if takes > left and lines[-1]:
            lines, left = [*lines, []], wide
        lines[-1].append(key)
        left -= takes
    return [line for line in lines if line]


def notes_in(text, wide):
    """A note as keys, each in a line of its own."""
    return [[Key(None, line)] for part in text.split("\n") for line in wrapped(part, SIZE, wide)]


def draw_lines(figure, lines, left, top):
    """Lines of keys from so many inches from the left, the first about so many from the top."""
    wide, tall = figure.get_size_inches()
    for row, line in enumerate(lines):
        at, height = left, 1 - (top + STEP * row) / tall
        for key in line:
            if key.handle is not None:
                figure.legend([key.handle], [""], loc="center left", bbox_to_anchor=(at / wide, height), borderpad=0,
                              borderaxespad=0, handletextpad=0, handlelength=1.6)
                at += HANDLE
            figure.text(at / wide, height, key.text, fontsize=SIZE, va="center_baseline",
                        color=INK if key.handle is not None else SOFT)
            at += inches(key.text, SIZE) + APART
