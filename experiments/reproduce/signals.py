"""Signals that end this program end the step that runs, which keeps what it can go on from."""

import signal
from contextlib import contextmanager

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(Exception):
    """A signal came while a step ran."""


@contextmanager
def passed_on(child):
    """Within, signals that would end this program go to the child instead; yields the list of those that came."""
    came = []

    def pass_on(number, _):
        came.append(number)
        child.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in ENDING}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
