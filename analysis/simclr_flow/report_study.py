"""The page of a study of minimizers: its configurations by energy, how each looks, and how its starts ended."""

from collections import Counter

import numpy as np

from . import sphere_map
from .embed import packed
from .facts import counted, facts_of, space_name
from .levels import levels_of
from .motion import FEW
from .ranks import COLOURS
from .spaces import space_of
from .study import NOT_STATIONARY, OPEN

MOST_ATOMS = 2000  # of a configuration that are drawn
NUMBER = 4  # bytes


def data_of(study, name, budget):
    """What web/study.js shows; the atoms take at most `budget` bytes, those of the lowest energies first."""
    drawn = affordable(study, budget)
    return {"kind": "study", "title": study.title, "setting": setting(study), "outcome": outcome(study),
            "facts": facts_of(study.provenance, name), "look": look_of(study), "sides": study.sides,
            "masses": study.masses, "about_centre": space_of(study.manifold).walls, "says": says(study),
            "known": [{"name": label, "value": known.value, "source": known.source} for label, known in
                      (("lower bound", study.bound), ("best reference", study.reference)) if known],
            "levels": scale_of(study), "colours": COLOURS,
            "configurations": [told(c, study, k < drawn) for k, c in enumerate(study.configurations)],
            "remark": remark(study, drawn), "reasons": reasons_of(study), "config": study.provenance.config}


def look_of(study):
    """How web/atoms.js draws them: circle, line, plane, or space, which can be turned."""
    looks = {"circle": "circle", "stems": "line", "plane": "plane", "hemispheres": "space"}
    look = space_of(study.manifold).looks.get(study.dimension)
    return looks.get(look) or {1: "line", 2: "plane"}.get(study.dimension, "space")


def says(study):
    look = look_of(study)
    if look != "space":
        return {"circle": "Atoms are on the circle, with the number of latents at each.",
                "line": "Atoms are on a line; the length of a stem is the share of latents there.",
                "plane": "Atoms are in the plane, with areas by their weights."}[look]
    if study.dimension == FEW:
        return "Atoms are on the sphere, with lines between nearest neighbours; turn it by dragging. Those on the far " \
               "side are pale."
    return f"Atoms have {study.dimension} coordinates; drawn are the three principal ones of each configuration. Turn " \
           "them by dragging."


def setting(study):
    """One line: manifold, energy, temperature, latents."""
    parts = [counted(study.particles, "weighted latent" if study.masses else "latent") +
             f" {space_name(study.manifold, study.dimension, study.sides)}", f"energy {study.preset}"]
    if study.temperature is not None:
        parts.append(f"temperature {study.temperature:g}")
    return ", ".join(parts)


def outcome(study):
    """How the starts ended, in a sentence."""
    still, failed = int((study.states == OPEN).sum()), int((study.states == NOT_STATIONARY).sum())
    parts = [f"{still} are still open"] * bool(still) + [f"{failed} did not become stationary"] * bool(failed)
    return f"Of {counted(len(study.states), 'start')} {len(study.states) - still - failed} ended in " \
           f"{counted(len(study.configurations), 'distinct configuration')}" + "".join(f"; {part}" for part in parts) + "."


def scale_of(study):
    """The base of the energies and whether their scale is logarithmic; None without a configuration."""
    if not study.configurations:
        return None
    levels = levels_of(study)
    return {"base": levels.base, "from_bound": levels.from_bound, "logarithmic": levels.logarithmic,
            "floor": levels.floor}


def told(c, study, drawn):
    """A configuration: its row of the table, its spectra, and where its atoms are."""
    return {"rank": c.rank, "energy": c.energy, "kind": c.kind, "name": c.name, "count": c.count, "index": c.index,
            "zero": c.zero, "share": study.shares[c.rank], "atoms": len(c.weights), "eigenvalues": packed(c.eigenvalues),
            "inner_product": packed(c.inner_product), "pairs": packed(c.pairs), **(placed(c, study) if drawn else {})}


def placed(c, study):
    """Points in the coordinates of the page, their weights, and the edges between nearest neighbours on S^2."""
    points, weights = c.points[:MOST_ATOMS], c.weights[:MOST_ATOMS]
    if look_of(study) != "space":
        return {"points": packed(points), "weights": packed(weights), "edges": []}
    round = study.dimension == FEW and space_of(study.manifold).radius(FEW) == 1
    turned = sphere_map.facing(points, weights) if round else principal(points)
    ends = sphere_map.edges(points) if round else []
    return {"points": packed(turned), "weights": packed(weights), "edges": packed(ends, "<u2") if len(ends) else [],
            "round": round}


def principal(points):
    """The three principal coordinates about the mean, by their variance."""
    centred = points - points.mean(axis=0)
    axes = np.linalg.eigh(centred.T @ centred)[1][:, ::-1][:, :FEW]
    return centred @ axes


def affordable(study, budget):
    """How many configurations are drawn."""
    sizes = np.cumsum([min(len(c.weights), MOST_ATOMS) * (study.dimension + 1) * NUMBER * 4 / 3
                       for c in study.configurations])
    return int(np.searchsorted(sizes, budget, side="right"))


def remark(study, drawn):
    count = len(study.configurations)
    cut = any(len(c.weights) > MOST_ATOMS for c in study.configurations)
    parts = [f"the {drawn} configurations of lowest energy are drawn"] * (drawn < count) + \
        [f"at most {MOST_ATOMS} atoms of each are drawn"] * cut
    return f"To keep this page small {' and '.join(parts)}." if parts else ""


def reasons_of(study):
    """Why starts did not become stationary, the most frequent first."""
    found = Counter(reason for reason, state in zip(study.reasons, study.states) if state == NOT_STATIONARY)
    return [[count, reason] for reason, count in found.most_common()]
