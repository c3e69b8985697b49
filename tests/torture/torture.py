"""A test that kills runs by the shim, and knows what a killed run must have left."""
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from kill_points import kill_points
from stored import complaints_of, differences, read_whole, rows_committed
from runs import RESUME, RUN

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from program import PROGRAM, ProgramTest, main  # noqa: E402, F401

SHIM = os.environ.get("SIMCLR_FLOW_KILL_SHIM", "libkill_shim.so")


class TortureTest(ProgramTest):
    tortured = PROGRAM

    def fresh_folder(self, name, files=()):
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for file in files:
            shutil.copy(file, folder)
        return folder

    def call_in(self, folder, arguments, **environment):
        return subprocess.run([self.tortured, *map(str, arguments)], cwd=folder, text=True,
                              capture_output=True, timeout=60, env={**os.environ, **environment})

    def succeed_in(self, folder, arguments):
        done = self.call_in(folder, arguments)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        return done.stdout

    def under_shim(self, folder, arguments, **kill):
        """One thread, so that calls come in one order."""
        return self.call_in(folder, arguments, LD_PRELOAD=SHIM, SIMCLR_FLOW_THREADS="1",
                            ASAN_OPTIONS="verify_asan_link_order=0", **kill)

    def letters_of(self, folder, arguments):
        """A letter for every call that changes files, of a command that ends well."""
        count = self.folder / "count"
        done = self.under_shim(folder, arguments, KILL_COUNT=str(count))
        self.assertEqual(done.returncode, 0, done.stderr)
        total, letters = count.read_text().split()
        self.assertEqual(int(total), len(letters))
        self.assertGreater(letters.count("w"), 0)
        return letters

    def kill(self, folder, arguments, point):
        done = self.under_shim(folder, arguments, **point.environment())
        self.assertEqual(done.returncode, -9, f"not killed: {done.stderr}")

    def left_at(self, folder, arguments, letters, points):
        """For each of the points the folder as a kill there would leave it, from one run of the command,
        which is stopped at every point: of a killed process nothing remains but its files."""
        for place in self.stops(folder, arguments, kill_points(letters)):
            if place in points:
                yield place, self.fresh_folder("left", folder.iterdir())

    def stops(self, folder, arguments, places):
        """The places at which the command stops, which must be these; it goes on when the next is asked
        for."""
        environment = {"LD_PRELOAD": SHIM, "SIMCLR_FLOW_THREADS": "1", "KILL_STOP": "1"}
        process = subprocess.Popen([self.tortured, *map(str, arguments)], cwd=folder, text=True,
                                   stderr=subprocess.PIPE, env={**os.environ, **environment})
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        for place in places:
            self.assertTrue(os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1]), f"ended before {place}")
            yield place
            process.send_signal(signal.SIGCONT)
        self.assertEqual(process.wait(60), 0, process.stderr.read())

    def undisturbed(self, config, run=RUN, files=()):
        """The letters of a run that nobody kills, and what it stores."""
        self.write("torture.toml", config)
        folder = self.fresh_folder("undisturbed", files)
        letters = self.letters_of(folder, run)
        return letters, read_whole(folder / "run.h5")

    def readable(self, folder, *references):
        """The rows that the file of a killed run vouches for, all of them as undisturbed."""
        found = read_whole(folder / "run.h5")
        self.assertEqual(complaints_of(found, *references), [])
        self.succeed_in(folder, ("info", "run.h5"))
        return rows_committed(found)

    def resumes(self, folder, reference, resume=RESUME, besides=()):
        self.succeed_in(folder, resume)
        self.same(folder, reference, besides)

    def same(self, folder, reference, besides=()):
        found = differences(read_whole(folder / "run.h5"), reference)
        self.assertEqual([path for path in found if path not in besides], [])
