"""What simclr-flow answers, and rows of an outside number beside the program's."""

import json
import os
import subprocess
import tempfile
from pathlib import Path


def answer(*words):
    """The JSON that a command prints."""
    done = subprocess.run([os.environ["SIMCLR_FLOW"], *map(str, words), "--json"], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def statement(told, begin):
    """The value of the one statement of `theory` whose id begins so."""
    found = [one["value"] for one in told["statements"] if one["id"].startswith(begin)]
    if len(found) != 1:
        raise LookupError(f"{len(found)} statements of theory begin with {begin}")
    return found[0]


def least_pair_energy(count, dim, kernel, starts=12):
    """(1/N²) sum of k_ij, least of those at which so many starts end; `kernel` is keys of [energy]."""
    with tempfile.TemporaryDirectory() as scratch:
        config = Path(scratch) / "study.toml"
        config.write_text(f'data = {{ kind = "none", count = {count} }}\nlatent = {{ manifold = "sphere", dim = {dim} }}\n'
                          f'energy = {{ preset = "linear", {kernel} }}\nstudy = {{ starts = {starts} }}\n')
        told = answer("minimize", config, "-o", Path(scratch) / "study.h5")
    return min(one["energy"] for one in told["configurations"])


def write(rows, output):
    """`rows`: of each its name, the number from outside, and the program's."""
    keys = ("name", "outside", "program")
    Path(output).write_text(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=1))
