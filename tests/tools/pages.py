"""What tests of pages share: pages of small runs and studies, made as users make them and looked at in a browser."""
import contextlib
import io
import json
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / folder) for folder in ("analysis", "tests/cli")]
from browser import Browser, missing  # noqa: E402
from program import NARROW, PROGRAM, SMALL, ProgramTest  # noqa: E402

from simclr_flow import report  # noqa: E402
from simclr_flow.report import LARGEST  # noqa: E402

TESTED = SMALL.replace("per_class = 4", "per_class = 4\n[data.test]\nper_class = 3")
STUDY = """\
data = { kind = "none", count = 12 }
energy = { preset = "simclr", temperature = 0.1 }
latent = { manifold = "sphere", dim = 3 }
study = { starts = 12, kinds = ["uniform", "reference"], perturbation = 0 }
"""
COLOURED = """[...document.querySelectorAll(%s)].map(canvas => {
  const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let count = 0;
  for (let k = 0; k < all.length; k += 4)
    if (all[k + 3] > 200 && Math.max(all[k], all[k + 1], all[k + 2]) - Math.min(all[k], all[k + 1], all[k + 2]) > 60) ++count;
  return count;
})"""
READBACK = "readback"  # what chromium says of our own looking


def coloured(canvases):
    """JavaScript: of every canvas that the selector finds, the pixels that have a colour of data: neither grey nor near it."""
    return COLOURED % json.dumps(canvases)


class PageTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        if lacking := missing():
            raise unittest.SkipTest(lacking)
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        super().setUp()
        self.config = self.write("small.toml", TESTED)

    def report(self, *arguments):
        """What report.py does, without the start of a python of its own: once is enough to show that users get the
        same."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = report.main([*map(str, arguments)])
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())

    def page_of(self, source, *arguments):
        done = self.report(source, *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        page = self.folder / done.stdout.strip()
        self.assertLess(page.stat().st_size, LARGEST)
        return page

    def run_page(self, *sets, name="small"):
        """The page of a small run, judged by the program under test."""
        run = self.run_once(f"{name}.h5", *NARROW, *(word for one in sets for word in ("--set", one)))
        return self.once(f"{name}.html", (name, "page"), lambda: self.page_of(run, "--program", PROGRAM))

    def study(self):
        config = self.write("study.toml", STUDY)
        return self.once("study.h5", "study", lambda: self.succeed("minimize", config, "-o", "study.h5", "--quiet"))

    def faults_of(self, page, **look):
        """Errors, requests for anything but the page, and what is wider than the window, each as a sentence."""
        self.browser.open(page, **look)
        self.browser.settle()
        found = [f"error: {error}" for error in self.browser.errors if READBACK not in error]
        found += [f"request: {url}" for url in self.browser.requests
                  if url != page.resolve().as_uri() and not url.startswith("data:")]
        if (wide := self.browser.value("document.documentElement.scrollWidth")) > look.get("width", 1280):
            found.append(f"{wide} pixels wide")
        return found

    def is_sound(self, page):
        """On a desk and on a phone, in the light and in the dark."""
        for look in ({}, {"dark": True}, {"width": 390, "height": 844}, {"width": 390, "height": 844, "dark": True}):
            with self.subTest(page.name, **look):
                self.assertEqual(self.faults_of(page, **look), [])
        paper = self.browser.value("getComputedStyle(document.body).backgroundColor")
        self.assertLess(max(map(int, re.findall(r"\d+", paper))), 60)  # dark
