"""Points and edges on S^2 as two hemispheres in Lambert's equal-area projection."""

from itertools import combinations

import numpy as np

SAME = 1e-6  # points nearer than this are one
ALIKE = 1.01  # angles within this factor of the smallest are edges
ORDERS = (6, 5, 4, 3, 2)  # of rotations that are looked for, best first
MANY, FEW = 2000, 40  # points
ARC = 24  # pieces of an edge


def edges(points):
    """Pairs at the smallest angle, within 1 %, as rows (i, j); none between antipodes, where no arc is shortest, and
    none of more than MANY points, where none would be seen."""
    if not 2 <= len(points) <= MANY:
        return np.empty((0, 2), int)
    i, j = np.triu_indices(len(points), 1)
    angle = np.arctan2(np.linalg.norm(np.cross(points[i], points[j]), axis=1), (points[i] * points[j]).sum(axis=1))
    near = (angle <= ALIKE * angle.min()) & (angle < np.pi - SAME)
    return np.column_stack([i, j])[near]


def facing(points, weights):
    """The points turned so that an axis of the highest symmetry looks at the reader, a point above its centre."""
    axis = max(candidates(points), key=lambda a: symmetry(points, weights, a), default=points[0])
    aside = points - np.outer(points @ axis, axis)
    lengths = np.linalg.norm(aside, axis=1)
    off = aside[np.argmax(lengths)] if lengths.max() > SAME else np.eye(3)[np.argmin(abs(axis))]
    up = off - (off @ axis) * axis
    up /= np.linalg.norm(up)
    return points @ np.column_stack([np.cross(up, axis), up, axis])


def candidates(points):
    """Where axes of high order can be: main axes of the moments, points, middles of pairs (of edges only where pairs
    are too many), and normals of edges that follow each other, as those of a face."""
    ends = edges(points)
    pairs = ends if len(points) > FEW else np.column_stack(np.triu_indices(len(points), 1))
    normals = [np.cross(points[i] - points[j], points[j] - points[k])
               for j in range(len(points)) for i, k in combinations(neighbours(ends, j), 2)]
    axes = [*np.linalg.eigh(points.T @ points)[1].T, *points, *points[pairs].sum(axis=1), *normals]
    return [axis / np.linalg.norm(axis) for axis in axes if np.linalg.norm(axis) > SAME]


def neighbours(ends, j):
    """The other ends of the edges of a point."""
    return np.concatenate([ends[ends[:, 0] == j, 1], ends[ends[:, 1] == j, 0]])


def symmetry(points, weights, axis):
    """The order of the highest rotation about the axis that maps the weighted points to themselves; 1 if none."""
    return next((order for order in ORDERS if is_invariant(points, weights, rotation(axis, 2 * np.pi / order))), 1)


def is_invariant(points, weights, turn):
    return all(is_mapped(turn @ point, weight, points, weights) for point, weight in zip(points, weights))


def is_mapped(image, weight, points, weights):
    distance = np.linalg.norm(points - image, axis=1)
    nearest = distance.argmin()
    return bool(distance[nearest] < SAME and np.isclose(weights[nearest], weight))


def rotation(axis, angle):
    """Rodrigues' formula."""
    cross = np.cross(np.eye(3), axis)
    return np.eye(3) - np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def lambert(points, front):
    """Equal-area in the plane about (0, 0, 1), or about (0, 0, -1) seen through the sphere; the equator has radius
    1."""
    depth = points[:, 2] if front else -points[:, 2]
    return points[:, :2] / np.sqrt(1 + np.maximum(depth, 0))[:, None]


def is_front(points):
    """The equator belongs to the front."""
    return points[:, 2] > -SAME


def arcs(points, front):
    """The parts of the edges on one hemisphere, each a line in its projection."""
    lines = []
    for i, j in edges(points):
        piece = clipped(points[i], points[j], 1 if front else -1)
        if piece is not None:
            lines.append(lambert(great_circle(*piece), front))
    return lines


def clipped(a, b, side):
    """The ends of the part of an arc with side * z >= 0, or None. Arcs along the equator are of the front."""
    depths = side * np.array([a[2], b[2]])
    if (abs(depths) <= SAME).all():
        return (a, b) if side > 0 else None
    if (depths <= SAME).all():
        return None
    if (depths >= -SAME).all():
        return a, b
    crossing = abs(depths[1]) * a + abs(depths[0]) * b
    crossing /= np.linalg.norm(crossing)
    return (a, crossing) if depths[0] > 0 else (crossing, b)


def great_circle(a, b):
    angle = np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b)
    along = np.linspace(0, 1, ARC + 1)[:, None]
    return (np.sin((1 - along) * angle) * a + np.sin(along * angle) * b) / max(np.sin(angle), SAME)
