"""The manifolds of latents as pictures see them: the only module that knows their names."""

from collections.abc import Callable
from dataclasses import dataclass, field

UNIT_LOOKS = {2: "circle", 3: "hemispheres"}


@dataclass(frozen=True)
class Space:
    """`title(dimension, sides)` names it on paper, None: by its own name. `radius(dimension)` is the length of its
    points, None where they differ. `view(dimension)` is how a run on it is drawn: circle, sphere or flat (views.py);
    `looks` how configurations are, by dimension: circle, hemispheres, stems, plane, and products beyond (atoms.py).
    With `walls`, it has sides, and inner products are about its centre; with `angles`, coordinates are pairs (cos, sin)."""

    title: Callable = lambda dimension, sides: None
    radius: Callable = lambda dimension: 1.0
    view: Callable = lambda dimension: "flat"
    looks: dict = field(default_factory=lambda: UNIT_LOOKS)
    walls: bool = False
    angles: bool = False


SPACES = {
    "euclidean": Space(title=lambda dimension, sides: rf"$\mathbb{{R}}^{{{dimension}}}$"),
    "sphere": Space(title=lambda dimension, sides: rf"sphere $\mathbb{{S}}^{{{dimension - 1}}}$",
                    view=lambda dimension: "circle" if dimension == 2 else "sphere"),
    "circle": Space(title=lambda dimension, sides: "circle", view=lambda dimension: "circle"),
    "torus": Space(title=lambda dimension, sides: rf"torus $\mathbb{{T}}^{{{dimension // 2}}}$",
                   radius=lambda dimension: (dimension / 2) ** 0.5, looks={}, angles=True),
    "box": Space(title=lambda dimension, sides: r" $\times$ ".join(f"[0, {side:g}]" for side in sides),
                 radius=lambda dimension: None, looks={1: "stems", 2: "plane"}, walls=True),
}


def space_of(manifold):
    """The space of this name; one that is not known is drawn as what it is said to be, in flat views."""
    return SPACES.get(manifold, Space())


def guessed(has_angles):
    """What a file without a configuration is taken for."""
    return "circle" if has_angles else "euclidean"
