"""The small runs that are tortured: two flows, a few dozen frames, a commit after every step."""
import re

PLANNED = """\
title = "torture"
[data]
kind = "discs"
per_class = 4
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
"""
# Nobody knows how many steps an adaptive method will take: the file grows, and is trimmed.
GROWING = re.sub("frames = .*", 'frames = { spacing = "steps", every = 1 }', PLANNED).replace(
    'integrator = { method = "rk4", step = 0.1 }\n', "")

RUN = ("run", "../torture.toml", "-o", "run.h5", "--quiet")
RESUME = ("resume", "run.h5", "--quiet")
