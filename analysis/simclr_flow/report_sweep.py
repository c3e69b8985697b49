"""The page of a sweep: every column of its table over its axes."""

from .facts import counted
from .sweep import ABSENT, cells_of


def data_of(sweep, name):
    """What web/sweep.js shows."""
    done = sum(state == "done" for state in sweep.states)
    return {"kind": "sweep", "title": sweep.title, "setting": setting(sweep), "outcome": outcome(sweep, done),
            "facts": [["folder", name]], "axes": [axis_of(axis) for axis in sweep.axes], "states": sweep.states,
            "columns": [column_of(column, sweep) for column in sweep.columns], "chosen": sweep.column,
            "reasons": [[index, reason] for index, reason in sweep.reasons.items()], "config": sweep.config}


def setting(sweep):
    over = ", ".join(f"{axis.key} ({counted(len(axis.values), 'value')})" for axis in sweep.axes)
    return f"{counted(len(sweep.states), 'point')} over {over}"


def outcome(sweep, done):
    """How many points are done, failed, open."""
    others = [(state, sweep.states.count(state)) for state in ("failed", "unfinished", "open")]
    return f"{done} of {counted(len(sweep.states), 'point')} are done" + \
        "".join(f", {count} {state}" for state, count in others if count) + "."


def axis_of(axis):
    return {"key": axis.key, "values": axis.values, "number": axis.is_number, "logarithmic": axis.is_logarithmic}


def column_of(name, sweep):
    """Numbers, or words; None where a point is not done or has no value. `absent` are the words that numbers lack."""
    texts = sweep.table[name]
    cells = cells_of(texts)
    if name != "state":
        cells = [cell if state == "done" else None for cell, state in zip(cells, sweep.states)]
    number = any(isinstance(cell, float) for cell in cells)
    return {"name": name, "number": number, "cells": cells,
            "absent": [text if number and text and text in ABSENT else "" for text in texts]}
