"""Every public header compiles alone, without a precompiled one, and may be included twice.

Also shown to catch a planted header that leans on others.
"""
import os
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
COMPILER = [os.environ.get("CXX", "c++"), "-std=c++20", "-fsyntax-only", "-DEIGEN_USE_BLAS", "-Wall", "-Wextra",
            "-Wpedantic", "-Wconversion", "-Wsign-conversion", "-Wshadow", "-Werror",
            "-isystem", "/usr/include/eigen3", "-x", "c++", "-"]


def complaint(header, folder=INCLUDE):
    """What the compiler says of a file that includes the header twice, and nothing else."""
    line = f'#include "{header}"\n'
    done = subprocess.run([*COMPILER, "-I", folder, "-I", INCLUDE], input=2 * line, text=True,
                          capture_output=True)
    return done.stderr if done.returncode else ""


class Headers(unittest.TestCase):
    def test_each_compiles_alone(self):
        headers = sorted(p.relative_to(INCLUDE) for p in INCLUDE.rglob("*.hpp"))
        self.assertGreater(len(headers), 80)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            told = [text for text in pool.map(complaint, headers) if text]
        self.assertEqual(told, [])

    def test_planted_headers_are_caught(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("leans.hpp", "#pragma once\nstd::vector<int> count();\n"),
                               ("twice.hpp", "struct Once {};\n")):
                Path(folder, name).write_text(text)
                self.assertTrue(complaint(name, folder), name)


if __name__ == "__main__":
    main()
