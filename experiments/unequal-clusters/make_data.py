"""make_data.py FOLDER: 66 points in discs of unequal sizes, as SETTING-SEED.csv with the columns
x, y, cluster.

Settings vary one thing each: sizes of two discs, their distance, their radius, sizes of three discs
equally far apart."""

import sys
from pathlib import Path

import numpy as np

TIGHT = 0.0125
SETTINGS = {  # members of each disc, distance of centres, radius
    "sizes-1": ((33, 33), 2, TIGHT), "sizes-2": ((22, 44), 2, TIGHT),
    "sizes-5": ((11, 55), 2, TIGHT), "sizes-10": ((6, 60), 2, TIGHT),
    "distance-1": ((11, 55), 1, TIGHT), "distance-4": ((11, 55), 4, TIGHT),
    "radius-0.05": ((11, 55), 2, 0.05), "radius-0.2": ((11, 55), 2, 0.2),
    "three-1-1-1": ((22, 22, 22), 2, TIGHT), "three-1-1-9": ((6, 6, 54), 2, TIGHT),
    "three-1-5-5": ((6, 30, 30), 2, TIGHT)}
SEEDS = range(1, 6)


def main(folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, setting in SETTINGS.items():
        for seed in SEEDS:
            rows = points(np.random.default_rng([seed, len(setting[0])]), *setting)
            lines = [f"{x:.17g},{y:.17g},{cluster}\n" for x, y, cluster in rows]
            (Path(folder) / f"{name}-{seed}.csv").write_text("x,y,cluster\n" + "".join(lines))


def points(random, members, distance, radius):
    """Centres at the ends of a segment or the corners of a triangle, points uniform in discs."""
    corners = np.pi / 2 + 2 * np.pi * np.arange(len(members)) / len(members)
    around = distance / (2 * np.sin(np.pi / len(members)))
    for cluster, (count, corner) in enumerate(zip(members, corners, strict=True)):
        length, angle = radius * np.sqrt(random.random(count)), 2 * np.pi * random.random(count)
        yield from zip(around * np.cos(corner) + length * np.cos(angle),
                       around * np.sin(corner) + length * np.sin(angle), [cluster] * count)


if __name__ == "__main__":
    main(*sys.argv[1:])
