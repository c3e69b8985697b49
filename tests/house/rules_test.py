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

# A room may include itself, the rooms that it is linked with, and what those may include.
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/cli")]
from program import main  # noqa: E402
import rooms  # noqa: E402

MAY_INCLUDE = rooms.arrows()
# Rooms that include those named in src/CMakeLists.txt and core alone, not what those may include:
# what judges shares no code with what ran.
DIRECT_ARROWS_ONLY = {"judge"}
HDF5_ROOMS = {"io"}
PUBLIC_THIRD_PARTY = {"Eigen/Core"}


def includes(text):
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', text, re.MULTILINE)


def allowed(room):
    """The rooms that a room may include."""
    if room in DIRECT_ARROWS_ONLY:
        return {room, "core", *MAY_INCLUDE[room]}
    return rooms.reachable(room, MAY_INCLUDE)


def complaints_of(room, name, text, public):
    """What breaks the rules in one source file of a room."""
    found = []
    for header in includes(text):
        ours = re.match(r"simclr_flow/(\w+)/", header)
        if ours and ours.group(1) not in allowed(room):
            found.append(f"{name}: {room} must not include {ours.group(1)} ({header})")
        if re.match(r"(hdf5|H5)", header) and room not in HDF5_ROOMS:
            found.append(f"{name}: HDF5 belongs in io")
        third_party = "/" in header or header.endswith(".h")
        if public and not ours and third_party and header not in PUBLIC_THIRD_PARTY:
            found.append(f"{name}: a public header includes {header}")
    if re.search(r"[<\"](boost/numeric/odeint|cvode)", text) and room not in {"flow", "record"}:
        found.append(f"{name}: integrators belong in flow")
    return found


def wide_comments(text):
    """Lines whose comments go beyond column 100, which the formatter lets be."""
    return [line for line in text.splitlines() if "//" in line and len(line) > 100]


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
                   ("energy", "#include <cvode/cvode.h>", False),
                   ("judge", '#include "simclr_flow/energy/energy.hpp"', False),
                   ("judge", '#include "simclr_flow/network/neurons.hpp"', False),
                   ("judge", '#include "simclr_flow/kernel_sum/kernel_sum.hpp"', True),
                   ("judge", '#include "simclr_flow/geometry/manifold.hpp"', False),
                   ("io", '#include "simclr_flow/record/track.hpp"', False),
                   ("record", '#include "simclr_flow/app/commands.hpp"', False)]
        for room, text, public in planted:
            self.assertTrue(complaints_of(room, "planted", text, public), text)

    def test_per_is_said_where_it_is_meant(self):
        meant = re.compile(r"\b(?:one|row|line|panel|column|dot|numbers?|label) a "
                           r"(?:latent|sample|row|file|pair|point|check|flow|seed|line|class|step|view)\b")
        self.assertTrue(meant.search("species, one a" + " latent"))
        found = [f"{path.relative_to(ROOT)}: {match[0]}" for base in ("include", "src", "analysis", "experiments")
                 for path in sorted((ROOT / base).rglob("*")) if path.suffix in {".hpp", ".cpp", ".py", ".md"}
                 for match in meant.finditer(path.read_text())]
        self.assertEqual(found, [])

    def test_every_room_is_known_and_has_an_order(self):
        self.assertEqual(sorted(MAY_INCLUDE), sorted(
            p.name for p in (ROOT / "src").iterdir() if p.is_dir()))
        self.assertEqual(rooms.reachable("theory", MAY_INCLUDE), {"theory", "core"})
        for room, others in MAY_INCLUDE.items():
            self.assertNotIn(room, others)
            self.assertTrue(others or room == "core", f"{room}: its ROOMS were not read")

    def test_a_change_concerns_what_may_include_it(self):
        def labels(path):
            return rooms.labels_of(path, MAY_INCLUDE)
        # Those of judge, of what may include it, and of rooms whose programs are linked with it.
        self.assertEqual(labels("src/judge/check.cpp"), {
            "judge", "study", "sweep", "app", "python", "config", "data", "diagnostics", "flow", "io",
            "house"})
        self.assertIn("judge", labels("include/simclr_flow/energy/energy.hpp"))
        self.assertIn("geometry", labels("src/build/registry.cpp"))  # its laws walk the registry
        self.assertNotIn("theory", labels("src/app/run.cpp"))
        self.assertEqual(labels("tests/cli/torch_test.py"), {"torch", "house"})
        self.assertEqual(labels("tests/cli/resume_test.py"), {"cli", "house"})
        self.assertEqual(labels("tests/io/trajectory_test.cpp"), {"io", "house"})
        self.assertEqual(labels("tests/support/samples.hpp"), {rooms.EVERYTHING})
        self.assertEqual(labels("CMakeLists.txt"), {rooms.EVERYTHING})
        self.assertEqual(labels("tests/README.md"), {"house"})

    def test_only_core_includes_dense_decompositions(self):
        # They are dear to compile: core's symmetric_eigen, orthogonal_bases, linear_solvers serve.
        dear = re.compile(r"#include <Eigen/(Dense|Eigenvalues|SVD|QR|LU|Cholesky|Eigen)>")
        self.assertTrue(dear.search("#include <Eigen/Dense>"))
        found = [str(p.relative_to(ROOT)) for base in ("include", "src", "tests")
                 for p in (ROOT / base).rglob("*.[ch]pp") if dear.search(p.read_text())]
        self.assertEqual([f for f in found if not f.startswith("src/core/")], [])

    def test_manifolds_are_known_by_their_facts_not_by_their_names(self):
        # What is "not euclidean" need not be a sphere: theory/plain_space and facts() say what is.
        names = re.findall(r'name\(\) const override { return "(\w+)"; }',
                           "".join(p.read_text() for p in (ROOT / "src/geometry").glob("*.cpp")))
        self.assertGreater(len(names), 3)
        name = rf'"({"|".join(names)})"'
        compared = re.compile(rf"[!=]=\s*{name}|{name}\s*[!=]=|latent\.manifold\s*[!=]=|"
                              r"[!=]=\s*[\w.>-]*latent\.manifold")
        for planted in ('if (j.config.latent.manifold == "circle") return', 'manifold != "euclidean"',
                        '"box" == name', "a.latent.manifold != b.latent.manifold",
                        "wanted == j.config.latent.manifold"):
            self.assertTrue(compared.search(planted), planted)
        found = []
        for room, path, _ in sources():
            text = path.read_text()
            if compared.search(text) or (room == "judge" and re.search(name, text)):
                found.append(str(path.relative_to(ROOT)))
        self.assertEqual(found, [])

    def test_files_are_small(self):
        long = [f"{p.relative_to(ROOT)}: {n} lines" for p in ROOT.rglob("*.[ch]pp")
                if "build" not in p.relative_to(ROOT).parts[:1]
                and (n := len(p.read_text().splitlines())) > 400]
        self.assertEqual(long, [])
        self.assertLess(len((ROOT / "src/main.cpp").read_text().splitlines()), 80)

    def test_comments_are_narrow(self):
        self.assertEqual(wide_comments("x;  // " + "y" * 94), ["x;  // " + "y" * 94])
        self.assertEqual(wide_comments("x;  // " + "y" * 93 + "\n" + "z" * 120), [])
        found = [f"{p.relative_to(ROOT)}: {line}" for base in ("include", "src", "tests")
                 for p in sorted((ROOT / base).rglob("*.[ch]pp")) for line in wide_comments(p.read_text())]
        self.assertEqual(found, [])

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
    main()
