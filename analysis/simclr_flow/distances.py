"""The picture of distances between flows over time: a panel per distance, a line per pair, named at its end."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from .measure import inches, shortened, wrapped
from .names import escaped
from .style import INK, SMALLEST, SOFT, WIDEST, markers, palette

# Name of each distance, and below what it is rounding.
PANELS = {"mmd": ("MMD", 1e-7), "w2": (r"$W_2$", 1e-12), "gram": (r"$|G_a-G_b|_F/N$", 1e-12)}
WITHIN = {"linewidth": 1.5, "zorder": 3}
ACROSS = {"linewidth": 1.0, "linestyle": (0, (4, 1.5)), "zorder": 2}
INCHES = {"curves": 6.4, "panel": 2.35, "gap": 0.3, "left": 0.85, "top": 1.55, "bottom": 0.6}
LINE = 0.175  # inches between labels
MOST_NAMES = 24  # with the files of their flows


def draw_distances(comparison):
    """A matplotlib Figure of the pairs."""
    pairs, name_of = comparison.pairs, named(comparison.pairs)
    names = list(dict.fromkeys(map(name_of, pairs)))
    looks = dict(zip(names, zip(palette(len(names)), markers(len(names)))))
    measured = [name for name in PANELS if any(len(pair.distances[name]) for pair in pairs)]
    figure, panels = make_panels(len(measured), max(INCHES["panel"], LINE * (len(names) + 1)), names)
    for axes, name in zip(panels, measured):
        set_axes(axes, pairs, name)
        ends = {}
        for pair in pairs:
            if (end := draw_pair(axes, pair, name, *looks[name_of(pair)])) is not None:
                ends.setdefault(name_of(pair), []).append(end)
        name_lines(axes, ends, looks)
        axes.tick_params(which="both", labelbottom=axes is panels[-1])
    panels[-1].set_xlabel("time $t$")
    figure.align_ylabels(panels)
    draw_heading(figure, comparison, len(names))
    return figure


def named(pairs):
    """How pairs are called: by their flows, and by their files where there are several; of so many that names find no
    room, by their flows alone."""
    files = short_names([file for pair in pairs for file in (pair.a[0], pair.b[0])])
    with_files = lambda pair: name_with_files(pair, files)
    return with_files if len(files) > 1 and len(set(map(with_files, pairs))) <= MOST_NAMES else lambda pair: pair.name


def name_with_files(pair, files):
    if pair.is_within:
        return f"{files[pair.a[0]]}: {pair.name}"
    return " – ".join(sorted(f"{flow} ({files[file]})" for file, flow in (pair.a, pair.b)))


def short_names(files):
    """The stem of each file, with the folder where stems are alike."""
    files = list(dict.fromkeys(files))
    stems = [Path(file).stem for file in files]
    return {file: stem if stems.count(stem) == 1 else f"{Path(file).parent.name}/{stem}" for file, stem in zip(files, stems)}


def make_panels(count, height, names):
    """Panels one above the other, with room for the names to their right."""
    right = 0.55 + max(inches(escaped(name), SMALLEST) for name in names)
    wide = min(INCHES["left"] + INCHES["curves"] + right, max(WIDEST, INCHES["left"] + 3 + right))
    tall = INCHES["top"] + INCHES["bottom"] + count * height + (count - 1) * INCHES["gap"]
    figure = Figure(figsize=(wide, tall))
    grid = figure.add_gridspec(count, 1, left=INCHES["left"] / wide, right=1 - right / wide,
                               bottom=INCHES["bottom"] / tall, top=1 - INCHES["top"] / tall,
                               hspace=INCHES["gap"] / height)
    return figure, [figure.add_subplot(cell) for cell in grid]


def set_axes(axes, pairs, name):
    """Logarithmic axes: all positive times, and all values above rounding."""
    times = np.concatenate([pair.times[pair.times > 0] for pair in pairs])
    values = np.concatenate([above_rounding(pair, name)[pair.times > 0] for pair in pairs])
    values = values[np.isfinite(values)]
    axes.set(xscale="log", yscale="log", ylabel=PANELS[name][0])
    if len(times):
        axes.set_xlim(times.min() / 1.02, max(times.max(), 2 * times.min()))
    if len(values):
        axes.set_ylim(values.min() / 1.6, values.max() * 1.6)
    axes.xaxis.set_major_locator(LogLocator(10, numticks=9))
    axes.xaxis.set_minor_formatter(NullFormatter())
    if len(values) and values.max() > 10 * values.min():
        axes.yaxis.set_minor_formatter(NullFormatter())


def above_rounding(pair, name):
    """The values of a distance, NaN where they are rounding or not measured."""
    values = pair.distances[name]
    return np.where(values > PANELS[name][1], values, np.nan) if len(values) else np.full(len(pair.times), np.nan)


def draw_pair(axes, pair, name, colour, marker):
    """One line with a mark at its end; its last point, None where nothing is drawn."""
    values = above_rounding(pair, name)
    drawn = np.flatnonzero(np.isfinite(values) & (pair.times > 0))
    if not len(drawn):
        return None
    axes.plot(pair.times[drawn], values[drawn], color=colour, marker=marker, markevery=[len(drawn) - 1],
              markersize=5, clip_on=False, **(WITHIN if pair.is_within else ACROSS))
    return pair.times[drawn[-1]], values[drawn[-1]]


def name_lines(axes, ends, looks):
    """The names of the pairs to the right of the axes, each led to from the end of (the middle of) its lines."""
    height = axes.get_position().height * axes.figure.get_figheight()
    middle = {name: sorted(points, key=lambda point: point[1])[len(points) // 2] for name, points in ends.items()}
    wanted = {name: height * fraction(axes, point[1]) for name, point in middle.items()}
    for name, place in zip(*spread(wanted, height)):
        leader = {"arrowstyle": "-", "color": looks[name][0], "alpha": 0.45, "linewidth": 0.7, "relpos": (0, 0.5),
                  "shrinkA": 14, "shrinkB": 0}
        axes.scatter([1.045], [place / height], marker=looks[name][1], color=looks[name][0], s=22, clip_on=False,
                     transform=axes.transAxes)
        axes.annotate(escaped(name), middle[name], xytext=(1.065, place / height), color=INK, fontsize=SMALLEST,
                      textcoords="axes fraction", va="center", annotation_clip=False, arrowprops=leader)


def fraction(axes, value):
    low, high = np.log(axes.get_ylim())
    return (np.log(value) - low) / (high - low)


def spread(wanted, height):
    """Names in rising order and the places nearest to those wanted that are a line apart, within the panel."""
    names = sorted(wanted, key=wanted.get)
    steps = LINE * np.arange(len(names))
    groups = []  # of lines that touch: the sum of what they want, and their number
    for place in np.array([wanted[name] for name in names]) - steps:
        groups.append([place, 1])
        while len(groups) > 1 and groups[-2][0] / groups[-2][1] >= groups[-1][0] / groups[-1][1]:
            total, count = groups.pop()
            groups[-1][0] += total
            groups[-1][1] += count
    places = np.concatenate([[total / count] * count for total, count in groups] or [[]])
    return names, np.clip(places, 0, max(height - LINE * (len(names) - 1), 0)) + steps


def draw_heading(figure, comparison, names):
    """Title, files, and what was computed."""
    wide, tall = figure.get_size_inches()
    left = INCHES["left"] / wide
    scales = sorted({pair.temperature for pair in comparison.pairs})
    told = rf"MMD at $\tau={', '.join(f'{scale:g}' for scale in scales)}$;  " + methods(comparison.pairs)
    room = wide - INCHES["left"] - 0.2
    figure.text(left, 1 - 0.42 / tall, "Flow against flow", fontsize=17, color=INK)
    lines = [shortened(escaped(comparison.source), 11, room), *wrapped(told, 11, room, most=2)]
    if names == len({pair.name for pair in comparison.pairs}) < len(comparison.pairs):
        lines.append("lines of one colour are the pairs of these flows in different files")
    for k, line in enumerate(lines):
        figure.text(left, 1 - (0.70 + 0.23 * k) / tall, line, fontsize=11, color=SOFT)


def methods(pairs):
    """What W_2 is, of pairs within a file (solid) and across files (dashed)."""
    within, across = (" and ".join(dict.fromkeys(pair.w2_method for pair in pairs if pair.w2_method and pair.is_within == inside))
                      for inside in (True, False))
    lines = "solid within a file, dashed across files"
    if within == across:
        return f"$W_2$ {within};  {lines}" if within else "flows against solutions of the continuum"
    if not across:
        return f"$W_2$ {within}"
    return f"$W_2$ across files {across}" + (f", within one {within};  {lines}" if within else "")
