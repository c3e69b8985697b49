"""One place knows each fact of an energy: judge, study and app ask theory for it.

No code compares the names of presets and kernels with words of its own, and none parses the table that
theory prints for people, nor its sentences. The rules are also shown to catch planted violations.
"""
import re
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/cli")]
from program import main  # noqa: E402

ASKERS = ("judge", "study", "sweep", "diagnostics", "io", "record")  # app alone prints the table
COMPARED = re.compile(r"""\b(preset|energy\.kernel|kernel_name)\s*[!=]=\s*"|"\s*[!=]=\s*\w*\.?preset\b"""
                      r"""|\bpreset\.(starts_with|ends_with|find|substr)\(|\benergy\.kernel\.\w+\(""")
PARSED = re.compile(r"""\b(quantity|statement|bound_statement|source|theory_text)"""
                    r"""(\.|->)(substr|find|starts_with|ends_with|contains|compare)\(""")


def code_of(text):
    """Without comments, whose words are free."""
    return re.sub(r"//[^\n]*", "", text)


def complaints_of(room, name, text):
    """What breaks the rules in one source file of a room."""
    code, found = code_of(text), []
    if room in ASKERS and "theory/overview.hpp" in code:
        found.append(f"{name}: includes the table for people; theory/best_known.hpp has the data")
    for pattern, what in ((COMPARED, "compares a name: ask theory/energy_facts.hpp"),
                          (PARSED, "parses words made for people")):
        found += [f"{name}: {what}: {match.group(0)}" for match in pattern.finditer(code)]
    return found


def sources():
    for base in ("include/simclr_flow", "src"):
        for path in sorted((ROOT / base).rglob("*.[ch]pp")):
            room = path.relative_to(ROOT / base).parts[0]
            if room in ("theory", "app", *ASKERS):
                yield room, path


class Facts(unittest.TestCase):
    def test_facts_of_energies_are_asked_for(self):
        files = list(sources())
        self.assertGreater(len(files), 150)
        self.assertEqual([found for room, path in files
                          for found in complaints_of(room, path.relative_to(ROOT), path.read_text())],
                         [])

    def test_planted_violations_are_caught(self):
        for room, text in (
                ("judge", '#include "simclr_flow/theory/overview.hpp"'),
                ("study", '#include "simclr_flow/theory/overview.hpp"'),
                ("judge", 'if (j.config.energy.preset == "simclr") return 1;'),
                ("app", 'return preset != "custom";'),
                ("study", 'energy.kernel != "gauss"'),
                ("app", 'return preset.starts_with("uniformity");'),
                ("study", "known.best_name = s.quantity.substr(0, s.quantity.find(','));"),
                ("judge", "best->statement.find(\"attained\")")):
            self.assertTrue(complaints_of(room, "planted", text), text)
        self.assertEqual(complaints_of("app", "fine", '#include "simclr_flow/theory/overview.hpp"'), [])
        self.assertEqual(complaints_of("judge", "fine", '// preset == "simclr"'), [])


if __name__ == "__main__":
    main()
