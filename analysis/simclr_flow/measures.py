"""What a page says of each series: its name, and what it tells, in the order in which they are shown. The definitions
are those of src/io/README.md."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """`logarithmic` where its values span decades; `unit` where it is a share and lies in [0, 1]."""

    title: str
    says: str
    logarithmic: bool = False
    unit: bool = False


MEASURES = {
    "energy_gap": Measure("energy above its minimum, E − E₀", "How far the energy is above the least value that theory "
                          "proves; a flow that reaches 0 has minimized it.", logarithmic=True),
    "energy": Measure("energy E", "What the flow lowers; of this energy no minimum is proven."),
    "ari": Measure("clusters against classes (ARI)", "Agreement of the clusters that k-means finds with the labels, "
                   "which no flow sees: 1 they are the same, 0 no more than by chance."),
    "knn_accuracy": Measure("nearest neighbours", "Share of latents whose five nearest neighbours vote for their own "
                            "label.", unit=True),
    "probe_accuracy": Measure("linear probe", "Share of latents that a linear classifier, fitted to the others, tells "
                              "right.", unit=True),
    "eta2": Measure("variance between classes, η²", "Share of the latents' variance that lies between the means of the "
                    "classes.", unit=True),
    "spectral_alignment": Measure("spectral alignment", "Share of the variance in the leading modes of the graph of "
                                  "views.", unit=True),
    "alignment": Measure("alignment", "Mean squared distance of the views of a sample."),
    "uniformity": Measure("uniformity", "Log of the mean kernel over all pairs of latents: lower is more spread out."),
    "gradient_norm": Measure("gradient |grad E|", "How steep the energy is where the latents are.", logarithmic=True),
    "dissipation": Measure("dissipation −dE/dt", "How fast the energy falls.", logarithmic=True),
    "margin": Measure("margin", "Least signed distance of a latent from the plane between the means of its own class "
                      "and another: positive where all are nearest to their own."),
    "within_over_between": Measure("variance within over between", "0 once every class has collapsed to a point.",
                                   logarithmic=True),
    "simplex_deviation": Measure("distance from a simplex", "0 where the class means form a regular simplex, as neural "
                                 "collapse has it."),
    "min_length": Measure("least length |y|", "The shortest output before it is normalised."),
    "kernel_drift": Measure("kernel drift", "How far the network's tangent kernel is from where it began.",
                            logarithmic=True),
    "persistence": Measure("persistence", "How much of what the kernel allows latents have moved apart."),
    "kernel_eigenvalues": Measure("kernel eigenvalues", "The leading eigenvalues of the centred tangent kernel, the "
                                  "largest first.", logarithmic=True),
    "kernel_alignment": Measure("kernel alignment", "Share of each leading eigenvector in the span of the cluster "
                                "indicators.", unit=True),
    "growth_rates": Measure("growth rates", "The leading rates at which latents in one place would move apart."),
    "growth_alignment": Measure("growth alignment", "Share of the latents' variance in the span of the first modes "
                                "of growth.", unit=True),
}


def measure_of(name):
    """What is not listed has its name for a title."""
    return MEASURES.get(name, Measure(name.replace("_", " "), ""))


def in_order(names):
    """The listed ones in their order, then the others; of the two energies the gap where there is one."""
    kept = set(names) - ({"energy"} if "energy_gap" in names else set())
    return [name for name in MEASURES if name in kept] + sorted(kept - set(MEASURES))
