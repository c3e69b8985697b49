"""What an experiment claims, and the steps by which its claims are measured: its claims.toml, read and checked."""

import ast
import difflib
import math
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path


PLACES = ("here", "output", "out")  # that words of commands may name in braces


class ClaimsError(Exception):
    """A claims.toml that cannot be followed; the message names the file, the key, and what is allowed."""


@dataclass(frozen=True)
class Step:
    """A command, whose words may hold {here}, {out} and {output}: the experiment's folder, that of its results, and the
    file or folder that the step makes. What the command prints is the output where no word names it."""

    id: str
    command: list
    output: str
    quick: list | bool = field(default_factory=list)  # words added by --quick; False: left out
    reads: list = field(default_factory=list)  # files beside those that the command names, relative to {here}
    picture: str = ""  # what is seen, if the output is a picture for the page


@dataclass(frozen=True)
class Claim:
    """What must come out of step `of`: by `check` of what `compare --json` printed there, or by a function of measure.py
    between bounds stated here."""

    id: str
    text: str
    whose: str
    theory: str
    of: str
    reason: str
    source: str
    check: str = ""
    flow: str = ""
    measure: str = ""
    value: float | None = None
    tolerance: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    explanation: str = ""
    quick: bool = True  # False: not judged with --quick


@dataclass(frozen=True)
class Experiment:
    folder: Path
    title: str
    summary: str  # what it claims or asks, in the table of experiments
    steps: list
    claims: list

    @property
    def name(self):
        return self.folder.name


def is_words(value):
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


TEXT = (lambda v: isinstance(v, str) and v.strip() != "" and "\n" not in v, "a text on one line, not empty")
WORDS = (lambda v: is_words(v) and v, "a list of words, not empty")
QUICK_STEP = (lambda v: v is False or is_words(v), "false or a list of words that --quick adds")
NAME = (lambda v: TEXT[0](v) and "/" not in v and not v.startswith("."), "the name of a file or folder, without a path")
NUMBER = (lambda v: type(v) in (int, float) and math.isfinite(v), "a finite number")
POSITIVE = (lambda v: NUMBER[0](v) and v >= 0, "a finite number, 0 or more")
SWITCH = (lambda v: isinstance(v, bool), "true or false")
TABLES = (lambda v: isinstance(v, list) and v and all(isinstance(t, dict) for t in v), "tables, at least one")
NEEDED = {
    "": {"title": TEXT, "summary": TEXT, "step": TABLES, "claim": TABLES},
    "step": {"id": TEXT, "command": WORDS, "output": NAME},
    "claim": dict.fromkeys(("id", "text", "whose", "theory", "of", "reason", "source"), TEXT)}
POSSIBLE = {
    "": {}, "step": {"quick": QUICK_STEP, "reads": WORDS, "picture": TEXT},
    "claim": {"check": TEXT, "flow": TEXT, "measure": TEXT, "value": NUMBER, "tolerance": POSITIVE, "at_least": NUMBER,
               "at_most": NUMBER, "explanation": TEXT, "quick": SWITCH}}


def experiments_in(root):
    """Every experiment of a folder, by name: the folders in it that have a claims.toml. Throws ClaimsError."""
    return {path.parent.name: read(path.parent) for path in sorted(Path(root).glob("*/claims.toml"))}


def read(folder):
    """The experiment of a folder. Throws ClaimsError."""
    path = Path(folder) / "claims.toml"
    try:
        table = tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ClaimsError(f"{path}: {error}.") from error
    check_keys(path, "", "", table)
    steps = [Step(**one) for one in checked(path, "step", table["step"])]
    claims = [Claim(**one) for one in checked(path, "claim", table["claim"])]
    for step in steps:
        check_places(path, step)
    for claim in claims:
        check_claim(path, claim, steps)
    return Experiment(Path(folder), table["title"], table["summary"], steps, claims)


def checked(path, kind, tables):
    for number, table in enumerate(tables, 1):
        check_keys(path, kind, f"{kind}.{table.get('id', number)}.", table)
    require_distinct(path, kind, "id", [table["id"] for table in tables])
    require_distinct(path, kind, "output", [table["output"] for table in tables if "output" in table])
    return tables


def check_keys(path, kind, where, table):
    known = NEEDED[kind] | POSSIBLE[kind]
    for key, value in table.items():
        if key not in known:
            raise ClaimsError(f"{path}: {where}{key} is no key{nearest(key, known)}; allowed: {', '.join(known)}.")
        if not known[key][0](value):
            raise ClaimsError(f"{path}: {where}{key} is {value!r}; allowed: {known[key][1]}.")
    for key in NEEDED[kind]:
        if key not in table:
            raise ClaimsError(f"{path}: {where}{key} is missing; allowed: {known[key][1]}.")


def check_places(path, step):
    for word in [*step.command, *(step.quick or [])]:
        for place in re.findall(r"\{(\w+)\}", word):
            if place not in PLACES:
                raise ClaimsError(f"{path}: step.{step.id}.command has {{{place}}}{nearest(place, PLACES)}; allowed: "
                                  f"{', '.join(f'{{{one}}}' for one in PLACES)}.")


def nearest(word, known):
    found = difflib.get_close_matches(word, known, 1)
    return f" (nearest: {found[0]})" if found else ""


def require_distinct(path, kind, key, values):
    for value in values:
        if values.count(value) > 1:
            raise ClaimsError(f"{path}: {kind}.{key} is {value!r} twice; allowed: each once.")


def check_claim(path, claim, steps):
    def refuse(key, given, allowed):
        raise ClaimsError(f"{path}: claim.{claim.id}.{key} is {given}; allowed: {allowed}.")

    step = {step.id: step for step in steps}.get(claim.of)
    if step is None:
        refuse("of", repr(claim.of), f"the id of a step ({', '.join(step.id for step in steps)})")
    if bool(claim.check) == bool(claim.measure):
        refuse("measure", f"{claim.measure!r} beside check {claim.check!r}", "one of the two")
    bounds = {key for key in ("value", "tolerance", "at_least", "at_most") if getattr(claim, key) is not None}
    if claim.check and (bounds or step.command[0] != "compare"):
        refuse("check", repr(claim.check), "of a step `compare ... --json`, whose expected.toml has the bounds")
    if claim.measure and bounds not in ({"value", "tolerance"}, {"at_least"}, {"at_most"}, {"at_least", "at_most"}):
        refuse("measure", f"held to {', '.join(sorted(bounds)) or 'nothing'}", "value and tolerance, or at_least, at_most")
    if claim.measure and claim.measure not in (functions := measures_in(path.parent)):
        refuse("measure", repr(claim.measure), f"a function of measure.py ({', '.join(functions) or 'there is none'})")


def measures_in(folder):
    """The names of the functions in the folder's measure.py."""
    path = folder / "measure.py"
    tree = ast.parse(path.read_text()) if path.exists() else ast.Module([], [])
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
