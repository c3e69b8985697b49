"""Draws by analysis/plot.py: as its users call it, and in this process."""
import contextlib
import io
import subprocess
import sys
import warnings
from unittest import mock

from program import ROOT, ProgramTest

sys.path.insert(0, str(ROOT / "analysis"))

from simclr_flow import plot  # noqa: E402
from simclr_flow.style import SETTINGS  # noqa: E402

PLOT = ROOT / "analysis/plot.py"


class DrawingTest(ProgramTest):
    def plot(self, *arguments):
        return subprocess.run(["/usr/bin/python3", str(PLOT), *map(str, arguments)], cwd=self.folder,
                              text=True, capture_output=True, timeout=300)

    def draw(self, *arguments):
        """What `plot` gives, without the start of a python of its own and on coarse pixels: one call
        of each kind of picture by `plot` is enough to show that users get the same."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), \
                contextlib.redirect_stderr(err), warnings.catch_warnings(), \
                mock.patch.dict(SETTINGS, {"savefig.dpi": 30}):
            warnings.simplefilter("always")  # as a process of its own tells them, each time
            for told_to_programmers in (DeprecationWarning, PendingDeprecationWarning):
                warnings.simplefilter("ignore", told_to_programmers)
            code = plot.main([*map(str, arguments)])
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())

    def is_drawn(self, done, *pictures):
        """Of paths without their endings."""
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        files = [f"{picture}{ending}" for picture in pictures for ending in (".png", ".pdf")]
        self.assertEqual(done.stdout.split(), files)
        for file in files:
            with open(file, "rb") as picture:
                self.assertEqual(picture.read(4), b"%PDF" if file.endswith("pdf") else b"\x89PNG")

    def is_refused(self, done, *says):
        """In one sentence."""
        self.assertEqual((done.returncode, len(done.stderr.strip().splitlines())), (2, 1), done.stderr)
        for words in says:
            self.assertIn(words, done.stderr)
