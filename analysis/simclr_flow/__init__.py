"""Reads what simclr-flow stored (HDF5, schema 1.1): runs, ensembles, studies, sweeps and judgements; draws it, and
reports it. Where the bindings are built, it computes too: energies, theory, runs and studies, by the program's library.

All quantities are dimensionless: times are those of the gradient flow, angles are in radians.
"""

from importlib import import_module

HOMES = {"load": "stores", "Run": "trajectory", "Ensemble": "seeds", "Study": "study", "Sweep": "sweep",
         "Comparison": "comparison", "TrajectoryError": "stored"}
BOUND = {"energy": "energies", "Energy": "energies", "theory": "theories", "standing": "theories", "run": "commands",
         "minimize": "commands", "InputError": "library", "StorageError": "library"}
__all__ = list(HOMES)


def __getattr__(name):
    """The names above, each from its module when it is asked for first: h5py is not loaded before."""
    home = (HOMES | BOUND).get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{home}", __name__), name)


def __dir__():
    return sorted([*globals(), *HOMES, *BOUND])
