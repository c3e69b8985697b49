"""Which latents and frames a page holds: all, or so many that it stays small; and what it says of the others."""

from dataclasses import dataclass

import numpy as np

MOST_POINTS = 3000  # of a flow
LEAST_POINTS = 400
ENOUGH_FRAMES = 120  # before there are fewer of them, latents are left out
SEED = 1  # of which latents are shown


@dataclass(frozen=True)
class Cut:
    """`points(count)` are the latents that are shown of so many, ascending; `frames(count)` the rows."""

    most_points: int
    share: float

    def points(self, count):
        if count <= self.most_points:
            return np.arange(count)
        return np.sort(np.random.default_rng(SEED).permutation(count)[:self.most_points])

    def frames(self, count):
        """Evenly spaced rows, the first and the last among them."""
        kept = min(count, max(2, int(self.share * count)))
        return np.unique(np.linspace(0, count - 1, kept).round().astype(int)) if count else np.empty(0, int)


def cut_for(clouds, coordinates, budget):
    """What fits into `budget` bytes of the series `clouds` (rows, latents), with so many coordinates of two bytes each,
    in base64."""
    points = MOST_POINTS
    while True:
        size = sum(rows * min(count, points) * coordinates * 2 for rows, count in clouds) * 4 / 3
        share = min(1.0, budget / size) if size else 1.0
        rows = max((rows for rows, _ in clouds), default=0)
        if share == 1 or share * rows >= ENOUGH_FRAMES or points <= LEAST_POINTS:
            return Cut(points, share)
        points //= 2


def remark(cut, rows, count, points="latents", frames="frames"):
    """A sentence on what is left out of a flow with so many rows and points, "" where nothing is."""
    shown, kept = len(cut.points(count)), len(cut.frames(rows))
    parts = [f"{shown} of {count} {points}, drawn at random"] * (shown < count) + \
        [f"{kept} of {rows} {frames}, evenly spaced"] * (kept < rows)
    return f"To keep this page small it shows {' and '.join(parts)}." if parts else ""
