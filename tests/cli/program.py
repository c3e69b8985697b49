"""Calls the program under test in a folder of its own."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = os.environ.get("SIMCLR_FLOW", "simclr-flow")
ROOT = Path(__file__).resolve().parents[2]

SMALL = """\
title = "small"
[data]
kind = "discs"
per_class = 4
[latent]
manifold = "circle"
[initial]
spread = 0.3
[energy]
preset = "simclr"
temperature = 0.2
[integrator]
method = "bdf"
rtol = 1e-7
[stop]
time = 100
[output]
frames = { first = 0.1, per_decade = 5 }
[[flow]]
kind = "particle"
[[flow]]
kind = "network"
activation = "tanh"
widths = [10]
"""


class ProgramTest(unittest.TestCase):
    """A test with a scratch folder `self.folder` and a small valid configuration in it."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.config = self.write("small.toml", SMALL)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def call(self, *arguments, **options):
        return subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, text=True,
                              capture_output=True, timeout=600, **options)

    def succeed(self, *arguments):
        done = self.call(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        return done.stdout

    def run_small(self, name="small.h5", *arguments):
        self.succeed("run", self.config, "-o", name, "--quiet", *arguments)
        return self.folder / name
