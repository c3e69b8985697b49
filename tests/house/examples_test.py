"""What pages tell to type works: commands have their options, configurations are valid, Python runs."""
import importlib.util
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("tests", "tests/cli", "tests/house")]
import asked  # noqa: E402
import documents  # noqa: E402
from documents import text_of  # noqa: E402
from program import main  # noqa: E402
from whole_files import RUN, STUDY, make_files  # noqa: E402


class Examples(unittest.TestCase):
    """What pages tell to type works."""
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = Path(scratch.name)
        make_files(cls.folder)
        cls.commands = asked.commands(cls.folder)

    def test_commands_in_pages_have_their_options(self):
        lines = [line for path in documents.pages() for line in documents.typed(path.read_text())]
        self.assertGreater(len(lines), 40)
        self.assertEqual(unknown_words(lines, self.commands), [])
        self.assertEqual(unknown_words(["simclr-flow run a.toml --fast"], self.commands), ["run --fast"])
        self.assertEqual(unknown_words(["simclr-flow fly"], self.commands), ["fly"])

    def test_whole_configurations_in_pages_are_valid(self):
        whole = [block for path in documents.pages() for block in documents.blocks(path.read_text(), "toml")
                 if "preset" in block and ("flow" in block or "study" in block)]
        self.assertGreater(len(whole), 3)
        (self.folder / "points.csv").write_text("x,y,label\n1,2,a\n1,3,a\n4,2,b\n4,1,b\n")
        for block in whole:
            (self.folder / "page.toml").write_text(block)
            told = asked.call(self.folder, "check", "page.toml")
            self.assertEqual(told.returncode, 0, f"{block}{told.stderr}")

    def test_python_in_the_page_on_files_reads_them(self):
        for name, command, text in (("mine", "run", RUN), ("twelve", "minimize", STUDY)):
            (self.folder / f"{name}.toml").write_text(text)
            told = asked.call(self.folder, command, f"{name}.toml", "-o", f"{name}.h5")
            self.assertEqual(told.returncode, 0, told.stderr)
        told = asked.call(self.folder, "sweep", "mine.toml", "--over", "energy.temperature=0.2,0.5", "-o", "phases")
        self.assertEqual(told.returncode, 0, told.stderr)
        (self.folder / "ab.json").write_text(asked.call(self.folder, "compare", "mine.h5", "--json").stdout)
        blocks = documents.blocks(text_of("src/io/README.md"), "python")
        self.assertGreater(len(blocks), 1)
        blocks += documents.blocks(text_of("analysis/README.md"), "python")
        self.assertGreater(len(blocks), 5)
        self.run_python(blocks)

    def test_python_in_the_page_on_analysis_reads_the_run_of_the_first_page(self):
        mine, = (block for block in documents.blocks(text_of("README.md"), "toml") if "[[flow]]" in block)
        (self.folder / "mine.toml").write_text(mine)
        told = asked.call(self.folder, "run", "mine.toml", "-o", "mine.h5", "--force", "--set", "stop.time=0.1")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.addCleanup((self.folder / "mine.h5").unlink)
        blocks = [block for block in documents.blocks(text_of("analysis/README.md"), "python") if "mine.h5" in block]
        self.assertGreater(len(blocks), 1)
        self.run_python(blocks)
        with self.assertRaises(AssertionError):  # the check can fail: the run has no test points
            self.run_python(['simclr_flow.load("mine.h5").to_frame()["test.knn_accuracy"]\n'])

    def run_python(self, blocks):
        for block in filter(can_run, blocks):
            script = f"import sys; sys.path.insert(0, {str(ROOT / 'analysis')!r})\nimport h5py, simclr_flow\n{block}"
            done = subprocess.run(["/usr/bin/python3", "-c", script], cwd=self.folder, text=True, capture_output=True)
            self.assertEqual(done.returncode, 0, block + done.stderr)


def can_run(block):
    """Not what computes, where the bindings are not built; nor what trains, without torch."""
    computes = "simclr_flow.energy" in block or "simclr_flow.torch" in block
    bound = any((ROOT / "analysis/simclr_flow").glob("_library*.so"))
    return (bound or not computes) and (importlib.util.find_spec("torch") or "torch" not in block)


def unknown_words(lines, commands):
    """Commands that there are not, and options that theirs do not have."""
    found = []
    for line in lines:
        call = re.search(r"simclr-flow ([a-z]+)(.*)", line)
        if call and call[1] not in commands:
            found.append(call[1])
        elif call:
            found += [f"{call[1]} {option}" for option in re.findall(r"(--[a-z][a-z-]*)", call[2])
                      if option not in commands[call[1]]]
    return found


if __name__ == "__main__":
    main()
