"""One configuration of a study drawn: on circle, sphere, interval or rectangle its atoms, beyond its inner products."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, Rectangle

from . import sphere_map
from .spaces import space_of
from .style import FAINT, INK, SOFT, palette

COLOUR = palette(1)[0]
MARK = {"facecolor": COLOUR, "edgecolor": "white", "linewidths": 0.6}
EDGE = {"colors": SOFT, "linewidths": 0.7, "zorder": 1}
APART = 2.25  # between the centres of the two hemispheres
MANY = 80  # inner products beyond are binned


def look_of(study):
    """How its configurations are drawn: circle, hemispheres, stems, plane, or products."""
    return space_of(study.manifold).looks.get(study.dimension, "products")


def shape_of(study):
    """Width to height of such a drawing."""
    if look_of(study) == "plane":
        return float(np.clip(study.sides[0] / study.sides[1], 0.5, 2))
    return {"circle": 1.0, "hemispheres": 2.0, "stems": 1.7, "products": 1.7}[look_of(study)]


def draw_atoms(axes, configuration, study):
    {"circle": draw_circle, "hemispheres": draw_hemispheres, "stems": draw_stems, "plane": draw_plane,
     "products": draw_products}[look_of(study)](axes, configuration, study)


def sizes(weights, largest):
    """Areas in proportion to the weights, seen even if small; in points squared."""
    return np.maximum(largest * weights / weights.max(), 2.5)


def multiplicities(configuration, study):
    """What to write at each atom: how many latents are there, nothing at single ones and where masses flow."""
    return ["" if study.masses or weight < 1.5 else f"{weight:.0f}" for weight in configuration.weights]


def disc_area(configuration):
    """Of the mark of a single latent: smaller where there are many atoms."""
    return float(np.clip(1000 / len(configuration.weights), 8, 40))


def areas(configuration, study):
    each = disc_area(configuration)
    weights = configuration.weights
    return sizes(weights, 110) if study.masses else each * np.minimum(weights, 250 / each)


def draw_circle(axes, configuration, study):
    axes.add_patch(Circle((0, 0), 1, fill=False, color=FAINT, linewidth=0.8, zorder=0))
    axes.scatter(*configuration.points.T, s=areas(configuration, study), zorder=2, **MARK)
    for point, label in zip(configuration.points, multiplicities(configuration, study)):
        axes.text(*(1.24 * point), label, ha="center", va="center", fontsize=10, color=INK)
    axes.set(xlim=(-1.32, 1.32), ylim=(-1.32, 1.32), aspect="equal")
    axes.axis("off")


def draw_hemispheres(axes, configuration, study):
    """Front filled, back hollow and seen through the sphere, with edges between nearest neighbours."""
    turned = sphere_map.facing(configuration.points, configuration.weights)
    front, area = sphere_map.is_front(turned), areas(configuration, study)
    labels = np.array(multiplicities(configuration, study))
    for side, chosen, centre in ((True, front, 0), (False, ~front, APART)):
        shift = np.array([centre, 0])
        axes.add_patch(Circle(shift, 1, fill=False, color=FAINT, linewidth=0.8, zorder=0))
        axes.add_collection(LineCollection([line + shift for line in sphere_map.arcs(turned, side)], **EDGE))
        at = sphere_map.lambert(turned[chosen], side) + shift
        axes.scatter(*at.T, s=area[chosen], facecolor=COLOUR if side else "white", edgecolor=COLOUR, linewidths=1,
                     zorder=2)
        for point, label in zip(at, labels[chosen]):
            axes.annotate(label, point, xytext=(6, 6), textcoords="offset points", fontsize=10, color=INK)
    axes.set(xlim=(-1.08, APART + 1.08), ylim=(-1.08, 1.08), aspect="equal")
    axes.axis("off")


def draw_stems(axes, configuration, study):
    """The share of each atom over its place in the interval."""
    at, share = configuration.points[:, 0], configuration.weights / configuration.weights.sum()
    axes.vlines(at, 0, share, color=COLOUR, linewidth=1.4, zorder=2, clip_on=False)
    axes.plot(at, share, "o", markersize=4.5, color=COLOUR, zorder=3, clip_on=False)
    axes.set(xlim=(-0.02 * study.sides[0], 1.02 * study.sides[0]), ylim=(0, 1.12 * share.max()),
             xticks=np.linspace(0, study.sides[0], 3), xlabel="position $z$",
             ylabel="mass" if study.masses else "share of latents")


def draw_plane(axes, configuration, study):
    wide, tall = study.sides
    axes.add_patch(Rectangle((0, 0), wide, tall, fill=False, color=FAINT, linewidth=0.8, zorder=0))
    axes.scatter(*configuration.points.T, s=areas(configuration, study), zorder=2, clip_on=False, **MARK)
    for point, label in zip(configuration.points, multiplicities(configuration, study)):
        axes.annotate(label, point, xytext=(6, 6), textcoords="offset points", fontsize=10, color=INK)
    pad = 0.06 * max(wide, tall)
    axes.set(xlim=(-pad, wide + pad), ylim=(-pad, tall + pad), aspect="equal")
    axes.axis("off")


def draw_products(axes, configuration, study):
    """The Gram spectrum: how many pairs have each inner product."""
    at, pairs = configuration.inner_product, configuration.pairs
    space = space_of(study.manifold)
    radius = space.radius(study.dimension)
    if len(at) > MANY:
        bins = 40 if radius is None else np.linspace(-radius**2, radius**2, 41)
        axes.hist(at, bins=bins, weights=pairs, color=COLOUR)
    else:
        axes.vlines(at, 0, pairs, color=COLOUR, linewidth=1.4, zorder=2)
        axes.plot(at, pairs, "o", markersize=3.5, color=COLOUR, zorder=3)
    if radius is not None:
        axes.set_xlim(-1.04 * radius**2, 1.04 * radius**2)
    axes.set(xlabel="inner product" + " about the centre" * space.walls, ylabel="pairs")
    axes.set_ylim(bottom=0)
