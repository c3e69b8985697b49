"""A test of what befalls a run while it runs."""
import subprocess
import time

import h5py
from runs import PLANNED, RUN, by_steps
from torture import PROGRAM, TortureTest

# A second, with a commit every two hundredth of one.
LONG = PLANNED.replace("checkpoint = 0", "checkpoint = 0.005").replace(
    "time = 2", "time = 24").replace("step = 0.1", "step = 5e-4")


def grown(end, every):
    """As long, in a file that grows to some hundred rows of either flow."""
    return by_steps(every, 1e-2).replace("checkpoint = 0", "checkpoint = 0.005").replace(
        "time = 2", f"time = {end}").replace('{ method = "rk4", step = 0.1 }', "{ max_step = 1e-2 }")


GROWN = grown(30, 50)
ENDLESS = grown(1e9, 50)


class RunningTest(TortureTest):
    def reference(self, config, run=RUN):
        """What an undisturbed run stores, made once for all tests of the class."""
        if (config, run) not in self.kept:
            self.kept[config, run] = self.undisturbed(config, run)[1]
        return self.kept[config, run]

    def start(self, config, folder, command=RUN, rows=4):
        """A run that has committed so many rows, and goes on."""
        self.write("torture.toml", config)
        process = subprocess.Popen([PROGRAM, *command], cwd=folder, text=True,
                                   stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.wait_for_rows(process, folder / "run.h5", rows)
        return process

    def wait_for_rows(self, process, file, rows):
        deadline = time.monotonic() + 20
        while self.rows(file) < rows:
            self.assertIsNone(process.poll(), "the run ended early")
            self.assertLess(time.monotonic(), deadline, "the run commits nothing")
            time.sleep(0.01)

    def rows(self, file):
        if not file.exists():
            return 0
        with h5py.File(file) as opened:
            return int(opened["parameters/particle/committed/frames"][()])

    def one_sentence(self, text, *words):
        self.assertEqual(len(text.strip().splitlines()), 1, text)
        self.assertTrue(text.startswith("simclr-flow: "), text)
        for word in words:
            self.assertIn(word, text)

    def fails_within(self, process, seconds, *words):
        """Ends with exit code 4 and one sentence on standard error."""
        self.assertEqual(process.wait(seconds), 4)
        self.one_sentence(process.stderr.read(), *words)
