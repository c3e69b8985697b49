#!/usr/bin/python3
"""Report what simclr-flow stored, without installing the package: `report.py FILE` is `python3 -m simclr_flow report FILE`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from simclr_flow.__main__ import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(["report", *sys.argv[1:]]))
