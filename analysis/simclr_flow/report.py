"""One page about a stored run, an ensemble, a study or a sweep that any browser shows, without a network:
report.py FILE.h5 | FOLDER [-o PAGE.html] [--comparison FILE.json | --program PROGRAM]."""

import argparse
from pathlib import Path

from . import report_ensemble, report_run, report_study, report_sweep
from .comparison import Comparison
from .html_page import page_of
from .output import exit_code_of, tell, write
from .seeds import Ensemble
from .stored import TrajectoryError, naming, on_one_line, require
from .stores import load
from .study import Study
from .sweep import Sweep
from .trajectory import Run
from .verdicts import verdicts_of

LARGEST = 10_000_000  # bytes of a page
BUDGETS = (7.5e6, 5e6, 2e6, 7e5, 3e5)  # bytes of latents to try in turn, until the page is no larger than that


def main(arguments=None):
    """Write the page of what is named on the command line; returns the exit code."""
    options = parse(arguments)
    return exit_code_of("report.py", lambda: write_report(options))


def write_report(options):
    page = report(options.file, options.comparison, options.program)
    path = options.output or options.file.resolve().with_suffix(".html")
    write({path: page.encode()})
    tell(path)


def parse(arguments):
    parser = argparse.ArgumentParser(prog="report.py", description="Write one self-contained page about what "
                                     "simclr-flow stored.")
    parser.add_argument("file", type=Path, metavar="FILE", help="trajectory written by simclr-flow run, study written "
                        "by simclr-flow minimize, or the folder of an ensemble or a sweep")
    parser.add_argument("-o", "--output", type=Path, metavar="PAGE", help="page to write, its folder is made where it is missing "
                        "(default: FILE with .html)")
    parser.add_argument("--comparison", type=Path, metavar="JSON", help="of a run or an ensemble: what simclr-flow compare --json "
                        "printed of it (default: the program is asked)")
    parser.add_argument("--program", type=Path, metavar="PROGRAM", help="of a run or an ensemble: the simclr-flow to ask (default: "
                        "the one in PATH, or that of a build beside the package)")
    return parser.parse_args(arguments)


def report(path, comparison=None, program=None):
    """The text of the page. Throws TrajectoryError."""
    stored = load(path)
    require(not isinstance(stored, Comparison), f"{path} is a judgement: name the run, and this file behind --comparison")
    judged = isinstance(stored, (Run, Ensemble))
    require(judged or (comparison is None and program is None),
            f"--comparison and --program are for a run or an ensemble, which {path} is not: nothing judges it")
    verdicts = verdicts_of(path, comparison, program) if judged else None
    try:
        return smallest_loss(stored, path, verdicts)
    except TrajectoryError as error:
        raise naming(path, error) from error
    except Exception as error:  # of the many that numpy throws at numbers out of range
        raise TrajectoryError(f"{path} holds what cannot be shown: {on_one_line(error)}.") from error


def smallest_loss(stored, path, verdicts):
    """The page with the most frames that is not too large."""
    for budget in BUDGETS:
        page = page_of(data_of(stored, path.resolve().name, verdicts, budget))
        if len(page.encode()) <= LARGEST:
            return page
    raise TrajectoryError(f"a page about {path} would be larger than {LARGEST // 1_000_000} MB.")


def data_of(stored, name, verdicts, budget):
    if isinstance(stored, Study):
        return report_study.data_of(stored, name, budget)
    if isinstance(stored, Ensemble):
        return report_ensemble.data_of(stored, name, verdicts)
    if isinstance(stored, Sweep):
        return report_sweep.data_of(stored, name)
    return report_run.data_of(stored, name, verdicts, budget)
