"""energies.py FOLDER OUTPUT: the simclr energy of every FOLDER/NAME.npy at many temperatures, by `simclr-flow energy`, as
JSON: for each name its temperatures, energies, and the proven minimum over all laws."""

import json
import os
import subprocess
import sys
from pathlib import Path

TABLE = [0.05, 0.1, 0.5, 1.0]  # temperatures of the table of energies in src/theory/README.md
CURVE = [round(10 ** (k / 10), 4) for k in range(-17, 8)]  # .02 to 5, for the picture


def main(folder, output):
    told = {path.stem: energies_of(path) for path in sorted(Path(folder).glob("*.npy"))}
    Path(output).write_text(json.dumps(told, indent=1))


def energies_of(path):
    temperatures = ",".join(map(str, sorted({*TABLE, *CURVE})))
    done = subprocess.run([os.environ["SIMCLR_FLOW"], "energy", path, "--preset", "simclr", "--manifold", "sphere",
                           "--temperature", temperatures, "--json"], stdout=subprocess.PIPE, check=True)
    rows = json.loads(done.stdout)["energies"]
    return {"temperature": [row["temperature"] for row in rows], "energy": [row["energy"] for row in rows],
            "minimum": [row["minimum"]["energy"] for row in rows]}


if __name__ == "__main__":
    main(*sys.argv[1:])
