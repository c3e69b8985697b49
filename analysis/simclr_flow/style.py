"""Colours, shapes, fonts and how numbers are written."""

import matplotlib
import numpy as np

INK, SOFT, FAINT, ALARM = "#222222", "#707070", "#cfcfcf", "#b3261e"
# Blue, orange and green of Okabe & Ito (2008); the others are ours. Any two are at least 30 apart in CIELAB, as all
# see them and as those do who lack one kind of cone for red and green.
COLOURS = ["#0072b2", "#e69f00", "#009e73", "#4c2a4c", "#5ccfe6", "#b24712", "#1717e6", "#66261a"]
# One more than colours: pairs of both repeat after 72 classes.
MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*", "<"]
STROKES = ["-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1, 1.5)), (0, (2.5, 1))]
WIDEST, SMALLEST = 10.8, 10.0  # inches of a page, points of its text: 6 points on a printed page of 6.5 inches

SETTINGS = {
    "font.family": "STIXGeneral", "mathtext.fontset": "stix", "font.size": 10.5, "axes.titlesize": 12,
    "axes.labelsize": 11, "xtick.labelsize": 10, "ytick.labelsize": 10, "legend.fontsize": 10,
    "axes.edgecolor": SOFT, "axes.linewidth": 0.6, "axes.labelcolor": INK, "text.color": INK,
    "axes.spines.top": False, "axes.spines.right": False,
    "xtick.color": SOFT, "ytick.color": SOFT, "xtick.labelcolor": INK, "ytick.labelcolor": INK,
    "xtick.major.width": 0.6, "ytick.major.width": 0.6, "xtick.minor.width": 0.4, "ytick.minor.width": 0.4,
    "legend.frameon": False, "legend.handlelength": 1.6, "savefig.dpi": 200, "pdf.fonttype": 42,
}


def palette(count):
    """`count` colours that colour-blind readers can tell apart; of more than 8 they repeat, and shapes tell."""
    return [COLOURS[k % len(COLOURS)] for k in range(count)]


def markers(count):
    """`count` shapes, which together with the palette are different for up to 72 classes."""
    return [MARKERS[k % len(MARKERS)] for k in range(count)]


def strokes(count):
    """`count` lines as keywords, different by colour and dashes up to 40."""
    return [{"color": COLOURS[k % len(COLOURS)], "linestyle": STROKES[k % len(STROKES)]} for k in range(count)]


def ranks(labels, count, classes):
    """The place of each particle's class among `classes`; 0 where there are no labels."""
    return np.zeros(count, int) if labels is None else np.searchsorted(classes, labels)


def particle_colours(labels, count, classes):
    """One RGBA row a particle; a single colour where there are no labels."""
    return matplotlib.colors.to_rgba_array(palette(max(1, len(classes))))[ranks(labels, count, classes)]


def number(value):
    """A positive number in mathtext, two digits: 0, 0.35, 45, 1.3 x 10^4."""
    if value == 0:
        return "0"
    exponent = int(np.floor(np.log10(value) + 0.022))
    if -2 <= exponent < 4:
        return f"{float(f'{value:.2g}'):g}"
    mantissa = f"{value / 10.0**exponent:.2g}"
    return (f"10^{{{exponent}}}" if mantissa == "1" else rf"{mantissa}{{\times}}10^{{{exponent}}}")
