"""What the gold scripts share: the kernel k(z, z') = exp(-|z-z'|^2 / (2 tau)) in decimal arithmetic,
and the command line `SCRIPT [--check]` that writes the gold file or compares it with a fresh computation.

Standard library only, and nothing from the project: a reference shares no code with what it judges.
"""
import argparse
import json
from decimal import Decimal, localcontext
from pathlib import Path


def require(condition, sentence):
    """Leave with exit code 1 and this sentence unless the condition holds (unlike assert, also under -O)."""
    if not condition:
        raise SystemExit(sentence)


def squared_distance(z, w):
    return sum((x - y) ** 2 for x, y in zip(z, w))


def kernel(z, w, tau):
    return (-squared_distance(z, w) / (2 * tau)).exp()


def significant(x, digits):
    """x rounded to so many significant digits, as a string that strtod and Decimal both read."""
    with localcontext() as context:
        context.prec = digits
        return str(+x)


def text_of(entries):
    """JSON list of objects, one key a line."""
    objects = (",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in entry.items())
               for entry in entries)
    return "[\n" + ",\n".join(f" {{\n{body}\n }}" for body in objects) + "\n]\n"


def first_difference(stored, computed, place="the list"):
    """A sentence on the first place where two JSON values differ, or None."""
    if isinstance(stored, list) and isinstance(computed, list) and len(stored) == len(computed):
        parts = [(old, new, new["name"] if isinstance(new, dict) else f"{place}[{index}]")
                 for index, (old, new) in enumerate(zip(stored, computed))]
    elif isinstance(stored, dict) and isinstance(computed, dict) and stored.keys() == computed.keys():
        parts = [(stored[key], computed[key], f"{place}: {key}") for key in computed]
    else:
        return None if stored == computed else f"{place} is {shorten(stored)}, recomputed it is {shorten(computed)}"
    return next(filter(None, (first_difference(*part) for part in parts)), None)


def shorten(value, limit=120):
    text = json.dumps(value)
    return text if len(text) <= limit else text[:limit] + " ..."


def write_or_check(path, description, compute):
    """The command line of a gold script: `compute()` returns the entries of the JSON file at `path`."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed file, exit 1 if it differs")
    check = parser.parse_args().check
    path = Path(path)
    computed = compute()
    if not check:
        path.write_text(text_of(computed))
        print(f"{path.name}: {len(computed)} entries written")
        return
    try:
        stored = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise SystemExit(f"{path.name} cannot be read, so nothing was compared: {error}") from None
    difference = first_difference(stored, computed)
    require(difference is None, f"{path.name} differs from its recomputation: {difference}")
    print(f"{path.name}: all {len(computed)} entries agree with their recomputation")
