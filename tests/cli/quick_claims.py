"""Every claim of the experiments that quick runs can show: none differs without an explanation."""
import subprocess
import sys
import tempfile
from pathlib import Path

REPRODUCE = Path(__file__).resolve().parents[2] / "experiments/reproduce.sh"

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as results:
        sys.exit(subprocess.run([REPRODUCE, "--quick", "--results", results], check=False).returncode)
