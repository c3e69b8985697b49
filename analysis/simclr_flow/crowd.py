"""Which latents are drawn, in which order, colour and shape."""

import tomllib
from dataclasses import dataclass

import numpy as np
from matplotlib.markers import MarkerStyle

from .names import class_name
from .style import markers, particle_colours, ranks

SEED = 1  # of the drawing order, which must not depend on the labels
MOST_DRAWN = 3000  # latents; of more, so many by the order, which says nothing of them
MOST_TRACED = 300  # of more than that, so many as lines: all would be one area
PALE = 0.4  # opacity of the views of a sample but the first


@dataclass(frozen=True)
class Crowd:
    """The classes of a run in the order of their colours and shapes, with their names, and the number of views of each
    sample: view a of sample i is latent i V + a."""

    classes: np.ndarray
    views: int = 1
    names: tuple = ()

    def colours(self, part):
        """One RGBA row per latent, paler where it is not the first view of its sample."""
        count = part.position.value.shape[1]
        colours = particle_colours(part.labels, count, self.classes)
        colours[~self.is_first_view(count), 3] = PALE
        return colours

    def is_first_view(self, count):
        return np.arange(count) % (self.views if count % self.views == 0 else 1) == 0

    def shapes(self, part):
        """One path per latent."""
        paths = [marker_path(marker) for marker in markers(max(1, len(self.classes)))]
        return [paths[rank] for rank in self.ranks(part)]

    def ranks(self, part):
        return ranks(part.labels, part.position.value.shape[1], self.classes)


def crowd_of(run):
    """The classes and views of a run."""
    parts = [part for flow in run.flows for part in (flow, flow.test) if part is not None]
    labels = [part.labels for part in parts if part.labels is not None]
    classes = np.unique(np.concatenate(labels)) if labels else np.array([], int)
    return Crowd(classes, views_of(run), tuple(class_name(label, run.class_names) for label in classes))


def views_of(run):
    """The number of views of each sample, 1 where the file is silent."""
    try:
        return max(1, int(tomllib.loads(run.provenance.config)["views"]["count"]))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
        return 1


def drawn(count):
    """The latents that are drawn, in the order in which they lie over each other."""
    return np.random.default_rng(SEED).permutation(count)[:MOST_DRAWN]


def marker_path(marker):
    style = MarkerStyle(marker)
    return style.get_path().transformed(style.get_transform())
