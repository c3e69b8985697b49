"""Rates of growth or decay, measured from runs of the particle flow that start a little off a stationary law.

The amplitude of the mode starts at 1e-5, and its rate is the slope of the logarithm, by least squares, over the rows up to
the first at which the amplitude is outside [1e-6, 1e-4]: below it rounding is seen, above it terms of second order."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

import h5py
import numpy as np

START, LEAST, LARGEST = 1e-5, 1e-6, 1e-4
CONFIGURATION = """
data = {{kind = "none", count = {count}}}
latent = {{manifold = "{manifold}", dim = {dim}}}
initial = {{kind = "file", file = "{start}"}}
energy = {{preset = "{preset}", temperature = {temperature}, summation = "direct"}}
integrator = {{method = "fehlberg78", rtol = 1e-12, atol = 1e-13}}
stop = {{time = {time}}}
output = {{frames = {{first = 1e-3, per_decade = 40}}, pairs = {{spacing = "none"}}}}
flow = [{{kind = "particle"}}]
"""


def trajectory(start, preset, temperature, time=20):
    """Times, latents and energies; `start` is an array (N) of angles or (N, 3)."""
    with tempfile.TemporaryDirectory() as scratch:
        np.save(f"{scratch}/start.npy", start.reshape(len(start), -1))
        config, output = Path(scratch) / "flow.toml", Path(scratch) / "flow.h5"
        manifold, dim = ("circle", 2) if start.ndim == 1 else ("sphere", 3)
        config.write_text(CONFIGURATION.format(count=len(start), manifold=manifold, dim=dim, start=f"{scratch}/start.npy",
                                               preset=preset, temperature=temperature, time=time))
        subprocess.run([os.environ["SIMCLR_FLOW"], "run", config, "-o", output, "--quiet"], check=True)
        with h5py.File(output) as file:
            position = file["particles/particle/position"]
            return position["time"][()], position["value"][()], file["observables/particle/energy/value"][()]


def rate(times, amplitudes):
    outside = np.flatnonzero((amplitudes < LEAST) | (amplitudes > LARGEST))
    linear = slice(0, outside[0] if len(outside) else None)
    if len(times[linear]) < 20:
        raise ArithmeticError(f"only {len(times[linear])} rows while the amplitude is in [{LEAST:g}, {LARGEST:g}]")
    return float(np.polyfit(times[linear], np.log(amplitudes[linear]), 1)[0])


def polygon_rate(count, mode, preset, temperature):
    """Of the regular polygon whose corners theta_j are displaced by 1e-5 cos(p theta_j)."""
    corners = 2 * np.pi * np.arange(count) / count
    times, places, _ = trajectory(corners + START * np.cos(mode * corners), preset, temperature)
    shape = np.cos(mode * corners)
    return rate(times, abs(turned(places, corners) @ shape) / (shape @ shape))


def splitting_rate(atoms, temperature):
    """Of equal atoms on the circle, two latents each, that are parted by 1e-5."""
    corners = np.repeat(2 * np.pi * np.arange(atoms) / atoms, 2)
    sides = np.tile([-0.5, 0.5], atoms)
    times, places, _ = trajectory(corners + START * sides, "simclr", temperature)
    return rate(times, abs(turned(places, corners) @ sides) / (sides @ sides))


def turned(places, angles):
    """By how much points of the circle are turned from these angles."""
    cos, sin = np.cos(angles), np.sin(angles)
    return np.arctan2(places[..., 1] * cos - places[..., 0] * sin, places[..., 0] * cos + places[..., 1] * sin)


def sphere_rate(count, degree, temperature):
    """Of a nearly uniform law on S^2, displaced by 1e-5 grad P_l(z_3) and by the opposite: what both have in common, the
    flow of what is not quite uniform, drops out of the difference of the moments of P_l."""
    legendre = np.polynomial.Legendre.basis(degree)
    places = spiral(count)
    up = np.array([0, 0, 1]) - places[:, 2:] * places
    push = START * legendre.deriv()(places[:, 2:]) * up / degree
    times, one, _ = trajectory(places + push, "simclr", temperature)
    _, other, _ = trajectory(places - push, "simclr", temperature)
    return rate(times, abs(np.mean(legendre(one[..., 2]) - legendre(other[..., 2]), axis=1)) / 2)


def spiral(count):
    """By equal steps of height and the golden angle."""
    height = 1 - (2 * np.arange(count) + 1) / count
    angle = np.pi * (3 - np.sqrt(5)) * np.arange(count)
    across = np.sqrt(1 - height**2)
    return np.column_stack([across * np.cos(angle), across * np.sin(angle), height])


def told(*words):
    """The statements of `simclr-flow theory` by id."""
    done = subprocess.run([os.environ["SIMCLR_FLOW"], "theory", *map(str, words), "--json"], stdout=subprocess.PIPE,
                          check=True)
    return {one["id"]: one["value"] for one in json.loads(done.stdout)["statements"]}
