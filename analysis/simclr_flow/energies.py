"""Energies of latents in memory, by the program's own code."""

from typing import NamedTuple

import numpy as np

from .library import InputError, library
from .toml_text import table_text


class EnergyValue(NamedTuple):
    """E of N latents, all dimensionless; None for what was not asked for."""

    value: float
    gradient: np.ndarray | None  # (N, d): dE/d(rows as given), Euclidean, not multiplied by N
    first_variation: np.ndarray | None  # (N,): dE/dp_i of each latent's mass, up to a constant


class Energy:
    """An energy E(z) of n samples of `views` views each, as the program's [energy] defines it.

    preset: any of `simclr-flow list`: "simclr", "nt-xent", "dcl", ..., "alignment", "uniformity", "custom", "sum".
        "nt-xent" is Chen et al. 2020, equation 1: of views=2 what `cross_entropy` of the 2n - 1 others gives.
    temperature: tau > 0 of the kernel, by default exp(-|z - z'|^2 / (2 tau)): exp((z.z' - 1)/tau) on spheres.
    order: "interleaved", view a of sample i in row i*views + a; or "cat", in row a*n + i, as torch.cat([z1, z2]).
    manifold: "sphere", where rows count by their directions and need not be normalised; "euclidean", "circle" and
        "torus" (rows of angles in radians), "box" with `sides`. By default that of the program's command `energy`:
        the sphere for losses of normalised outputs, else euclidean.
    positives: "views", "labels" or "semi", by `labels` (n of any kind); "weights", by `positive_weights`, rows
        i, j, w; or a table as [positives], {"kind": "semi", "fraction": 0.1}. By default what is given decides.
    keys: others of [energy]: parameters of the kernel, negatives, term, summation, accuracy, ...

    E is invariant under rotations and relabelling of samples; on spheres also under the length of rows. Known minima
    are told by `theory`. What [energy] does not allow throws InputError, a ValueError, with the key.
    """

    def __init__(self, preset, temperature, *, views=1, order="interleaved", manifold=None, kernel="gauss", sides=None,
                 positives=None, labels=None, positive_weights=None, **keys):
        self.views, self.order = views, order
        self._labels = None if labels is None else class_numbers(labels)
        self._weights = positive_weights
        table = {"preset": preset, "kernel": kernel, "temperature": temperature, **keys}
        self._text = settings_text(table, positives_table(positives, labels, positive_weights))
        self._manifold, self._sides = manifold or usual_manifold(table), sides or []
        self._shape, self._made = None, None

    def __call__(self, z, *, gradient=True, first_variation=True):
        """EnergyValue at rows z, (n*views, d): float64 in the order of C are not copied. Threads of Python go on.

        Throws InputError for rows that do not fit or are not finite, ArithmeticError where E is infinite.
        """
        z = rows_of_numbers(z, "z")
        return EnergyValue(*self._of(z).evaluate(z, gradient, first_variation))

    def hessian_product(self, z, v):
        """The derivative of the gradient at z along v, exact; both (n*views, d)."""
        z, v = rows_of_numbers(z, "z"), rows_of_numbers(v, "v")
        if v.shape != z.shape:
            raise InputError(f"v has the shape {v.shape}, z {z.shape}: they must be the same")
        return self._of(z).hessian_product(z, v)

    def _of(self, z):
        """The library's energy of rows of this shape; the last one is kept."""
        if self._shape != z.shape:
            samples, rest = divmod(z.shape[0], self.views) if self.views >= 1 else (0, 0)
            if rest:
                raise InputError(f"z has {z.shape[0]} rows, which {self.views} views do not divide")
            if self._labels is not None and len(self._labels) != samples:
                raise InputError(f"labels are {len(self._labels)}, there are {samples} samples")
            self._made = library.PointsEnergy(
                self._text, self._manifold, self._sides, (z.shape[1], samples, self.views), self.order,
                [] if self._labels is None else self._labels, self._weights)
            self._shape = z.shape
        return self._made


def energy(z, preset, temperature, *, gradient=True, first_variation=True, **options):
    """EnergyValue of rows z, (N, d), by Energy(preset, temperature, **options): its options are told there.

    To evaluate often, keep an Energy: kernels by an expression are tabulated when it is first called.
    """
    return Energy(preset, temperature, **options)(z, gradient=gradient, first_variation=first_variation)


def rows_of_numbers(z, name):
    """z as an array of float64 in the order of C, copied only if it is none."""
    z = np.asarray(z)
    if z.dtype.kind not in "fiu" or z.ndim != 2:
        raise InputError(f"{name} is an array of {z.dtype} and shape {z.shape}; allowed: real numbers, rows and columns")
    return np.ascontiguousarray(z, dtype=np.float64)


def class_numbers(labels):
    """Labels of any kind as numbers from 0."""
    labels = np.asarray(labels)
    if labels.ndim != 1:
        raise InputError(f"labels have the shape {labels.shape}; allowed: one for each sample")
    return np.unique(labels, return_inverse=True)[1].tolist()


def usual_manifold(table):
    """Where latents of an energy usually are: losses of normalised outputs on the sphere."""
    presets = [term.get("preset", "") for term in table.get("term", ())] or [table["preset"]]
    return "sphere" if all(map(library.counts_directions, presets)) else "euclidean"


def positives_table(positives, labels, weights):
    """[positives], by what is asked for or, without, by what is given."""
    if positives is None:
        positives = "labels" if labels is not None else "weights" if weights is not None else "views"
    table = {"kind": positives} if isinstance(positives, str) else dict(positives)
    by_labels, by_weights = table.get("kind") in ("labels", "semi"), table.get("kind") == "weights"
    if by_labels != (labels is not None) or by_weights != (weights is not None):
        raise InputError(f"positives = {positives!r} does not go with what is given: \"labels\" and \"semi\" go with "
                         "labels, \"weights\" with positive_weights")
    return {**table, "file": "positive_weights"} if by_weights else table


def settings_text(energy, positives=None):
    """The tables of a configuration that say what an energy is."""
    return "".join(f"[{name}]\n{table_text(table)}" for name, table in
                   (("energy", energy), ("positives", positives or {"kind": "views"})))
