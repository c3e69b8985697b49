"""The documentation's table of a trajectory file's datasets is what files hold, and analysis reads
nothing else.

Files with every series are made and listed; each of their datasets is in the table, and each path
of the table, braces expanded, is in a file. Also shown to catch a path too many and one too few.
"""
import re
import sys
import unittest
from pathlib import Path

import h5py

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cli"))
from program import ProgramTest, main  # noqa: E402

PLACES = ("src/io/README.md", "README.md")
HEADING = "The trajectory file"
PARTS = """\
title = "table"
[data]
kind = "discs"
per_class = 3
[data.test]
per_class = 2
[views]
count = 2
transforms = [{ kind = "shift", direction = [1, 1], scale = 0.1 }]
[latent]
manifold = "MANIFOLD"
dim = 2
[initial]
spread = 0.3
[energy]
preset = "simclr"
[stop]
time = 1
[[flow]]
kind = "particle"
[[flow]]
kind = "kernel"
kernel = "empirical"
activation = "tanh"
widths = [6]
[[flow]]
kind = "network"
scaling = "mean-field"
widths = [6]
"""
QUADRATURE = ("--set", 'views.mode="quadrature"', "--set", "views.count=0")
# What analysis opens of studies, which are other files.
OF_STUDIES = re.compile(r"^(starts|configurations|theory)/")


def table_of(text):
    """The paths of the table below the heading, and what stands beside each."""
    below = text[re.search(rf"^#+ {HEADING}\s*$", text, re.MULTILINE).end():]
    below = re.split(r"^#+ ", below, maxsplit=1, flags=re.MULTILINE)[0]
    rows = [line.split("|")[1:3] for line in below.splitlines() if line.startswith("|")]
    return [(path.strip(), content) for path, content in rows if "`" in path]


def expanded(path):
    """`a/{b, c}/d` as a/b/d and a/c/d."""
    found = re.search(r"\{([^{}]*)\}", path)
    if not found:
        return [path]
    return [each for part in found[1].split(",")
            for each in expanded(path[:found.start()] + part.strip() + path[found.end():])]


def documented(table):
    """Patterns of paths: <flow>, <name>, <kind> stand for one part, an ending in / for the datasets
    of a group, in ... for all below."""
    patterns = []
    for path, content in table:
        spans = re.findall(r"`([^`]+)`", path)
        whole = [spans[0]]
        for span in spans[1:]:  # "`.../checkpoint`, `restarts`": beside the first
            whole.append(span if "/" in span else f"{spans[0].rpartition('/')[0]}/{span}")
        for each in (p for span in whole for p in expanded(span)):
            if each.endswith("/committed/"):
                patterns += [each + name for name in re.findall(r"`(\w+)`", content)
                             if name not in ("status", "done")]
            else:
                patterns.append(each)
    return patterns


def as_expression(pattern):
    escaped = re.escape(pattern.removesuffix("/value"))
    for name in ("flow", "name", "kind"):
        escaped = escaped.replace(f"<{name}>", "[^/.]+")
    escaped = re.sub(r"/\\\.\\\.\\\.$", "/.+", escaped)
    escaped = re.sub(r"/$", "/[^/]+", escaped)
    return re.compile(escaped + r"(/(value|step|time))?")


def complaints(patterns, paths):
    expressions = [as_expression(p) for p in patterns]
    lacking = [f"{path} is not in the table" for path in sorted(paths)
               if not any(e.fullmatch(path) for e in expressions)]
    extra = [f"no file holds {p}" for p, e in zip(patterns, expressions)
             if not any(e.fullmatch(path) for path in paths)]
    return lacking + extra


def paths_in_code(text):
    """Paths that f-strings and strings of analysis name: one part for every {expression}."""
    roots = r"particles|observables|parameters|data|theory|\{home\}"
    found = re.findall(rf'f?"((?:{roots})/[^"\s]*)"', text)
    return {path.replace("{home}", "parameters/{name}") for path in found}


def unknown_paths(text, paths):
    """Those that no file holds, as a dataset or a group."""
    groups = {"/".join(p.split("/")[:k]) for p in paths for k in range(1, p.count("/") + 2)}
    return sorted(path for path in paths_in_code(text)
                  if not any(re.fullmatch(re.sub(r"\\\{[^{}]*\\\}", "[^/]+", re.escape(path)), g)
                             for g in groups))


def datasets_in(group):
    """The paths of all datasets below a group, those that links share by each of their names."""
    for item in group.values():
        if isinstance(item, h5py.Dataset):
            yield item.name.lstrip("/")
        else:
            yield from datasets_in(item)


class TrajectoryTable(ProgramTest):
    def paths(self):
        """All datasets of files that have every series."""
        found = set()
        with open(self.folder / "start.csv", "w") as start:
            start.writelines(f"{0.1 * k},{0.2 * k * k}\n" for k in range(-12, 12))
        with open(self.folder / "test.csv", "w") as start:
            start.writelines(f"{0.1 * k},{0.2 * k * k}\n" for k in range(-8, 8))
        given = ("--set", 'initial={kind="file", file="start.csv", test="test.csv"}')
        for name, manifold, options in (("circle", "circle", ()), ("views", "sphere", QUADRATURE),
                                        ("given", "euclidean", given)):
            config = self.write(f"{name}.toml", PARTS.replace("MANIFOLD", manifold))
            self.succeed("run", config, "-o", f"{name}.h5", "--quiet", *options)
            with h5py.File(self.folder / f"{name}.h5") as file:
                found.update(datasets_in(file))
        found.add("data/image")  # of images alone
        return found

    def test_table(self):
        text = next(t for place in PLACES if (ROOT / place).exists()
                    and f"# {HEADING}" in (t := (ROOT / place).read_text()))
        patterns, paths = documented(table_of(text)), self.paths()
        self.assertGreater(len(patterns), 20)
        self.assertEqual(complaints(patterns, paths), [])
        self.assertEqual(complaints(patterns[1:], paths)[0].split(" is ")[1], "not in the table")
        self.assertEqual(complaints([*patterns, "data/planted"], paths),
                         ["no file holds data/planted"])

        for path in sorted((ROOT / "analysis").glob("*.py")):
            with self.subTest(path.name):
                self.assertEqual([p for p in unknown_paths(path.read_text(), paths)
                                  if not OF_STUDIES.match(p)], [])
        self.assertEqual(unknown_paths('file["particles/x/planted"]', paths),
                         ["particles/x/planted"])


if __name__ == "__main__":
    main()
