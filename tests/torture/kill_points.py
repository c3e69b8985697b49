"""The instants at which a run can be killed, and a sample of them."""
import os
import random
from typing import NamedTuple

EVERY_POINT = os.environ.get("SIMCLR_FLOW_TORTURE") == "all"


class KillPoint(NamedTuple):
    call: int
    half: bool

    def environment(self):
        return {"KILL_AT": str(self.call), "KILL_HALF": str(int(self.half))}


def kill_points(letters):
    """Before every call, and after half of every call that writes; letters are the shim's."""
    return [KillPoint(call, half) for call, letter in enumerate(letters, 1)
            for half in ((False, True) if letter == "w" else (False,))]


def sampled(letters, count):
    """All points if SIMCLR_FLOW_TORTURE=all. Otherwise the last ones, where a run notes its end,
    those around the renames, a few before the first rename, where a new run has no file yet, and
    `count` later ones."""
    points = kill_points(letters)
    if EVERY_POINT:
        return points
    renames = [call for call, letter in enumerate(letters, 1) if letter == "r"] or [0]
    near = {p for p in points if any(abs(p.call - r) <= 2 for r in renames)} | {*points[-12:]}
    early = [p for p in points if p.call < renames[0] and p not in near]
    late = [p for p in points if p.call > renames[0] and p not in near]
    choose = random.Random(1)
    return sorted({*near, *choose.sample(early, min(len(early), count // 10)),
                   *choose.sample(late, min(len(late), count))})
