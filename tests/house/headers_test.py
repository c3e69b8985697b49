"""Every public header compiles alone, without a precompiled one, and may be included twice.

Also shown to catch a planted header that leans on others.
"""
import os
import re
import shutil
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
    in those that include it, and only there. Where there is ccache, a header that has compiled is
    not compiled again until it, or what it includes, changes."""

    CACHED = {**os.environ, "CCACHE_BASEDIR": "/", "CCACHE_NOHASHDIR": "1", "CCACHE_PCH_EXTSUM": "1",
              "CCACHE_SLOPPINESS": "pch_defines,time_macros,include_file_mtime,include_file_ctime"}

    def __init__(self, scratch):
        self.scratch = Path(scratch)
        self.cache = ["ccache"] if shutil.which("ccache") else []
        Path(scratch, "eigen.hpp").write_text("#include <Eigen/Core>\n")
        self.run("-x", "c++-header", "eigen.hpp", "-o", "eigen.hpp.gch").check_returncode()
        version = subprocess.run([COMPILER[0], "--version"], capture_output=True, check=True).stdout
        Path(scratch, "eigen.hpp.gch.sum").write_bytes(version + " ".join(COMPILER).encode())

    def run(self, *arguments):
        return subprocess.run([*self.cache, *COMPILER, *arguments], cwd=self.scratch, env=self.CACHED,
                              text=True, capture_output=True)

    def complaint(self, header, folder=INCLUDE):
        """What the compiler says of a file that includes the header twice, and nothing else."""
        first = ["-include", "eigen.hpp"] if reaches_eigen(header, folder) else []
        name = str(header).replace("/", "-")
        Path(self.scratch, f"{name}.cpp").write_text(2 * f'#include "{header}"\n')
        done = self.run("-I", folder, "-I", INCLUDE, *first, "-c", f"{name}.cpp", "-o", f"{name}.o")
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
