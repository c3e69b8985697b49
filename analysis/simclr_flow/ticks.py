"""Short numbers beside a vertical axis: what they have in common goes to its name."""

import numpy as np

LONGEST = 6  # letters of a number that leave room for the name of the axis
ROUNDING = 1e-6  # of a step between two ticks


def short_ticks(axes, name, symbol=None):
    """Sets the numbers of a linear axis as they are, else in units of a power of ten, else less the lowest of them;
    returns its name, which says so: "energy $E$", "energy $E$ [10^-3]", "$E-0.12345$ [10^-6]". `symbol` is what the
    name has for less than that, the name itself unless told."""
    low, high = sorted(axes.get_ylim())
    ticks = np.array([tick for tick in axes.yaxis.get_majorticklocs() if low <= tick <= high])
    if axes.get_yscale() != "linear" or len(ticks) < 2:
        return name
    step = np.diff(ticks).min()
    for base, exponent in ((0.0, 0), (0.0, power_of(abs(ticks).max())), (ticks[0], power_of(np.ptp(ticks)))):
        if max(len(written(tick, base, exponent, step)) for tick in ticks) <= LONGEST:
            break
    axes.yaxis.set_major_formatter(lambda value, _: written(value, base, exponent, step))
    return (less(symbol or name, base, step) if base else name) + units(exponent)


def power_of(value):
    return int(np.floor(np.log10(value)))


def written(value, base, exponent, step):
    """A tick with the digits that tell it from the next."""
    unit = 10.0 ** exponent
    return plain((value - base) / unit, step / unit)


def plain(value, step):
    """A decimal number, off by a small part of the step at most, without zeros at its end."""
    digits = next((k for k in range(20) if abs(round(value, k) - value) <= ROUNDING * step), 20)
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def less(symbol, base, step):
    """The difference of a quantity and a base, as mathematics."""
    return f"{symbol}${'-' if base > 0 else '+'}{plain(abs(base), step)}$"


def units(exponent):
    """What the name of an axis says of numbers in units of a power of ten."""
    return rf"   $\left[10^{{{exponent}}}\right]$" if exponent else ""
