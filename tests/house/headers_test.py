"""Every public header compiles alone, without a precompiled one, and may be included twice.

Also shown to catch a planted header that leans on others.
"""
import os
import re
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from program import main  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include"
COMPILER = [os.environ.get("CXX", "c++"), "-std=c++20", "-DEIGEN_USE_BLAS", "-Wall", "-Wextra",
            "-Wpedantic", "-Wconversion", "-Wsign-conversion", "-Wshadow", "-Werror",
            "-isystem", "/usr/include/eigen3"]


def reaches_eigen(header, folder):
    """Whether the header includes Eigen, by itself or by a header of ours."""
    path = folder / header if (folder / header).exists() else INCLUDE / header
    return any(name == "Eigen/Core" or name.startswith("simclr_flow/") and reaches_eigen(name, folder)
               for name in re.findall(r'#include [<"]([^>"]+)[>"]', path.read_text()))


class Compiler:
    """Compiles headers alone. Eigen, which takes most of the time, is compiled once: it comes first
    in those that include it, and only there."""

    def __init__(self, scratch):
        self.eigen = Path(scratch, "eigen.hpp")
        self.eigen.write_text("#include <Eigen/Core>\n")
        subprocess.run([*COMPILER, "-x", "c++-header", self.eigen, "-o", f"{self.eigen}.gch"],
                       check=True)

    def complaint(self, header, folder=INCLUDE):
        """What the compiler says of a file that includes the header twice, and nothing else."""
        first = ["-include", self.eigen] if reaches_eigen(header, folder) else []
        done = subprocess.run(
            [*COMPILER, "-fsyntax-only", "-I", folder, "-I", INCLUDE, *first, "-x", "c++", "-"],
            input=2 * f'#include "{header}"\n', text=True, capture_output=True)
        return done.stderr if done.returncode else ""


class Headers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.compiler = Compiler(scratch.name)

    def test_each_compiles_alone(self):
        headers = sorted(p.relative_to(INCLUDE) for p in INCLUDE.rglob("*.hpp"))
        self.assertGreater(len(headers), 80)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            told = [text for text in pool.map(self.compiler.complaint, headers) if text]
        self.assertEqual(told, [])

    def test_planted_headers_are_caught(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("leans.hpp", "#pragma once\nstd::vector<int> count();\n"),
                               ("matrix.hpp", "#pragma once\ninline Eigen::MatrixXd m;\n"),
                               ("twice.hpp", "#include <Eigen/Core>\nstruct Once {};\n")):
                Path(folder, name).write_text(text)
                self.assertTrue(self.compiler.complaint(name, Path(folder)), name)


if __name__ == "__main__":
    main()
