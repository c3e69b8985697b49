"""The energies of distinct configurations above what they are held against, and the scale that shows them."""

from dataclasses import dataclass

import numpy as np

FAR = 5  # a bound so many spreads of the energies below the least would squeeze them: no axis starts there
DECADES = 100  # gaps that span such a factor have a logarithmic scale
ROUNDING = 1e-12  # relative to energies: gaps below are none


@dataclass(frozen=True)
class Levels:
    """values[k] = E_k - base, base the lower bound or, where `from_bound` is false, the least energy. On a
    logarithmic scale what does not exceed rounding is drawn at `floor`, marked 0."""

    base: float
    from_bound: bool
    values: np.ndarray
    logarithmic: bool
    floor: float

    @property
    def top(self):
        return max(self.values)

    def height(self, energy):
        """Where an energy is drawn."""
        gap = energy - self.base
        if not self.logarithmic:
            return gap
        return max(gap, self.floor)

    def shows(self, energy):
        """Whether an energy that theory knows is in the picture: not far from those found."""
        gap = energy - self.base
        return -self.rounding <= gap <= (10 if self.logarithmic else 1.5) * max(self.top, self.rounding)

    @property
    def rounding(self):
        return rounding(self.base)


def rounding(energy):
    return ROUNDING * max(1, abs(energy))


def levels_of(study):
    """Those of a study that has a configuration."""
    energies = np.array([c.energy for c in study.configurations])
    from_bound = study.bound is not None and is_near(study.bound.value, energies)
    base = study.bound.value if from_bound else energies[0]
    values = energies - base
    positive = values[values > rounding(base)]
    logarithmic = len(positive) > 1 and positive.max() > DECADES * positive.min()
    floor = 10 ** np.floor(np.log10(positive.min())) / 3 if logarithmic else 0.0
    return Levels(base, bool(from_bound), values, bool(logarithmic), float(floor))


def is_near(bound, energies):
    """Whether gaps to the bound still tell the energies apart; one energy needs nothing told."""
    spread = energies[-1] - energies[0]
    return len(energies) == 1 or energies[0] - bound <= FAR * spread
