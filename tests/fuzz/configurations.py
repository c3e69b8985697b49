"""Random configurations that the program must take: small, and quick by `wall_time`."""
import math

LARGEST = 40  # latents
METHODS = ("euler", "rk4", "dopri5", "fehlberg78", "bulirsch_stoer", "adams", "bdf", "bdf", "dopri5",
           "gradient-descent")
ADAPTIVE = ("dopri5", "fehlberg78", "bulirsch_stoer", "adams", "bdf")
ACTIVATIONS = ("identity", "relu", "leaky_relu", "tanh", "erf", "gelu", "softplus")
OF_VIEWS = ("simclr", "simclr-noself", "simclr-cross", "nt-xent", "info-nce", "dcl", "dhel", "linear",
            "alignment")
OF_POLES = ("linear", "simclr-noself", "dcl", "dhel", "uniformity")


def toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else repr(value)


def power(random, low, high):
    """10^x, x uniform, to two digits."""
    return float(f"{10 ** random.uniform(low, high):.1e}")


def often(random, share):
    return random.random() < share


def table(random, name, rows, columns, folder, spread=1.0):
    """A file of normals, CSV."""
    lines = (",".join(repr(spread * random.gauss(0, 1)) for _ in range(columns)) for _ in range(rows))
    (folder / name).write_text("\n".join(lines) + "\n")
    return name


def random_data(random, samples, folder):
    """A table for [data], its number of points and their dimension."""
    kind = random.choice(("discs", "boxes", "ring", "annuli", "half-gaussians", "mixture", "csv"))
    data, dim = {"kind": kind}, 2
    if kind == "csv":
        dim, count = random.randint(1, 5), random.randint(2, samples)
        data["file"] = table(random, "points.csv", count, dim, folder, power(random, -3, 3))
        return data, count, dim
    classes = 4
    if kind in ("discs", "boxes"):
        data["radius"] = random.choice((0.0, 1e-8, 0.2, 0.4, 10.0, 1e3))
    elif kind in ("ring", "annuli"):
        classes = random.randint(2, 5)
        if kind == "annuli" and often(random, 0.3):
            data["radii"] = [random.choice((0.5, 1.0, 3.0)) for _ in range(classes)]
            data["widths"] = [random.choice((0.0, 1.0, 2.0)) * radius for radius in data["radii"]]
        else:
            data["clusters"] = classes
        if kind == "ring" and often(random, 0.3):
            data.update(radial_spread=0.1, angular_spread=random.choice((0.0, 0.2)))
    elif kind == "half-gaussians":
        classes, dim = 2, random.randint(1, 6)
        data.update(dim=dim, gap=random.choice((0.0, 0.5, 10.0)), spread=power(random, -3, 1))
    elif often(random, 0.3):
        far = random.choice((0.0, 10.0, 1000.0))
        data.update(centres=[[far, far], [far + 1, far + 1]], spread=random.choice((0.0, 0.1)))
        classes = 2
    else:
        classes, dim = random.randint(2, 5), random.randint(1, 6)
        data.update(clusters=classes, dim=dim, separation=random.choice((0.0, 1e-3, 1.0, 30.0)))
    data["per_class"] = random.randint(1, max(1, samples // classes))
    if often(random, 0.1):
        data["standardise"] = True
    if often(random, 0.1):
        data["shuffle"] = True
    if often(random, 0.15):
        data["test"] = {"per_class": random.randint(1, 3)}
    return data, classes * data["per_class"], dim


def random_transform(random, dim, quadrature):
    kinds = ["noise", "shift", "scaling"] + ([] if quadrature else ["ball"])
    if dim > 1:
        kinds.append("rotation")
    if quadrature and dim > 2:
        kinds.remove("noise")
    kind = random.choice(kinds)
    transform = {"kind": kind}
    if kind == "shift":
        transform["direction"] = [round(random.gauss(0, 1), 2) for _ in range(dim)]
    if kind in ("shift", "noise"):
        transform["scale"] = random.choice((0.0, 1e-6, 0.01, 0.3, 1.0))
    if kind == "ball" and often(random, 0.3):
        transform["coordinates"] = [random.randrange(dim)]
    if kind == "ball":
        transform["radius"] = power(random, -3, 0)
    if kind == "rotation":
        transform["degrees"] = random.choice((1.0, 30.0, 180.0))
    if not quadrature and often(random, 0.2):
        transform["draw"] = "batch"
    return transform


def random_views(random, dim, mode):
    """A table for [views]; none for single views that are the data."""
    if mode == "quadrature":
        transform = random_transform(random, dim, True)
        nodes = 2 if transform["kind"] == "noise" else random.randint(2, 4)
        return {"mode": mode, "transforms": [{**transform, "nodes": nodes}]}
    transforms = [random_transform(random, dim, False) for _ in range(random.randint(0, 2))]
    if mode == "fresh" and not transforms:
        transforms = [random_transform(random, dim, False)]
    return {"count": random.randint(2, 3), "mode": mode, "transforms": transforms}


def random_kernel(random):
    """A kernel that is finite where latents meet, which every preset takes."""
    kernel = random.choice(("gauss", "gauss", "gauss", "student", "rational", "imq", "laplace", "table"))
    if kernel == "table" and often(random, 0.5):
        return {"kernel": kernel, "range": power(random, 0.5, 1.5),
                "expression": random.choice(("-s/tau", "-log1p(s/tau)", "-3*log(1 + s/(3*tau)) - s",
                                             "1 - sqrt(1 + 2*s/tau)", "-s/tau - atan(s/tau)"))}
    if kernel == "table":  # a power of the distance, sampled
        distances = [0.25 * k for k in range(9)]
        return {"kernel": kernel, "distances": distances,
                "log_kernel": [-math.log1p(r ** 2 / 0.4) for r in distances]}
    if kernel == "rational" and often(random, 0.8):
        return {"kernel": kernel, "exponent": power(random, -1, 2)}
    return {"kernel": kernel}


def random_energy(random, views):
    presets = [*OF_VIEWS, "uniformity", "custom"]
    if views is None:
        presets.remove("alignment")
    if views and views.get("mode") == "quadrature":
        presets = ["simclr", "linear", "alignment"]
    preset = random.choice(["simclr", "nt-xent", *presets])
    if preset not in presets:
        preset = "simclr"
    energy = {"preset": preset, **random_kernel(random)}
    if views is None and often(random, 0.1):
        preset = random.choice(OF_POLES)
        energy = {"preset": preset, "kernel": "riesz", "exponent": power(random, -1, 0.5)}
        if preset == "linear" and often(random, 0.5):
            energy = {"preset": preset, "kernel": "log"}
    if preset == "custom":
        energy["outer"] = random.choice(("log", "linear"))
        if energy["outer"] == "log":
            energy["offset"] = random.choice((0.0, 1e-3, 1.0, 100.0))
        energy["negatives"] = random.choice(("all", "other_samples", "same_view", "cross"))
        energy["mean"] = often(random, 0.5)
        if often(random, 0.2):
            energy["positive"] = False
    energy["temperature"] = random.choice((power(random, -2, 0.5), power(random, -2, 0.5), 0.2, 0.5,
                                           power(random, -4, 4)))
    return energy


def random_sum(random, energy, views, latent):
    """The energy as a term of a sum; others are no steeper, as steps are chosen for its temperature. What pushes apart
    without end where there is room for it has a weight above 0."""
    presets = ["alignment", "simclr", "uniformity", "uniformity-per-view", "nt-xent", "linear"]
    if views and views.get("mode") == "quadrature":
        presets = ["alignment", "simclr", "linear"]
    if energy["kernel"] in ("riesz", "log"):
        presets = ["alignment", "dcl"] if energy["kernel"] == "riesz" else ["alignment"]
    terms = [{**energy, "weight": power(random, -1, 0)}]
    for _ in range(random.randint(1, 3)):
        term = {"preset": random.choice(presets), "weight": power(random, -2, -0.5)}
        kernel = random_kernel(random)
        if energy["kernel"] not in ("riesz", "log") and kernel["kernel"] != "laplace" and often(random, 0.4):
            term.update(kernel, temperature=min(1e4, 2 * energy["temperature"]))
        if latent["manifold"] != "euclidean" and energy["kernel"] not in ("riesz", "log") and often(random, 0.2):
            term["weight"] = -term["weight"]
        terms.append(term)
    shared = {key: value for key, value in energy.items()
              if key not in ("preset", "outer", "offset", "negatives", "self", "mean", "positive")}
    return {"preset": "sum", **shared, "term": terms}


def random_weights(random, count, folder):
    """A file of weights of pairs of samples, every row with one at least."""
    rows = []
    for i in range(count):
        partners = random.sample(range(count), random.randint(1, min(count, 4)))
        rows += [f"{i},{j},{power(random, -3, 3)!r}" for j in partners]
    (folder / "pairs.csv").write_text("\n".join(rows) + "\n")
    return "pairs.csv"


def random_positives(random, data, count, views, folder):
    """A table for [positives] of a kind that these samples take."""
    kinds = ["weights"]
    if data["kind"] not in ("none", "csv"):
        kinds += ["semi", "semi"] + ["labels"] * (views is not None or data["per_class"] > 1)
    kind = random.choice(kinds)
    if kind == "weights":
        return {"kind": kind, "file": random_weights(random, count, folder)}
    if kind == "semi" and often(random, 0.3):
        return {"kind": kind, "samples": random.sample(range(count), random.randint(1, count))}
    return {"kind": kind, "fraction": random.choice((0.0, 0.3, 1.0))} if kind == "semi" else {"kind": kind}


def random_latent(random):
    manifold = random.choice(("circle", "circle", "sphere", "euclidean"))
    if manifold == "circle":
        return {"manifold": manifold}
    return {"manifold": manifold, "dim": random.randint(2 if manifold == "sphere" else 1, 5)}


def random_initial(random, latent, count, folder):
    kinds = ["gaussian"] * 4 + ["file"]
    if latent["manifold"] != "euclidean":
        kinds += ["uniform"] + ["reference"] * (count > 0 and count % 2 == 0)
    kind = random.choice(kinds)
    if kind == "file":
        columns = 1 if latent["manifold"] == "circle" else latent["dim"]
        return {"kind": kind, "file": table(random, "start.csv", count, columns, folder)}
    if kind == "uniform":
        return {"kind": kind}
    if kind == "reference":
        return {"kind": kind, "reference": "antipodal pair", "spread": power(random, -8, -1)}
    return {"kind": kind, "spread": random.choice((0.02, 0.3, 1.0, power(random, -8, 1),
                                                   power(random, -8, 1), power(random, -300, 3)))}


def random_integrator(random, temperature):
    """Steps of one size are short on the scale of the velocity, 1/temperature: longer ones follow no
    flow, which is what `compare` would say."""
    method = random.choice(METHODS)
    if method in ADAPTIVE:
        tight, loose = (-10, -2) if method in ("dopri5", "bdf") else (-9, -2)
        rtol = power(random, tight, loose)
        integrator = {"method": method, "rtol": rtol, "atol": float(f"{rtol * power(random, -4, 1):.1e}")}
        if often(random, 0.1):
            integrator["initial_step"] = power(random, -6, 0)
        if often(random, 0.1):
            integrator["max_step"] = power(random, 0, 3)
        return integrator
    step = float(f"{min(1e-2, 0.02 * temperature) * 10 ** random.uniform(-1, 0):.1e}")
    integrator = {"method": method, "step": step}
    if method == "gradient-descent":
        integrator["rule"] = random.choice(("plain", "momentum", "adam"))
    return integrator


def random_stop(random, integrator):
    stop = {"time": power(random, -3, 4), "wall_time": 2.0}
    if integrator["method"] in ADAPTIVE and often(random, 0.15):
        stop["time"] = power(random, 4, 14)
    if "step" in integrator:
        stop["time"] = integrator["step"] * random.randint(1, 3000)
    if often(random, 0.15):
        stop["steps"] = random.randint(1, 200)
    if often(random, 0.1):
        stop["gradient_norm"] = power(random, -8, -1)
    if often(random, 0.1):
        stop["plateau"] = {"drop": power(random, -14, -4), "steps": random.randint(1, 10)}
    return stop


def random_cadence(random, time, pairs=False):
    spacing = random.choice(("log", "log", "linear") + (() if pairs else ("ends", "steps")))
    if spacing == "log":
        first = float(f"{time * 10 ** random.uniform(-5, 0):.2e}")
        return {"spacing": spacing, "first": first, "per_decade": random.randint(1, 8)}
    if spacing == "linear":
        return {"spacing": spacing, "count": random.randint(1, 30)}
    return {"spacing": spacing, **({"every": random.randint(1, 50)} if spacing == "steps" else {})}


def random_output(random, time):
    output = {"frames": random_cadence(random, time)}
    for series in ("observables", "kernel", "weights"):
        if often(random, 0.25):
            output[series] = random_cadence(random, time)
    if often(random, 0.4):
        output["pairs"] = {"spacing": "none"} if often(random, 0.3) else random_cadence(random, time, True)
    if often(random, 0.3):
        output["checkpoint"] = 0.0
    return output


def random_network(random, flow, outputs):
    flow["activation"] = random.choice(ACTIVATIONS)
    if flow["activation"] == "leaky_relu":
        flow["slope"] = random.choice((0.01, 0.2, 0.5, -0.3))
    flow["widths"] = [random.randint(1, 20) for _ in range(random.randint(1, 3))]
    flow["scaling"] = random.choice(("ntk", "ntk", "standard", "mean-field"))
    random_biases(random, flow)


def random_biases(random, flow):
    if often(random, 0.3):
        flow["bias"] = often(random, 0.5)
    if often(random, 0.3):
        flow["output_bias"] = often(random, 0.5)


def random_flow(random, kinds, latent):
    flow = {"kind": random.choice(kinds)}
    if flow["kind"] == "kernel":
        if latent["manifold"] == "sphere" and often(random, 0.4):
            flow["form"] = "intrinsic"
        if often(random, 0.5):
            flow["kernel"] = "empirical"
        else:
            flow["activation"] = random.choice(("relu", "leaky_relu", "erf"))
            flow["hidden_layers"] = random.randint(1, 3)
            random_biases(random, flow)
            return flow
    if flow["kind"] != "particle":
        random_network(random, flow, latent)
    if flow["kind"] == "network" and latent["manifold"] == "sphere" and often(random, 0.4):
        flow["form"] = "normalised"
    if flow["kind"] == "network" and often(random, 0.3):
        flow["centered"] = False
    return flow


def random_flows(random, data, views, latent, integrator, temperature):
    kinds = ["particle"] if data["kind"] == "none" else ["particle", "kernel", "network", "network"]
    if views and views["mode"] == "fresh":
        kinds = ["particle", "network"]
    flows = [random_flow(random, kinds, latent) for _ in range(random.randint(1, 2))]
    for number, flow in enumerate(flows):
        flow["name"] = f"{flow['kind']}-{number}"
        if integrator["method"] == "gradient-descent" and flow["kind"] == "network" \
                and often(random, 0.4):
            flow["integrator"] = {"batch": 2}
        if integrator["method"] in ADAPTIVE and often(random, 0.2):
            flow["integrator"] = {"method": random.choice(ADAPTIVE)}
    return flows


def random_configuration(random, folder):
    """TOML text; files that it names lie in the folder."""
    mode = random.choice((None,) * 5 + ("fixed",) * 3 + ("quadrature", "fresh"))
    samples = LARGEST if mode is None else LARGEST // (4 if mode == "quadrature" else 3)
    if mode is None and often(random, 0.15):
        data, count, dim = {"kind": "none", "count": random.randint(2, LARGEST)}, 0, 0
        count = data["count"]
    else:
        data, count, dim = random_data(random, samples, folder)
    views = None if mode is None else random_views(random, dim, mode)
    latent = random_latent(random)
    energy = random_energy(random, views)
    if latent["manifold"] == "euclidean" and often(random, 0.25):
        energy = {"preset": "spectral", "temperature": energy["temperature"]}
    integrator = random_integrator(random, energy["temperature"])
    if mode == "fresh":
        step = float(f"{min(1e-2, 0.02 * energy['temperature']):.1e}")
        integrator = {"method": "gradient-descent", "step": step,
                      "rule": random.choice(("plain", "momentum", "adam"))}
    stop = random_stop(random, integrator)
    top = {"seed": random.randint(0, 1000), "data": data}
    if views:
        top["views"] = views
    top.update(latent=latent, initial=random_initial(random, latent, count, folder), energy=energy,
               integrator=integrator, stop=stop, output=random_output(random, stop["time"]))
    if top["initial"]["kind"] in ("file", "reference"):  # test points would want theirs
        data.pop("test", None)
    flows = random_flows(random, data, views, latent, integrator, energy["temperature"])
    pairs_alone = (energy["preset"] == "uniformity" or energy.get("kernel") == "log"
                   or not energy.get("positive", True))
    if not pairs_alone and often(random, 0.25):  # drawn last: other keys stay theirs
        top["positives"] = random_positives(random, data, count, views, folder)
    if energy["preset"] != "spectral" and often(random, 0.2):
        top["energy"] = random_sum(random, energy, views, latent)
    lines = [f"{key} = {toml(value)}" for key, value in top.items()]
    for flow in flows:
        lines += ["[[flow]]"] + [f"{key} = {toml(value)}" for key, value in flow.items()]
    return "\n".join(lines) + "\n"
