"""How the commands of the package write files, whole or not at all, and tell people what they did."""

import os
import sys
import tempfile

INPUT, STORAGE = 2, 4  # exit codes, those of simclr-flow


class StorageError(Exception):
    """A file cannot be written; the message is one sentence for people."""


def tell(path):
    """Print a path, unless the reader of the pipe has left."""
    try:
        print(path, flush=True)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")


def write(contents):
    """The files of {path: bytes}, their folders too. Throws StorageError."""
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            put(path, content)
    except OSError as error:
        raise StorageError(f"cannot write {error.filename or path.parent}: {error.strerror.lower()}.") from error


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


def explain(error):
    """One sentence: the message, with the path for errors of the system."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"cannot read {error.filename}: {error.strerror.lower()}."
    return str(error)
