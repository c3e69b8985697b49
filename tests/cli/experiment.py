"""experiment.py NAME SEED [KEY=VALUE]...: runs an experiment and holds it against its expected.toml."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = os.environ["SIMCLR_FLOW"]


def main(name, seed, *changes):
    folder = Path(__file__).resolve().parents[2] / "experiments" / name
    with tempfile.TemporaryDirectory() as scratch:
        out = f"{scratch}/{name}.h5"
        sets = [word for change in (f"seed={seed}", *changes) for word in ("--set", change)]
        run = subprocess.run([PROGRAM, "run", folder / "config.toml", "-o", out, *sets])
        compare = subprocess.run([PROGRAM, "compare", out, "--expect", folder / "expected.toml"])
    return run.returncode or compare.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
