"""An ensemble as plain values: the runs of one configuration by their seeds, and what is common to them."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from .headings import counted
from .stored import require
from .sweep import MANIFEST
from .trajectory import Run, load

MEMBER = re.compile(r"seed-(\d+)\.h5")


@dataclass(frozen=True)
class Ensemble:
    """`runs` by seed, ascending; all have the same flows. `name` is that of the folder."""

    name: str
    runs: dict[int, Run]

    def __repr__(self):
        return f"Ensemble({self.title}: {counted(len(self.runs), 'seed')}, {counted(len(self.first.flows), 'flow')})"

    @property
    def first(self):
        return next(iter(self.runs.values()))

    @property
    def title(self):
        return self.first.title

    @cached_property
    def columns(self):
        """For each flow that of every seed."""
        return [list(flows) for flows in zip(*(run.flows for run in self.runs.values()))]

    def to_frame(self):
        """A pandas.DataFrame with the rows of every run's and its seed before them. Throws TrajectoryError where pandas
        is missing."""
        from .tables import table_of_ensemble
        return table_of_ensemble(self)


def load_ensemble(folder):
    """The files seed-*.h5 of a folder; runs without a title are called by it. Throws TrajectoryError."""
    name = Path(folder).resolve().name
    found = {int(member[1]): path for path in Path(folder).iterdir() if (member := MEMBER.fullmatch(path.name))}
    require(found, f"{folder} holds no seed-*.h5: it is no ensemble, and without a {MANIFEST} no sweep")
    runs = {seed: load(found[seed], name) for seed in sorted(found)}
    flows = {tuple(flow.name for flow in run.flows) for run in runs.values()}
    require(len(flows) == 1, f"the runs of {folder} have different flows")
    return Ensemble(name, runs)


def common_rows(series):
    """(time[T], value[seeds][T]) of one Series per seed: at the times of any of them while all run; None where one is
    missing."""
    if any(one is None or not len(one.time) for one in series):
        return None
    time = np.unique(np.concatenate([one.time for one in series]))
    time = time[time <= min(one.time[-1] for one in series)]
    return time, np.array([np.interp(time, one.time, one.value) for one in series])
