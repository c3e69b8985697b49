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
        "nt-xent" with views=2 is Chen et al. 2020, equation 1: what torch's cross_entropy gives of the 2n - 1 others.
    temperature: tau > 0 of the kernel, by default exp(-|z - z'|^2 / (2 tau)): exp((z.z' - 1)/tau) on spheres. None
        for energies in which it plays no part, such as "alignment".
    views: V; 1 means that both views of a sample are the same point.
    order: "interleaved", view a of sample i in row i*V + a; or "cat", in row a*n + i, as torch.cat([z1, z2]).
    manifold: "sphere", where rows count by their directions and need not be normalised; "euclidean"; "circle" and
        "torus", rows of angles in radians; "box" with `sides`. By default that of the program's command `energy`:
        the sphere for losses of normalised outputs, else euclidean.
    positives: "views"; "labels" or "semi", by `labels`, n words or numbers; "weights", by `positive_weights`, rows
        i, j, w; or a table as [positives], {"kind": "semi", "fraction": 0.1}. By default what is given decides.
    keys: others of [energy]: parameters of the kernel, negatives, term, summation, accuracy, ...

    E does not change under relabelling of samples and isometries of the manifold: rotations, and on spheres the
    length of rows; of the euclidean space translations too, but for "spectral". Known minima are told by `theory`.
    What [energy] does not allow throws InputError, a ValueError, with the key. Sums take SIMCLR_FLOW_THREADS threads.
    """

    def __init__(self, preset, temperature, *, views=1, order="interleaved", manifold=None, kernel="gauss", sides=None,
                 positives=None, labels=None, positive_weights=None, **keys):
        self.views, self.order = whole(views, "views"), word(order, "order")
        self._labels = None if labels is None else class_numbers(labels)
        self._weights = None if positive_weights is None else rows_of_numbers(positive_weights, "positive_weights").copy()
        table = energy_table(word(preset, "preset"), temperature, word(kernel, "kernel"), keys)
        self._text = settings_text(table, positives_table(positives, labels, positive_weights))
        self._manifold = usual_manifold(table) if manifold is None else word(manifold, "manifold")
        self._sides = [] if sides is None else np.asarray(sides, float).ravel().tolist()
        if (self._manifold == "box") != bool(self._sides):
            raise InputError("manifold=\"box\" and sides, its lengths, go together")
        library.check(self._text, self._manifold, self.views)
        self._last = None, None  # the shape of the last rows, and the library's energy of such

    def __call__(self, z, *, gradient=True, first_variation=True):
        """EnergyValue at rows z, (n*views, d): float64 in the order of C are not copied. Other threads of Python go on
        meanwhile, and Ctrl-C stops it.

        Throws InputError for rows that do not fit or are not finite, ArithmeticError where E is infinite.
        """
        z = rows_of_numbers(z, "z")
        return EnergyValue(*self._of(z).evaluate(z, gradient, first_variation))

    def hessian_product(self, z, v):
        """The derivative of the gradient at z along v, exact; both (n*views, d). Throws as a call."""
        z, v = rows_of_numbers(z, "z"), rows_of_numbers(v, "v")
        if v.shape != z.shape:
            raise InputError(f"v has the shape {v.shape}, z {z.shape}: they must be the same")
        return self._of(z).hessian_product(z, v)

    def __getstate__(self):
        """For copies and pickles: without what the library made."""
        return self.__dict__ | {"_last": (None, None)}

    def _of(self, z):
        """The library's energy of rows of this shape; the last one is kept."""
        shape, made = self._last
        if shape != z.shape:
            made = self._make(*z.shape)
            self._last = z.shape, made
        return made

    def _make(self, rows, width):
        samples, rest = divmod(rows, self.views)
        if rest:
            raise InputError(f"z has {rows} rows, which {self.views} views do not divide")
        if self._labels is not None and len(self._labels) != samples:
            raise InputError(f"labels are {len(self._labels)}, there are {samples} samples")
        return library.PointsEnergy(self._text, self._manifold, self._sides, (width, samples, self.views), self.order,
                                    self._labels or [], self._weights)


def energy(z, preset, temperature, *, gradient=True, first_variation=True, **options):
    """EnergyValue of rows z, (N, d), by Energy(preset, temperature, **options): its options are told there.

    To evaluate often, keep an Energy: kernels by an expression are tabulated when it is first called.
    """
    return Energy(preset, temperature, **options)(z, gradient=gradient, first_variation=first_variation)


def rows_of_numbers(z, name):
    """z as an array of float64 in the order of C, copied only if it is none."""
    z = np.asarray(z.detach().cpu() if hasattr(z, "detach") else z)
    if z.dtype.kind not in "fiu" or z.ndim != 2:
        raise InputError(f"{name} is an array of {z.dtype} and shape {z.shape}; allowed: real numbers, rows and columns")
    return np.ascontiguousarray(z, dtype=np.float64)


def class_numbers(labels):
    """Labels, words or numbers, as numbers from 0."""
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype.kind not in "fiubUS" or (labels.dtype.kind == "f" and np.isnan(labels).any()):
        raise InputError(f"labels are an array of {labels.dtype} and shape {labels.shape}; allowed: a word or number "
                         "for each sample")
    return np.unique(labels, return_inverse=True)[1].tolist()


def word(value, name):
    if not isinstance(value, str):
        raise InputError(f"{name} = {value!r} is no word")
    return value


def whole(value, name):
    """A number of things, one or more."""
    if isinstance(value, bool) or not hasattr(value, "__index__") or value < 1:
        raise InputError(f"{name} = {value!r}; allowed: 1 or more, a whole number")
    return value.__index__()


def energy_table(preset, temperature, kernel, keys):
    """[energy]; without a temperature where none is given."""
    return {"preset": preset, "kernel": kernel} | ({} if temperature is None else {"temperature": temperature}) | keys


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
