"""Runs experiments, and holds their claims against what comes out."""

import argparse
import fcntl
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

from against import held_against, verdicts_in  # noqa: E402
from claims import ClaimsError, experiments_in, nearest  # noqa: E402
from overview import with_overview  # noqa: E402
from page import page_of  # noqa: E402
from signals import Interrupted  # noqa: E402
from simclr_flow.output import StorageError, tell, why, write  # noqa: E402
from steps import Runner  # noqa: E402
from table import counted, csv_of, markdown_of  # noqa: E402
from verdicts import NOT_MEASURED, lines_of  # noqa: E402

DONE, FAILED, INPUT, INTERRUPTED, STORAGE, DIFFERS = range(6)  # exit codes, those of simclr-flow


def main():
    """The exit code."""
    options = parse()
    try:
        experiments = experiments_in(options.experiments)
        if options.overview:
            return write_overview(options.experiments / "README.md", experiments)
        return reproduce(chosen(options, experiments), options)
    except ClaimsError as error:
        return complain(error, INPUT)
    except (StorageError, OSError) as error:
        return complain(error if isinstance(error, StorageError) else f"{error.filename}: {why(error)}.", STORAGE)
    except (Interrupted, KeyboardInterrupt):
        return complain("interrupted; the same call goes on from here.", INTERRUPTED)


def parse():
    parser = argparse.ArgumentParser(prog="reproduce.sh", description="Run experiments and hold their claims against what "
                                     "comes out. Goes on where an earlier call stopped.",
                                     epilog="Exit codes: 0 every line agrees or is explained, 1 a step failed, 2 usage or "
                                     "claims.toml, 3 interrupted, 4 storage, 5 a line differs and nothing explains it, or "
                                     "has another verdict than --against.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="an experiment (default: all)")
    parser.add_argument("--quick", action="store_true", help="smaller runs, and without the long ones")
    parser.add_argument("--experiments", type=Path, default=ROOT / "experiments", metavar="FOLDER",
                        help="whose folders hold a claims.toml each (default: experiments)")
    parser.add_argument("--results", type=Path, metavar="FOLDER",
                        help="to write to (default: results/reproduce, with --quick results/reproduce-quick)")
    parser.add_argument("--against", type=Path, metavar="FOLDER",
                        help="results of another call, whose verdicts must be the same")
    parser.add_argument("--overview", action="store_true",
                        help="write the table of experiments into their README.md instead")
    return parser.parse_args()


def chosen(options, experiments):
    """All experiments, or those named, in the order of the folder. Throws ClaimsError."""
    for name in options.names:
        if name not in experiments:
            raise ClaimsError(f"there is no experiment {name} in {options.experiments}{nearest(name, experiments)}; there are: "
                              f"{', '.join(experiments)}.")
    if not experiments:
        raise ClaimsError(f"no folder in {options.experiments} has a claims.toml.")
    return [one for name, one in experiments.items() if not options.names or name in options.names]


def reproduce(experiments, options):
    others = verdicts_in(options.against, experiments) if options.against else None
    results = options.results or ROOT / "results" / ("reproduce-quick" if options.quick else "reproduce")
    with locked(results) as lock:
        parts = [part(one, results / one.name, options.quick, lock) for one in experiments]
    lines = [line for _, lines, _ in parts for line in lines]
    written = {"claims.md": markdown_of(lines), "claims.csv": csv_of(lines), "claims.html": page_of(parts, made_by(options))}
    write({results / name: text.encode() for name, text in written.items()})
    for name in written:
        tell(results / name)
    code = verdict(lines)
    return code if others is None or are_those(lines, others, options.against) else code or DIFFERS


def are_those(lines, others, folder):
    """Whether verdicts are those there, which is told."""
    told, same = held_against(lines, others, folder)
    for one in told:
        tell(one)
    return same


def part(experiment, folder, quick, lock):
    runner = Runner(experiment, folder, os.environ["SIMCLR_FLOW"], quick, tell, lock)
    runner.run()
    return experiment, lines_of(experiment, runner), folder


@contextmanager
def locked(folder):
    """Within, no other call works in the folder, nor do steps that a killed one left behind: they are waited for."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(f"waits for another call that works in {folder}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def made_by(options):
    told = subprocess.run([os.environ["SIMCLR_FLOW"], "--version"], capture_output=True, text=True, check=False).stdout
    return f"By {told.partition(chr(10))[0]}{', quick' * options.quick}."


def verdict(lines):
    """The exit code, after what differs or was not measured is told."""
    for line in lines:
        if line.verdict == NOT_MEASURED:
            tell(f"not measured: {line.experiment}: {line.claim.id}: {line.note}")
        if line.is_unexplained:
            tell(f"differs: {line.experiment}: {line.claim.id}: {line.claim.text} Measured {line.measured}, {line.bound}.")
        if line.verdict == "agrees" and line.claim.explanation:
            tell(f"agrees, though it is explained why it differs: {line.experiment}: {line.claim.id}: measured {line.measured}.")
    tell(counted(lines))
    if any(line.is_unexplained for line in lines):
        return DIFFERS
    return FAILED if any(line.verdict == NOT_MEASURED for line in lines) else DONE


def write_overview(path, experiments):
    text = with_overview(path.read_text(), experiments)
    write({path: text.encode()})
    tell(path)
    return DONE


def complain(error, code):
    print(f"reproduce.sh: {error}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
