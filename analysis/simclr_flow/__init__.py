"""Reads what simclr-flow stored (HDF5, schema 1.1): runs, ensembles, studies, sweeps and judgements;
draws it, and reports it.

All quantities are dimensionless: times are those of the gradient flow, angles are in radians.
"""

from importlib import import_module

HOMES = {"load": "stores", "Run": "trajectory", "Ensemble": "seeds", "Study": "study", "Sweep": "sweep",
         "Comparison": "comparison", "TrajectoryError": "stored"}
__all__ = list(HOMES)


def __getattr__(name):
    """The names above, each from its module when it is asked for first: h5py is not loaded before."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{HOMES[name]}", __name__), name)
