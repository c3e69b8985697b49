"""Code for one instruction set stays in its own file.

An inline function of a header that was compiled for AVX-512 and left as a weak symbol might be the
copy that the linker keeps for everybody: the program would die on older processors.

Usage: instruction_sets_test.py OBJECT...    the objects of kernel_sum/sweeps_<set>.cpp, and of
                                                 *passes_<set>.cpp in fast_gauss, network, data
"""
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from program import main  # noqa: E402

OBJECTS = sys.argv[1:]
TABLE = re.compile(r"simclr_flow::\w*(sweeps|passes)_(baseline|avx2|avx512)$")
DEFINED = {"T", "D", "R", "B"}  # strong symbols that others see


def symbols(listing):
    """(kind, name) of every symbol that nm lists; undefined ones are left out."""
    found = re.findall(r"^[0-9a-f]+ (\S) (.+)$", listing, re.MULTILINE)
    return [(kind, name) for kind, name in found if kind != "U"]


def shared(listing):
    """What other files could get from this one: everything but its own tables (and the marks that the
    address sanitizer sets beside them)."""
    marks = re.compile(r"__odr_asan\._ZN11simclr_flow")
    return [name for kind, name in symbols(listing)
            if kind in "WVu" or (kind in DEFINED and not TABLE.match(name) and not marks.match(name))]


def tables(listing):
    return [name for kind, name in symbols(listing) if kind in DEFINED and TABLE.match(name)]


class InstructionSets(unittest.TestCase):
    def test_each_file_gives_its_table_and_nothing_else(self):
        self.assertEqual(len(OBJECTS) % 3, 0)
        self.assertGreaterEqual(len(OBJECTS), 6)
        for path in OBJECTS:
            listing = subprocess.run(["nm", "-C", path], capture_output=True, text=True,
                                     check=True).stdout
            self.assertEqual(len(tables(listing)), 1, path)
            self.assertEqual(shared(listing), [], path)

    def test_planted_symbols_are_seen(self):
        for line in ("0000000000000000 W long const& std::min<long>(long const&, long const&)",
                     "0000000000000000 T simclr_flow::power_of_two(double)"):
            self.assertEqual(len(shared(line)), 1)
            self.assertEqual(tables(line), [])


if __name__ == "__main__":
    main(argv=sys.argv[:1])
