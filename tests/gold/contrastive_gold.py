"""Gold values of the energies nt-xent and simclr with m views: the defining formulas, literally, in decimal.

Latents u_ia (view a of sample i is row i*m + a), N = n*m of them, k(z,z') = exp(-|z-z'|^2/(2 tau)):

    nt-xent = mean over i and ordered pairs a != b of log( sum_{(j,c) != (i,a)} k(u_ia,u_jc) / k(u_ia,u_ib) )
    simclr  = mean over i and ordered pairs a != b of log( 1 + R_ia / k(u_ia,u_ib) ),
              R_ia = (1/N) sum over all (j,c) of k(u_ia,u_jc), self included

No shift, no rearrangement, no vectorisation; 50 digits, of which 25 are stored.

Gradient: dE/du_ia in the coordinates of R^d, with the rows as stored (no projection, no normalisation: on the
sphere project it before comparing with a Riemannian gradient). By central differences, so that it owes nothing to
a derivation: step h = 1e-15 at 60 digits, error h^2/6 E''' (order h^2; rounding stays near 1e-44). A second
difference with step 2h estimates that error (about 1e-30 here), and every run requires it to be below 1e-21 of
the component; 20 digits are stored.

Cases: 5 samples; on the unit sphere of R^3, 2 and 3 views, tau .05 and .5; in the plane, not normalised, 2 views,
tau .05, with a positive pair so far apart that its kernel is below 1e-39.

The doubles are the input: points are drawn by an integer generator (IEEE +, *, /, sqrt only, hence the same on
every machine) and enter as Decimal(float), exactly. Temperatures likewise: "0.05" is the double nearest .05,
.05000000000000000277..., not the decimal. Points "on the sphere" have norm 1 up to the rounding of their doubles.

Also required on the sphere: nt-xent equals the cosine form of Chen et al. 2020,
logsumexp_{(j,c) != (i,a)}(s/tau) - s_pos/tau, to 1e-40 once the rows are normalised in decimal; normalising
changes the value by less than 1e-13.

Usage: contrastive_gold.py [--check]
"""
from decimal import Decimal, getcontext, localcontext
from math import sqrt
from pathlib import Path

from decimal_kernel import kernel, require, significant, squared_distance, write_or_check

getcontext().prec = 50
SAMPLES = 5
STEP = Decimal("1e-15")


def positive_pairs(rows, views):
    """Rows (ia, ib) of every sample i and ordered pair of views a != b."""
    return [(i * views + a, i * views + b)
            for i in range(rows // views) for a in range(views) for b in range(views) if a != b]


def nt_xent(u, views, tau):
    terms = [(sum(kernel(u[p], u[r], tau) for r in range(len(u)) if r != p) / kernel(u[p], u[q], tau)).ln()
             for p, q in positive_pairs(len(u), views)]
    return sum(terms) / len(terms)


def simclr(u, views, tau):
    terms = [(1 + sum(kernel(u[p], z, tau) for z in u) / len(u) / kernel(u[p], u[q], tau)).ln()
             for p, q in positive_pairs(len(u), views)]
    return sum(terms) / len(terms)


def nt_xent_cosine(u, views, tau):
    """Chen et al. 2020 on unit vectors."""
    def cosine(p, r):
        return sum(x * y for x, y in zip(u[p], u[r]))
    terms = [sum((cosine(p, r) / tau).exp() for r in range(len(u)) if r != p).ln() - cosine(p, q) / tau
             for p, q in positive_pairs(len(u), views)]
    return sum(terms) / len(terms)


def central_difference(energy, u, views, tau, row, axis, step):
    def shifted(by):
        moved = [[x + by * (r == row and c == axis) for c, x in enumerate(z)] for r, z in enumerate(u)]
        return energy(moved, views, tau)
    return (shifted(step) - shifted(-step)) / (2 * step)


def gradient_entry(energy, u, views, tau, row, axis):
    with localcontext() as context:
        context.prec = 60
        fine, coarse = (central_difference(energy, u, views, tau, row, axis, s) for s in (STEP, 2 * STEP))
        require(abs(fine - coarse) / 3 < Decimal("1e-21") * abs(fine),
                f"row {row}, axis {axis}: the central difference {fine} does not carry 20 digits")
        return fine


def uniform(seed):
    """Doubles in [-1, 1): the upper 53 bits of Knuth's 64-bit linear congruential generator."""
    state = seed
    while True:
        state = (6364136223846793005 * state + 1442695040888963407) % 2**64
        yield (state >> 11) / 2**52 - 1.0


def draw(views, dim, spread, offset, seed):
    """Rows centre_i + offset of the view: no two views of a sample coincide."""
    source = uniform(seed)
    centres = [[spread * next(source) for _ in range(dim)] for _ in range(SAMPLES)]
    return [[x + offset * next(source) for x in centre] for centre in centres for _ in range(views)]


def normalise(z):
    norm_squared = sum(x * x for x in z)
    norm = sqrt(norm_squared) if isinstance(norm_squared, float) else norm_squared.sqrt()
    return [x / norm for x in z]


def check_cosine_form(name, value, u, views, tau):
    unit = [normalise(z) for z in u]
    on_sphere = nt_xent(unit, views, tau)
    require(abs(on_sphere - nt_xent_cosine(unit, views, tau)) < Decimal("1e-40"), f"{name}: the cosine form differs")
    require(abs(on_sphere - value) < Decimal("1e-13"), f"{name}: the stored rows are not unit vectors")


def case(preset, where, points, views, temperature):
    name = f"{preset} {where} m={views} tau={temperature}"
    energy = {"nt-xent": nt_xent, "simclr": simclr}[preset]
    u, tau = [[Decimal(x) for x in z] for z in points], Decimal(temperature)
    value = energy(u, views, tau)
    if preset == "nt-xent" and where == "sphere":
        check_cosine_form(name, value, u, views, tau)
    gradient = [[significant(gradient_entry(energy, u, views, tau, row, axis), 20) for axis in range(len(z))]
                for row, z in enumerate(u)]
    return {"name": name, "preset": preset, "views": views, "temperature": temperature, "dim": len(points[0]),
            "points": points, "value": significant(value, 25), "gradient": gradient}


def compute():
    sphere = {m: [normalise(z) for z in draw(m, 3, spread=1.0, offset=0.5, seed=m)] for m in (2, 3)}
    plane = draw(2, 2, spread=0.5, offset=1.5, seed=7)
    farthest = max(squared_distance(plane[p], plane[q]) for p, q in positive_pairs(len(plane), 2))
    require(farthest > 9, "the plane case should hold a positive pair with k < 1e-39: distance above 3 at tau = .05")
    settings = [("sphere", sphere[m], m, tau) for m in (2, 3) for tau in (0.05, 0.5)] + [("plane", plane, 2, 0.05)]
    return [case(preset, *setting) for preset in ("nt-xent", "simclr") for setting in settings]


if __name__ == "__main__":
    write_or_check(Path(__file__).with_suffix(".json"), __doc__, compute)
