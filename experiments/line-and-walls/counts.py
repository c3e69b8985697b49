"""counts.py WALLS OUTPUT [few]: how many atoms the minimizer has between walls, over the side in
units of tau^{1/2}, and the side at which two become three, by bisection, as JSON."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

TEMPERATURE = 0.1
TWO, THREE = 1.5, 3.0  # sides with two atoms and with three
MASSLESS = 1e-6  # an atom that dies is left with less


def main(walls, output, few=""):
    sides = np.linspace(0.5, 14, 7 if few else 28).tolist()
    Path(output).write_text(json.dumps({
        "side": sides, "atoms": [atoms(walls, side) for side in sides],
        "critical": critical(walls, 7 if few else 10)}))


def critical(walls, halvings):
    two, three = TWO, THREE
    for _ in range(halvings):
        side = (two + three) / 2
        two, three = (side, three) if atoms(walls, side) == 2 else (two, side)
    return (two + three) / 2


def atoms(walls, side):
    side = f"latent.sides=[{side * TEMPERATURE**0.5:.12g}]"
    keys = [word for key in (side, "study.masses=true", "study.starts=1")
            for word in ("--set", key)]
    with tempfile.TemporaryDirectory() as scratch:
        output = f"{scratch}/minima.h5"
        command = [os.environ["SIMCLR_FLOW"], "minimize", walls, "-o", output, "--json", *keys]
        told = subprocess.run(command, check=True, capture_output=True)
    lowest = json.loads(told.stdout)["configurations"][0]
    return sum(mass > MASSLESS for mass in lowest["weights"])


if __name__ == "__main__":
    main(*sys.argv[1:])
