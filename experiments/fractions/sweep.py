"""sweep.py CONFIG FOLDER FRACTIONS [few [KEY=VALUE ...]]: the configuration at these fractions of
labels, "0,0.5,1", and five seeds, or the first seed alone and with these keys."""

import os
import subprocess
import sys


def main(config, folder, fractions, few="", *keys):
    axes = [f"positives.fraction={fractions}", f"seed={'1' if few else '1:5'}"]
    words = [word for axis in axes for word in ("--over", axis)]
    words += [word for key in keys for word in ("--set", key)]
    program = os.environ["SIMCLR_FLOW"]
    subprocess.run([program, "sweep", config, "-o", folder, "--quiet", *words], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
