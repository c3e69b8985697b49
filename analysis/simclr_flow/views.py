"""How latents become coordinates on paper: one number a particle for the traces, two for the snapshots."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .spaces import space_of

PRINCIPAL, PLANE = "first principal coordinate", "at time $t$\n(principal plane)"


@dataclass(frozen=True)
class View:
    """trace: flow -> [T][N], drawn inside |y| <= extent, or wrapped to one period;
    flat: points [N][d] -> [N][2] (histogram: [N][1]), drawn inside |x|, |y| <= reach.
    outline: radii of circles drawn beneath the snapshots."""

    trace: Callable
    flat: Callable
    trace_name: str
    extent: float
    reach: float
    outline: tuple = ()
    period: float | None = None
    snapshot_name: str = "at time $t$"
    histogram: bool = False


def choose_view(run):
    """The view that suits the run's manifold and latent dimension."""
    dimension = run.flows[0].position.value.shape[2]
    flat = line_view if dimension == 1 else plane_view
    views = {"circle": circle_view, "sphere": sphere_view, "flat": flat}
    return views[space_of(run.manifold).view(dimension)](run)


def circle_view(_):
    return View(trace=angles, flat=lambda points: points, trace_name=r"angle $\theta_i$",
                extent=np.pi, reach=1.0, outline=(1.0,), period=2 * np.pi)


def line_view(run):
    """R^1; the snapshots are histograms, so `flat` gives the coordinate alone."""
    extent = greatest(run, np.eye(1))
    return View(trace=lambda flow: flow.position.value[..., 0], flat=lambda points: points,
                trace_name=r"latent $z_i$", extent=extent, reach=extent, histogram=True)


def plane_view(run):
    """R^d: the two leading principal axes (for d = 2 the snapshots show the coordinates themselves)."""
    axes = principal_axes(run)
    plane = np.eye(2) if len(axes) == 2 else axes[:, :2]
    return View(trace=lambda flow: flow.position.value @ axes[:, 0], flat=lambda points: points @ plane,
                trace_name=PRINCIPAL, extent=greatest(run, axes[:, :1]), reach=greatest(run, plane),
                snapshot_name="at time $t$" if len(axes) == 2 else PLANE)


def sphere_view(run):
    """S^2: the equal-area map about the mean start, the rim being its antipode, so that the uniform law
    fills the disc evenly. Higher spheres: projection to the leading principal plane."""
    axes = principal_axes(run)
    trace = lambda flow: flow.position.value @ axes[:, 0]
    if len(axes) > 3:
        return View(trace=trace, flat=lambda points: points @ axes[:, :2], trace_name=PRINCIPAL,
                    extent=1.0, reach=1.0, outline=(1.0,), snapshot_name=PLANE)
    frame = frame_about(starting_point(run))
    return View(trace=trace, flat=lambda points: equal_area(points @ frame), trace_name=PRINCIPAL,
                extent=1.0, reach=2.0, outline=(2.0, np.sqrt(2)), snapshot_name="at time $t$\n(equal-area map)")


def angles(flow):
    """Unwrapped angles [T][N] in radians, from the positions where they are not stored."""
    if flow.angle is not None:
        return flow.angle.value
    return np.unwrap(np.arctan2(flow.position.value[..., 1], flow.position.value[..., 0]), axis=0)


def equal_area(points):
    """Lambert's azimuthal map of the unit sphere about e_1: hemisphere in radius sqrt 2, all in radius 2."""
    return points[:, 1:] * np.sqrt(2 / np.maximum(1 + points[:, :1], 1e-12))


def principal_axes(run):
    """Columns: eigenvectors of the second moment of all frames and flows, leading first, signs fixed."""
    moment = sum(np.einsum("tni,tnj->ij", z, z) / max(1, len(z)) for z in finite_positions(run))
    axes = np.linalg.eigh(moment)[1][:, ::-1]
    return axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(len(axes))])


def starting_point(run):
    """Mean direction of the first frame (the first axis where the mean vanishes)."""
    starts = [z[0] for z in finite_positions(run) if len(z)]
    mean = starts[0].mean(axis=0) if starts else np.zeros(run.flows[0].position.value.shape[2])
    return mean / np.linalg.norm(mean) if np.linalg.norm(mean) > 0.1 else np.eye(len(mean))[0]


def frame_about(direction):
    """An orthonormal frame, as columns, whose first vector is `direction`."""
    frame = np.linalg.qr(np.column_stack([direction, np.eye(len(direction))]))[0]
    return frame * np.sign(frame[:, 0] @ direction)


def greatest(run, axes):
    """The largest |coordinate| along the columns of `axes` over all finite frames."""
    return max([np.abs(z @ axes).max(initial=0) for z in finite_positions(run)] + [1e-12])


def finite_positions(run):
    """Positions of each flow, frames with NaN or infinity left out."""
    for flow in run.flows:
        z = flow.position.value
        yield z[np.isfinite(z).all(axis=(1, 2))]
