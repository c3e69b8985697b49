"""Runs, ensembles, studies, sweeps and judgements as tables of pandas, which is wanted for nothing else."""

from dataclasses import asdict

import numpy as np

from .stored import TrajectoryError, require
from .study import STATES
from .sweep import ABSENT, cells_of


def pandas():
    try:
        import pandas
    except ModuleNotFoundError as error:
        raise TrajectoryError("a table wants pandas, which is missing: on Debian it is the package "
                              "python3-pandas.") from error
    return pandas


def table_of_run(run):
    """A row per flow and time, the flows in their order."""
    frames = [table_of_flow(flow) for flow in run.flows]
    return pandas().concat(frames, ignore_index=True)


def table_of_ensemble(ensemble):
    """The tables of its runs, a column with the seed before them."""
    frames = [table_of_run(run).assign(seed=seed) for seed, run in ensemble.runs.items()]
    table = pandas().concat(frames, ignore_index=True)
    return table[["seed", *(name for name in table.columns if name != "seed")]]


def table_of_flow(flow):
    """A row for each time of any series of the flow."""
    columns = columns_of(flow)
    times = np.unique(np.concatenate([flow.times, *(time for time, _ in columns.values())]))
    rows = {"flow": flow.name, "time": times}
    for name, (time, value) in columns.items():
        rows[name] = np.full(len(times), np.nan)
        rows[name][np.searchsorted(times, time)] = value
    return pandas().DataFrame(rows)


def columns_of(flow):
    """The times and values of every column of a flow by its name: series of several numbers have one for each."""
    test = {f"test.{name}": series for name, series in flow.test.observables.items()} if flow.test else {}
    found = {}
    for name, series in (flow.observables | test | flow.kernel).items():
        if series.value.ndim == 1:
            found[name] = (series.time, series.value)
        else:
            flat = series.value.reshape(len(series.time), -1)
            found |= {f"{name}.{k + 1}": (series.time, flat[:, k]) for k in range(flat.shape[1])}
    return found


def table_of_study(study, of):
    makers = {"configurations": configurations, "starts": starts}
    require(of in makers, f"a study has no table of {of!r}; there are: {', '.join(makers)}")
    return pandas().DataFrame(makers[of](study))


def configurations(study):
    """Gaps are to the largest lower bound and to the best reference known, NaN where there is none."""
    found = study.configurations
    energy = np.array([c.energy for c in found], float)
    names = {"rank": "rank", "kind": "kind", "name": "name", "index": "index", "zero_eigenvalues": "zero",
             "count": "count"}
    above = {f"gap_to_{name}": energy - known.value if known else np.full(len(found), np.nan)
             for name, known in (("bound", study.bound), ("reference", study.reference))}
    return {"energy": energy, **{column: [getattr(c, name) for c in found] for column, name in names.items()},
            "share": np.array(study.shares, float), "atoms": [len(c.weights) for c in found],
            "lowest_eigenvalue": [c.eigenvalues[0] if len(c.eigenvalues) else np.nan for c in found], **above}


def starts(study):
    """With the rank of the configuration that each ended in, -1 where in none."""
    rank = np.full(len(study.states), -1)
    for c in study.configurations:
        rank[c.starts] = c.rank
    return {"start": np.arange(len(study.states)), "state": [STATES[state] for state in study.states], "rank": rank,
            **study.starts, "reason": study.reasons}


def table_of_sweep(sweep):
    """Columns of numbers are that, with NaN where a time did not come."""
    return pandas().DataFrame({name: column_of(texts) for name, texts in sweep.table.items()})


def column_of(texts):
    """Numbers, integers where all are; else words, None where there is none."""
    if all(text in ABSENT for text in texts):
        return np.full(len(texts), np.nan)
    cells = cells_of(texts)
    if not any(isinstance(cell, float) for cell in cells):
        return cells
    numbers = np.array([np.nan if cell is None else cell for cell in cells])
    return numbers.astype(int) if np.array_equal(numbers, np.round(numbers)) else numbers


def table_of_comparison(comparison):
    return pandas().DataFrame([asdict(check) | {"ratio": check.ratio} for check in comparison.every])
