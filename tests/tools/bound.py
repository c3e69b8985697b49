"""The package with its bindings; a test without them is skipped."""
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("analysis", "tests/cli")]
from program import ProgramTest, main  # noqa: E402,F401

import simclr_flow  # noqa: E402
import simclr_flow.commands  # noqa: E402,F401
import simclr_flow.toml_text  # noqa: E402,F401
