"""Every public header compiles alone, without a precompiled one, and may be included twice.

A compilation takes a chain of headers, each of which includes the one before it: what stands before a
header is then no more than what it includes. Also shown to catch planted headers that lean on others.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from program import main  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include"
COMPILER = [os.environ.get("CXX", "c++"), "-std=c++20", "-DEIGEN_USE_BLAS", "-Wall", "-Wextra",
            "-Wpedantic", "-Wconversion", "-Wsign-conversion", "-Wshadow", "-Werror",
            "-isystem", "/usr/include/eigen3"]


EIGEN = "Eigen/Core"


@cache
def reached(header, folder=INCLUDE):
    """Our headers, and Eigen, that the header includes, by itself or by a header of ours."""
    path = folder / header if (folder / header).exists() else INCLUDE / header
    named = re.findall(r'#include [<"]([^>"]+)[>"]', path.read_text())
    ours = {name for name in named if (folder / name).exists() or (INCLUDE / name).exists()}
    return ours.union({EIGEN} & set(named), *(reached(name, folder) for name in ours))


def chains(headers, folder=INCLUDE):
    """The headers in few lists, in which each includes those before it. Eigen is reached by all headers of
    a list, or by none."""
    left, found = set(headers), []
    while left:
        longest = {}  # that ends with a header
        for header in sorted(left, key=lambda name: (len(reached(name, folder)), name)):
            with_eigen = EIGEN in reached(header, folder)
            below = [longest[name] for name in reached(header, folder)
                     if name in longest and (EIGEN in reached(name, folder)) == with_eigen]
            longest[header] = [*max(below, key=lambda chain: (len(chain), chain), default=[]), header]
        found.append(max(longest.values(), key=lambda chain: (len(chain), chain)))
        left -= set(found[-1])
    return found


class Compiler:
    """Compiles headers alone. Eigen, which takes most of the time, is compiled once: it comes first
    in those that include it, and only there. Where there is ccache, headers that have compiled are
    not compiled again until they, or what they include, change; it learns what that is from the
    compiler, and preprocesses nothing first."""

    CACHED = {**os.environ, "CCACHE_DEPEND": "1", "CCACHE_BASEDIR": "/", "CCACHE_NOHASHDIR": "1", "CCACHE_PCH_EXTSUM": "1",
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

    def complaint(self, chain, folder=INCLUDE):
        """What the compiler says of a file that includes each header twice, and nothing else."""
        first = ["-include", "eigen.hpp"] if EIGEN in reached(chain[0], folder) else []
        name = chain[-1].replace("/", "-")
        Path(self.scratch, f"{name}.cpp").write_text(
            "".join(2 * f'#include "{header}"\n' for header in chain))
        done = self.run("-I", folder, "-I", INCLUDE, *first, "-MD", "-MF", f"{name}.d",
                        "-c", f"{name}.cpp", "-o", f"{name}.o")
        return done.stderr if done.returncode else ""


class Headers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.compiler = Compiler(scratch.name)

    def test_each_compiles_alone(self):
        headers = sorted(str(p.relative_to(INCLUDE)) for p in INCLUDE.rglob("*.hpp"))
        self.assertGreater(len(headers), 80)
        compiled = chains(headers)
        self.assertEqual(sorted(sum(compiled, [])), headers)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            told = [text for text in pool.map(self.compiler.complaint, compiled) if text]
        self.assertEqual(told, [])

    def planted(self, **headers):
        """The chains of these headers, each with whether the compiler complains of it."""
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            for name, text in headers.items():
                Path(folder, f"{name}.hpp").write_text(text)
            return {" ".join(chain): bool(self.compiler.complaint(chain, folder))
                    for chain in chains([f"{name}.hpp" for name in headers], folder)}

    def test_planted_headers_are_caught(self):
        for text in ("#pragma once\nstd::vector<int> count();\n",
                     "#pragma once\ninline Eigen::MatrixXd m;\n",
                     "#include <Eigen/Core>\nstruct Once {};\n"):
            self.assertEqual(self.planted(planted=text), {"planted.hpp": True}, text)

    def test_no_header_hides_behind_another(self):
        lends = "#pragma once\n#include <vector>\n"
        leans = "#pragma once\nstd::vector<int> count();\n"
        self.assertEqual(self.planted(lends=lends, leans=leans), {"lends.hpp": False, "leans.hpp": True})
        includes = leans.replace("once\n", 'once\n#include "lends.hpp"\n')
        self.assertEqual(self.planted(lends=lends, upper=includes), {"lends.hpp upper.hpp": False})
        more = includes.replace("vector", "set")
        self.assertEqual(self.planted(lends=lends, upper=more), {"lends.hpp upper.hpp": True})
        behind = '#pragma once\n#include <Eigen/Core>\n#include "lends.hpp"\ninline Eigen::VectorXd v;\n'
        self.assertEqual(self.planted(lends=lends, eigen=behind), {"lends.hpp": False, "eigen.hpp": False})


if __name__ == "__main__":
    main()
