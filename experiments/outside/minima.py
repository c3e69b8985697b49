"""minima.py PROBLEM OUTPUT [LARGEST]: the least energies that `simclr-flow minimize` finds, against the lowest known.

PROBLEM: `thomson`, 1/|x-y| of points on S^2; `inverse-square`, 1/|x-y|² on S^3; `student`, the same as the limit of the
student kernel at tau -> 0. Energies are sums over pairs; LARGEST: not of more points."""

import sys

from program import least_pair_energy, write

THOMSON = {  # Wales & Ulker 2006; 5, 6 and 12 are proven. Of 11 points many lists have a value 2e-9 too large
    5: 6.474691495, 6: 9.985281374, 7: 14.452977414, 8: 19.675287861, 9: 25.759986531, 10: 32.716949460,
    11: 40.596450508, 12: 49.165253058, 13: 58.853230612, 14: 69.306363297, 15: 80.670244114, 16: 92.911655303,
    17: 106.050404829, 18: 120.084467447, 19: 135.089467557, 20: 150.881568334}
INVERSE_SQUARE = {5: 4, 7: 9.5, 8: 13, 10: 22.5, 13: 41.6}  # Ballinger et al. 2009
TEMPERATURES = [0.004, 0.002, 0.001]  # each half of the one before


def thomson(count):
    return least_pair_energy(count, 3, 'kernel = "riesz", exponent = 1') * count**2 / 2


def inverse_square(count):
    return least_pair_energy(count, 4, 'kernel = "riesz", exponent = 2') * count**2 / 2


def student(count):
    """1/(1 + r²/(2 tau)) over 2 tau is 1/r² + O(tau): what is left of first and second order is extrapolated away."""
    first, second, third = (student_over(count, tau) for tau in TEMPERATURES)
    return (first - 6 * second + 8 * third) / 3


def student_over(count, tau):
    """Without the diagonal, which the linear energy has: 1/N."""
    energy = least_pair_energy(count, 4, f'kernel = "student", temperature = {tau}', starts=6)
    return (energy - 1 / count) * count**2 / (4 * tau)


PROBLEMS = {"thomson": (THOMSON, thomson), "inverse-square": (INVERSE_SQUARE, inverse_square),
            "student": (INVERSE_SQUARE, student)}


def main(problem, output, largest="20"):
    known, found = PROBLEMS[problem]
    write([(f"{count} points", value, found(count)) for count, value in known.items() if count <= int(largest)], output)


if __name__ == "__main__":
    main(*sys.argv[1:])
