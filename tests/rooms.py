"""Which rooms there are, what they may include, and which tests a change concerns.

The rooms and their arrows are read from src/CMakeLists.txt, by which they are linked.

    rooms.py              the rooms
    rooms.py changed REV  the labels of the tests that what changed since the commit REV concerns, on
                          one line; with REV = HEAD what is not committed. `all` where every test is.
    rooms.py landing      a commit before this landing: what continuous integration compares with;
                          fails where the history does not reach so far
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KINDS = {"cli", "torture", "gold", "house", "analysis", "fuzz", "install", "tools"}  # labels that are folders, but no rooms
SCRIPTS = {"program.py": "all", "experiment.py": "experiment", "large_test.py": "experiment",
           "quick_claims.py": "experiment",
           "torch_test.py": "torch", "torch_networks_test.py": "torch"}  # of tests/cli, elsewhere
EVERYTHING = "all"
A_DAY = 24 * 3600


def arrows():
    """For each room those that it may include, with what those may include."""
    text = (ROOT / "src/CMakeLists.txt").read_text()
    keywords = r"COUNT|PACKAGES|HEADERS|ALONE|TOGETHER"
    found = {}
    for name, rest in re.findall(r"add_(?:room|python_module)\((\w+)\s*([^)]*)\)", text):
        listed = re.search(rf"ROOMS\s+([\w\s]+?)\s*(?:\b(?:{keywords})\b|$)", rest)
        found[name] = listed.group(1).split() if listed else []
    return found


def tested(graph):
    """For each room with a test program the rooms that the program is linked with."""
    text = (ROOT / "tests/CMakeLists.txt").read_text()
    return {room: reachable(link, graph)
            for room, link in re.findall(r"add_room_tests\((\w+) LINK (\w+)\)", text)}


def reachable(room, graph):
    """The room, and all that it may include."""
    rooms = {room}
    for other in graph[room]:
        rooms |= reachable(other, graph)
    return rooms


def labels_of(path, graph):
    """The labels of the tests that a change of this file concerns."""
    parts = Path(path).parts
    if path.endswith(".md"):
        return {"house"}
    room = {"include": parts[2:3], "src": parts[1:2]}.get(parts[0], ())
    if room and room[0] in graph:
        return ({other for other in graph if room[0] in reachable(other, graph)} | {"house"}
                | {program for program, linked in tested(graph).items() if room[0] in linked})
    if parts[0] == "src" and len(parts) == 2 and parts[1].endswith(".cpp"):
        return {"app"}
    if parts[:2] == ("tests", "cli") and parts[2] in SCRIPTS:
        return {SCRIPTS[parts[2]], "house"}
    if parts[:2] == ("tests", "fuzz"):
        return {"io", "analysis", "house"}
    if parts[:2] == ("tests", "gold"):
        return {"gold", "energy", "house"}
    if parts[0] == "tests" and len(parts) > 2 and parts[1] in graph.keys() | KINDS:
        return {parts[1], "house"}
    if parts[0] == "analysis":
        return {"analysis", "tools"}
    if parts[0] == "experiments":
        return {"app", "experiment"}
    if parts[0] in ("LICENSE", "CITATION.cff") or parts[:2] == ("tests", "benchmark"):
        return {"house"}
    return {EVERYTHING}


def git(*arguments):
    return subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True,
                          check=True).stdout.splitlines()


def changed_paths(rev):
    return (git("diff", "--no-renames", "--name-only", rev)
            + git("ls-files", "--others", "--exclude-standard"))


def changed_labels(rev, graph):
    labels = set().union(*(labels_of(path, graph) for path in changed_paths(rev)))
    return {EVERYTHING} if EVERYTHING in labels else labels


def landing():
    """The newest commit of the main line that is a day older than the last one: all that is new lies
    after it, and what landed shortly before."""
    last = int(git("log", "-1", "--format=%ct")[0])
    older = git("rev-list", "-1", "--first-parent", f"--before={last - A_DAY}", "HEAD")
    if not older:
        sys.exit("rooms.py: the history here is younger than a day: all tests count as concerned")
    return older[0]


def main(arguments):
    if arguments[:1] == ["changed"] and len(arguments) == 2:
        print(*sorted(changed_labels(arguments[1], arrows())))
    elif arguments == ["landing"]:
        print(landing())
    elif not arguments:
        print(*arrows())
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
