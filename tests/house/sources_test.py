"""A source of a room compiles by itself, without its unit's other files and the precompiled header.

A sample is compiled, as many as take seconds: of those that changed since the last landing, where that
is known. The check is also shown to catch a planted source that leans on others.

Usage: sources_test.py COMPILE_COMMANDS    the build's compile_commands.json
"""
import json
import os
import random
import shlex
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/cli")]
from program import main  # noqa: E402
import rooms  # noqa: E402

SAMPLE = 8
# Compiled as they are, for one instruction set each.
OWN_FLAGS = ("_baseline.cpp", "_avx2.cpp", "_avx512.cpp")


def flags():
    """What units of all rooms are compiled with, but for what precompiles, writes or optimises."""
    kept = {}
    for command in json.loads(Path(sys.argv[1]).read_text()):
        if "/src/units/" in command["file"]:
            words = shlex.split(command["command"])
            for word, following in zip(words, [*words[1:], ""]):
                if word.startswith(("-I", "-D", "-std", "-W")) and "invalid-pch" not in word:
                    kept[word] = [word]
                elif word == "-isystem":
                    kept[following] = [word, following]
    return sum(kept.values(), [])


def complaint(path):
    """What the compiler says of the file alone."""
    done = subprocess.run([os.environ.get("CXX", "c++"), *FLAGS, "-fsyntax-only", path],
                          capture_output=True, text=True)
    return done.stderr if done.returncode else ""


def candidates():
    found = subprocess.run([sys.executable, ROOT / "tests/rooms.py", "landing"],
                           capture_output=True, text=True)
    files = sorted(p for p in (ROOT / "src").glob("*/*.cpp") if not p.name.endswith(OWN_FLAGS))
    if found.returncode:
        return files
    changed = set(rooms.changed_paths(found.stdout.strip()))
    return [p for p in files if str(p.relative_to(ROOT)) in changed]


class Sources(unittest.TestCase):
    def test_each_compiles_alone(self):
        files = candidates()
        chosen = random.Random(len(files)).sample(files, min(SAMPLE, len(files)))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            told = [text for text in pool.map(complaint, chosen) if text]
        self.assertEqual(told, [])

    def test_a_planted_source_is_caught(self):
        with tempfile.TemporaryDirectory() as folder:
            planted = Path(folder, "leans.cpp")
            planted.write_text('#include "simclr_flow/core/error.hpp"\nstd::set<int> all;\n')
            self.assertTrue(complaint(planted))
            planted.write_text("#include <set>\nstd::set<int> all;\n")
            self.assertEqual(complaint(planted), "")


if __name__ == "__main__":
    FLAGS = flags()
    main(argv=sys.argv[:1])
