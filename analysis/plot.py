#!/usr/bin/python3
"""Draw a stored run or an ensemble: plot.py FILE.h5 | FOLDER [-o DIR] writes <stem>-flows.png and .pdf;
of what `compare --json` printed, plot.py FILE.json writes <stem>-checks and, of two flows or more, <stem>-distances;
of a sweep, plot.py FOLDER [--column NAME] writes <stem>-<column>; of what `minimize` stored, plot.py FILE.h5 writes
<stem>-study."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

try:
    import matplotlib

    from analysis.comparison import load_comparison
    from analysis.distances import draw_distances
    from analysis.ensemble import draw_ensemble, load_ensemble
    from analysis.figure import draw_run
    from analysis.minimizers import draw_study
    from analysis.phase import draw_sweep
    from analysis.study import is_study, load_study
    from analysis.style import SETTINGS
    from analysis.sweep import is_sweep, load_sweep
    from analysis.tolerances import draw_tolerances
    from analysis.trajectory import TrajectoryError, load, require
except ModuleNotFoundError as error:
    print(f"plot.py: {error.name} is missing from {sys.executable}; on Debian use /usr/bin/python3 "
          "with the packages python3-h5py and python3-matplotlib.", file=sys.stderr)
    sys.exit(2)

USAGE_ERROR = 2  # exit code: usage or input


def main(arguments=None):
    """Draw the file named on the command line; returns the exit code."""
    options = parse(arguments)
    try:
        for name, draw, source in pictures(options.file, options.column):
            for path in save(name, draw, source, options.file, options.output):
                print(path)
    except (TrajectoryError, OSError) as error:
        print(f"plot.py: {explain(error)}", file=sys.stderr)
        return USAGE_ERROR
    return 0


def parse(arguments):
    parser = argparse.ArgumentParser(prog="plot.py", description="Draw the flows stored in a trajectory file, "
                                     "or a judgement.")
    parser.add_argument("file", type=Path, metavar="FILE",
                        help="trajectory written by simclr-flow run, study written by simclr-flow minimize, the folder of an "
                             "ensemble or of a sweep, or a .json that simclr-flow compare --json printed")
    parser.add_argument("--column", metavar="NAME", help="of a sweep: the column of its table.csv to draw")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="folder to write to (default: that of FILE)")
    return parser.parse_args(arguments)


def pictures(source, column):
    """What there is to draw of `source`: the name of each picture, how to draw it, and its content."""
    if is_sweep(source):
        sweep = load_sweep(source, column)
        return [(sweep.column, draw_sweep, sweep)]
    require(column is None, f"--column is for the folder of a sweep, which {source} is not")
    if source.suffix == ".json":
        comparison = load_comparison(source)
        return [("checks", draw_tolerances, comparison)] + \
            [("distances", draw_distances, comparison)] * bool(comparison.pairs)
    if is_study(source):
        return [("study", draw_study, load_study(source))]
    return [("flows", draw_ensemble, load_ensemble(source)) if source.is_dir() else ("flows", draw_run, load(source))]


def save(name, draw, content, source, folder):
    """Write one picture; returns its paths. Identical input gives identical files."""
    folder = folder or source.resolve().parent
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{source.resolve().stem}-{name}{suffix}" for suffix in (".png", ".pdf")]
    with matplotlib.rc_context(SETTINGS):
        figure = draw(content)
        for path in paths:
            figure.savefig(path, metadata={"CreationDate": None} if path.suffix == ".pdf" else None)
    return paths


def explain(error):
    """One sentence: the message, with the path for errors of the system."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"cannot write {error.filename}: {error.strerror.lower()}."
    return str(error)


if __name__ == "__main__":
    sys.exit(main())
