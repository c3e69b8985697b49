"""The judgement of a run or an ensemble for its page: of a file, or of the program where there is one."""

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from .comparison import Judged, load_comparison, read_comparison
from .stored import TrajectoryError, on_one_line, require

DIFFERS = 5  # exit code of a judgement with a line that differs
BUILT = Path(__file__).resolve().parents[2] / "build/release/src/simclr-flow"  # of a package used in place


@dataclass(frozen=True)
class Verdicts:
    """Checks of one file or folder, and whose judgement it is or why there is none."""

    checks: list[Judged] = field(default_factory=list)
    note: str = ""


def verdicts_of(path, comparison=None, program=None):
    """From the file of a comparison, else from the program. Throws TrajectoryError where what was named fails."""
    if comparison is not None:
        return Verdicts(checks_of(load_comparison(comparison), path, comparison), f"as {Path(comparison).name} has them")
    found = find_program(program)
    if found is None:
        return Verdicts(note="This run was not judged: no program simclr-flow was found. Name it by --program, or store "
                        "what “simclr-flow compare FILE --json” prints and name that by --comparison.")
    return ask(found, path, named=program is not None)


def find_program(program):
    """The one that is named, in PATH, or built beside the package; None where there is none."""
    if program is not None:
        found = shutil.which(program)
        require(found, f"there is no program {program} that can be run")
        return found
    return shutil.which("simclr-flow") or (str(BUILT) if BUILT.is_file() else None)


def ask(program, path, named):
    """What the program says of the file."""
    try:
        done = subprocess.run([program, "compare", str(path), "--json"], capture_output=True, text=True, check=False)
        if done.returncode not in (0, DIFFERS):
            said = done.stderr.strip() and on_one_line(done.stderr).rstrip(".")
            raise TrajectoryError(f"{program} does not judge {path}: {said or f'it ended with code {done.returncode} and said nothing'}.")
        return Verdicts(read_comparison(json.loads(done.stdout)).every, "by simclr-flow compare")
    except TrajectoryError as error:
        return refused(error, named)
    except Exception as error:  # it cannot be run, or says something else
        return refused(TrajectoryError(f"{program} gives no judgement of {path}: {on_one_line(error)}."), named)


def refused(error, named):
    """A program that was asked for must answer; of one that was found the page says why it did not."""
    if named:
        raise error
    return Verdicts(note=f"This run was not judged: {error}")


def checks_of(comparison, path, source):
    """Those of the file of this name, or of the ensemble in the folder of this name."""
    name = Path(path).resolve().name
    if Path(path).is_dir():
        checks, judged = comparison.every if Path(comparison.source).name == name else [], comparison.source
    else:
        checks = [check for check in comparison.every if Path(check.file).name == name]
        judged = ", ".join(sorted({Path(check.file).name for check in comparison.every}))
    require(checks, f"{source} does not judge {name}, but {judged}")
    return checks
