"""Values of Python as TOML, for the program's reader of configurations."""

import json
import os
from collections.abc import Mapping

import numpy as np


def value_text(value):
    """A number, a word, a truth, a list or a table of these on one line. Throws TypeError for others."""
    if isinstance(value, os.PathLike):
        return value_text(os.fspath(value))
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim):
        return value_text(value.tolist())
    if isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{json.dumps(key)} = {value_text(held)}' for key, held in value.items())} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(value_text, value))}]"
    raise TypeError(f"{value!r} is a {type(value).__name__}: a configuration has numbers, words, truth values, "
                    "lists and tables")


def table_text(table):
    """A table of such values, a line per key; None stands for keys that are not there."""
    return "".join(f"{json.dumps(key)} = {value_text(value)}\n" for key, value in table.items() if value is not None)
