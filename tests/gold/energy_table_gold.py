"""Gold values of the energy E_1 (offset alpha = 1) of regular configurations and of uniform laws on S^1 and S^2.

    N equal atoms:  E = (1/N) sum_i log(1 + (1/N) sum_j k(z_i,z_j)),  explicit sums over coordinates
    uniform on S^1: E = log(1 + e^{-1/tau} I_0(1/tau)), I_0 by its power series
    uniform on S^2: E = log(1 + tau (1 - e^{-2/tau}) / 2)

with k(z,z') = exp(-|z-z'|^2/(2 tau)); 50 digits, of which 20 are stored. Every value must round to the number
`printed` in the table "Energies (N, alpha = 1)" of the theory sheet. Temperatures are the exact decimals
.05 .1 .5 1 (stored as strings); a program takes the nearest doubles, which moves no value by 1e-15.

Usage: energy_table_gold.py [--check]
"""
from decimal import Decimal, getcontext
from itertools import product
from pathlib import Path

from decimal_kernel import kernel, require, significant, write_or_check

getcontext().prec = 50
TINY = Decimal("1e-45")
TEMPERATURES = ("0.05", "0.1", "0.5", "1")
PRINTED = {
    "1 atom": (".6931471805599",) * 4,
    "2 antipodal": (".4054651081082", ".4054651087952", ".4115517597672", ".4495889362072"),
    "3-gon": (".2876820724518", ".2876822254029", ".3122708105585", ".3934510767336"),
    "4-gon": (".2231435521387", ".2231617115334", ".2793322227855", ".3837466549375"),
    "8-gon": (".1184177989147", ".129601702834", ".2688935330623", ".3823736615682"),
    "16-gon": (".08629778707078", ".1203008107074", ".2688878033451", ".3823736115694"),
    "uniform S1": (".08597612719786", ".120298391418", ".2688878033451", ".3823736115694"),
    "tetrahedron": (".2231435513158", ".2231445230718", ".2639880134864", ".36997460754"),
    "octahedron": (".1541506810051", ".1541766226022", ".2310663193818", ".3607992827397"),
    "icosahedron": (".08004878319609", ".08157038184931", ".2198096847249", ".3593153747113"),
    "uniform S2": (".02469261259037", ".04879016407128", ".2194736978542", ".3593041354508"),
}


def series(term, ratio):
    """The sum of term, term*ratio(1), term*ratio(1)*ratio(2), ... until terms no longer matter."""
    total, k = Decimal(0), 0
    while total + term != total:
        total, k = total + term, k + 1
        term *= ratio(k)
    return total


def arctan_inverse(m):
    return series(Decimal(1) / m, lambda k: Decimal(1 - 2 * k) / (1 + 2 * k) / m**2)


def circle_point(angle):
    return [series(Decimal(1), lambda k: -angle**2 / (2 * k * (2 * k - 1))),
            series(angle, lambda k: -angle**2 / (2 * k * (2 * k + 1)))]


def polygon(count):
    pi = 16 * arctan_inverse(5) - 4 * arctan_inverse(239)
    return [circle_point(2 * pi * j / count) for j in range(count)]


def solids():
    golden = (1 + Decimal(5).sqrt()) / 2
    signs = (Decimal(1), Decimal(-1))
    cube = [list(v) for v in product(signs, repeat=3)]
    octahedron = [[s if axis == c else Decimal(0) for c in range(3)] for axis in range(3) for s in signs]
    rectangle = [[Decimal(0), s, t * golden] for s, t in product(signs, repeat=2)]
    icosahedron = [v[shift:] + v[:shift] for v in rectangle for shift in range(3)]
    return {"tetrahedron": [v for v in cube if v[0] * v[1] * v[2] > 0], "octahedron": octahedron,
            "icosahedron": icosahedron}


def unit(z):
    norm = sum(x * x for x in z).sqrt()
    return [x / norm for x in z]


def potentials(atoms, tau):
    """K_i = (1/N) sum_j k(z_i, z_j)."""
    return [sum(kernel(z, w, tau) for w in atoms) / len(atoms) for z in atoms]


def atoms_energy(name, atoms, tau):
    require(all(abs(sum(x * x for x in z) - 1) < TINY for z in atoms), f"{name}: an atom is off the sphere")
    potential = potentials(atoms, tau)
    require(max(potential) - min(potential) < TINY, f"{name}: the configuration is not regular")
    return sum((1 + k).ln() for k in potential) / len(atoms)


def uniform_circle_energy(tau):
    x = 1 / tau
    return (1 + (-x).exp() * series(Decimal(1), lambda k: (x / 2) ** 2 / k**2)).ln()


def uniform_sphere_energy(tau):
    return (1 + tau * (1 - (-2 / tau).exp()) / 2).ln()


def energies():
    """Name of the measure -> its energy as a function of tau, in the order of the table."""
    atoms = {"1 atom": polygon(1), "2 antipodal": polygon(2)}
    atoms |= {f"{count}-gon": polygon(count) for count in (3, 4, 8, 16)}
    atoms |= {name: [unit(z) for z in vertices] for name, vertices in solids().items()}
    table = {name: lambda tau, name=name: atoms_energy(name, atoms[name], tau) for name in atoms}
    return table | {"uniform S1": uniform_circle_energy, "uniform S2": uniform_sphere_energy}


def entry(measure, temperature, value, printed):
    name = f"{measure} tau={temperature}"
    require(value.quantize(Decimal(printed)) == Decimal(printed), f"{name}: {value} does not round to {printed}")
    return {"name": name, "measure": measure, "temperature": temperature, "value": significant(value, 20),
            "printed": printed}


def compute():
    table = energies()
    return [entry(measure, temperature, table[measure](Decimal(temperature)), printed)
            for measure, row in PRINTED.items() for temperature, printed in zip(TEMPERATURES, row)]


if __name__ == "__main__":
    write_or_check(Path(__file__).with_name("energy_table.json"), __doc__, compute)
