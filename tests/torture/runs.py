"""The small runs that are tortured: two flows, a few dozen frames, a commit after every step."""
import re

PLANNED = """\
title = "torture"
[data]
kind = "discs"
per_class = 4
[data.test]
per_class = 2
[latent]
manifold = "circle"
[initial]
spread = 0.3
[energy]
preset = "simclr"
temperature = 0.2
[integrator]
method = "dopri5"
rtol = 1e-5
[stop]
time = 2
[output]
checkpoint = 0
frames = { first = 0.1, per_decade = 10 }
[[flow]]
kind = "particle"
integrator = { method = "rk4", step = 0.1 }
[[flow]]
kind = "network"
activation = "tanh"
widths = [10]
scaling = "mean-field"
"""


def by_steps(every, largest_step):
    """Rows every so many steps of an adaptive method: nobody knows how many there will be, so the
    file starts with room for 256 steps, grows, and is trimmed."""
    config = re.sub("frames = .*", f'frames = {{ spacing = "steps", every = {every} }}', PLANNED)
    return config + f"integrator = {{ max_step = {largest_step} }}\n"


GROWING = by_steps(30, 5.6e-3)  # the file of 357 steps grows once

RUN = ("run", "../torture.toml", "-o", "run.h5", "--quiet")
RESUME = ("resume", "run.h5", "--quiet")
