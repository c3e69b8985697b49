"""What diagnosis.json says: of made embeddings, and of theory."""

import json
from math import exp, log

SAMPLES, DIM, TEMPERATURE = 128, 128, 0.5


def collapsed_loss(results):
    return of(results, "collapsed")["energy"]


def gradient_at_collapse(results):
    return of(results, "collapsed")["gradient_norm"]


def largest_error_of_collapse_values(results):
    """Of those that `theory` tells, over sizes of batches, from log(2n - 1)."""
    return max(abs(value - log(2 * int(n) - 1)) for n, value in read(results)["theory"]["collapse"].items())


def simplex_above_floor(results):
    return of(results, "simplex")["energy"] - read(results)["theory"]["floor"]


def plane_above_its_polygon(results):
    return of(results, "in-a-plane")["energy"] - read(results)["theory"]["floor_in_a_plane"]


def plane_share(results):
    """Of the way from the floor, 0, to collapse, 1."""
    floor = read(results)["theory"]["floor"]
    return (of(results, "in-a-plane")["energy"] - floor) / (collapsed_loss(results) - floor)


def trained_above_theory(results):
    """E less what the alignment makes of it, where all potentials are that of the uniform law and all views as near."""
    one, kappa = of(results, "as-trained"), exp(read(results)["theory"]["uniformity"][str(DIM)])
    return one["energy"] - log(1 + (2 * SAMPLES - 2) * kappa * exp(one["alignment"] / (2 * TEMPERATURE)))


def dimensions_of_plane(results):
    return nearest_dimension(results, "in-a-plane")


def dimensions_of_eight(results):
    return nearest_dimension(results, "in-8-dimensions")


def unrelated_loss(results):
    return mean(one["energy"] for one in unrelated(results))


def unrelated_above_collapse(results):
    """E + m/tau - log(2n - 1), m the mean cosine of the views of a sample: what the other 2n - 2 latents make of it."""
    cosine = mean(1 - one["alignment"] / 2 for one in unrelated(results))
    return unrelated_loss(results) + cosine / TEMPERATURE - log(2 * SAMPLES - 1)


def unrelated_alignment(results):
    return mean(one["alignment"] for one in unrelated(results))


def unrelated_uniformity(results):
    return mean(one["uniformity"] for one in unrelated(results))


def collapsed_alignment_and_uniformity(results):
    return max(abs(of(results, "collapsed")[key]) for key in ("alignment", "uniformity"))


def largest_change_on_the_flat_path(results):
    """Of the loss, on the straight way from one point to unrelated views."""
    start = collapsed_loss(results)
    return max(abs(one["energy"] - start) for name, one in read(results)["embeddings"].items() if name.startswith("flat"))


def nearest_dimension(results, name):
    """Whose uniform law has the uniformity nearest to that of these samples, a view by itself."""
    found = of(results, name)["uniformity_per_view"]
    return int(min(read(results)["theory"]["uniformity"].items(), key=lambda one: abs(one[1] - found))[0])


def unrelated(results):
    return [one for name, one in read(results)["embeddings"].items() if name.startswith("unrelated")]


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def of(results, name):
    return read(results)["embeddings"][name]


def read(results):
    return json.loads((results / "diagnosis.json").read_text())
