#!/usr/bin/python3
"""Small real files with flipped bytes, given to every command that reads them and to plot.py.

    SIMCLR_FLOW=build/release/src/simclr-flow tests/fuzz/flipped_bytes.py [--seed 1] [--count 100]

Each trial damages one file: a byte gets another value, mostly one that is not 0 (bytes of 0 are room) and outside
of the datasets' values (it tells what they are), or a few of them do, or the file ends early. What reads it must end by itself, with an exit code from 0 to 5 and, unless that is
0 or 5, a sentence; without a traceback, and in little memory. Prints what did not, with the trial
by which it is made again (--only TRIAL keeps its file), and ends with 1.
"""
import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import h5py

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("SIMCLR_FLOW", "simclr-flow")
SECONDS = 60
MOST_MEMORY = 400 << 20  # bytes in use, of which matplotlib takes 150 MB
MOST_ADDRESSES = 3 << 30  # what is asked for beyond is refused, not taken from the machine

RUN = """\
data = { kind = "discs", per_class = 2, test = { per_class = 1 } }
latent = { manifold = "circle" }
initial = { spread = 0.3 }
energy = { preset = "simclr", temperature = 0.2 }
integrator = { method = "dopri5" }
stop = { time = 2 }
output = { frames = { first = 0.1, per_decade = 4 } }
flow = [{ kind = "particle" }, { kind = "network", widths = [5], activation = "tanh", scaling = "mean-field" }]
"""
STUDY = """\
data = { kind = "none", count = 4 }
latent = { manifold = "sphere", dim = 3 }
energy = { preset = "simclr", temperature = 0.5 }
study = { starts = 3 }
"""
# What reads a file: its name is put in place of FILE.
EXTRACT = (PROGRAM, "extract", "FILE", "--force", "-o", "taken.npy")
PLOT = ("/usr/bin/python3", ROOT / "analysis/plot.py", "FILE")
READERS = {
    "run": [(PROGRAM, "info", "FILE"), (PROGRAM, "compare", "FILE"),
            (*EXTRACT, "--latents", "--flow", "particle"), (*EXTRACT, "--weights", "--flow", "network"),
            (PROGRAM, "extract", "FILE", "--force", "-o", "taken.csv", "--observables", "--flow", "network"),
            (PROGRAM, "export", "FILE", "--force", "--to", "xdmf"),
            (PROGRAM, "energy", "FILE:/particles/particle/position/value", "--preset", "simclr", "--temperature", "1"),
            PLOT, (PROGRAM, "resume", "FILE", "--quiet", "--set", "stop.time=3")],
    "study": [(PROGRAM, "info", "FILE"), PLOT, (PROGRAM, "resume", "FILE", "--set", "study.starts=4")],
}


def make_files(folder):
    """The path of a file of each kind, by its name in READERS."""
    for name, text, command in (("run", RUN, "run"), ("study", STUDY, "minimize")):
        (folder / f"{name}.toml").write_text(text)
        subprocess.run([PROGRAM, command, f"{name}.toml", "-o", f"{name}.h5", "--quiet"], cwd=folder, check=True)
    return {name: (folder / f"{name}.h5") for name in READERS}


def places_of(path):
    """Where bytes of a file are not 0: outside of the values of its datasets, and all of them."""
    content = path.read_bytes()
    told = {at for at, byte in enumerate(content) if byte}
    outside = set(told)

    def leave_out(_, item):
        if isinstance(item, h5py.Dataset) and item.id.get_offset() is not None:
            outside.difference_update(range(item.id.get_offset(), item.id.get_offset() + item.id.get_storage_size()))
    with h5py.File(path, "r") as file:
        file.visititems(leave_out)
    return sorted(outside), sorted(told)


def damaged(content, places, draw):
    """The bytes of a file, damaged."""
    if draw.random() < 0.05:
        return content[:draw.randrange(len(content))]
    outside, told = places
    content = bytearray(content)
    for _ in range(draw.choice((1, 1, 1, 4))):
        at = draw.choice(draw.choices((outside, told, range(len(content))), (0.8, 0.15, 0.05))[0])
        content[at] = draw.choice([value for value in {0, 255, content[at] ^ (1 << draw.randrange(8)),
                                                       draw.randrange(256)} if value != content[at]])
    return bytes(content)


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def ended(arguments, folder):
    """Exit code (negative: a signal, None: never), what was said, and the most memory in use."""
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(list(map(str, arguments)), cwd=folder, stdout=told, stderr=subprocess.STDOUT,
                                   preexec_fn=limit_memory)
        timer = threading.Timer(SECONDS, process.kill)
        timer.start()
        _, status, used = os.wait4(process.pid, 0)
        in_time = timer.is_alive()
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status) if in_time else None
        told.seek(0)
        return process.returncode, told.read().decode("utf-8", "replace"), used.ru_maxrss << 10


def fault_of(arguments, folder):
    """What is wrong with how a command ends, or nothing."""
    code, told, memory = ended(arguments, folder)
    if code is None:
        return f"does not end in {SECONDS} s"
    if not 0 <= code <= 5 or "Traceback" in told:
        return f"exit code {code}: {told[-600:]}"
    if code not in (0, 5) and not told.strip():
        return f"exit code {code} without a sentence"
    return f"{memory >> 20} MB of memory" if memory > MOST_MEMORY else ""


def faults_of(commands, content, folder):
    """The faults of commands that read a file, each with its command."""
    for command in commands:
        (folder / "file.h5").write_bytes(content)
        arguments = [str(word).replace("FILE", "file.h5") for word in command]
        if fault := fault_of(arguments, folder):
            yield " ".join(arguments), fault


def trials(files, seed, numbers):
    """For each number its kind of file and a damaged one."""
    places = {kind: places_of(path) for kind, path in files.items()}
    for number in numbers:
        draw = random.Random(f"{seed}.{number}")
        kind = draw.choice(list(files))
        yield number, kind, damaged(files[kind].read_bytes(), places[kind], draw)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--only", type=int, metavar="TRIAL", help="this one alone; its file is kept as TRIAL.h5")
    parser.add_argument("--command", default="", metavar="WORD", help="those that hold it alone: info, plot.py, ...")
    options = parser.parse_args()
    numbers = range(options.count) if options.only is None else [options.only]
    found = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for number, kind, content in trials(make_files(folder), options.seed, numbers):
            if options.only is not None:
                Path(f"{number}.h5").write_bytes(content)
            commands = [words for words in READERS[kind] if any(options.command in str(word) for word in words)]
            for command, fault in faults_of(commands, content, folder):
                found += 1
                print(f"trial {number} ({kind}): {command}\n    {fault}", flush=True)
    print(f"{len(numbers)} trials, {found} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
