"""Panels over the rank of the configurations of a study: energies, shares of starts, lowest eigenvalues."""

from copy import copy

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from . import style as looks
from .crowd import marker_path
from .levels import DECADES, levels_of
from .names import escaped
from .style import ALARM, FAINT, INK, SOFT, number
from .ticks import units

COLOURS = dict(zip(("minimum", "saddle", "degenerate"), (looks.COLOURS[0], looks.COLOURS[5], looks.COLOURS[2])))
SHAPES = {"minimum": "o", "saddle": "D", "degenerate": "s"}
FEWEST = 12  # configurations, or less: each has its number and words
LARGEST, SMALLEST = 260, 14  # areas of the marks, in points squared
KNOWN = {"color": INK, "linewidth": 0.8, "zorder": 1}
DASHED = (0, (5, 3))
LETTER, MARK = (0.068, 0.17), 0.12  # width and height of a letter of 10 points, radius of a large mark; inches
STEP = 0.7  # of the width of a rank, over which its eigenvalues are spread


def set_rank_axis(rows, count):
    """Ranks from 0, named below the last panel."""
    ticks = MaxNLocator(integer=True, nbins=12) if count > FEWEST else FixedLocator(range(count))
    for axes in rows:
        beyond = max(0.6, 0.025 * count)
        axes.set_xlim(-beyond, count - 1 + beyond)
        axes.xaxis.set_major_locator(copy(ticks))
        axes.tick_params(axis="x", labelbottom=axes is rows[-1], length=3)
    rows[-1].set_xlabel("configuration, by energy")


def draw_energies(axes, study):
    """A mark a configuration, its area by the starts that ended there; what theory knows as lines."""
    levels, all_of_them = levels_of(study), study.configurations
    set_energy_axis(axes, levels)
    counts = np.array([c.count for c in all_of_them])
    marks = axes.scatter(range(len(counts)), [levels.height(c.energy) for c in all_of_them], linewidths=0, alpha=0.9, zorder=3,
                 s=np.maximum(LARGEST * counts / counts.max(), SMALLEST), color=[COLOURS[c.kind] for c in all_of_them])
    marks.set_paths([marker_path(SHAPES[c.kind]) for c in all_of_them])
    told = all_of_them if len(counts) <= 3 * FEWEST else []
    draw_known(axes, study, levels, [tell(axes, c, levels, upright=len(counts) > 6) for c in told])
    keys = [Line2D([], [], marker=SHAPES[kind], linestyle="none", markersize=6, markeredgewidth=0, color=COLOURS[kind],
                   label=kind + (", with its index" if kind == "saddle" and told else ""))
            for kind in COLOURS if any(c.kind == kind for c in all_of_them)]
    axes.legend(handles=keys, loc="lower left", bbox_to_anchor=(0, 1.02), ncol=3, borderaxespad=0, borderpad=0,
                handletextpad=0.1, columnspacing=1.2)


def set_energy_axis(axes, levels):
    """Room above for names; a mark at 0 below the decades of a logarithmic scale."""
    label = "$E-$lower bound" if levels.from_bound else r"$E-E_{\min}$"
    if levels.logarithmic:
        label += ", log scale"
        axes.set(yscale="log", ylim=(levels.floor / 2.2, levels.top * (levels.top / levels.floor) ** 0.3))
        powers = thinned(np.log10(levels.floor * 3), np.log10(levels.top), 6)
        axes.set_yticks([levels.floor, *powers], ["0", *map(power_name, powers)])
        axes.yaxis.set_minor_locator(NullLocator())
    elif levels.top <= levels.rounding:
        axes.set(ylim=(-levels.rounding, 2 * levels.rounding), yticks=[0])
    else:
        axes.set_ylim(-0.16 * levels.top, 1.42 * levels.top)
        label += scale_ticks(axes, levels.top)
    axes.set_ylabel(label)


def thinned(low, high, most):
    """Powers of ten between two exponents, at most so many, evenly spaced."""
    exponents = np.arange(round(low), np.floor(high + 1e-9) + 1)
    return 10.0 ** exponents[::-(-len(exponents) // most) or 1]


def power_name(power):
    return "1" if power == 1 else f"${number(power)}$"


def scale_ticks(axes, top):
    """Small and large numbers are written without their power of ten, which goes to the label."""
    exponent = int(np.floor(np.log10(top))) if top > 0 else 0
    if -2 <= exponent < 4:
        return ""
    axes.yaxis.set_major_formatter(lambda value, _: f"{value / 10.0**exponent:.3g}")
    return units(exponent)


def tell(axes, c, levels, upright):
    """The index of a saddle, and the name, above the mark; returns the box that it takes."""
    words = " ".join([f"{c.index}"] * (c.kind == "saddle") + [escaped(c.name)] * bool(c.name))
    turned = upright and bool(c.name)
    axes.annotate(words, (c.rank, levels.height(c.energy)), xytext=(0, 10), textcoords="offset points", fontsize=10,
                  ha="center", va="bottom", rotation=90 if turned else 0, color=INK, zorder=4)
    x, y = inches(axes, c.rank, levels.height(c.energy))
    wide, tall = (LETTER[1], LETTER[0] * len(words)) if turned else (LETTER[0] * len(words), LETTER[1] * bool(words))
    return x - max(wide / 2, MARK), y - MARK, x + max(wide / 2, MARK), y + MARK + tall


def inches(axes, x, y):
    """A place of the panel from its lower left corner."""
    return (axes.transData.transform((x, y)) - axes.bbox.p0) / axes.figure.dpi


def draw_known(axes, study, levels, taken):
    """The bound as a line, the best reference dashed; what is too far away is told in words."""
    known = known_energies(study)
    for label, energy, style in known:
        if levels.shows(energy):
            axes.axhline(levels.height(energy), linestyle=style, **KNOWN)
            taken.append(write_beside(axes, escaped(label), levels.height(energy), taken))
    lowest = study.configurations[0].energy
    far = [f"{escaped(label)}: ${number(abs(energy - lowest))}$ {'below' if energy < lowest else 'above'} #0"
           for label, energy, _ in known if not levels.shows(energy)]
    axes.annotate("\n".join(far), (1, 0), xytext=(0, 4), xycoords="axes fraction", textcoords="offset points",
                  ha="right", va="bottom", fontsize=10, color=SOFT)


def known_energies(study):
    """What to write, the energy, and the style of its line; a reference that is marked needs no second name."""
    known = [(f"lower bound ({study.bound.short})", study.bound.value, "-")] if study.bound else []
    if study.reference:
        name = study.reference.short
        marked = any(c.name == name for c in study.configurations)
        known.append(("best reference" + ("" if marked else f": {name}"), study.reference.value, DASHED))
    return known


def write_beside(axes, label, height, taken):
    """A label above or below its line, at the end where it covers least of the boxes taken; returns its own."""
    _, y = inches(axes, 0, height)
    wide, right = LETTER[0] * len(label), axes.bbox.width / axes.figure.dpi
    places = [(left, y + up, left + wide, y + up + LETTER[1]) for up in (0.03, -0.03 - LETTER[1])
              for left in (right - wide, 0.06)]
    best = min(places, key=lambda box: sum(overlap(box, other) for other in taken))
    at_right, above = best[0] != 0.06, best[1] > y
    axes.annotate(label, (1 if at_right else 0, height), xytext=(0 if at_right else 4, 2 if above else -3),
                  xycoords=axes.get_yaxis_transform(), textcoords="offset points", ha="right" if at_right else "left",
                  va="bottom" if above else "top", fontsize=10, color=SOFT)
    return best


def overlap(a, b):
    """The area that two boxes share."""
    return max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))


def draw_shares(axes, study):
    """Of the starts that have ended, per cent in each configuration."""
    per_cent = 100 * np.array(study.shares)
    axes.bar(range(len(per_cent)), per_cent, width=0.7, color=[COLOURS[c.kind] for c in study.configurations])
    whole = study.ended == len(study.states)
    axes.set(ylim=(0, 1.28 * per_cent.max()), ylabel="% of starts" if whole else "% of ended")
    if len(per_cent) <= FEWEST:
        for rank, share in enumerate(per_cent):
            axes.annotate(f"{share:.3g}", (rank, share), xytext=(0, 2), textcoords="offset points", ha="center",
                          fontsize=10, color=INK)


def draw_eigenvalues(axes, study):
    """A staircase a configuration, ascending, of many a ladder: negative ones in red, those that are not told from 0
    in the colour of what is degenerate."""
    set_eigenvalue_axis(axes, study.configurations)
    axes.axhline(0, color=FAINT, linewidth=0.8, zorder=0)
    stairs = len(study.configurations) <= 2 * FEWEST
    width = STEP / max(1, max(len(c.eigenvalues) for c in study.configurations)) if stairs else STEP
    for c in study.configurations:
        left = c.rank - STEP / 2 + width * stairs * np.arange(len(c.eigenvalues))
        colours = [colour_of(c, k) for k in range(len(left))]
        axes.add_collection(LineCollection([[(x, v), (x + width, v)] for x, v in zip(left, c.eigenvalues)],
                                           colors=colours, linewidths=1.8, capstyle="butt"))


def colour_of(c, k):
    """Of the k-th eigenvalue of a configuration."""
    if k < c.index:
        return ALARM
    return COLOURS["degenerate"] if k < c.index + c.zero else COLOURS["minimum"]


def set_eigenvalue_axis(axes, configurations):
    """Linear about 0 and logarithmic beyond where those that are told from 0 span decades."""
    label = r"lowest of $N\,$Hess$\,E$"
    values = np.concatenate([c.eigenvalues for c in configurations])
    moduli = abs(np.concatenate([np.delete(c.eigenvalues, slice(c.index, c.index + c.zero)) for c in configurations]))
    low, high = min(0, values.min(initial=0)), max(0, values.max(initial=0))
    if not len(moduli) or moduli.max() <= DECADES * moduli.min():
        pad = 0.08 * (high - low or 1)
        axes.set_ylim(low - pad * (low < 0), high + pad)
        axes.set_ylabel(label + scale_ticks(axes, max(-low, high)))
        return
    axes.set_ylabel(label)
    threshold = 10.0 ** np.floor(np.log10(moduli.min()))
    axes.set_yscale("symlog", linthresh=threshold, linscale=0.5)
    axes.set_ylim(2 * low if low < 0 else -0.3 * threshold, 2 * high)
    powers = thinned(np.log10(threshold) + 1, np.log10(moduli.max()), 3)
    negative = [power for power in powers if -power >= low]
    axes.set_yticks([*(-power for power in negative), 0, *powers],
                    [*(f"$-${power_name(power)}" for power in negative), "0", *map(power_name, powers)])
    axes.yaxis.set_minor_locator(NullLocator())
