"""Mean and spread over the seeds of an ensemble, as `simclr-flow compare FOLDER` has them."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Spread:
    """Of the `count` seeds of `of` that have the value: the arithmetic mean and the sample standard deviation; of
    times, which scatter by factors, with `factor`, the geometric mean and exp of the deviation of the logarithm.
    None where nobody has it, a deviation where one seed alone does."""

    mean: float | None
    deviation: float | None
    least: float | None
    largest: float | None
    count: int
    of: int
    factor: bool


def spread_of(values, factor=False):
    """Of one value per seed, None where it has none."""
    found = np.array([value for value in values if value is not None and np.isfinite(value)], float)
    if not len(found):
        return Spread(None, None, None, None, 0, len(values), factor)
    mean, deviation = means(found, factor)
    return Spread(float(mean), float(deviation) if len(found) > 1 else None, float(found.min()), float(found.max()),
                  len(found), len(values), factor)


def means(values, factor=False):
    """(mean, deviation) over the first axis; of one value the deviation is 0, and as a factor 1."""
    scale, back = (np.log, np.exp) if factor else (np.asarray, np.asarray)
    scaled = scale(values)
    deviation = scaled.std(axis=0, ddof=1) if len(scaled) > 1 else np.zeros(scaled.shape[1:])
    return back(scaled.mean(axis=0)), back(deviation)


def bars(values, factor=False):
    """(mean, low, high) of the mean and one deviation to each side of it."""
    mean, deviation = means(values, factor)
    return (mean, mean / deviation, mean * deviation) if factor else (mean, mean - deviation, mean + deviation)
