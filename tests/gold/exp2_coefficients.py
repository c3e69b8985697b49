"""The coefficients of src/kernel_sum/exp2.hpp: 2^r on [-1/2, 1/2] interpolated at Chebyshev nodes.

A polynomial of degree 11 through 2^r at the 12 Chebyshev nodes of [-1/2, 1/2], converted to powers
of r at 60 digits and rounded to doubles, with the constant term set to 1 so that 2^0 = 1 exactly.

Usage: exp2_coefficients.py [--check]
    prints the table; with --check compares it with the header (exit 1 if they differ) and requires
    the polynomial's relative error on a fine grid to be below 2e-17.
"""
import re
import sys
from decimal import Decimal, getcontext
from pathlib import Path

getcontext().prec = 60
DEGREE = 11
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
HEADER = Path(__file__).resolve().parents[2] / "src/kernel_sum/exp2.hpp"


def power_of_two(r):
    return (r * Decimal(2).ln()).exp()


def cosine(x):
    term = total = Decimal(1)
    for k in range(1, 60):
        term *= -x * x / ((2 * k - 1) * (2 * k))
        total += term
    return total


def coefficients():
    """Newton's divided differences, expanded into powers of r."""
    nodes = [cosine(PI * (2 * k + 1) / (2 * DEGREE + 2)) / 2 for k in range(DEGREE + 1)]
    table = [power_of_two(r) for r in nodes]
    for level in range(1, DEGREE + 1):
        for k in range(DEGREE, level - 1, -1):
            table[k] = (table[k] - table[k - 1]) / (nodes[k] - nodes[k - level])
    powers = [table[DEGREE]]
    for k in range(DEGREE - 1, -1, -1):
        shifted = [Decimal(0)] + powers
        powers = [a - nodes[k] * b for a, b in zip(shifted, powers + [Decimal(0)])]
        powers[0] += table[k]
    return [1.0] + [float(c) for c in powers[1:]]


def relative_error(table):
    worst = Decimal(0)
    for k in range(-500, 501):
        r = Decimal(k) / 1000
        value = Decimal(0)
        for c in reversed(table):
            value = value * r + Decimal(c)
        worst = max(worst, abs(value / power_of_two(r) - 1))
    return worst


def main():
    table = coefficients()
    if "--check" not in sys.argv:
        print(",\n".join(repr(c) for c in table))
        return 0
    stored = [float(c) for c in re.findall(r"^\s+(\d\.[\d.e-]+),?$", HEADER.read_text(), re.MULTILINE)]
    if stored != table:
        print(f"{HEADER.name} does not hold the coefficients that this script computes")
        return 1
    if relative_error(table) > Decimal("2e-17"):
        print(f"the polynomial is off by {relative_error(table):.2e}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
