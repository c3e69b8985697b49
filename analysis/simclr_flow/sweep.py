"""A sweep as plain values: its axes from manifest.json, a column of its table.csv."""

import csv
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .headings import counted, named
from .stored import reading, require

MANIFEST, TABLE, FAILED, SCHEMA = "manifest.json", "table.csv", ".failed.txt", "1.0"
ABSENT = ("", "never", "not yet")  # times that did not come
WANTED = ("energy_gap", "energy")  # the columns to draw unless one is named, best first


@dataclass(frozen=True)
class Axis:
    """A key and its values, numbers or words."""

    key: str
    values: list

    @property
    def is_number(self):
        return all(isinstance(value, (int, float)) for value in self.values)

    @property
    def is_logarithmic(self):
        """Positive numbers whose factors vary less than their differences; two at least ten apart."""
        if not self.is_number or len(self.values) < 2 or min(self.values) <= 0:
            return False
        values = np.sort(np.array(self.values, float))
        if len(values) == 2:
            return values[1] >= 10 * values[0]
        spread = lambda gaps: gaps.std() / gaps.mean()
        return bool(spread(np.diff(np.log(values))) < spread(np.diff(values)))


@dataclass(frozen=True)
class Sweep:
    """states and cells have an entry per point, the last axis moving fastest; cells are numbers or words, None
    where the point has no value. `table` has the texts of every column of table.csv by its name, `config` is the
    configuration (TOML), `reasons` why points failed."""

    name: str
    title: str
    axes: list[Axis]
    states: list[str]
    column: str
    cells: list
    table: dict[str, list] = field(default_factory=dict)
    config: str = ""
    reasons: dict[int, str] = field(default_factory=dict)

    def __repr__(self):
        over = ", ".join(f"{axis.key} ({counted(len(axis.values), 'value')})" for axis in self.axes)
        return f"Sweep({self.name}: {self.states.count('done')} of {counted(len(self.states), 'point')} done, over {over})"

    @property
    def columns(self):
        """Those that a picture can show: behind the index and the values of the axes."""
        return list(self.table)[1 + len(self.axes):]

    def to_frame(self):
        """A pandas.DataFrame of table.csv, a row per point; what a point has no value of is missing (NaN or None). Throws
        TrajectoryError where pandas is missing."""
        from .tables import table_of_sweep
        return table_of_sweep(self)

    @property
    def shape(self):
        return tuple(len(axis.values) for axis in self.axes)

    @property
    def is_number(self):
        return all(isinstance(cell, float) for cell in self.cells if cell is not None)

    @property
    def words(self):
        """The different ones, in the order of the points."""
        return list(dict.fromkeys(str(cell) for cell in self.done if cell is not None))

    @property
    def done(self):
        """The cells of the points that are done; what others have is no result."""
        return [cell if state == "done" else None for cell, state in zip(self.cells, self.states)]

    @property
    def numbers(self):
        """Those of the points that are done, not a number elsewhere."""
        return np.array([np.nan if cell is None else cell for cell in self.done], float)


def is_sweep(folder):
    return (folder / MANIFEST).is_file()


def load_sweep(folder, column=None):
    """The sweep of a folder with one column of its table: the one named, or a sensible one. Throws
    TrajectoryError."""
    with reading(f"{folder} holds no whole sweep: its {MANIFEST} or {TABLE} is damaged"):
        return read_sweep(Path(folder), column)


def read_sweep(folder, column):
    manifest = json.loads((folder / MANIFEST).read_text())
    require(manifest["schema"] == SCHEMA, f"the schema of {folder / MANIFEST} is {manifest['schema']!r}, "
            f"this program reads {SCHEMA!r}")
    axes = [Axis(axis["key"], axis["values"]) for axis in manifest["axes"]]
    with (folder / TABLE).open(newline="") as file:
        header, *rows = csv.reader(file)
    require(len(rows) == len(manifest["points"]) == np.prod([len(axis.values) for axis in axes]),
            f"{folder / TABLE} has {len(rows)} rows for {len(manifest['points'])} points")
    names = header[1 + len(axes):]  # behind the index and the values
    column = choose_column(names, column, folder)
    columns = dict(zip(header, zip(*rows)))
    title = named(tomllib.loads(manifest["config"]["text"]).get("title", ""), folder.resolve().name, "a sweep")
    return Sweep(name=folder.resolve().name, title=title, axes=axes, states=list(columns["state"]), column=column,
                 cells=cells_of(columns[column]), table={key: list(texts) for key, texts in columns.items()},
                 config=manifest["config"]["text"], reasons=read_reasons(folder))


def read_reasons(folder):
    """Why points failed, by their index."""
    return {int(path.name[:-len(FAILED)]): path.read_text().strip() for path in sorted(folder.glob(f"*{FAILED}"))}


def choose_column(names, wanted, folder):
    if wanted is not None:
        require(wanted in names, f"{folder / TABLE} has no column {wanted!r}; there are: {', '.join(names)}")
        return wanted
    return next((name for last in WANTED for name in names if name.rpartition(".")[2] == last), names[-1])


def cells_of(texts):
    """Numbers if all are that, but for times that did not come, else words."""
    try:
        numbers = [None if text in ABSENT else float(text) for text in texts]
    except ValueError:
        numbers = []
    return numbers if any(n is not None for n in numbers) else [text or None for text in texts]
