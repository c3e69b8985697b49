"""Calls the program under test in a folder of its own; runs the tests of a script, timed."""
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

PROGRAM = os.environ.get("SIMCLR_FLOW", "simclr-flow")
ROOT = Path(__file__).resolve().parents[2]

# A signal or a kill loses nothing that was written, synced or not: a folder in memory serves, and is
# faster.
if os.access("/dev/shm", os.W_OK) and shutil.disk_usage("/dev/shm").free > 1 << 30:
    tempfile.tempdir = "/dev/shm"

# Times longer than a killed run must last for the test to see it on a loaded machine: under the
# sanitizers all is slow enough.
SANITIZED = bool(os.environ.get("SIMCLR_FLOW_SANITIZER"))
PATIENCE = 1 if SANITIZED else 3

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
STUDY = """\
data = { kind = "none", count = 4 }
latent = { manifold = "sphere", dim = 3 }
energy = { preset = "simclr" }
study = { starts = 3, kinds = ["uniform"] }
"""
LABELLED = """\
data = { kind = "csv", file = "words.csv" }
energy = { preset = "simclr", temperature = 0.1 }
stop = { time = 1 }
flow = [{ kind = "particle" }]
"""
WORDS = "x,y,kind\n0,0,rose\n1,0,iris\n0,1,rose\n1,1,iris\n"


def words_of(points):
    """What WORDS says of each of these points."""
    rows = [line.split(",") for line in WORDS.split()[1:]]
    return [next(word for *point, word in rows if list(map(float, point)) == list(one)) for one in points]


# A start below 0.1 is not held against the continuum flow, which takes most of a judgement: for tests
# of something else.
NARROW = ("--set", "initial.spread=0.09")


class ProgramTest(unittest.TestCase):
    """A test with a scratch folder `self.folder` and a small valid configuration in it."""

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        cls.kept = {}  # what several tests of the class need: the bytes of a file by what made it

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

    def once(self, name, key, make):
        """The file `name` in the folder of this test, made by the first test of the class that asks
        for `key`: the others get a copy, which they may tamper with."""
        path = self.folder / name
        if key in self.kept:
            path.write_bytes(self.kept[key])
        else:
            make()
            self.kept[key] = path.read_bytes()
        return path

    def run_once(self, name="small.h5", *arguments):
        """As `run_small`, once for all tests of the class."""
        return self.once(name, (name, self.config.read_text(), *arguments),
                         lambda: self.run_small(name, *arguments))


class TimedResult(unittest.TextTestResult):
    def startTestRun(self):
        super().startTestRun()
        self.times, self.ran, self.of_class, self.idle_since = [], [], None, time.perf_counter()

    def startTest(self, test):
        own = type(test).setUpClass.__func__ is not unittest.TestCase.setUpClass.__func__
        if own and type(test) is not self.of_class:
            self.times.append((time.perf_counter() - self.idle_since,
                               f"shared runs of {type(test).__name__}"))
        self.of_class = type(test)
        super().startTest(test)
        self.begun = time.perf_counter()

    def stopTest(self, test):
        super().stopTest(test)
        self.idle_since = time.perf_counter()
        self.ran.append(test)
        self.times.append((self.idle_since - self.begun, test.id().rpartition(".")[2]))


def unsanitized(test):
    """Marks a test that takes long, and whose code the sanitizers see in others: they leave it out."""
    test.unsanitized = True
    return test


class Loader(unittest.TestLoader):
    def getTestCaseNames(self, case):
        return [name for name in super().getTestCaseNames(case)
                if not (SANITIZED and hasattr(getattr(case, name), "unsanitized"))]


class TimedRunner(unittest.TextTestRunner):
    resultclass = TimedResult


ALL_SKIPPED = 77  # exit code, the usual one


def main(argv=None):
    """Runs the tests of the script that calls it; tells the time of each as doctest does. Where no
    test ran, the script has not passed."""
    result = unittest.main(argv=argv, testRunner=TimedRunner, testLoader=Loader(), exit=False).result
    script = Path(sys.argv[0]).resolve()
    for seconds, name in result.times:
        print(f"{seconds:.6f} s: {script.parent.name}.{script.stem.removesuffix('_test')}: {name}",
              flush=True)
    if not result.wasSuccessful():
        sys.exit(1)
    if not set(result.ran) - {test for test, _ in result.skipped}:
        print(f"{script.name}: no test ran", file=sys.stderr)
        sys.exit(ALL_SKIPPED if result.skipped else 1)
    sys.exit(0)
