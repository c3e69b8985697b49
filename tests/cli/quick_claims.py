"""quick_claims.py [NAME]...: every claim that quick runs of these experiments, or of all, can show: none differs
without an explanation."""
import subprocess
import sys
import tempfile
from pathlib import Path

REPRODUCE = Path(__file__).resolve().parents[2] / "experiments/reproduce.sh"

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as results:
        command = [REPRODUCE, *sys.argv[1:], "--quick", "--results", results]
        sys.exit(subprocess.run(command, check=False).returncode)
