"""What is particular to a kernel stands in its own struct, and nowhere is it asked which one is at hand.

A third kernel must not fall into the branch of another one: there is no branch. The rules are also
shown to catch planted violations.
"""
import re
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/cli")]
from program import main  # noqa: E402

STRUCTS = sorted((ROOT / "src/kernel_sum/kernels").glob("*.hpp"))
LIST = (ROOT / "src/kernel_sum/kernel_list.hpp").read_text()
NAMES = [name for path in STRUCTS
         for name in re.findall(r'\*\s*name = "([\w-]+)"', path.read_text())]
# Says which kernels the statements of theory are about: a scope, no formula.
SCOPE = "src/theory/energy_facts.cpp"


def complaints_of(name, text):
    """Where a source file asks which kernel it has."""
    named = '"(?:' + "|".join(NAMES) + ')"'
    asked = rf"(?:[=!]=\s*{named}|{named}\s*[=!]=)"
    found = []
    if re.search(rf"{asked}[^;{{}}]*\?", text):
        found.append(f"{name}: a ternary on a kernel's name")
    if re.search(asked, text) and name != SCOPE:
        found.append(f"{name}: compares a kernel's name")
    if re.search(r"Profile::Kind|\bis_(?:gauss|student)\b|kernel\.kind\b", text):
        found.append(f"{name}: asks for a kernel's kind")
    return found


class Kernels(unittest.TestCase):
    def test_each_is_one_struct_of_the_list(self):
        self.assertEqual(len(NAMES), len(STRUCTS))
        self.assertEqual(len(NAMES), len(set(NAMES)))
        self.assertEqual(re.findall(r'#include "kernels/(.+)"', LIST), [p.name for p in STRUCTS])
        listed = re.search(r"ListedKernels =\s*KernelList<([^;]*)>;", LIST).group(1)
        structs = [re.search(r"^struct (\w+)", p.read_text(), re.MULTILINE).group(1) for p in STRUCTS]
        self.assertEqual(sorted(re.findall(r"\b[A-Z]\w*", listed)), sorted(structs))

    def test_nobody_asks_which_one_it_is(self):
        found = []
        for base in ("include/simclr_flow", "src"):
            for path in sorted((ROOT / base).glob("*/**/*.[ch]pp")):
                found += complaints_of(str(path.relative_to(ROOT)), path.read_text())
        self.assertEqual(found, [])

    def test_planted_violations_are_caught(self):
        for name, text in (
                ("planted", 'if (config.kernel == "gauss") return 1;'),
                ("src/theory/plain_sum.cpp", 'if ("student" != kernel) return 1;'),
                (SCOPE, 'x = energy.kernel == "gauss" ? 1\n : 2;'),
                ("planted", "Profile::Kind::gauss")):
            self.assertTrue(complaints_of(name, text), text)
        self.assertEqual(complaints_of(SCOPE, 'return kernel == "gauss";'), [])


if __name__ == "__main__":
    main()
