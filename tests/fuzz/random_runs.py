#!/usr/bin/env python3
"""Random valid runs, each judged by `compare`: honest runs must not be accused, nor left behind.

    SIMCLR_FLOW=build/release/src/simclr-flow tests/fuzz/random_runs.py [--seed 1] [--count 500]
    ... random_runs.py --seed S --only K      one trial again: K is what a fault is told with

Trial K is a function of the seed and K alone. It is a fault if `run` ends with a code that is not 0, 1
(with the reason of a flow that failed, in the file) or 3, by a signal, or never; if a flow is left
`running`; if `compare` finds a difference (5) or does not end with 0. A refused configuration (2) is a
fault of this generator, or of the program. What was found is told trial by trial, with the
configuration; exit code 1 if anything was.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import h5py
import numpy as np

from configurations import random_configuration

PROGRAM = os.path.abspath(os.environ.get("SIMCLR_FLOW", "simclr-flow"))
RISES = ("monotone", "persistence")  # accuse rightly where the run itself warned that E rose
PATIENCE = 60  # seconds: `wall_time` is 2


def call(folder, *arguments):
    """Exit code (negative: a signal; None: it did not end), output and errors."""
    try:
        done = subprocess.run([PROGRAM, *arguments], cwd=folder, text=True, capture_output=True,
                              timeout=PATIENCE, env={**os.environ, "SIMCLR_FLOW_THREADS": "1"})
    except subprocess.TimeoutExpired:
        return None, "", f"did not end within {PATIENCE} s"
    return done.returncode, done.stdout, done.stderr


def endings(path):
    """Status and reason of every flow of a file."""
    def text(file, name):
        return file[name][()].rstrip(b"\0").decode()
    with h5py.File(path) as file:
        flows = [name for name, item in file["parameters"].items() if isinstance(item, h5py.Group)]
        return {name: (text(file, f"parameters/{name}/status"), text(file, f"parameters/{name}/reason"))
                for name in flows}


def faults_of_run(folder):
    """What is wrong with how a run ended; nothing if all is right. And whether there is a file."""
    code, _, errors = call(folder, "run", "run.toml", "-o", "run.h5", "--quiet")
    last = errors.strip().splitlines()[-1:] or [""]
    if code == 2:
        return [f"refused: {last[0]}"], False
    if code not in (0, 1, 3) or not (folder / "run.h5").exists():
        return [f"run ended with {code}: {last[0]}"], False
    ends = endings(folder / "run.h5")
    faults = [f"flow '{flow}' is left running (exit {code}): {last[0]}"
              for flow, (status, _) in ends.items() if status == "running"]
    told = [reason for status, reason in ends.values() if status == "failed" and reason]
    if (code == 1) != bool(told):
        faults.append(f"run ended with {code}, reasons of failed flows: {told}: {last[0]}")
    return faults, True


def faults_of_judgement(folder):
    code, out, errors = call(folder, "compare", "run.h5", "--json")
    if code == 0:
        return []
    if code != 5:
        return [f"compare ended with {code}: {errors.strip()[-300:]}"]
    report = json.loads(out)
    checks = [("file", check) for check in report["checks"]]
    checks += [(flow["name"], check) for flow in report["flows"] for check in flow["checks"]]
    checks += [("pair", check) for pair in report["between"] for check in pair["checks"]]
    with h5py.File(folder / "run.h5") as file:
        warned = {flow["name"] for flow in report["flows"]
                  if np.any(file.get(f"parameters/{flow['name']}/warnings/energy_rise/count", np.zeros(1))[()])}
    return [f"accused: {where}: {c['id']}: {c['quantity']}: theory {c['theory']}, measured "
            f"{c['measured']}, allowed {c['tolerance']}"
            for where, c in checks if c["verdict"] == "differs" and not (where in warned and c["id"] in RISES)]


def trial(seed, number, keep):
    """The configuration of a trial and its faults."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(keep or scratch) / f"{seed}-{number}" if keep else Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "run.h5").unlink(missing_ok=True)
        text = random_configuration(random.Random(f"{seed}-{number}"), folder)
        (folder / "run.toml").write_text(text)
        faults, judged = faults_of_run(folder)
        return text, faults + (faults_of_judgement(folder) if judged else [])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--only", type=int, help="this trial alone")
    parser.add_argument("--keep", help="a folder for the configurations and files")
    parser.add_argument("--jobs", type=int, default=2, help="trials at a time")
    options = parser.parse_args()
    numbers = range(options.count) if options.only is None else [options.only]
    print(f"seed {options.seed}, {len(numbers)} trials", flush=True)
    found = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        trials = pool.map(lambda k: trial(options.seed, k, options.keep), numbers)
        for number, (text, faults) in zip(numbers, trials):
            if not faults:
                continue
            found += 1
            print(f"--- trial {number} of seed {options.seed}\n{text}", *faults, sep="\n", flush=True)
    print(f"{found} of {len(numbers)} trials have faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
