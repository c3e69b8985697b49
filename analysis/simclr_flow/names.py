"""Keys of configurations, columns of tables and classes as people read them."""

import re

KEYS = {
    "energy.temperature": r"temperature $\tau$", "energy.preset": "energy", "energy.kernel": "kernel",
    "data.count": "number of latents $N$", "data.per_class": "data points per class", "data.radius": "radius of the data",
    "data.clusters": "clusters of the data", "data.spread": "spread of the data", "data.kind": "data",
    "latent.manifold": "manifold of the latents", "latent.dim": "dimension of the latents' space",
    "initial.spread": "spread of the start", "views.count": "views of a sample", "stop.time": "end of the flow, $t$",
    "integrator.rtol": "relative tolerance", "integrator.step": "step", "study.starts": "starts", "seed": "seed",
}
COLUMNS = {
    "energy_gap": "energy gap $E-E_0$ at the end", "energy": "energy $E$ at the end", "eta2": r"$\eta^2$ at the end",
    "knn_accuracy": "kNN accuracy at the end", "t_form": r"$t_{\mathrm{form}}$, when clusters have formed",
    "t_break": r"$t_{\mathrm{break}}$, when clusters break", "status": "how the flow ended", "state": "state of the point",
    "t_form_after": r"last row before $t_{\mathrm{form}}$", "t_break_after": r"last row before $t_{\mathrm{break}}$",
}
LOWEST = {  # of the lowest configuration of a study
    "energy": "energy $E$ of the lowest configuration", "kind": "kind of the lowest configuration",
    "index": "index of the lowest configuration", "eigenvalue": r"lowest eigenvalue of $N\,$Hess$\,E$",
    "clusters": "clusters of the lowest configuration", "share": "share of the starts that end in the lowest",
    "gap_to_bound": "lowest energy less the lower bound", "gap_to_best": "lowest energy less the best reference",
    "name": "lowest configuration", "distinct": "distinct configurations", "not_stationary": "starts that are not stationary",
    "state": "state of the point",
}


def name_of_key(key):
    """A key of a configuration; one without a name of its own with its table: `flow.1.width` is flow 1: width."""
    if key in KEYS:
        return KEYS[key]
    *tables, last = key.split(".")
    words = escaped(last.replace("_", " "))
    return f"{escaped(' '.join(tables))}: {words}" if tables else words


def name_of_column(column):
    """A column of a table; of a flow with the flow's name."""
    flow, _, kind = column.rpartition(".")
    if not flow:
        return LOWEST.get(kind, escaped(kind.replace("_", " ")))
    return f"{escaped(flow)}: {COLUMNS.get(kind, escaped(kind.replace('_', ' ')))}"


def class_name(label, names):
    """The name of the class of a label, its number where it has none."""
    return (names[label] if 0 <= label < len(names) else "") or str(label)


def cut(text, most):
    """The first letters of a long name, and dots for the others."""
    return text if len(text) <= most else f"{text[:most - 4].rstrip()} ..."


def escaped(text):
    """Text of the file's author: no mathematics."""
    return text.replace("$", r"\$")


def digits(value, count=3):
    """A number of so many digits, or a word, a list or a truth as it is written: 0.0326, 1.3e-5."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return escaped(str(value))
    return re.sub(r"e([+-])0*(\d)", lambda found: f"e{found[1].strip('+')}{found[2]}", f"{value:.{count}g}")
