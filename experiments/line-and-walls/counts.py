"""counts.py WALLS OUTPUT [few]: how many atoms the minimizer has between walls, over the side in units of tau^{1/2}, and
the side at which two become three, by bisection, as JSON."""

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
    sides = np.linspace(0.5, 14, 10 if few else 28).tolist()
    Path(output).write_text(json.dumps({"side": sides, "atoms": [atoms(walls, side) for side in sides],
                                        "critical": critical(walls, 7 if few else 10)}))


def critical(walls, halvings):
    two, three = TWO, THREE
    for _ in range(halvings):
        side = (two + three) / 2
        two, three = (side, three) if atoms(walls, side) == 2 else (two, side)
    return (two + three) / 2


def atoms(walls, side):
    with tempfile.TemporaryDirectory() as scratch:
        words = [f"latent.sides=[{side * TEMPERATURE**0.5:.12g}]", "study.masses=true", "study.starts=1"]
        told = subprocess.run([os.environ["SIMCLR_FLOW"], "minimize", walls, "-o", f"{scratch}/minima.h5", "--json",
                               *(word for one in words for word in ("--set", one))], check=True, capture_output=True)
    return sum(mass > MASSLESS for mass in json.loads(told.stdout)["configurations"][0]["weights"])


if __name__ == "__main__":
    main(*sys.argv[1:])
