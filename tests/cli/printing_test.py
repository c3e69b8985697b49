"""What is printed for people: how wide, what a conclusion says of failures, and what becomes of closed pipes."""
import subprocess

from program import NARROW, PROGRAM, SMALL, ProgramTest, main

WIDTH = 100
# A kernel flow whose latents become short is refused at its first steps.
FAILING = SMALL + """\
[[flow]]
kind = "particle"
name = "hasty"
integrator = { max_steps = 2 }
"""


class Printing(ProgramTest):
    def width_of(self, text):
        """Of its widest line that has more than one word."""
        return max(len(line) for line in text.splitlines() if len(line.split()) > 1)

    def test_compare_fits_a_hundred_columns(self):
        self.run_small("a.h5", "--set", "title='a'")
        self.run_small("b.h5", "--set", "seed=2", "--set", "stop.time=1e6")
        self.assertLessEqual(self.width_of(self.call("compare", "a.h5").stdout), WIDTH)
        both = self.call("compare", "a.h5", "b.h5").stdout
        self.assertLessEqual(self.width_of(both), WIDTH)
        self.assertGreater(self.width_of(both + "\n" + "planted " * 13), WIDTH)
        for told in ("agrees     21 checks", "off by", "largest  at t", "wherever there is one."):
            self.assertIn(told, both)

    def test_sources_of_what_differs_are_wrapped_under_their_check(self):
        import h5py
        self.run_small("a.h5")
        with h5py.File(self.folder / "a.h5", "r+") as file:
            file["observables/particle/energy/value"][3] += 0.5
        told = self.call("compare", "a.h5")
        self.assertEqual(told.returncode, 5)
        self.assertLessEqual(self.width_of(told.stdout), WIDTH)
        self.assertRegex(told.stdout, r"(?m)^ {13}energy: off by 0\.5")
        self.assertRegex(told.stdout, r"(?m)^ {13}tolerance: \S")
        self.assertRegex(told.stdout, r"(?m)^DIFFERS: see the lines above")

    def test_an_ensemble_fits_too(self):
        self.succeed("run", self.config, "-o", "runs", "--quiet", "--set", "seeds=[1, 2]", "--set", "stop.time=10",
                     *NARROW)
        told = self.succeed("compare", "runs")
        self.assertLessEqual(self.width_of(told), WIDTH)
        self.assertIn("Agrees with theory wherever there is one, in all 2 seeds.", told)

    def test_no_agreement_hides_a_failed_flow(self):
        done = self.call("run", self.write("failing.toml", FAILING), "-o", "f.h5", "--quiet", *NARROW)
        self.assertEqual(done.returncode, 1)
        told = " ".join(self.succeed("compare", "f.h5").split())
        self.assertRegex(told, r"Agrees with theory wherever there is one; but flow 'hasty' FAILED: .*2 steps reached.*\.$")
        self.assertIn("'hasty' of f.h5 FAILED", told)
        self.assertNotIn("wherever there is one.", told)
        done = self.call("run", "failing.toml", "-o", "runs", "--quiet", "--set", "seeds=[1, 2]", *NARROW)
        told = " ".join(self.succeed("compare", "runs").split())
        self.assertRegex(told, r"in all 2 seeds; but flows 'hasty' of seed 1 FAILED: .*; 'hasty' of seed 2 FAILED: ")


class ClosedPipes(ProgramTest):
    def code_and_complaints(self, *arguments):
        """Of a program whose reader has left before it writes."""
        process = subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=self.folder, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.close()
        errors = process.stderr.read()
        process.stderr.close()
        return process.wait(60), errors

    def test_every_command_succeeds_silently(self):
        self.run_small("small.h5", "--set", "stop.time=1", *NARROW)
        self.write("study.toml", 'data = { kind = "none", count = 4 }\nlatent = { manifold = "sphere", dim = 3 }\n'
                   'energy = { preset = "simclr" }\nstudy = { starts = 2, kinds = ["uniform"] }\n')
        self.write("z.csv", "1,2\n3,4\n5,6\n")
        short = ("--set", "stop.time=0.5")
        commands = {"run": (self.config, "-o", "r.h5", *short), "resume": ("small.h5", "--set", "stop.time=2"),
                    "minimize": ("study.toml",), "check": (self.config,), "compare": ("small.h5",),
                    "energy": ("z.csv", "--preset", "simclr", "--temperature", "1"),
                    "extract": ("small.h5", "-o", "z.npy", "--latents", "--flow", "particle"), "theory": (),
                    "export": ("small.h5", "--to", "csv", "-o", "small.csv", "--flow", "particle"),
                    "sweep": (self.config, "--over", "seed=1:2", "-o", "phases", *short), "info": ("small.h5",),
                    "list": (), "schema": (), "example": ("four-discs",), "help": (), "completion": ("bash",),
                    "manual": ("run",)}
        for name, arguments in commands.items():
            for given in ((name, *arguments), (name, "--help")):
                with self.subTest(given):
                    self.assertEqual(self.code_and_complaints(*given), (0, ""))
        for given in (("--version",), ("--help",), ("list", "--json"), ("info", "small.h5", "--json")):
            self.assertEqual(self.code_and_complaints(*given), (0, ""), given)
        told = self.succeed("--help").partition("Subcommands:")[2]
        listed = {line.split()[0] for line in told.splitlines() if line.startswith("  ") and line[2] != " "}
        self.assertEqual(sorted(listed - set(commands)), [])

    def test_a_full_disk_is_told_by_help_too(self):
        for given in (("--help",), ("--version",), ("run", "--help"), ("list",)):
            with open("/dev/full", "w") as full:
                done = subprocess.run([PROGRAM, *given], stdout=full, stderr=subprocess.PIPE, text=True)
            self.assertEqual((done.returncode, len(done.stderr.splitlines())), (4, 1), given)
            self.assertRegex(done.stderr, "could not be written|No space left on device")


if __name__ == "__main__":
    main()
