"""Runs the steps of an experiment: what is as it was is left alone, what was interrupted goes on."""

import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

from signals import Interrupted, passed_on
from stamps import Stamp, beside, digest

ROOT = Path(__file__).resolve().parents[2]
ANALYSIS = ROOT / "analysis"
RESUMABLE = {"run", "minimize"}
DIFFERS, INTERRUPTED = 5, 3  # exit codes of the program


class Runner:
    """Of one experiment, into the folder `out`; `lock` is a file that steps hold open as long as they run. Then
    `failures` holds why steps have no output, and `left_out` the steps that are not of quick calls."""

    def __init__(self, experiment, out, program, quick, tell, lock):
        self.experiment, self.out, self.program, self.quick = experiment, Path(out).resolve(), Path(program), quick
        self.lock = lock
        self.tell = lambda text: tell(f"{experiment.name}: {text}")
        self.failures, self.left_out = {}, set()

    def run(self):
        self.out.mkdir(parents=True, exist_ok=True)
        for step in self.experiment.steps:
            used = {other.id for other in self.used_by(step)}
            if self.quick and step.quick is False or used & self.left_out:
                self.left_out.add(step.id)
            elif failed := used & self.failures.keys():
                self.failures[step.id] = f"step {step.id} wants the output of {', '.join(sorted(failed))}"
            else:
                self.make(step)

    def used_by(self, step):
        """The steps whose outputs its command names."""
        return [other for other in self.experiment.steps
                if other is not step and any(f"{{out}}/{other.output}" in word for word in step.command)]

    def make(self, step):
        words, output = self.words_of(step), self.out / step.output
        stamp = Stamp(output, self.made_by(step, words))
        if stamp.is_current():
            self.tell(f"{step.id} is there")
            return
        why = stamp.why_not_current()
        self.tell(f"{step.id} ..." + f" again: {why}" * bool(why))
        begun = time.monotonic()
        code = self.carry_out(step, words, stamp)
        if code in ({0, DIFFERS} if step.command[0] == "compare" else {0}) and output.exists():
            stamp.end()
            self.tell(f"{step.id} took {time.monotonic() - begun:.0f} s")
        else:
            stamp.clear()
            self.failures[step.id] = f"step {step.id} failed with exit code {code}{self.said(output)}"
            self.tell(self.failures[step.id])

    def carry_out(self, step, words, stamp):
        """The exit code of the step, gone on with where the same step was interrupted and can be."""
        if step.command[0] in RESUMABLE and stamp.is_begun():
            code = self.call([self.program, "resume", self.shown(stamp.output), "--quiet"], stamp.output)
            if code == 0:
                return 0
        stamp.clear()
        stamp.begin()
        return self.call(words, stamp.output)

    def call(self, words, output):
        """The exit code of a command. What it prints is the output, whole or not at all, where it does not write that
        itself; its complaints are in OUTPUT.log. Throws Interrupted."""
        printed = beside(output, "printed")
        with printed.open("w") as out, beside(output, "log").open("w") as log:
            with subprocess.Popen(list(map(str, words)), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=log,
                                  start_new_session=True, pass_fds=[self.lock.fileno()], env=environment()) as child:
                with passed_on(child) as signalled:
                    code = child.wait()
        if signalled or code == INTERRUPTED:
            printed.unlink()
            raise Interrupted
        printed.unlink() if self.shown(output) in map(str, words) or output.exists() else printed.replace(output)
        return code

    def said(self, output):
        lines = beside(output, "log").read_text(errors="replace").strip().splitlines()
        return f": {lines[-1]}" if lines else ""

    def words_of(self, step):
        places = {"{here}": self.shown(self.experiment.folder), "{output}": self.shown(self.out / step.output),
                  "{out}": self.shown(self.out)}
        words = [*step.command, *(step.quick if self.quick and step.quick else [])]
        for name, place in places.items():
            words = [word.replace(name, place) for word in words]
        own = {"plot": [sys.executable, "-B", self.shown(ANALYSIS / "plot.py")], "python": [sys.executable, "-B"]}
        return [*own.get(words[0], [self.program, words[0]]), *words[1:]]

    def made_by(self, step, words):
        """The words, and digests of all that the step reads: files, outputs of other steps, and the program, which
        scripts call too, or what draws."""
        files = [ROOT / word for word in map(str, words[1:]) if (ROOT / word).is_file()]
        files += [self.experiment.folder / name for name in step.reads]
        files += [self.out / other.output for other in self.used_by(step)]
        inputs = {self.shown(path): digest(path) for path in files if path != self.out / step.output}
        tool = drawing() if step.command[0] == "plot" else program_digest(self.program)
        return {"words": [str(word) for word in words[1:]], "inputs": inputs, "program": tool}

    def shown(self, path):
        """Relative to the repository where it lies there, so that results do not depend on its place."""
        path = Path(path).resolve()
        return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def environment():
    """Scripts find the package simclr_flow wherever they lie."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [str(ANALYSIS), os.environ.get("PYTHONPATH")]))}


@cache
def program_digest(path):
    return digest(path.resolve())


@cache
def drawing():
    return digest(ANALYSIS / "simclr_flow")
