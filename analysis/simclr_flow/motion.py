"""The latents of a run as a page moves them: each coordinate system that `web/views.js` draws, and how latents come to
it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .spaces import space_of

FEW = 3  # dimensions that can be turned
COORDINATES = {"circle": 1, "line": 1, "torus": 2, "plane": 2, "space": 3}  # of the modes


@dataclass(frozen=True)
class Stage:
    """mode: circle, torus, line, plane or space; `turn(points[..., d])` gives the page's coordinates; round: draw a
    unit sphere."""

    mode: str
    turn: Callable
    says: str
    round: bool = False


def mode_of(manifold, dimension):
    """The mode for latents of so many ambient coordinates."""
    space = space_of(manifold)
    if space.angles and dimension <= 4:
        return "circle" if dimension == 2 else "torus"
    if space.view(dimension) == "circle":
        return "circle"
    return {1: "line", 2: "plane"}.get(dimension, "space")


def stage_of(manifold, clouds):
    """The stage for clouds[k][T][N][d] of all flows, which the page holds."""
    dimension = clouds[0].shape[2]
    mode = mode_of(manifold, dimension)
    if mode != "space":
        return Stage(mode, {"circle": angles, "torus": angles}.get(mode, lambda points: points), SAYS[mode])
    if space_of(manifold).view(dimension) == "sphere":
        return sphere_stage(clouds, dimension)
    return principal_stage(clouds, dimension)


SAYS = {"circle": "Latents are on the circle. Every class is drawn on a ring of its own, a little farther out, so that "
                  "none hides another.",
        "torus": "Latents are on the torus, whose two angles go from −π to π: what leaves at an edge comes back at the "
                 "opposite one.",
        "line": "Latents are numbers on a line. Every class has a lane of its own, in which height means nothing.",
        "plane": "Latents are in the plane."}


def angles(points):
    """Of pairs (cos, sin), in (-pi, pi]."""
    return np.arctan2(points[..., 1::2], points[..., 0::2])


def sphere_stage(clouds, dimension):
    """S^2 as it is, its start towards the reader; of higher spheres three principal coordinates."""
    if dimension > FEW:
        return principal_stage(clouds, dimension, round=True)
    axes = facing_start(clouds)
    return Stage("space", lambda points: points @ axes, "Latents are on the sphere, at first seen from where they start: "
                 "turn it by dragging. Those on its far side are pale.", round=True)


def facing_start(clouds):
    """Orthonormal columns: right and up are where latents spread most, the third, towards the reader, is the mean
    direction of the first frame."""
    starts = [z[0].mean(axis=0) for z in clouds if len(z)]
    mean = starts[0] if starts and np.linalg.norm(starts[0]) > 0.1 else np.eye(3)[2]
    forward = mean / np.linalg.norm(mean)
    aside = np.eye(3) - np.outer(forward, forward)
    right = aside @ np.linalg.eigh(aside @ moment(clouds) @ aside)[1][:, -1]
    right /= np.linalg.norm(right)
    return np.column_stack([right, np.cross(forward, right), forward])


def principal_stage(clouds, dimension, round=False):
    """The three principal axes of all latents of all flows and times that the page holds, about their mean unless they
    are on a sphere."""
    mean = np.zeros(dimension) if round else sum(z.sum(axis=(0, 1)) for z in clouds) / sum(
        z.shape[0] * z.shape[1] for z in clouds)
    values, vectors = np.linalg.eigh(moment([z - mean for z in clouds]))
    axes = vectors[:, ::-1][:, :FEW]
    share = values[::-1][:FEW].sum() / max(values.sum(), 1e-300)
    whole = dimension == FEW
    says = f"Latents have {dimension} coordinates. " + (
        "They can be turned by dragging." if whole else
        f"Drawn are the three principal ones of all flows and times, which hold {100 * share:.3g} % of the variance; "
        "turn them by dragging.")
    return Stage("space", lambda points: (points - mean) @ axes, says, round=round)


def moment(clouds):
    """The second moment of all frames, each flow with the same weight."""
    return sum(np.einsum("tni,tnj->ij", z, z) / max(1, z.shape[0] * z.shape[1]) for z in clouds)


def sampled(series, cut):
    """The frames and latents of a series that are shown, one row read at a time; and their times."""
    rows, points = cut.frames(len(series.time)), cut.points(series.value.shape[1])
    shape = (len(rows), len(points), series.value.shape[2])
    cloud = np.stack([series.value[int(row)][points] for row in rows]) if len(rows) else np.empty(shape)
    return series.time[rows], cloud

