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

# Folders of structs, and the list of each: those summed in vectors, and number by number.
LISTS = (("kernels", "kernel_list.hpp", "ListedKernels =\\s*KernelList"),
         ("scalar_kernels", "scalar_kernel_list.hpp", "ScalarKernels =\\s*ScalarKernelList"))


def structs_of(folder):
    return sorted((ROOT / "src/kernel_sum" / folder).glob("*.hpp"))


STRUCTS = [path for folder, _, _ in LISTS for path in structs_of(folder)]
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
        for folder, file, listed in LISTS:
            text = (ROOT / "src/kernel_sum" / file).read_text()
            paths = structs_of(folder)
            self.assertEqual(re.findall(rf'#include "{folder}/(.+)"', text), [p.name for p in paths])
            names = re.search(listed + "<([^;]*)>;", text).group(1)
            structs = [re.search(r"^struct (\w+)", p.read_text(), re.MULTILINE).group(1)
                       for p in paths]
            self.assertEqual(sorted(re.findall(r"\b[A-Z]\w*", names)), sorted(structs))

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
