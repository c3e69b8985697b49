"""What `simclr-flow compare --json` printed, as plain values: of one file, of several, or of an ensemble."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .trajectory import TrajectoryError, require


@dataclass(frozen=True)
class Judged:
    """One check: of a flow, or of a whole file or a pair of flows, where `flow` is ""."""

    file: str
    flow: str
    id: str
    difference: float
    tolerance: float
    verdict: str

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
    """All checks that have a verdict, the pairs that were compared, and the files or the folder."""

    source: str
    checks: list[Judged]
    pairs: list[Pair]


def load_comparison(path):
    """Read the output stored in `path`. Throws TrajectoryError."""
    try:
        report = json.loads(Path(path).read_text())
        return read_comparison(report)
    except OSError as error:
        raise TrajectoryError(f"cannot read {path}: {error.strerror.lower()}.") from error
    except TrajectoryError:
        raise
    except Exception as error:  # of the many that another JSON leads to
        raise TrajectoryError(f"{path} is no output of `simclr-flow compare --json`.") from error


def read_comparison(report):
    runs = report.get("runs", [report])
    checks = [judged for run in runs for judged in read_report(run)]
    between = report.get("between", [])
    for pair in between:
        checks += read_checks(pair["checks"], pair["a"]["file"], "")
    require(checks, "the comparison holds no check with a verdict")
    pairs = [read_pair(pair) for pair in between if pair["left_out"] is None]
    pairs += [read_solution(run["file"], flow["name"], solution) for run in runs for flow in run["flows"]
              for solution in flow["solutions"]]
    return Comparison(source=report.get("folder") or ", ".join(Path(run["file"]).name for run in runs),
                      checks=checks, pairs=pairs)


def read_report(run):
    checks = read_checks(run["checks"], run["file"], "")
    for flow in run["flows"]:
        checks += read_checks(flow["checks"], run["file"], flow["name"])
    return checks


def read_checks(checks, file, flow):
    """Those with a verdict. Numbers that JSON cannot hold are strings."""
    return [Judged(file, flow, check["id"], float(check["difference"]), float(check["tolerance"]), check["verdict"])
            for check in checks if check["verdict"] != "no theory"]


def read_pair(pair):
    return Pair(a=(pair["a"]["file"], pair["a"]["flow"]), b=(pair["b"]["file"], pair["b"]["flow"]),
                temperature=pair["temperature"], w2_method=pair["w2_method"], times=np.array(pair["times"], float),
                distances={name: np.array(pair[name], float) for name in ("mmd", "w2", "gram")})


def read_solution(file, flow, solution):
    nothing = np.array([])
    return Pair(a=(file, flow), b=(file, solution["solution"]), temperature=solution["temperature"], w2_method="",
                times=np.array(solution["times"], float), latents=solution["latents"],
                distances={"mmd": np.array(solution["mmd"], float), "w2": nothing, "gram": nothing})
