"""One version: the build's, the Python package's, the citation's and the newest entry of the changes are the same, the
program tells it, and nothing else spells it. Each check is also seen to catch a planted difference.
"""
import re
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/cli")]
from program import PROGRAM, main  # noqa: E402

CHANGES = "src/CHANGELOG.md"
# Where the version is written, and how; of the changes the first entry is the newest.
HOMES = {"CMakeLists.txt": r"^project\(simclr_flow VERSION (\S+)", "analysis/pyproject.toml": r'^version = "(.*)"$',
         "CITATION.cff": r"^version: (.*)$", CHANGES: r"^## (\d\S*)$"}
FOLDERS = ("src", "include", "experiments", "tests", "analysis", ".ci")
TEXTS = {".md", ".txt", ".cmake", ".in", ".json", ".toml", ".cff", ".py", ".sh", ".cpp", ".hpp", ".c", ".js", ".html", ""}


def told_in(texts):
    """The version that each of its homes tells, None where there is none."""
    found = {name: re.search(pattern, texts[name], re.MULTILINE) for name, pattern in HOMES.items()}
    return {name: one and one[1] for name, one in found.items()}


def entries(text):
    """The versions of the changes, the newest first."""
    return re.findall(HOMES[CHANGES], text, re.MULTILINE)


def spelled(version, name, text):
    """Lines of a file that is no home of the version, but spells it."""
    pattern = re.compile(rf"(?<![\d.]){re.escape(version)}(?![\d.]*\d)")
    return [f"{name}:{k}: {line.strip()}" for k, line in enumerate(text.splitlines(), 1)
            if name not in HOMES and pattern.search(line)]


def files():
    """The texts of the tree by their names, without what is built."""
    tops = [path for path in ROOT.iterdir() if path.is_file()]
    inner = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(tops + inner)
            if path.suffix in TEXTS and not path.name.startswith(".git")}


class Version(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.texts = files()
        cls.told = told_in(cls.texts)

    def test_all_homes_tell_the_same(self):
        self.assertRegex(self.told["CMakeLists.txt"], r"^\d+\.\d+\.\d+$")
        self.assertEqual(set(self.told.values()), {self.told["CMakeLists.txt"]}, self.told)

    def test_packages_are_asked_for_by_its_first_two_digits(self):
        def asked(texts):
            return {digits for text in texts for digits in re.findall(r"find_package\(simclr_flow ([\d.]+)", text)}
        self.assertEqual(asked(self.texts.values()), {self.told["CMakeLists.txt"].rpartition(".")[0]})
        self.assertEqual(asked(["find_package(" + "simclr_flow 0.1 REQUIRED)"]), {"0.1"})

    def test_the_program_tells_it(self):
        said = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout
        self.assertEqual(said.split()[:2], ["simclr-flow", self.told["CMakeLists.txt"]])

    def test_entries_fall(self):
        numbers = [tuple(map(int, entry.split("."))) for entry in entries(self.texts[CHANGES])]
        self.assertGreater(len(numbers), 1)
        self.assertEqual(numbers, sorted(set(numbers), reverse=True))

    def test_nothing_else_spells_it(self):
        self.assertGreater(len(self.texts), 800)
        self.assertEqual([line for version in entries(self.texts[CHANGES]) for name, text in self.texts.items()
                          for line in spelled(version, name, text)], [])

    def test_planted_differences_are_caught(self):
        version = self.told["CMakeLists.txt"]
        for name in HOMES:
            planted = {**self.texts, name: self.texts[name].replace(version, "9.8.7", 1)}
            self.assertEqual(told_in(planted)[name], "9.8.7")
            self.assertEqual(len(set(told_in(planted).values())), 2, name)
        for text in (f"simclr-flow {version} is", f'VERSION = "v{version}"', f"in {version}."):
            self.assertTrue(spelled(version, "planted.py", text), text)
        for text in (f"1.{version}", f"{version}.1", f"{version}1"):
            self.assertEqual(spelled(version, "planted.py", text), [], text)


if __name__ == "__main__":
    main()
