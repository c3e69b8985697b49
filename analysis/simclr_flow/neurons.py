"""Neurons of mean-field networks on data in the plane: their weights w_k at the first and the last row,
coloured by what they add to the first output, a_k."""

import numpy as np
from matplotlib.colors import Normalize

from .crowd import SEED
from .style import FAINT, INK, SOFT, number

COLOURS = "coolwarm"
INSIDE = 0.99  # the share of the neurons that the axes and the colours are made for; the others lie at the rim


def are_in_the_plane(flow):
    """Whether the flow has neurons of two inputs, and a row of them."""
    neurons = flow.neurons
    return neurons is not None and len(neurons.position.time) > 0 and \
        [name for name in neurons.coordinates if name.startswith("w_")] == ["w_1", "w_2"]


def draw_neurons(panels, flow, flows):
    """The first and the last row of a flow; nothing for flows without neurons."""
    if not are_in_the_plane(flow):
        for axes in panels:
            axes.axis("off")
        return
    rows = [0, -1][:len(flow.neurons.position.time)]
    for axes, row in zip(panels, rows):
        draw_row(axes, flow, row, reach(flows), largest_output(flows))
    for axes in panels[len(rows):]:
        axes.axis("off")


def draw_row(axes, flow, row, extent, largest):
    weights, outputs = weights_of(flow, row), outputs_of(flow, row)
    order = np.random.default_rng(SEED).permutation(len(weights))
    axes.axhline(0, color=FAINT, linewidth=0.6, zorder=0)
    axes.axvline(0, color=FAINT, linewidth=0.6, zorder=0)
    axes.scatter(*np.clip(weights[order], -extent, extent).T, c=outputs[order], cmap=COLOURS,
                 norm=Normalize(-largest, largest), s=np.clip(2000 / len(order), 0.6, 9), linewidths=0,
                 rasterized=len(order) > 500, clip_on=False)
    axes.set(xlim=(-extent, extent), ylim=(-extent, extent), aspect="equal", xticks=[], yticks=[])
    for side in axes.spines.values():
        side.set(visible=True, color=FAINT)
    axes.text(0.03, 0.97, f"$t={number(flow.neurons.position.time[row])}$", transform=axes.transAxes, ha="left",
              va="top", fontsize=10, color=INK)


def draw_key(axes, flows):
    """The colours of a_k below the axes, and how far these reach."""
    largest, extent = largest_output(flows), reach(flows)
    bar = axes.inset_axes([0, -0.1, 1, 0.04])
    bar.imshow(np.linspace(-1, 1, 256)[None], aspect="auto", cmap=COLOURS, extent=(-largest, largest, 0, 1))
    bar.set(yticks=[], xticks=[-largest, 0, largest],
            xticklabels=[f"$-{number(largest)}$", "$a_k$", f"${number(largest)}$"])
    for side in bar.spines.values():
        side.set_visible(False)
    axes.annotate(rf"$|w_{{k,d}}| \leq {number(extent)}$", (1, 0), xytext=(6, -8), xycoords="axes fraction",
                  textcoords="offset points", va="top", fontsize=10, color=SOFT)


def weights_of(flow, row):
    return flow.neurons.position.value[row][:, :2]


def outputs_of(flow, row):
    return flow.neurons.position.value[row][:, flow.neurons.coordinates.index("a_1")]


def reach(flows):
    """The half side of all panels."""
    return 1.1 * most(flows, weights_of)


def largest_output(flows):
    """The end of the scale of colours."""
    return most(flows, outputs_of)


def most(flows, part):
    """What all but a few of the numbers do not exceed, at the first and last rows of all flows."""
    return max([np.quantile(np.abs(values), INSIDE) for flow in flows if are_in_the_plane(flow)
                for row in (0, -1) if np.isfinite(values := part(flow, row)).all()] + [1e-12])
