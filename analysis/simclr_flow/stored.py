"""How any HDF5 file of the program is opened, and what is refused of it in a sentence."""

import contextlib
import math
import textwrap
import tomllib
from pathlib import Path

import h5py
import numpy as np

SCHEMAS = "1.0", "1.1"  # 1.0: may be older than some series
LITTLE = 1 << 24  # bytes that a dataset may claim whatever is stored of it


class TrajectoryError(Exception):
    """What was asked for cannot be read or told; the message is one sentence for people."""


def require(condition, fault):
    if not condition:
        raise TrajectoryError(f"{fault}.")


def naming(path, error):
    """The error, with the file that it is of at its beginning."""
    said = str(error)
    return error if said.startswith(f"{path}") else TrajectoryError(f"{path}: {said}")


@contextlib.contextmanager
def reading(otherwise):
    """Errors of what is read within become TrajectoryErrors: of the system with the name of the file, any other of the
    many that damaged files lead to by the sentence `otherwise`."""
    try:
        yield
    except OSError as error:
        raise TrajectoryError(f"cannot read {error.filename}: {error.strerror.lower()}.") from error
    except TrajectoryError:
        raise
    except Exception as error:
        raise TrajectoryError(f"{otherwise}.") from error


def read_stored(path, read):
    """What read(file, stem) makes of the HDF5 file `path` of this schema. Throws TrajectoryError."""
    try:
        Path(path).open("rb").close()
    except OSError as error:
        raise TrajectoryError(f"cannot read {path}: {error.strerror.lower()}.") from error
    require(h5py.is_hdf5(path), f"{path} is not an HDF5 file")
    try:
        with h5py.File(path, "r", locking=False) as file:
            check_schema(file)
            file.visititems(require_stored)
            return read(file, Path(path).stem)
    except TrajectoryError as error:
        raise naming(path, error) from error
    except Exception as error:  # of the many that h5py throws at what a damaged file holds
        raise TrajectoryError(f"{path} is damaged or incomplete: {on_one_line(error)}.") from error


def on_one_line(error):
    """What an error says, shortened; its kind where it says nothing."""
    return textwrap.shorten(str(error).strip(chr(34)), 200, placeholder=" ...") or type(error).__name__


def require_stored(name, item):
    """Refuse a dataset whose shape is not that of what is stored of it, before its values are read: those in one
    piece are as many bytes, compressed ones have at most about a thousand times theirs (deflate: 1032)."""
    if not isinstance(item, h5py.Dataset) or item.dtype.hasobject:  # values of any length are stored elsewhere
        return
    claimed, stored = math.prod(item.shape or ()) * item.dtype.itemsize, item.id.get_storage_size()
    in_one_piece = not item.chunks and stored
    fits = claimed == stored if in_one_piece else claimed <= max(LITTLE, 1100 * stored)
    require(fits, f"{name} claims {claimed} bytes by its shape, of which {stored} are stored: it is damaged")


def check_schema(file):
    """Refuse files of another program or another version of the schema."""
    found = file.attrs.get("schema")
    require(found is not None, "the root attribute 'schema' is missing: this is no simclr-flow trajectory")
    require(decode(found) in SCHEMAS, f"the schema is {decode(found)!r}, this program reads {' and '.join(SCHEMAS)}")


def read_config(file):
    """The resolved configuration, or {} where it is absent or unreadable."""
    try:
        return tomllib.loads(text(file, "parameters/resolved"))
    except tomllib.TOMLDecodeError:
        return {}


def text(file, path):
    """A string dataset as str, "" where absent."""
    return decode(file[path][()]) if path in file else ""


def scalar(file, path):
    """A scalar dataset, None where absent."""
    return file[path][()] if path in file else None


def decode(value):
    value = np.ravel(value)[0]
    return (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)).strip("\0 ")
