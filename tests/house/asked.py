"""What the program says of itself: its keys and their choices, its commands and their options, the datasets of its
files. Nothing is listed here: what is new is found."""
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import h5py

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from program import PROGRAM  # noqa: E402

NONE_SUCH = "zzzzzz"

# A configuration in which every table may stand, to be changed key by key.
WHOLE = """\
data = { kind = "discs", per_class = 3 }
views = { transforms = [{ kind = "noise" }] }
latent = { manifold = "circle" }
initial = { kind = "gaussian" }
energy = { preset = "simclr" }
study = { starts = 1 }
[[flow]]
kind = "network"
"""
# For keys that must be given where their kind is chosen: a value of the right type.
GIVEN = {"file": '"x.csv"', "images": '"x"', "labels": '"x"', "points": '"x"', "direction": "[1.0, 0.0]",
         "reference": '"octagon"', "sides": "[1.0]"}


def call(folder, *arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder, text=True, capture_output=True,
                          timeout=600, env={**os.environ, "SIMCLR_FLOW_THREADS": "1"})


class Keys:
    """All keys of a configuration and the choices of each: what the program allows where a key or a value is none,
    for every choice in turn."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "whole.toml").write_text(WHOLE)
        self.tables = {}   # the keys of each table, "data." for [data]
        self.first = {}    # what each had when it was met first
        self.alike = []    # tables, and those that they are once more: a flow's integrator is the run's
        self.choices = {}  # the allowed values of keys that have a list of them
        self.refused = []  # choices that do not go with the rest of the configuration
        names, _ = self.allowed("", ())
        self.tables[""] = set(names)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda name: self.explore_key("", name, ()), names))
        for table, twin in self.alike:
            self.tables |= {table + below.removeprefix(twin): keys for below, keys in self.tables.items()
                            if below.startswith(twin)}

    def told(self, settings):
        """What the program says of a configuration that is wrong."""
        options = [word for key, value in settings for word in ("--set", f"{key}={value}")]
        return call(self.folder, "check", "whole.toml", *options).stderr

    def allowed(self, table, settings):
        """The keys of a table, and the settings with what must be given beside them; None if they are refused."""
        # A word near the key that was set last: the program then speaks of it before what is missing.
        word = settings[-1][0].rpartition(".")[2] + "zz" if settings else NONE_SUCH
        for _ in range(len(GIVEN) + 1):
            said = self.told([*settings, (table + word, "1")])
            found = re.search(r"unknown key .*; allowed: (.*)", said)
            if found:
                return found[1].split(", "), settings
            given = [key.rpartition(".")[2] for key, _ in settings]
            missing = [name for name in re.findall(r"\w+", said) if name in GIVEN and name not in given]
            if not missing:
                break
            settings = (*settings, (self.place_of(missing[0], table) + missing[0], GIVEN[missing[0]]))
        return None, settings

    def place_of(self, name, table):
        """The table that lacks a key: one above this one, or this one."""
        above = [known for known in list(self.tables) if known and table != known and table.startswith(known)]
        return next((known for known in above if name in self.tables[known]), table)

    def is_alike(self, table):
        """Whether it is another table once more: no choice beside it gives it keys, then."""
        return any(table.startswith(one) for pair in list(self.alike) for one in pair)

    def explore(self, table, settings):
        names, settings = self.allowed(table, settings)
        if names is None:
            self.refused.append(settings[-1])
            return
        if table not in self.tables:
            twin = next((other for other, keys in list(self.first.items()) if keys == names), None)
            if twin:
                self.alike.append((table, twin))
                return
            self.tables[table], self.first[table] = set(), names
        known = set(self.tables[table])
        self.tables[table] |= set(names)
        chosen = []  # after the tables below, which each choice may give keys
        for name in names:
            if name not in known:
                chosen += self.explore_key(table, name, settings)
            elif f"{table}{name}." in self.tables and not self.is_alike(f"{table}{name}."):
                self.explore(f"{table}{name}.", settings)
        for choice in chosen:
            self.explore(table, (*settings, choice))

    def explore_key(self, table, name, settings):
        """What is below a key; the settings by which it takes each of its choices."""
        key, listed = table + name, False
        said = self.told([*settings, (key, f'"{NONE_SUCH}"')])
        if "must be an array" in said:
            listed = True
            said = self.told([*settings, (key, f'["{NONE_SUCH}"]')])
        if "must be a table" in said:
            self.explore(f"{key}.", settings)
        elif "must hold tables" in said:
            self.explore(f"{key}.0.", settings)
        elif found := re.search(r"is not known.*; allowed: (.*)", said):
            self.choices[key] = found[1].split(", ")
            return [(key, f'["{choice}"]' if listed else f'"{choice}"') for choice in self.choices[key]]
        return []


def plain(key):
    """The key as it is documented: without numbers of items."""
    return key.replace(".0.", ".")


def flat(table, above=""):
    """The values of a configuration by their keys; of arrays of tables those of the last one."""
    values = {}
    for name, value in table.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            value = value[-1]
        values |= flat(value, f"{above}{name}.") if isinstance(value, dict) else {above + name: value}
    return values


def commands(folder):
    """The options of every command, by its name."""
    listed = call(folder, "--help").stdout.partition("Subcommands:")[2]
    names = re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE)
    return {name: set(re.findall(r"(--[a-z][a-z-]*)", call(folder, name, "--help").stdout)) - {"--help"}
            for name in names}


def datasets(file):
    """The paths of all datasets of a file, every hard link to one by itself, `<flow>` for the names of flows."""
    with h5py.File(file) as opened:
        groups = []
        opened.visititems(lambda _, node: groups.append(node) if isinstance(node, h5py.Group) else None)
        paths = [f"{group.name[1:]}/{name}" for group in groups for name, node in group.items()
                 if isinstance(node, h5py.Dataset)]
        return {general(path, list(opened.get("observables", []))) for path in paths}


def general(path, flows):
    """A path with `<flow>` for a flow, `<kind>` for a warning, `<k>` for the number of a configuration."""
    for flow in sorted((f for f in flows if not f.endswith(".test")), key=len, reverse=True):
        path = re.sub(rf"^(particles|observables|parameters)/{re.escape(flow)}(?=[./])", r"\1/<flow>", path)
    path = re.sub(r"/warnings/\w+/", "/warnings/<kind>/", path)
    return re.sub(r"^configurations/\d+/", "configurations/<k>/", path)
