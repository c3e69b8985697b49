"""Draw a stored run or an ensemble: plot.py FILE.h5 | FOLDER [-o DIR] writes <stem>-flows.png and .pdf;
of what `compare --json` printed, plot.py FILE.json writes <stem>-checks and, of two flows or more, <stem>-distances;
of a sweep, plot.py FOLDER [--column NAME] writes <stem>-<column>; of what `minimize` stored, plot.py FILE.h5 writes
<stem>-study."""

import argparse
import io
from pathlib import Path

import matplotlib

from .animation import animate
from .comparison import load_comparison
from .distances import draw_distances
from .ensemble import draw_ensemble
from .figure import draw_run
from .kernels import draw_kernels, has_kernels
from .minimizers import draw_study
from .output import exit_code_of, tell, telling, write
from .phase import draw_sweep
from .seeds import load_ensemble
from .stored import TrajectoryError, naming, on_one_line, require
from .study import is_study, load_study
from .style import SETTINGS
from .sweep import is_sweep, load_sweep
from .tolerances import draw_tolerances
from .trajectory import load


def main(arguments=None):
    """Draw the file named on the command line; returns the exit code."""
    options = parse(arguments)
    return exit_code_of("plot.py", lambda: draw_all(options))


def draw_all(options):
    if options.animate:
        tell(save_animation(options))
        return
    for name, to_draw, source in pictures(options.file, options.column):
        for path in save(name, to_draw, source, options.file, options.output):
            tell(path)


def parse(arguments):
    parser = argparse.ArgumentParser(prog="plot.py", description="Draw the flows stored in a trajectory file, "
                                     "or a judgement.")
    parser.add_argument("file", type=Path, metavar="FILE",
                        help="trajectory written by simclr-flow run, study written by simclr-flow minimize, the folder of an "
                             "ensemble or of a sweep, or a .json that simclr-flow compare --json printed")
    parser.add_argument("--column", metavar="NAME", help="of a sweep: the column of its table.csv to draw")
    parser.add_argument("--animate", choices=["gif", "mp4"], nargs="?", const="gif", metavar="KIND",
                        help="of a run: write <stem>-latents.gif (or .mp4, where ffmpeg is installed) instead of pictures")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="folder to write to, made where it is missing (default: that of FILE)")
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
    if source.is_dir():
        return [("flows", draw_ensemble, load_ensemble(source))]
    run = load(source)
    return [("flows", draw_run, run)] + [("kernels", draw_kernels, run)] * has_kernels(run)


def save(name, draw, content, source, folder):
    """Write one picture; returns its paths. Identical input gives identical files."""
    figure = drawn(draw, content, source)
    folder = folder or source.resolve().parent
    paths = [folder / f"{source.resolve().stem}-{name}{suffix}" for suffix in (".png", ".pdf")]
    write(dict(zip(paths, figure)))
    return paths


def save_animation(options):
    """Write the moving picture of a run; returns its path."""
    source = options.file
    require(options.column is None and source.suffix != ".json" and not source.is_dir() and not is_study(source),
            f"--animate is for a run, which {source} is not")
    run, folder = load(source), options.output or source.resolve().parent
    path = folder / f"{source.resolve().stem}-latents.{options.animate}"
    try:
        with telling(path):
            animate(run, path)
    except TrajectoryError as error:
        raise naming(source, error) from error
    return path


def drawn(draw, content, source):
    """The bytes of the picture as PNG and PDF."""
    files = [io.BytesIO(), io.BytesIO()]
    try:
        with matplotlib.rc_context(SETTINGS):
            figure = draw(content)
            figure.savefig(files[0], format="png")
            figure.savefig(files[1], format="pdf", metadata={"CreationDate": None})
    except TrajectoryError as error:
        raise naming(source, error) from error
    except Exception as error:  # of the many that numpy and matplotlib throw at numbers out of range
        raise TrajectoryError(f"{source} holds what cannot be drawn: {on_one_line(error)}.") from error
    return [file.getvalue() for file in files]
