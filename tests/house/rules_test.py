"""The rules of the house, read from the sources: which room may include which, and a few more.

The include rules are also shown to catch planted violations.
"""
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# A room may include itself and the rooms listed, and what those may include.
MAY_INCLUDE = {
    "core": [],
    "geometry": ["core"],
    "kernel_sum": ["core"],
    "energy": ["kernel_sum", "geometry"],
    "data": ["core"],
    "network": ["core"],
    "flow": ["energy", "network", "data", "geometry"],
    "theory": ["core", "geometry"],
    "diagnostics": ["energy", "geometry", "network"],
    "io": ["core"],
    "config": ["core"],
    "build": ["flow", "energy", "network", "data", "geometry", "config", "io", "theory"],
    "judge": ["theory", "diagnostics", "io", "config"],
    "study": ["build", "flow", "judge", "io"],
    "app": ["study", "build", "judge", "theory", "diagnostics", "io", "config", "flow"],
}
HDF5_ROOMS = {"io"}
PUBLIC_THIRD_PARTY = {"Eigen/Core"}


def reachable(room):
    rooms = {room}
    for other in MAY_INCLUDE[room]:
        rooms |= reachable(other)
    return rooms


def includes(text):
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', text, re.MULTILINE)


def complaints_of(room, name, text, public):
    """What breaks the rules in one source file of a room."""
    found = []
    for header in includes(text):
        ours = re.match(r"simclr_flow/(\w+)/", header)
        if ours and ours.group(1) not in reachable(room):
            found.append(f"{name}: {room} must not include {ours.group(1)} ({header})")
        if re.match(r"(hdf5|H5)", header) and room not in HDF5_ROOMS:
            found.append(f"{name}: HDF5 belongs in io")
        third_party = "/" in header or header.endswith(".h")
        if public and not ours and third_party and header not in PUBLIC_THIRD_PARTY:
            found.append(f"{name}: a public header includes {header}")
    if re.search(r"[<\"](boost/numeric/odeint|cvode)", text) and room not in {"flow", "app"}:
        found.append(f"{name}: integrators belong in flow")
    return found


def sources():
    for base, public in (("include/simclr_flow", True), ("src", False)):
        for path in sorted((ROOT / base).rglob("*.[ch]pp")):
            parts = path.relative_to(ROOT / base).parts
            if len(parts) > 1:
                yield parts[0], path, public


class Rules(unittest.TestCase):
    def test_rooms_include_only_what_they_may(self):
        found = []
        for room, path, public in sources():
            found += complaints_of(room, path.relative_to(ROOT), path.read_text(), public)
        self.assertEqual(found, [])

    def test_planted_violations_are_caught(self):
        planted = [("theory", '#include "simclr_flow/energy/energy.hpp"', False),
                   ("energy", "#include <hdf5.h>", False),
                   ("flow", "#include <boost/numeric/odeint/stepper/euler.hpp>", True),
                   ("energy", "#include <cvode/cvode.h>", False)]
        for room, text, public in planted:
            self.assertTrue(complaints_of(room, "planted", text, public), text)

    def test_files_are_small(self):
        long = [f"{p.relative_to(ROOT)}: {n} lines" for p in ROOT.rglob("*.[ch]pp")
                if "build" not in p.relative_to(ROOT).parts[:1]
                and (n := len(p.read_text().splitlines())) > 400]
        self.assertEqual(long, [])
        self.assertLess(len((ROOT / "src/main.cpp").read_text().splitlines()), 80)

    def test_doctest_names_hold_no_semicolon(self):
        # CMake splits such a name, and the test then passes without running.
        names = [n for p in (ROOT / "tests").rglob("*.cpp")
                 for n in re.findall(r'TEST_CASE\(\s*"([^"]*)"', p.read_text())]
        self.assertGreater(len(names), 30)
        self.assertEqual([n for n in names if ";" in n], [])
        self.assertEqual(len(names), len(set(names)))

    def test_no_test_is_skipped_or_may_fail(self):
        marks = re.compile(r"doctest::(skip|may_fail|should_fail)|unittest\.skip|expectedFailure")
        marked = [str(p) for p in (ROOT / "tests").rglob("*.[cp][py]*")
                  if p != Path(__file__) and marks.search(p.read_text())]
        self.assertEqual(marked, [])

    def test_sources_are_formatted(self):
        clang_format = shutil.which("clang-format")
        self.assertIsNotNone(clang_format, "clang-format is missing: apt-get install clang-format")
        files = [p for base in ("include", "src", "tests") for p in (ROOT / base).rglob("*.[ch]pp")]
        checked = subprocess.run([clang_format, "--dry-run", "-Werror", *files],
                                 capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stderr[:2000])


if __name__ == "__main__":
    sys.exit(unittest.main())
