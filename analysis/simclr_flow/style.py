"""Colours, fonts and how numbers are written."""

import matplotlib
import numpy as np

INK, SOFT, FAINT, ALARM = "#222222", "#777777", "#cfcfcf", "#b3261e"
# Okabe & Ito (2008) without black; P. Tol's "muted" set for more classes.
FEW = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"]
MANY = ["#332288", "#ddcc77", "#117733", "#cc6677", "#88ccee", "#882255", "#44aa99", "#aa4499", "#999933", "#999999"]

SETTINGS = {
    "font.family": "STIXGeneral", "mathtext.fontset": "stix", "font.size": 11, "axes.titlesize": 13,
    "axes.labelsize": 12, "xtick.labelsize": 10, "ytick.labelsize": 10, "legend.fontsize": 10,
    "axes.edgecolor": SOFT, "axes.linewidth": 0.6, "axes.labelcolor": INK, "text.color": INK,
    "axes.spines.top": False, "axes.spines.right": False,
    "xtick.color": SOFT, "ytick.color": SOFT, "xtick.labelcolor": INK, "ytick.labelcolor": INK,
    "xtick.major.width": 0.6, "ytick.major.width": 0.6, "xtick.minor.width": 0.4, "ytick.minor.width": 0.4,
    "legend.frameon": False, "legend.handlelength": 1.6, "savefig.dpi": 200, "pdf.fonttype": 42,
}


def palette(count):
    """`count` colours that colour-blind readers can tell apart (count <= 10), one dark blue if count = 1."""
    if count <= len(FEW):
        return FEW[:count]
    if count <= len(MANY):
        return MANY[:count]
    return [matplotlib.colors.to_hex(c) for c in matplotlib.colormaps["turbo"](np.linspace(0.05, 0.95, count))]


def particle_colours(labels, count, classes):
    """One RGBA row a particle; a single colour where there are no labels."""
    colours = matplotlib.colors.to_rgba_array(palette(max(1, len(classes))))
    return colours[np.zeros(count, int) if labels is None else np.searchsorted(classes, labels)]


def number(value):
    """A positive number in mathtext, two digits: 0, 0.35, 45, 1.3 x 10^4."""
    if value == 0:
        return "0"
    exponent = int(np.floor(np.log10(value) + 0.022))
    if -2 <= exponent < 4:
        return f"{float(f'{value:.2g}'):g}"
    mantissa = f"{value / 10.0**exponent:.2g}"
    return (f"10^{{{exponent}}}" if mantissa == "1" else rf"{mantissa}{{\times}}10^{{{exponent}}}")
