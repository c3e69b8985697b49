"""rates.py OUTPUT [few]: measured rates beside those of `simclr-flow theory`, theory's curves over the temperature, edges
of unstable windows of dcl and where an unstable octagon ends, as JSON."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from growth import START, polygon_rate, sphere_rate, splitting_rate, told, trajectory

MANY = {"uniform": [0.05, 0.1, 0.3, 1], "split": [0.1, 0.2, 0.5, 1], "window": [0.05, 0.08, 0.12, 0.15, 0.19, 0.22]}
FEW = {"uniform": [0.1, 1], "split": [0.2, 1], "window": [0.08, 0.15, 0.22]}
MODES, ATOMS, CORNERS, UNIFORM, SPHERE = (1, 2, 3, 4), (1, 2, 4), (8, 12, 16), 64, 200
CURVE = [round(float(one), 4) for one in np.geomspace(0.04, 1.2, 20)]
WINDOW_CURVE = [round(float(one), 4) for one in np.linspace(0.04, 0.24, 20)]
EDGES = {"lower": (0.10, 0.11), "upper": (0.20, 0.21)}  # between these the octagon changes


def main(output, few=""):
    with ThreadPoolExecutor(8) as pool:
        chosen = FEW if few else MANY
        waiting = [pool.submit(measured, *one) for one in cases(chosen)]
        edges = {name: pool.submit(edge, *ends) for name, ends in EDGES.items()}
        end = pool.submit(end_of_octagon)
        curves = pool.map(curve, ["simclr"] * len(CURVE) + [f"dcl {n}" for n in CORNERS for _ in WINDOW_CURVE],
                          CURVE + WINDOW_CURVE * len(CORNERS))
        Path(output).write_text(json.dumps({
            "rates": [one.result() for one in waiting], "edges": {name: one.result() for name, one in edges.items()},
            "window": [told_of("dcl", 0.15, 8)[f"window.1.{name}"] for name in EDGES], "end": end.result(),
            "curves": list(curves)}, indent=1))


def cases(temperatures):
    """Law, its number, mode and temperature."""
    yield from (("uniform", UNIFORM, mode, tau) for tau in temperatures["uniform"] for mode in MODES)
    yield from (("split", atoms, 1, tau) for tau in temperatures["split"] for atoms in ATOMS)
    yield from (("dcl", count, 1, tau) for tau in temperatures["window"] for count in CORNERS)
    yield from (("nt-xent", 8, mode, 0.15) for mode in MODES)
    yield from (("sphere", SPHERE, degree, 0.1) for degree in (1, 2, 3))


def measured(law, number, mode, tau):
    if law == "uniform":
        found, known = polygon_rate(number, mode, "simclr", tau), told_of("simclr", tau, number)[f"rate.uniform.{mode}"]
    elif law == "split":
        found, known = splitting_rate(number, tau), told_of("simclr", tau, 2 * number)[f"rate.split.{number}"]
    elif law == "sphere":
        found, known = sphere_rate(number, mode, tau), told_of("simclr", tau, number, 3)[f"rate.uniform.{mode}"]
    else:
        found, known = polygon_rate(number, mode, law, tau), told_of(law, tau, number)[f"rate.polygon.{mode}"]
    return {"law": law, "number": number, "mode": mode, "temperature": tau, "measured": found, "theory": known}


def told_of(preset, tau, samples, dim=2):
    return told("--energy", preset, "--temperature", tau, "--samples", samples, "--latent-dim", dim)


def edge(one, other):
    """The temperature at which the measured rate of mode 1 of dcl's octagon is 0, by secants."""
    rates = [polygon_rate(8, 1, "dcl", tau) for tau in (one, other)]
    for _ in range(4):
        one, other = other, other - rates[1] * (other - one) / (rates[1] - rates[0])
        rates = [rates[1], polygon_rate(8, 1, "dcl", other)]
    return other


def end_of_octagon():
    """Of dcl at tau = .15 from the octagon, displaced as ever: the energy and the gaps between neighbours at t = 200."""
    corners = 2 * np.pi * np.arange(8) / 8
    _, places, energies = trajectory(corners + START * np.cos(corners), "dcl", 0.15, time=200)
    angles = np.sort(np.arctan2(places[-1, :, 1], places[-1, :, 0]))
    return {"energy": float(energies[-1]), "gaps": sorted(np.diff(angles, append=angles[0] + 2 * np.pi).tolist())}


def curve(what, tau):
    """Theory's rates at one temperature."""
    preset, _, count = what.partition(" ")
    return {"of": what, "temperature": tau, "rates": {name: value for name, value in told_of(
        preset, tau, int(count or 16)).items() if name.startswith("rate.")}}


if __name__ == "__main__":
    main(*sys.argv[1:])
