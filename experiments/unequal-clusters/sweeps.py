"""sweeps.py DATA FOLDER [few]: runs flows.toml on every setting of the data, a sweep for each seed
(with `few`: two)."""

import os
import subprocess
import sys
from pathlib import Path

from make_data import SEEDS, SETTINGS

CONFIGURATION = Path(__file__).with_name("flows.toml")


def main(data, folder, few=""):
    Path(folder).mkdir(parents=True, exist_ok=True)
    for seed in list(SEEDS)[:2] if few else SEEDS:
        files = ",".join(str(Path(data).resolve() / f"{name}-{seed}.csv") for name in SETTINGS)
        subprocess.run([os.environ["SIMCLR_FLOW"], "sweep", CONFIGURATION,
                        "-o", f"{folder}/{seed}", "--quiet", "--set", f"seed={seed}",
                        "--over", f"data.file={files}"], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
