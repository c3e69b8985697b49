"""What is known of an energy without a run, and where latents stand beside it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .energies import Energy, energy_table, rows_of_numbers, settings_text, whole
from .library import library


class Statement(NamedTuple):
    """A number with how far it is established, and by what."""

    section: str  # "laws", "bounds", "configurations" or "rates"
    id: str  # stable, as "rate.uniform.3"
    quantity: str
    value: float
    gap: float | None  # of configurations: above the largest bound
    status: str  # "proven", "numerical", "stationary by symmetry", "not a minimizer", "vacuous"
    source: str


class Theory(list):
    """Statements in the order of the program's table; by its id one is `theory[id]`."""

    def __getitem__(self, key):
        if not isinstance(key, str):
            return super().__getitem__(key)
        for statement in self:
            if statement.id == key:
                return statement
        raise KeyError(f"{key}; there are {', '.join(statement.id for statement in self)}")

    def __str__(self):
        return "\n".join(f"{row.section:<14} {row.quantity:<52} {row.value:>18.12g}  {row.status}" for row in self)

    def to_frame(self):
        """A pandas.DataFrame with a row per statement. Throws TrajectoryError where pandas is missing."""
        from .tables import pandas
        return pandas().DataFrame(list(self), columns=Statement._fields)


def theory(preset, temperature, dim, *, samples=0, views=1, kernel="gauss", **parameters):
    """All that is known of an energy on the sphere S^(dim-1), as `simclr-flow theory` tells it: a Theory.

    samples: n, of which bounds and configurations are told; 0: laws, the limit of many. views: V of each; bounds are
    of all n*V latents. dim: of the ambient space, 2 or more. parameters: of the kernel. Rates are those of the
    particle flow z' = -N dE/dz. What the lines mean: src/theory/README.md. Throws InputError.
    """
    text = settings_text(energy_table(preset, temperature, kernel, parameters))
    samples = whole(samples, "samples") if samples else 0
    return Theory(Statement(*(getattr(row, name) for name in Statement._fields))
                  for row in library.overview(text, whole(dim, "dim"), samples, whole(views, "views")))


# From these on latents, or views, count as told apart from one point, or from other samples: a convention of ours.
COLLAPSED, UNRELATED = 1e-3, 0.9


@dataclass(frozen=True)
class Standing:
    """Where latents stand between the least energy that theory allows and collapse. Of directions u = z/|z|."""

    value: float  # the energy
    floor: float | None  # the largest lower bound known for so many samples, views and dimensions
    attained: bool  # whether some latents are known to reach the floor
    source: str  # of the floor
    at_one_point: float  # the energy of latents that all coincide
    spread: float  # 1 - |mean u|^2: 0 where all latents coincide, 1 where they balance
    dimensions: float  # (sum l)^2/sum l^2 of the eigenvalues l of the covariance of u: 1 on a line, at most d
    alignment: float | None  # the mean of |u - u'|^2 over the views of a sample, in [0, 4]; None of one view
    uniformity: float  # log of the mean of exp(-|u - u'|^2/(2 tau)) over all pairs of latents: Wang & Isola's t = 1/(2 tau)

    @property
    def gap(self):
        """value - floor."""
        return None if self.floor is None else self.value - self.floor

    @property
    def share(self):
        """Of the way from the floor to one point: 0 at the floor; 1 and more also where views are as far apart as
        samples."""
        whole_way = None if self.floor is None else self.at_one_point - self.floor
        return self.gap / whole_way if whole_way else None

    @property
    def collapsed(self):
        """Whether all latents nearly coincide: spread below 1e-3."""
        return self.spread < COLLAPSED

    @property
    def unrelated(self):
        """Whether views of a sample are about as far apart as any two latents, whose mean |u - u'|^2 is 2 spread:
        alignment above .9 of it. Then nothing is learned yet, or `views` and `order` are not those of the rows."""
        return self.alignment is not None and not self.collapsed and self.alignment > 2 * UNRELATED * self.spread

    def __str__(self):
        verdict = ("collapsed to one point" if self.collapsed else
                   "not collapsed, but views are as far apart as samples: nothing is learned, or views and order are "
                   "not those of the rows" if self.unrelated else "not collapsed")
        floor = "no floor is known" if self.floor is None else (
            f"floor {self.floor:.6g} ({'attained by some' if self.attained else 'perhaps not attained'}; {self.source})")
        alignment = "" if self.alignment is None else f", alignment {self.alignment:.4g}"
        return (f"{verdict}. Energy {self.value:.6g}; {floor}; at one point {self.at_one_point:.6g}. Spread "
                f"{self.spread:.4g} in {self.dimensions:.3g} dimensions{alignment}, uniformity {self.uniformity:.4g}")


def standing(z, preset, temperature, *, views=1, order="interleaved"):
    """Is my loss collapsed? The Standing of embeddings z, (n*views, d), by their directions; print it.

    preset, temperature, views and order as of Energy, with its kernel exp((u.u' - 1)/tau). A loss of nt-xent that
    stays at log(2n - 1) for n pairs is that of latents at one point, and about that of unrelated latents in high
    dimensions: `collapsed` and `unrelated` tell the two apart. Throws InputError.
    """
    z = rows_of_numbers(z, "z")

    def energy(name, rows):
        made = Energy(name, temperature, views=views, order=order, manifold="sphere")
        return made(rows, gradient=False, first_variation=False).value

    value = energy(preset, z)
    bound = library.bound(settings_text(energy_table(preset, temperature, "gauss", {})), z.shape[1], len(z) // views,
                          views) if z.shape[1] > 1 else None
    spread, dimensions = shape_of(z)
    return Standing(value, bound and bound.value, bool(bound and bound.attained), bound.source if bound else "",
                    energy(preset, np.repeat(z[:1], len(z), axis=0)), spread, dimensions,
                    energy("alignment", z) if views > 1 else None, energy("uniformity", z))


def shape_of(z):
    """The spread of directions, and in how many dimensions they vary."""
    scaled = z / np.abs(z).max(1)[:, None]
    u = scaled / np.linalg.norm(scaled, axis=1)[:, None]
    centred = u - u.mean(0)
    spread = float((centred**2).sum(1).mean())
    squares = np.linalg.norm(centred.T @ centred / len(u)) ** 2
    return spread, spread**2 / float(squares) if squares else 0.0
