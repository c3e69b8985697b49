"""When a quantity has risen by a share of all that it rises."""

import numpy as np


def crossing(time, value, share):
    """The first time at which `value` has risen by `share` of the way from its first number to its
    largest, along straight lines over log t; t = 0 has no logarithm, and the time of the second row
    is taken for it."""
    time = np.where(time > 0, time, time[1])
    wanted = value[0] + share * (value.max() - value[0])
    place = int(np.argmax(value >= wanted))
    if place == 0:
        return float(time[0])
    part = (wanted - value[place - 1]) / (value[place] - value[place - 1])
    return float(time[place - 1] * (time[place] / time[place - 1]) ** part)
