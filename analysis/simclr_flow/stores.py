"""What a path holds, whichever of the five kinds it is."""

from pathlib import Path

from .comparison import load_comparison
from .seeds import load_ensemble
from .study import is_study, load_study
from .sweep import is_sweep, load_sweep
from .trajectory import load as load_run


def load(path):
    """A Run or a Study of an HDF5 file, the Sweep or the Ensemble of a folder, the Comparison of a .json. Throws
    TrajectoryError."""
    path = Path(path)
    if is_sweep(path):
        return load_sweep(path)
    if path.is_dir():
        return load_ensemble(path)
    if path.suffix == ".json":
        return load_comparison(path)
    return load_study(path) if is_study(path) else load_run(path)
