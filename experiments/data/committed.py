"""Writes what a maker made, or holds it against what is committed: MAKER.py [--check] ...

With --check nothing is written; exit 1, and a sentence, if bytes differ."""

import io
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent


def keep(files, check):
    """`files`: name to text or array; of arrays the bytes of NumPy's format 1.0, which are the same
    everywhere."""
    different = [name for name, content in files.items()
                 if not kept(HERE / name, as_bytes(content), check)]
    for name in different:
        print(f"{name} is not what this makes", file=sys.stderr)
    sys.exit(bool(different))


def kept(path, content, check):
    if check:
        return path.is_file() and path.read_bytes() == content
    path.write_bytes(content)
    return True


def as_bytes(content):
    if isinstance(content, str):
        return content.encode()
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.ascontiguousarray(content), version=(1, 0))
    return buffer.getvalue()
