"""What `simclr-flow compare --json` printed, as plain values: of one file, of several, or of an ensemble."""

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from .headings import counted
from .stored import reading, require

NO_THEORY = "no theory"  # the verdict of what theory does not speak of
TOLD = ("quantity", "theory", "measured", "tolerance_reason", "status", "source", "detail")


@dataclass(frozen=True)
class Judged:
    """One check: of a flow, or of a whole file or a pair of flows, where `flow` is "". theory is a number or a sentence,
    measured None where nothing was measured, pair the names of two flows."""

    file: str
    flow: str
    id: str
    difference: float
    tolerance: float
    verdict: str
    quantity: str = ""
    theory: float | str = ""
    measured: float | None = None
    tolerance_reason: str = ""
    status: str = ""
    source: str = ""
    detail: str = ""
    pair: str = ""

    @property
    def ratio(self):
        """|difference|/tolerance; None for what holds or does not."""
        return abs(self.difference) / self.tolerance if self.tolerance else None


@dataclass(frozen=True)
class Pair:
    """Two flows, (file, flow) each, and their distances by name at common times; empty where not measured. Without
    a `w2_method` the second is a solution of the continuum."""

    a: tuple
    b: tuple
    temperature: float
    w2_method: str
    times: np.ndarray
    distances: dict[str, np.ndarray]
    latents: int = 0

    def __repr__(self):
        return f"Pair({self.name}, {counted(len(self.times), 'time')})"

    @property
    def is_within(self):
        return self.a[0] == self.b[0]

    @property
    def name(self):
        """The flows of the pair, whatever their files and their order; of a solution with the size of the run."""
        if not self.w2_method:
            return f"{self.a[1]}, N = {self.latents} – {self.b[1]}"
        return " – ".join(sorted((self.a[1], self.b[1])))


@dataclass(frozen=True)
class Comparison:
    """All checks that have a verdict, the pairs that were compared, and the files or the folder; `every` holds the checks
    of which there is no theory too."""

    source: str
    checks: list[Judged]
    pairs: list[Pair]
    every: list[Judged] = field(default_factory=list)

    def __repr__(self):
        verdicts = Counter(check.verdict for check in self.every or self.checks)
        told = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items())
        return f"Comparison({self.source}: {told}; {counted(len(self.pairs), 'pair')} of flows)"

    def to_frame(self):
        """A pandas.DataFrame with a row per check, those without a theory too. Throws TrajectoryError where pandas is
        missing."""
        from .tables import table_of_comparison
        return table_of_comparison(self)


def load_comparison(path):
    """Read the output stored in `path`. Throws TrajectoryError."""
    with reading(f"{path} is no output of `simclr-flow compare --json`"):
        return read_comparison(json.loads(Path(path).read_text()))


def read_comparison(report):
    runs = report.get("runs", [report])
    every = [judged for run in runs for judged in read_report(run)]
    between = report.get("between", [])
    for pair in between:
        names = f"{pair['a']['flow']} – {pair['b']['flow']}"
        every += [replace(check, pair=names) for check in read_checks(pair["checks"], pair["a"]["file"], "")]
    every += [read_over_runs(spread, report["folder"]) for spread in report.get("ensemble", [])
              if spread.get("verdict")]
    checks = [judged for judged in every if judged.verdict != NO_THEORY]
    require(checks, "the comparison holds no check with a verdict")
    pairs = [read_pair(pair) for pair in between if pair["left_out"] is None]
    pairs += [read_solution(run["file"], flow["name"], solution) for run in runs for flow in run["flows"]
              for solution in flow["solutions"]]
    return Comparison(source=report.get("folder") or ", ".join(Path(run["file"]).name for run in runs),
                      checks=checks, pairs=pairs, every=every)


def read_report(run):
    checks = read_checks(run["checks"], run["file"], "")
    for flow in run["flows"]:
        checks += read_checks(flow["checks"], run["file"], flow["name"])
    return checks


def read_checks(checks, file, flow):
    """Numbers that JSON cannot hold are strings."""
    return [Judged(file, flow, check["id"], float(check["difference"]), float(check["tolerance"]), check["verdict"],
                   **{name: number_or_text(check.get(name)) for name in TOLD}) for check in checks]


def read_over_runs(spread, folder):
    """What is stated of all runs of an ensemble together; its file is the folder."""
    values = "no values"
    if spread["mean"] is not None:  # numbers that JSON cannot hold are strings
        values = f"{float(spread['minimum']):.6g} to {float(spread['maximum']):.6g}"
    if spread.get("inside") is not None:
        values += f", inside in {spread['inside']}"
    return Judged(folder, spread["flow"], spread["id"], 0.0, 0.0, spread["verdict"], spread["quantity"],
                  spread.get("theory", ""), number_or_text(spread["mean"]), detail=f"of all runs together: {spread['count']} of {spread['of']} have it, {values}")


def number_or_text(value):
    """"nan", "inf" and "-inf" as the numbers that they stand for."""
    return float(value) if value in ("nan", "inf", "-inf") else value


def read_pair(pair):
    return Pair(a=(pair["a"]["file"], pair["a"]["flow"]), b=(pair["b"]["file"], pair["b"]["flow"]),
                temperature=pair["temperature"], w2_method=pair["w2_method"], times=np.array(pair["times"], float),
                distances={name: np.array(pair[name], float) for name in ("mmd", "w2", "gram")})


def read_solution(file, flow, solution):
    nothing = np.array([])
    return Pair(a=(file, flow), b=(file, solution["solution"]), temperature=solution["temperature"], w2_method="",
                times=np.array(solution["times"], float), latents=solution["latents"],
                distances={"mmd": np.array(solution["mmd"], float), "w2": nothing, "gram": nothing})
