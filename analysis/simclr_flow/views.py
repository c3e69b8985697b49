"""How latents become coordinates on paper: one number a particle for the traces, two for the snapshots."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .directions import blocks, sight_of
from .spaces import space_of

U = {  # by whether there are classes
    True: r"$u$: the direction in which the classes of a flow part best; where they do not part, of the largest variance",
    False: r"$u$: the direction in which the latents of a flow vary most",
}
V = r"$v$: at right angles to $u$, the next of such directions"
MAPPED = "sphere by an equal-area map: inner ring 90° from its centre, rim the point opposite; the centre is "
CENTRES = {True: "the direction in which the classes part least, where they do not part the mean start",
           False: "the mean start"}


@dataclass(frozen=True)
class View:
    """trace(part, flow) -> [T][N] of the latents or the test points of a flow, drawn inside |y| <= extent, or wrapped
    to one period; flat(points [N][d], flow) -> [N][2] (histogram: [N][1]), drawn inside |x|, |y| <= reach.
    outline: radii of circles drawn beneath the snapshots. trace_note, note: what a reader must know of traces, and of
    snapshots."""

    trace: Callable
    flat: Callable
    trace_name: str
    extent: float
    reach: float
    outline: tuple = ()
    period: float | None = None
    snapshot_name: str = "at time $t$"
    histogram: bool = False
    trace_note: str = ""
    note: str = ""


def choose_view(run):
    """The view that suits the run's manifold and latent dimension."""
    dimension = run.flows[0].position.value.shape[2]
    flat = line_view if dimension == 1 else plane_view
    views = {"circle": circle_view, "sphere": sphere_view, "flat": flat}
    return views[space_of(run.manifold).view(dimension)](run)


def circle_view(_):
    return View(trace=lambda part, flow: angles(part), flat=lambda points, flow: points, trace_name=r"angle $\theta_i$",
                extent=np.pi, reach=1.0, outline=(1.0,), period=2 * np.pi)


def line_view(run):
    """R^1; the snapshots are histograms, so `flat` gives the coordinate alone."""
    trace = lambda part, flow: part.position.value[..., 0]
    extent = greatest(run, trace)
    return View(trace=trace, flat=lambda points, flow: points, trace_name=r"latent $z_i$", extent=extent, reach=extent,
                histogram=True)


def plane_view(run):
    """R^d: the two directions in which classes part, about the mean (for d = 2 the snapshots show the coordinates
    themselves)."""
    seen, flat_space = sights(run), run.flows[0].position.value.shape[2] == 2
    trace = lambda part, flow: part.position.value @ seen[flow.name].u - seen[flow.name].mean @ seen[flow.name].u
    flat = lambda points, flow: points if flat_space else (points - seen[flow.name].mean) @ seen[flow.name].plane
    reach = max([greatest_of(flat(block, flow)) for flow in run.flows for block in blocks(flow.position.value)] + [1e-12])
    return View(trace=trace, flat=flat, trace_name=r"$(z_i-\bar z)\cdot u$", extent=greatest(run, trace), reach=reach,
                snapshot_name="at time $t$" if flat_space else "at time $t$\nalong $u$, $v$",
                trace_note=U[has_classes(run)], note="" if flat_space else V)


def sphere_view(run):
    """S^2: the equal-area map of the whole sphere, the rim being the point opposite to its centre, so that the uniform
    law fills the disc evenly. Higher spheres: projection to two directions."""
    seen = sights(run)
    trace = lambda part, flow: part.position.value @ seen[flow.name].u
    look = {"trace": trace, "trace_name": r"$z_i\cdot u$", "extent": 1.0, "trace_note": U[has_classes(run)]}
    if run.flows[0].position.value.shape[2] > 3:
        return View(flat=lambda points, flow: points @ seen[flow.name].plane, reach=1.0, outline=(1.0,),
                    snapshot_name="at time $t$\nalong $u$, $v$", note=V, **look)
    return View(flat=lambda points, flow: equal_area(points @ seen[flow.name].map_frame), reach=2.0,
                outline=(2.0, np.sqrt(2)), note=MAPPED + CENTRES[has_classes(run)], **look)


def sights(run):
    return {flow.name: sight_of(flow) for flow in run.flows}


def has_classes(run):
    return any(flow.labels is not None for flow in run.flows)


def angles(part):
    """Unwrapped angles [T][N] in radians, from the positions where they are not stored."""
    if part.angle is not None:
        return np.asarray(part.angle.value)
    return np.unwrap(np.arctan2(part.position.value[..., 1], part.position.value[..., 0]), axis=0)


def equal_area(points):
    """Lambert's azimuthal map of the unit sphere about e_1: hemisphere in radius sqrt 2, all in radius 2."""
    return points[:, 1:] * np.sqrt(2 / np.maximum(1 + points[:, :1], 1e-12))


def greatest(run, trace):
    """The largest |coordinate| of all flows at all times."""
    return max([greatest_of(trace(flow, flow)) for flow in run.flows] + [1e-12])


def greatest_of(values):
    return float(np.abs(values).max(initial=0))
