"""Where the time went: the slowest objects of a build and the slowest cases of its tests.

    times.py FOLDER...    folders of builds, such as build/release

Objects by ninja's log, cases by ctest's: what the last build and the last run of tests there did.
"""
import re
import sys
from pathlib import Path

SHOWN = 20


def objects(folder):
    """(seconds, name) of what the newest entries of ninja's log compiled or linked."""
    log = folder / ".ninja_log"
    if not log.exists():
        return []
    last = {}
    for line in log.read_text().splitlines()[1:]:
        begin, end, _, name, *_ = line.split("\t")
        last[name] = (int(end) - int(begin)) / 1000
    return [(seconds, re.sub(r"CMakeFiles/[\w-]+\.dir/", "", name)) for name, seconds in last.items()
            if (folder / name).exists()]


def cases(folder):
    """(seconds, name) of every case, as doctest and the Python tests tell them."""
    log = folder / "Testing/Temporary/LastTest.log"
    if not log.exists():
        return []
    text = log.read_text(errors="replace")
    return [(float(seconds), name) for seconds, name in
            re.findall(r"^([0-9.]+) s: (.+)$", text, re.MULTILINE)]


def table(title, rows):
    total = sum(seconds for seconds, _ in rows)
    print(f"\n{title}: {len(rows)}, {total:.0f} s in all")
    for seconds, name in sorted(rows, reverse=True)[:SHOWN]:
        print(f"  {seconds:8.2f}  {name}")


def main(folders):
    if not folders:
        sys.exit(__doc__)
    for folder in map(Path, folders):
        table(f"{folder.name}: objects", objects(folder))
        table(f"{folder.name}: cases", cases(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
