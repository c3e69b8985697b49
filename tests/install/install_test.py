"""Installs the build into a folder of its own, and builds and runs a project that uses it from there,
and the one that src/README.md tells.

Usage: install_test.py BUILD. Also shown to catch an installation without a header.
"""
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from program import main  # noqa: E402

HERE = Path(__file__).resolve().parent
BUILD = Path(sys.argv.pop(1)).resolve()


OWN = """\
data = { kind = "none", count = 8 }
initial = { spread = 0.5 }
energy = { preset = "simclr", kernel = "rounded", roundness = 2 }
stop = { time = 1 }
flow = [{ kind = "particle" }]
"""


class InstallTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.prefix = Path(cls.scratch.name, "prefix")
        run("cmake", "--install", BUILD, "--prefix", cls.prefix)

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def consume(self, prefix, source=HERE / "consumer", runs=(("consumer",),), flags=""):
        """Configures, builds and runs a project; what it prints, and whether all went well."""
        build = tempfile.mkdtemp(dir=self.scratch.name)
        said = ""
        for command in (["cmake", "-S", source, "-B", build, "-G", "Ninja",
                         f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_FLAGS={flags}"],
                        ["cmake", "--build", build], *([Path(build, name), *given] for name, *given in runs)):
            done = subprocess.run(list(map(str, command)), cwd=build, capture_output=True, text=True)
            said += done.stdout + done.stderr
            if done.returncode:
                return False, said
        return True, said

    def test_project_builds_and_runs(self):
        went_well, said = self.consume(self.prefix)
        self.assertTrue(went_well, said)

    def test_matrices_of_the_library_are_freed_by_a_project_for_wider_vectors(self):
        if " avx2 " not in Path("/proc/cpuinfo").read_text():
            self.skipTest("this processor has no AVX2")
        went_well, said = self.consume(self.prefix, flags="-mavx2")
        self.assertTrue(went_well, said)

    def test_project_in_the_page_builds_and_its_kernel_is_run_and_judged(self):
        page = (HERE.parents[1] / "src/README.md").read_text()
        project = Path(self.scratch.name, "page")
        project.mkdir()
        for language, name in (("cmake", "CMakeLists.txt"), ("cpp", "mine.cpp")):
            block, = re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
            (project / name).write_text(block)
        (project / "own.toml").write_text(OWN)
        runs = (("mine", "run", project / "own.toml"), ("mine", "compare", "own.h5"))
        went_well, said = self.consume(self.prefix, project, runs)
        self.assertTrue(went_well, said)
        self.assertRegex(said, r"agrees +E from positions")

    def test_missing_header_is_noticed(self):
        broken = Path(self.scratch.name, "broken")
        shutil.copytree(self.prefix, broken)
        (broken / "include/simclr_flow/energy/energy.hpp").unlink()
        went_well, said = self.consume(broken)
        self.assertFalse(went_well)
        self.assertIn("energy/energy.hpp", said)

    def test_program_licence_and_no_private_header_are_there(self):
        self.assertIn("simclr-flow", run(self.prefix / "bin/simclr-flow", "--version"))
        for name in ("LICENSE", "CITATION.cff", "CHANGELOG.md"):
            self.assertTrue(list(self.prefix.glob(f"share/doc/*/{name}")), name)
        installed = {path.relative_to(self.prefix / "include").as_posix()
                     for path in self.prefix.glob("include/**/*") if path.is_file()}
        public = {path.relative_to(HERE.parents[1] / "include").as_posix()
                  for path in HERE.parents[1].glob("include/**/*") if path.is_file()}
        self.assertEqual(installed, public)

    def test_completions_pages_and_schema_are_those_of_the_program(self):
        program = self.prefix / "bin/simclr-flow"
        for path, asked in (("share/bash-completion/completions/simclr-flow", ("completion", "bash")),
                            ("share/zsh/site-functions/_simclr-flow", ("completion", "zsh")),
                            ("share/fish/vendor_completions.d/simclr-flow.fish", ("completion", "fish")),
                            ("share/man/man1/simclr-flow.1", ("manual",)),
                            ("share/man/man1/simclr-flow-run.1", ("manual", "run")),
                            ("share/simclr-flow/simclr-flow.schema.json", ("schema",))):
            self.assertEqual((self.prefix / path).read_text(), run(program, *asked), path)
        commands = re.findall(r"^  ([a-z]+) ", run(program, "--help").partition("Subcommands:")[2], re.MULTILINE)
        self.assertEqual(len(list(self.prefix.glob("share/man/man1/*"))), len(commands) + 1)

    def test_nothing_installed_names_the_build(self):
        for path in self.prefix.glob("lib/**/*.cmake"):
            self.assertNotIn(str(BUILD), path.read_text(), path)
            self.assertNotIn(str(HERE.parents[1]), path.read_text(), path)


def run(*command):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True,
                          text=True).stdout


if __name__ == "__main__":
    main()
