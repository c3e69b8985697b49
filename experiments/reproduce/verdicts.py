"""Each claim held against what was measured: a line of the table."""

import importlib.util
import json
import math
import re
from dataclasses import dataclass

from claims import Claim

AGREES, DIFFERS, LEFT_OUT, NOT_MEASURED = "agrees", "differs", "left out", "not measured"
WIDE = 0.1  # of a value: tolerances above are flagged
NONE_DIFFERS = "all"  # the check of a claim that no check of a report differs


@dataclass(frozen=True)
class Line:
    """One row: `measured` and `bound` in words, `wide` where the tolerance is more than a tenth of its value, `note` why
    nothing was measured."""

    experiment: str
    claim: Claim
    measured: str = ""
    bound: str = ""
    wide: str = ""
    verdict: str = NOT_MEASURED
    note: str = ""

    @property
    def is_unexplained(self):
        return self.verdict == DIFFERS and not self.claim.explanation


def lines_of(experiment, runner):
    """A line for each claim, after the steps were run."""
    return [line_of(experiment, claim, runner) for claim in experiment.claims]


def line_of(experiment, claim, runner):
    name, step = experiment.name, next(step for step in experiment.steps if step.id == claim.of)
    if claim.of in runner.left_out or runner.quick and not claim.quick:
        return Line(name, claim, verdict=LEFT_OUT, note="left out by --quick")
    if claim.of in runner.failures:
        return Line(name, claim, note=runner.failures[claim.of])
    try:
        return Line(name, claim, **measured(claim, experiment.folder, runner.out, step.output))
    except Exception as error:  # of the many that results of another form lead to
        return Line(name, claim, note=f"{claim.check or claim.measure}: {type(error).__name__}: {error}")


def measured(claim, folder, out, output):
    """What is told of what was measured, and the verdict, as keywords of a line."""
    if claim.check:
        return judged(checks_of(out / output, claim))
    value = measured_by(folder, claim, out)
    bound = bound_of(claim)
    return {"measured": f"{value:.{digits_of(bound)}g}", "bound": bound, "wide": wide_of(claim),
            "verdict": AGREES if within(claim, value) else DIFFERS}


def checks_of(path, claim):
    """The checks of a report that a claim is about; of an ensemble what is stated of all its runs together, else those of
    all members. Throws LookupError."""
    report = json.loads(path.read_text())
    over_runs = [spread | {"measured": spread["mean"]} for spread in report.get("ensemble", [])
                 if spread["id"] == claim.check and claim.flow in ("", spread["flow"]) and spread["verdict"]]
    if over_runs:
        return over_runs
    flows = [flow for run in report.get("runs", [report]) for flow in [*run["flows"], {"name": "", "checks": run["checks"]}]]
    found = [check for flow in flows for check in flow["checks"] if claim.flow in ("", flow["name"])
             and (check["id"] == claim.check or claim.check == NONE_DIFFERS and not check["id"].startswith("expect."))]
    if not found:
        names = ", ".join(sorted({flow["name"] for flow in flows if flow["name"]}))
        raise LookupError(f"{path.name} has no such check of {claim.flow or 'any flow'}; its flows: {names}")
    return found


def judged(checks):
    """What is told of checks, which agree if none differs and one agrees."""
    counts = [f"{check['inside']} of {check['of']} runs" for check in checks if check.get("inside") is not None]
    if counts:
        return {"measured": "; ".join(counts), "bound": bound_in(checks[0]),
                "verdict": DIFFERS if any(check["verdict"] == DIFFERS for check in checks) else AGREES}
    differing = [check["id"] for check in checks if check["verdict"] == DIFFERS]
    if len({check["id"] for check in checks}) > 1:
        told_of = f"{len(differing)} of {len(checks)} differ" + f": {', '.join(sorted(set(differing)))}" * bool(differing)
        return {"measured": told_of, "bound": "none differs", "verdict": DIFFERS if differing else AGREES}
    values = [float(check["measured"]) for check in checks if check["measured"] is not None]
    bound = bound_in(checks[0])
    agrees = not differing and any(check["verdict"] == AGREES for check in checks)
    return {"measured": spread(values, digits_of(bound)), "bound": bound, "wide": wide_range(*range_in(bound)),
            "verdict": AGREES if agrees else DIFFERS}


def bound_in(check):
    """What a check allows: its theory where that is a sentence, else the number and the tolerance."""
    if isinstance(check["theory"], str):
        return check["theory"]
    return f"{told(check['theory'], check['tolerance'])} ± {told(check['tolerance'])}"


def digits_of(bound):
    """One more than the longest number in it has: a value is not told as if it were on the other side."""
    numbers = re.findall(r"[\d.]+", bound)
    return min(16, max([len(one.replace(".", "").lstrip("0")) + 1 for one in numbers] + [4]))


def spread(values, digits):
    """One value, or the least and largest of several."""
    if len(values) < 2:
        return f"{values[0]:.{digits}g}" if values else "nothing"
    low, high = (f"{one:.{digits}g}" for one in (min(values), max(values)))
    return f"{low} ({len(values)} of {len(values)})" if low == high else f"{low} to {high} ({len(values)})"


def range_in(bound):
    numbers = re.fullmatch(r"in \[(.+), (.+)\]", bound)
    return map(float, numbers.groups()) if numbers else (0, 0)


def wide_range(low, high):
    """The tolerance as a share of the value, if it is a wide one; about 0 there is no share."""
    middle, half = (low + high) / 2, (high - low) / 2
    return f"±{100 * half / abs(middle):.0f} %" if middle and half > WIDE * abs(middle) else ""


def measured_by(folder, claim, out):
    spec = importlib.util.spec_from_file_location("measure", folder / "measure.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return float(getattr(module, claim.measure)(out))


def within(claim, value):
    """Never of what is no number."""
    if claim.value is not None:
        return abs(value - claim.value) <= claim.tolerance
    low = -math.inf if claim.at_least is None else claim.at_least
    return low <= value <= (math.inf if claim.at_most is None else claim.at_most)


def bound_of(claim):
    if claim.value is not None:
        return f"{told(claim.value, claim.tolerance)} ± {told(claim.tolerance)}"
    if claim.at_least is not None and claim.at_most is not None:
        width = claim.at_most - claim.at_least
        return f"in [{told(claim.at_least, width)}, {told(claim.at_most, width)}]"
    return f"at most {told(claim.at_most)}" if claim.at_least is None else f"at least {told(claim.at_least)}"


def wide_of(claim):
    if claim.value is not None:
        return wide_range(claim.value - claim.tolerance, claim.value + claim.tolerance)
    return "" if None in (claim.at_least, claim.at_most) else wide_range(claim.at_least, claim.at_most)


def told(value, tolerance=None):
    """In four digits, or as many as the tolerance is sharp."""
    digits = 4
    if tolerance and value and math.isfinite(value):
        digits = min(16, max(4, math.ceil(math.log10(abs(value) / tolerance)) + 1))
    return f"{value:.{digits}g}"
