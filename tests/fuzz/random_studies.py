"""Studies of minimizers of random configurations: random_studies.py [--seed S] [--count N] [--keep].

Each trial draws manifold, energy, temperature, views, kinds of starts and masses, all valid, carries out
`minimize` and holds its file to what any study must be:

  * exit code 0, 1 (a start is not stationary) or 3 (out of time), and no word but a sentence;
  * what is stored of ended starts is finite, latents are on their manifold, energies plain double sums;
  * every flow began;
  * minima that are told apart are not one: no two of equal energy have inner products that agree up to a
    relabelling, found by matching latents one after the other, within the uncertainty of their places;
  * minima that are told as one are: the same, of every start against the first.

SIMCLR_FLOW names the program; --keep leaves the folder of a trial that failed.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

PROGRAM = os.environ.get("SIMCLR_FLOW", "simclr-flow")
EPSILON = np.finfo(float).eps
SINGLE = ["simclr", "simclr-noself", "nt-xent", "info-nce", "dcl", "dhel", "linear", "uniformity"]
PAIRS = SINGLE + ["simclr-cross", "alignment"]
OF_LAW = ["simclr", "linear"]
BOUND_S = 6  # of one study


def quoted(value):
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(quoted, value)) + "]"
    return repr(value)


def draw(random):
    """A valid configuration, as tables of keys."""
    masses = bool(random.random() < 0.15)
    views = 1 if masses or random.random() < 0.6 else int(random.integers(2, 4))
    names = OF_LAW if masses else SINGLE if views == 1 else PAIRS
    kind = random.choice(["circle", "sphere", "sphere", "sphere", "box"])
    latent = {"manifold": str(kind)}
    if kind == "sphere":
        latent["dim"] = int(random.integers(2, 7)) if random.random() < 0.8 else int(random.integers(8, 40))
    if kind == "box":
        latent["sides"] = [float(10 ** random.uniform(-2, 0.7)) for _ in range(random.integers(1, 3))]
    samples = int(random.integers(2, 16 if views == 1 else 6))
    energy = {"preset": str(random.choice(names)), "temperature": float(10 ** random.uniform(-2, 3))}
    if random.random() < 0.15 and energy["preset"] not in ("alignment", "uniformity"):
        energy["kernel"] = str(random.choice(["student", "imq", "laplace"]))
    study = {"starts": int(random.integers(3, 9)), "masses": masses,
             "kinds": ["uniform"] if random.random() < 0.7 else ["uniform", "clustered"]}
    if random.random() < 0.1:
        study["dense"] = 0
    if random.random() < 0.15:
        study["integrator"] = {"method": str(random.choice(["adams", "dopri5"])), "max_steps": 2000}
    return {"": {"seed": int(random.integers(1, 10 ** 6))}, "data": {"kind": "none", "count": samples},
            "latent": latent, "energy": energy, "views": {"count": views}, "study": study,
            "stop": {"wall_time": float(BOUND_S)}}


def toml(tables):
    lines = []
    for name, keys in tables.items():
        if name:
            lines.append(f"[{name}]")
        for key, value in keys.items():
            if isinstance(value, dict):
                value = "{ " + ", ".join(f"{k} = {quoted(v)}" for k, v in value.items()) + " }"
                lines.append(f"{key} = {value}")
            else:
                lines.append(f"{key} = {quoted(value)}")
    return "\n".join(lines) + "\n"


def matched(a, b, weight_a, weight_b, near):
    """Whether a relabelling takes one matrix of inner products to the other, both within `near`."""
    n = len(a)
    order = np.argsort(-np.abs(a - np.median(a)).sum(axis=1))  # the most particular first
    rows_a, rows_b = np.sort(a, axis=1), np.sort(b, axis=1)
    alike = (np.abs(rows_a[:, None] - rows_b[None]).max(axis=2) <= near) & \
        (np.abs(weight_a[:, None] - weight_b[None]) <= near)
    image, tries = [], [200000]

    def extend():
        if len(image) == n:
            return True
        i = order[len(image)]
        for k in np.flatnonzero(alike[i]):
            tries[0] -= 1
            if tries[0] < 0:
                raise TimeoutError
            if k not in image and np.all(np.abs(a[i, order[:len(image)]] - b[k, image]) <= near):
                image.append(k)
                if extend():
                    return True
                image.pop()
        return False

    return extend()


class Study:
    """What a file says of its ended starts."""

    def __init__(self, path, tables):
        with h5py.File(path) as file:
            self.starts = {name: file["starts"][name][()] for name in file["starts"]}
            groups = file["configurations"]
            self.kinds = [k.decode() for k in groups["kind"][()]]
            self.members = [groups[f"{k:04}"]["starts"][()] for k in range(len(self.kinds))]
        self.tables = tables
        sides = tables["latent"].get("sides")
        self.length = max(sides) if sides else 1.0
        self.centre = 0.5 * np.array(sides) if sides else 0.0

    def atoms(self, k):
        return self.starts["position"][k][:self.starts["atoms"][k]]

    def products(self, k):
        z = (self.atoms(k) - self.centre) / self.length
        return z @ z.T

    def weights(self, k):
        count = self.starts["atoms"][k]
        return self.starts["mass"][k][:count] if "mass" in self.starts else np.ones(count)

    def uncertainty(self, k):
        """Of the place of a latent: forces and their rounding over the eigenvalue nearest to 0."""
        values = self.starts["eigenvalues"][k]
        values = np.abs(values[~np.isnan(values)])
        if len(values) == 0:
            return 0.0
        forces = self.starts["gradient_norm"][k] / self.length + 8 * EPSILON * self.starts["largest_eigenvalue"][k]
        least = self.weights(k).min() if "mass" in self.starts else 1 / self.starts["atoms"][k]
        return forces / values.min() / np.sqrt(least)

    def near(self, j, k, least):
        return max(least, 2 * (self.uncertainty(j) + self.uncertainty(k)))

    def are_one(self, j, k, least):
        if self.starts["atoms"][j] != self.starts["atoms"][k]:
            return False
        return matched(self.products(j), self.products(k), self.weights(j), self.weights(k),
                       self.near(j, k, least))

    def faults(self):
        yield from self.broken_rows()
        minima = [k for k, kind in enumerate(self.kinds) if kind == "minimum"]
        energy = self.starts["energy"]
        for position, j in enumerate(minima):
            first = self.members[j][0]
            for k in minima[position + 1:]:
                other = self.members[k][0]
                rounding = 64 * EPSILON * max(1, abs(energy[first]))
                if abs(energy[first] - energy[other]) <= rounding and self.are_one(first, other, 1e-4):
                    yield f"configurations {j} and {k} are one minimum (starts {first} and {other})"
            for other in self.members[j][1:]:
                if not self.are_one(first, other, 1e-5):
                    yield f"starts {first} and {other} are not one, but both configuration {j}"

    def broken_rows(self):
        starts = self.starts
        for k in np.flatnonzero(starts["state"]):
            reason = starts["reason"][k].decode()
            if starts["state"][k] == 2 and ("took 0 steps" in reason or "bad_alloc" in reason):
                yield f"start {k} cannot begin: {reason}"
            scalars = ["energy", "gradient_norm", "residual", "time"] if starts["state"][k] == 1 else []
            for name in ["position", *scalars]:
                value = self.atoms(k) if name == "position" else starts[name][k]
                if not np.isfinite(value).all():
                    yield f"start {k}: {name} is not finite"
            if self.tables["latent"]["manifold"] != "box" and \
                    np.abs(np.linalg.norm(self.atoms(k), axis=1) - 1).max() > 1e-12:
                yield f"start {k} has left its manifold"
            if starts["state"][k] == 1 and (expected := self.plain_energy(k)) is not None and \
                    not abs(starts["energy"][k] - expected) <= 1e-12 * max(1, abs(expected)):
                yield f"start {k}: energy {starts['energy'][k]!r}, plainly {expected!r}"

    def plain_energy(self, k):
        """Of single views in the energies of one law, else nothing."""
        energy = self.tables["energy"]
        if self.tables["views"]["count"] != 1 or energy["preset"] not in OF_LAW:
            return None
        z = self.atoms(k)
        squares = ((z[:, None] - z[None]) ** 2).sum(axis=2)
        if energy.get("kernel", "gauss") != "gauss":
            return None
        potential = np.exp(-squares / (2 * energy["temperature"])) @ (self.weights(k) / self.weights(k).sum())
        value = potential if energy["preset"] == "linear" else np.log1p(potential)
        return value @ self.weights(k) / self.weights(k).sum()


def trial(tables, folder):
    """The faults of one study."""
    (folder / "study.toml").write_text(toml(tables))
    try:
        done = subprocess.run([PROGRAM, "minimize", "study.toml", "-o", "study.h5", "--force"], cwd=folder,
                              capture_output=True, text=True, timeout=20 * BOUND_S)
    except subprocess.TimeoutExpired:
        return [f"did not end within {20 * BOUND_S} s, though wall_time = {BOUND_S}"]
    if done.returncode not in (0, 1, 3):
        return [f"exit code {done.returncode}: {done.stderr.strip()[-300:]}"]
    try:
        return list(Study(folder / "study.h5", tables).faults())
    except TimeoutError:
        return []


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--first", type=int, default=0, help="trial to begin with")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.count} studies", flush=True)
    failed = 0
    for k in range(options.first, options.first + options.count):
        folder = Path(tempfile.mkdtemp(prefix="random-study-"))
        tables = draw(np.random.default_rng([options.seed, k]))
        faults = trial(tables, folder)
        if faults:
            failed += 1
            print(f"trial {k}:", *faults, toml(tables), sep="\n  ", flush=True)
        if faults and options.keep:
            print(f"  kept in {folder}")
        else:
            shutil.rmtree(folder)
    print(f"{failed} of {options.count} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
