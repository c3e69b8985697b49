"""The commands that integrate and minimize, in this process."""

import os
import tomllib
import warnings
from collections.abc import Mapping
from pathlib import Path

from .library import library
from .stores import load
from .toml_text import table_text

DONE, NUMERICAL, INPUT, INTERRUPTED = range(4)


def run(config, output=None, *, overrides=(), force=False, quiet=True):
    """Integrates every flow of a configuration into a trajectory file, as `simclr-flow run` does; gives it, a Run.

    config: the path of a .toml; or its text, of more than one line; or a table, {"data": {"kind": "discs"}, ...}.
    output: the file, of a configuration with `seeds` the folder; by default that of the program for a path, in the
        current folder. It must be given for texts and tables.
    overrides: "key=value" each, as --set. force: replaces an output that there is. quiet: tells no progress.

    Of seeds an Ensemble. Throws InputError (a ValueError) for what cannot be run, with nothing written;
    StorageError (an OSError); KeyboardInterrupt where a signal stopped it, with a checkpoint in the file. A flow that
    fails numerically says so in its status, and as a warning.
    """
    text, name = text_of(config)
    ensemble = has_seeds(text) or any(key.startswith("seeds=") for key in overrides)
    path = path_of(output, name, "" if ensemble else ".h5")
    finish(library.run(name, text, path, list(overrides), force, quiet), path)
    found = load(path)
    for one in found.runs.values() if ensemble else [found]:
        tell_failures(one)
    return found


def minimize(config, output=None, *, overrides=(), force=False, quiet=True):
    """Carries out the [study] of a configuration, as `simclr-flow minimize` does; gives it, a Study.

    Arguments and errors are those of run; the default output is NAME-minima.h5.
    """
    text, name = text_of(config)
    path = path_of(output, name, "-minima.h5")
    finish(library.minimize(name, text, path, list(overrides), force, quiet), path)
    return load(path)


def text_of(config):
    """The text of a configuration, and its name for messages."""
    if isinstance(config, Mapping):
        return table_text(config), "table"
    if isinstance(config, str) and "\n" in config:
        return config, "text"
    try:
        return Path(config).read_text(encoding="utf-8"), os.fspath(config)
    except OSError as error:
        raise library.InputError(f"cannot read '{config}': {error.strerror.lower()}") from error


def has_seeds(text):
    try:
        return "seeds" in tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False  # the program tells what is wrong, and where


def path_of(output, name, ending):
    if output is None and name in ("table", "text"):
        raise library.InputError("output must be given: a configuration that is no file names none")
    return library.default_name(name) + ending if output is None else os.fspath(output)


def finish(ended, path):
    """Throws what an exit code and a signal mean."""
    code, stopped = ended
    if stopped:
        raise KeyboardInterrupt(f"'{path}' holds a checkpoint: `simclr-flow resume {path}` goes on")
    if code == INPUT:
        raise MemoryError(f"there was not enough memory; '{path}' can go on elsewhere")


def tell_failures(run):
    """A warning for every flow that failed."""
    for flow in run.flows:
        if flow.status == "failed":
            warnings.warn(f"flow '{flow.name}' failed: {flow.reason}", RuntimeWarning, stacklevel=3)
