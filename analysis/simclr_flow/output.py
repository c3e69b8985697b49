"""How the commands of the package write files, whole or not at all, and tell people what they did."""

import contextlib
import os
import sys
import tempfile

from .stored import TrajectoryError

INPUT, STORAGE = 2, 4  # exit codes, those of simclr-flow


class StorageError(Exception):
    """A file cannot be written; the message is one sentence for people."""


def tell(path):
    """Print a path, unless the reader of the pipe has left. Throws StorageError."""
    try:
        print(path, flush=True)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")
    except OSError as error:
        sys.stdout = open(os.devnull, "w")  # what is still in the old one would fail once more at the end
        raise StorageError(f"cannot write to the standard output: {error.strerror.lower()}; {path} is written.") from error


def write(contents):
    """The files of {path: bytes}, their folders too. Throws StorageError."""
    for path, content in contents.items():
        with telling(path):
            put(path, content)


@contextlib.contextmanager
def telling(path):
    """Makes the folder of a file that is written within; errors are told by the names of the folder and the file, never
    by those of what is written in between. Throws StorageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"cannot write into the folder {path.parent}, which cannot be made: {why(error)}.") from error
    try:
        yield
    except PermissionError as error:
        raise StorageError(f"cannot write into the folder {path.parent}: {why(error)}.") from error
    except OSError as error:
        raise StorageError(f"cannot write {path}: {why(error)}.") from error


def why(error):
    return (error.strerror or str(error)).lower()


def put(path, content):
    """A file, whole or not at all."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", suffix=".tmp", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.chmod(file.name, 0o666 & ~mask())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def mask():
    """The permissions that new files do not get."""
    now = os.umask(0)
    os.umask(now)
    return now


def exit_code_of(command, act):
    """0 after act(), or what its failure is: told in one sentence of the command on the standard error."""
    try:
        act()
    except (TrajectoryError, StorageError, OSError) as error:
        print(f"{command}: {explain(error)}", file=sys.stderr)
        return STORAGE if isinstance(error, StorageError) else INPUT
    return 0


def explain(error):
    """One sentence: the message, with the path for errors of the system."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"cannot read {error.filename}: {error.strerror.lower()}."
    return str(error)
