"""What a path holds, whichever of the four kinds it is."""

from pathlib import Path

from .comparison import load_comparison
from .stored import require
from .study import is_study, load_study
from .sweep import MANIFEST, is_sweep, load_sweep
from .trajectory import load as load_run


def load(path):
    """A Run or a Study of an HDF5 file, the Sweep of a folder, the Comparison of a .json. Throws TrajectoryError."""
    path = Path(path)
    if is_sweep(path):
        return load_sweep(path)
    require(not path.is_dir(), f"{path} is a folder without a {MANIFEST}: it is no sweep; of an ensemble each "
            "seed-*.h5 is a run")
    if path.suffix == ".json":
        return load_comparison(path)
    return load_study(path) if is_study(path) else load_run(path)
