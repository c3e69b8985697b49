"""What is known of an energy without a run, and where latents stand beside it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .energies import Energy, rows_of_numbers, settings_text
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

    def to_frame(self):
        """A pandas.DataFrame with a row per statement. Throws TrajectoryError where pandas is missing."""
        from .tables import pandas
        return pandas().DataFrame(list(self), columns=Statement._fields)


def theory(preset, temperature, dim, *, samples=0, views=1, kernel="gauss", **parameters):
    """All that is known of an energy on the sphere S^(dim-1), as `simclr-flow theory` tells it: a Theory.

    samples: n, at which bounds and configurations are told; 0: laws, the limit of many. dim: of the ambient space,
    2 or more. parameters: of the kernel. Rates are those of the particle flow z' = -N dE/dz. Throws InputError.
    """
    text = settings_text({"preset": preset, "kernel": kernel, "temperature": temperature, **parameters})
    return Theory(Statement(*(getattr(row, name) for name in Statement._fields))
                  for row in library.overview(text, dim, samples, views))


@dataclass(frozen=True)
class Standing:
    """Where latents stand between the least energy that theory allows and collapse, all in the energy's own units."""

    value: float  # of the latents
    floor: float | None  # the largest lower bound that is known for so many samples, views and dimensions
    attained: bool  # whether some latents reach the floor
    source: str  # of the floor
    collapsed: float  # of all latents at one point
    alignment: float | None  # the mean squared distance of the views of a sample, in [0, 4]; None of one view
    uniformity: float  # the log of the mean kernel over all pairs at this temperature, at most 0

    @property
    def gap(self):
        """value - floor."""
        return None if self.floor is None else self.value - self.floor

    @property
    def share(self):
        """0 at the floor, 1 at collapse; above 1 where views of a sample are farther apart than others."""
        return None if self.floor is None else self.gap / (self.collapsed - self.floor)

    def __str__(self):
        floor = "no floor is known" if self.floor is None else (
            f"floor {self.floor:.6g} ({'attained' if self.attained else 'perhaps not attained'}; {self.source}), "
            f"{100 * self.share:.3g} % of the way from it to collapse")
        alignment = "" if self.alignment is None else f", alignment {self.alignment:.4g}"
        return (f"energy {self.value:.6g}, collapsed {self.collapsed:.6g}; {floor}{alignment}, "
                f"uniformity {self.uniformity:.4g}")


def standing(z, preset, temperature, *, views=1, order="interleaved", kernel="gauss", **parameters):
    """Is my loss collapsed? The Standing of embeddings z, (n*views, d), by their directions.

    preset, temperature and order as of Energy; a loss that stays at `collapsed`, for nt-xent log(2n - 1) of n pairs,
    tells the latents from nothing. Throws InputError.
    """
    z = rows_of_numbers(z, "z")
    options = {"views": views, "order": order, "kernel": kernel, "manifold": "sphere", **parameters}

    def energy(name, rows):
        return Energy(name, temperature, **options)(rows, gradient=False, first_variation=False).value

    value = energy(preset, z)
    text = settings_text({"preset": preset, "kernel": kernel, "temperature": temperature, **parameters})
    bound = library.bound(text, z.shape[1], z.shape[0] // views, views) if z.shape[1] > 1 else None
    return Standing(value, bound and bound.value, bool(bound and bound.attained), bound.source if bound else "",
                    energy(preset, np.repeat(z[:1], len(z), axis=0)), energy("alignment", z) if views > 1 else None,
                    energy("uniformity", z))
