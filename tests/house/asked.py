"""What the program says of itself: its keys and their choices, its commands and their options, its checks, the datasets of its
files. Nothing is listed here: what is new is found."""
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import h5py

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from program import PROGRAM  # noqa: E402

def call(folder, *arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder, text=True, capture_output=True,
                          timeout=600, env={**os.environ, "SIMCLR_FLOW_THREADS": "1"})


class Keys:
    """All keys of a configuration, their defaults as values, and the choices of those that have a list of them."""

    def __init__(self, folder):
        told = json.loads(call(folder, "help", "--json").stdout)["keys"]
        self.paths = {key["path"] for key in told}
        self.choices = {key["path"]: key["choices"] for key in told if key["choices"]}
        self.defaults = {key["path"]: tomllib.loads(f"v = {key['default']}")["v"] for key in told if key["default"]}
        self.tables = {}  # the names in each table, "data." for [data]
        for key in told:
            table, dot, name = key["path"].rpartition(".")
            self.tables.setdefault(table + dot, set()).add(name)


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


def checks(folder):
    """The ids of all checks, and the statement of each, as `list` prints them."""
    listed = call(folder, "list").stdout.partition("\nchecks ")[2]
    found = {}
    for line in listed.splitlines()[1:]:
        row = re.match(r"  (\S+(?:, \S+)*)  +(.+)$", line)
        if not row:
            break
        found |= dict.fromkeys(row[1].split(", "), row[2])
    return found


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
    path = re.sub(r"/seconds/\w+", "/seconds/<kind>", path)
    return re.sub(r"^configurations/\d+/", "configurations/<k>/", path)
