"""The numbers of src/core/exp2.hpp, computed at 60 digits.

Polynomials through 2^r at the Chebyshev nodes of [-1/2, 1/2] (degree 11) and [0, 1/16] (degree 6),
converted to powers of r and rounded to doubles, with the constant term set to 1 so that 2^0 = 1
exactly; and the table 2^(i/16).

Usage: exp2_coefficients.py [--check]
    prints the numbers; with --check compares them with the header (exit 1 if they differ) and
    requires the polynomials' relative errors on a fine grid to be below 2e-17.
"""
import re
import sys
from decimal import Decimal, getcontext
from pathlib import Path

getcontext().prec = 60
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
HEADER = Path(__file__).resolve().parents[2] / "src/core/exp2.hpp"
POLYNOMIALS = [(11, Decimal(0), Decimal(1) / 2), (6, Decimal(1) / 32, Decimal(1) / 32)]  # degree, centre, half width


def power_of_two(r):
    return (r * Decimal(2).ln()).exp()


def cosine(x):
    term = total = Decimal(1)
    for k in range(1, 60):
        term *= -x * x / ((2 * k - 1) * (2 * k))
        total += term
    return total


def coefficients(degree, centre, half_width):
    """Newton's divided differences, expanded into powers of r."""
    nodes = [centre + half_width * cosine(PI * (2 * k + 1) / (2 * degree + 2)) for k in range(degree + 1)]
    table = [power_of_two(r) for r in nodes]
    for level in range(1, degree + 1):
        for k in range(degree, level - 1, -1):
            table[k] = (table[k] - table[k - 1]) / (nodes[k] - nodes[k - level])
    powers = [table[degree]]
    for k in range(degree - 1, -1, -1):
        shifted = [Decimal(0)] + powers
        powers = [a - nodes[k] * b for a, b in zip(shifted, powers + [Decimal(0)])]
        powers[0] += table[k]
    return [1.0] + [float(c) for c in powers[1:]]


def relative_error(powers, centre, half_width):
    worst = Decimal(0)
    for k in range(-500, 501):
        r = centre + half_width * k / 500
        value = Decimal(0)
        for c in reversed(powers):
            value = value * r + Decimal(c)
        worst = max(worst, abs(value / power_of_two(r) - 1))
    return worst


def main():
    numbers = [coefficients(*polynomial) for polynomial in POLYNOMIALS]
    sixteenths = [float(power_of_two(Decimal(i) / 16)) for i in range(16)]
    if "--check" not in sys.argv:
        print("\n\n".join(",\n".join(repr(c) for c in table) for table in numbers + [sixteenths]))
        return 0
    found = re.findall(r"^\s+(\d\.[\d.e-]+),?$", HEADER.read_text(), re.MULTILINE)
    if [float(c) for c in found] != sum(numbers, []) + sixteenths:
        print(f"{HEADER.name} does not hold the numbers that this script computes")
        return 1
    for powers, (degree, *interval) in zip(numbers, POLYNOMIALS):
        error = relative_error(powers, *interval)
        if error > Decimal("2e-17"):
            print(f"the polynomial of degree {degree} is off by {error:.2e}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
