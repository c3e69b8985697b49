"""What shells and readers of manuals get from the command line: completions, manual pages, --help, misspellings."""
import re
import shutil
import subprocess

from program import ProgramTest, main


def commands_of(told):
    return re.findall(r"^  ([a-z]+) ", told.partition("Subcommands:")[2], re.MULTILINE)


class Shells(ProgramTest):
    def bash(self, *words, script=None):
        """What bash completes for the last of these words."""
        if script is None:
            self.once("script", "bash", lambda: self.write("script", self.succeed("completion", "bash")))
        else:
            self.write("script", script)
        run = ('source ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _simclr_flow; '
               'printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "--norc", "-c", run, "bash", "simclr-flow", *words], cwd=self.folder, text=True,
                              capture_output=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_bash_completes_commands_options_names_keys_and_files(self):
        commands = commands_of(self.succeed("--help"))
        self.assertGreater(len(commands), 14)
        self.assertLessEqual(set(commands), set(self.bash("")))
        self.assertEqual(self.bash("mi"), ["minimize"])
        self.assertEqual(self.bash("run", "--fo"), ["--force"])
        self.assertEqual(self.bash("energy", "z.npy", "--kernel", "rie"), ["riesz"])
        self.assertEqual(self.bash("energy", "z.npy", "--kernel", "=", "rie"), ["riesz"])
        self.assertIn("nt-xent", self.bash("theory", "--energy", ""))
        self.assertEqual(self.bash("run", "--set", "energy.tem"), ["energy.temperature="])
        self.assertIn("flow.0.widths=", self.bash("run", "--set", "flow."))
        self.assertEqual(self.bash("run", "--set", "flow.wi"), [])
        self.assertIn("four-discs", self.bash("example", ""))
        self.assertEqual(self.bash("help", "stop.wa"), ["stop.wall_time"])
        self.assertEqual(self.bash("completion", ""), ["bash", "zsh", "fish"])
        self.assertEqual(self.bash("run", "sma"), ["small.toml"])
        self.assertEqual(self.bash("run", "x.toml", "-o", "sma"), ["small.toml"])
        self.assertEqual(self.bash("theory", "--views", ""), [])

    def test_every_option_of_every_command_is_completed(self):
        script = self.succeed("completion", "bash")
        for command in commands_of(self.succeed("--help")):
            options = set(re.findall(r"^  [^A-Za-z]*(?:-\w,)?(--[a-z-]+)", self.succeed(command, "--help"),
                                     re.MULTILINE))
            self.assertIn("--help", options | {"--help"})
            self.assertLessEqual(options, set(self.bash(command, "-", script=script)), command)
        planted = script.replace("--force", "--farce")
        self.assertEqual(self.bash("run", "--fo", script=planted), [])

    def test_bash_has_it_registered(self):
        self.write("script", self.succeed("completion", "bash"))
        done = subprocess.run(["bash", "--norc", "-c", "source ./script; complete -p simclr-flow"], cwd=self.folder,
                              text=True, capture_output=True)
        self.assertIn("-F _simclr_flow simclr-flow", done.stdout)

    def test_zsh_and_fish_read_theirs(self):
        for shell in ("zsh", "fish"):
            path = self.write(shell, self.succeed("completion", shell))
            if shutil.which(shell):
                done = subprocess.run([shell, "-n", path], text=True, capture_output=True)
                self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))
            self.assertIn("riesz", path.read_text())
        if shutil.which("fish"):
            for typed, wanted in (("mini", "minimize"), ("run --fo", "--force"), ("run sma", "small.toml"),
                                  ("energy a --kernel rie", "riesz"), ("run --set energy.tem", "energy.temperature=")):
                done = subprocess.run(["fish", "--no-config", "-c", f"source fish; complete -C 'simclr-flow {typed}'"],
                                      cwd=self.folder, text=True, capture_output=True)
                self.assertIn(wanted, re.split(r"[\t\n]", done.stdout), typed + done.stderr)
        done = self.call("completion", "bush")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'bash'?", done.stderr)


class Manual(ProgramTest):
    def formatted(self, page):
        """What groff makes of a page, and its warnings."""
        done = subprocess.run(["groff", "-man", "-ww", "-Tutf8", "-rLL=100n"], input=page, text=True,
                              capture_output=True)
        return re.sub(r"\x1b\[[0-9;]*m|.\x08", "", done.stdout).replace("\u2010", "-"), done.stderr

    def test_pages_are_clean_and_tell_every_option(self):
        if not shutil.which("groff"):
            self.skipTest("groff is not installed")
        self.succeed("manual", "--folder", "man1")
        commands = commands_of(self.succeed("--help"))
        pages = sorted(path.name for path in (self.folder / "man1").iterdir())
        self.assertEqual(pages, sorted(["simclr-flow.1", *(f"simclr-flow-{name}.1" for name in commands)]))
        for name in commands:
            page = (self.folder / f"man1/simclr-flow-{name}.1").read_text()
            self.assertEqual(page, self.succeed("manual", name))
            text, warnings = self.formatted(page)
            self.assertEqual(warnings, "", name)
            for part in ("NAME", "SYNOPSIS", "OPTIONS", "EXAMPLES", "EXIT STATUS"):
                self.assertRegex(text, rf"(?m)^{part}$", name)
            for option in re.findall(r"^  [^A-Za-z]*(--[a-z-]+)", self.succeed(name, "--help"), re.MULTILINE):
                self.assertIn(option, text, name)
        whole, warnings = self.formatted(self.succeed("manual"))
        self.assertEqual(warnings, "")
        for wanted in ("SIMCLR_FLOW_THREADS", "minimize", "simclr-flow-run(1)", "a difference was found"):
            self.assertIn(wanted, whole)
        self.assertNotEqual(self.formatted(self.succeed("manual").replace(".SH NAME", ".SHH NAME"))[1], "")

    def test_man_shows_a_page(self):
        if not shutil.which("man"):
            self.skipTest("man is not installed")
        self.write("run.1", self.succeed("manual", "run"))
        done = subprocess.run(["man", "--warnings", "-l", "run.1"], cwd=self.folder, text=True, capture_output=True,
                              env={"PATH": "/usr/bin:/bin", "MANWIDTH": "100", "MANPAGER": "cat"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("integrate every flow of a configuration", done.stdout)

    def test_what_cannot_be_is_refused(self):
        for arguments, told in ((("fly",), "allowed: run, "), (("run", "--folder", "x"), "name no command"),
                                (("--folder", "no/such"), "no")):
            done = self.call("manual", *arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(told, done.stderr)


class Help(ProgramTest):
    def test_every_command_has_an_example_its_exit_codes_and_its_variables(self):
        quiet = {"list", "schema", "example", "help", "completion", "manual"}
        for name in commands_of(self.succeed("--help")):
            told = self.succeed(name, "--help")
            self.assertRegex(told, rf"(?m)^Usage: simclr-flow {name} ", name)
            self.assertRegex(told, rf"(?ms)^Examples:\n.*simclr-flow {name}", name)
            codes = [int(code) for code in re.findall(r"^  (\d)  \w", told.partition("Exit codes:")[2], re.MULTILINE)]
            self.assertEqual(codes, sorted(codes))
            self.assertLessEqual({0, 2}, set(codes), name)
            self.assertEqual("SIMCLR_FLOW_THREADS" in told, name not in quiet, name)

    def test_defaults_and_outputs_are_told(self):
        self.assertRegex(self.succeed("energy", "--help"), r"--kernel KERNEL(=| \[|=\[)?\[?=?gauss")
        self.assertIn("-minima.h5", self.succeed("minimize", "--help"))
        self.assertIn("could be written", self.succeed("check", "--help"))
        self.assertNotIn("trajectory file (HDF5)", self.succeed("minimize", "--help"))

    def test_examples_are_read_by_the_command_line(self):
        """Each line of an example has options that its command has."""
        for name in commands_of(self.succeed("--help")):
            told = self.succeed(name, "--help")
            head, _, examples = told.partition("Examples:")
            for option in re.findall(r"(?<=\s)(--?[a-z][a-z-]*)", examples.partition("Exit codes")[0]):
                if f"{name} --help" not in examples or option != "--help":
                    self.assertRegex(head + " -l", rf"{re.escape(option)}\b", name)

    def test_misspelt_options_are_told_the_right_one(self):
        for given, near in ((("run", "a.toml", "--ouput", "x.h5"), "run has no option '--ouput', did you mean '--output'?"),
                            (("energy", "z.csv", "--preset", "simclr", "--temperatur=1"), "did you mean '--temperature'?"),
                            (("run", "a.toml", "--set", "x=1", "--qiet"), "did you mean '--quiet'?"),
                            (("--verson",), "did you mean '--version'?")):
            done = self.call(*given)
            self.assertEqual((done.returncode, done.stdout, len(done.stderr.splitlines())), (2, "", 1), done.stderr)
            self.assertIn(near, done.stderr)

    def test_what_is_no_misspelling_keeps_its_message(self):
        done = self.call("energy", "z.csv")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--temperature is required", done.stderr)
        done = self.call("run", "a.toml", "b.toml")
        self.assertIn("b.toml", done.stderr)


if __name__ == "__main__":
    main()
