"""The commands that integrate and minimize, in this process."""

import os
import tomllib
import warnings
from collections.abc import Mapping
from pathlib import Path

from .library import library
from .stores import load
from .toml_text import table_text, value_text

INPUT = 2  # exit code: what does not fit into the memory; what cannot be used is thrown


def run(config, output=None, *, overrides=(), force=False, quiet=True):
    """Integrates every flow of a configuration into a trajectory file, as `simclr-flow run` does; gives it, a Run.

    config: the path of a .toml; or its text, of more than one line; or a table, {"data": {"kind": "discs"}, ...}.
        Files that it names start from its folder; of a text and a table from the current one.
    output: the file, of a configuration with `seeds` the folder; by default that of the program for a path, in the
        current folder. It must be given for texts and tables.
    overrides: a list of "key=value", or a table {"stop.time": 10}, as --set. force (the program's --force): replaces
        an output that there is; a Run that was loaded from it then reads the new one. quiet: tells no progress.

    A configuration with seeds gives an Ensemble. Throws InputError (a ValueError) for what cannot be run, with nothing written;
    StorageError (an OSError); KeyboardInterrupt where a signal stopped it, with a checkpoint in the file. A flow that
    fails numerically says so in its status, and as a warning.
    """
    text, name = text_of(config)
    given = overrides_of(overrides)
    ensemble = has_seeds(text) or any(key.startswith("seeds=") for key in given)
    path = path_of(output, name, "" if ensemble else ".h5")
    call(library.run, name, text, path, given, force, quiet)
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
    call(library.minimize, name, text, path, overrides_of(overrides), force, quiet)
    return load(path)


UNNAMED = "table", "text"  # what messages call configurations that are no files


def text_of(config):
    """The text of a configuration, and its name for messages."""
    if isinstance(config, Mapping):
        return table_text(config) + "\n", UNNAMED[0]
    if isinstance(config, str) and "\n" in config:
        return config, UNNAMED[1]
    path = Path(config)
    try:
        return path.read_text(encoding="utf-8-sig") + "\n", str(path.absolute())
    except OSError as error:
        raise library.InputError(f"cannot read '{path}': {error.strerror.lower()}") from error
    except UnicodeDecodeError as error:
        raise library.InputError(f"'{path}' is no text in UTF-8: byte {error.start}") from error


def overrides_of(overrides):
    """A list of "key=value" of a list, or of a table."""
    if isinstance(overrides, Mapping):
        return [f"{key}={value_text(value)}" for key, value in overrides.items()]
    if isinstance(overrides, str):
        raise library.InputError(f"overrides = {overrides!r}; allowed: a list, [{overrides!r}], or a table")
    return list(overrides)


def has_seeds(text):
    try:
        return "seeds" in tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False  # the program tells what is wrong, and where


def path_of(output, name, ending):
    if output is None and name in UNNAMED:
        raise library.InputError("output must be given: a configuration that is no file names none")
    return library.default_name(name) + ending if output is None else os.fspath(output)


def call(command, name, text, path, overrides, force, quiet):
    """Carries out a command; throws what its exit code and a signal mean."""
    try:
        code = command(name, text, path, overrides, force, quiet)
    except KeyboardInterrupt as stopped:
        if not Path(path).exists():
            raise
        raise KeyboardInterrupt(f"'{path}' holds a checkpoint: `simclr-flow resume {path}` goes on") from stopped
    if code == INPUT:
        raise MemoryError(f"there was not enough memory; '{path}' can go on elsewhere")


def tell_failures(run):
    """A warning for every flow that failed."""
    for flow in run.flows:
        if flow.status == "failed":
            warnings.warn(f"flow '{flow.name}' failed: {flow.reason}", RuntimeWarning, stacklevel=3)
