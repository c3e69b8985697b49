"""The page of a run: who ran what, its judgement, its latents as they move, its series."""

import numpy as np

from . import stages
from .embed import packed, quantised
from .facts import counted, facts_of, space_name
from .measures import in_order, measure_of
from .motion import COORDINATES, mode_of, sampled, stage_of
from .report_neurons import neurons_of
from .style import COLOURS, palette
from .thinning import cut_for, remark

MOST_ROWS = 1500  # of a series
ZERO = ("alignment",)  # of single views it is 0 throughout, and left out


def data_of(run, name, verdicts, budget):
    """What web/run.js shows; latents take at most `budget` bytes."""
    classes, times = classes_of(run), Times()
    names = [run.class_name(label) for label in classes]
    return {"kind": "run", "title": run.title, "setting": setting(run), "facts": facts_of(run.provenance, name),
            "logarithmic": bool(stages.is_logarithmic(run.flows)), "classes": names,
            "named": not all(one.lstrip("-").isdigit() for one in names),
            "colours": palette(max(1, len(classes))), "lines": line_colours(len(run.flows)),
            "flows": [told(flow) for flow in run.flows], **latents_of(run, classes, budget, times),
            "neurons": neurons_of(run, budget, times),
            "measures": charts_of(run, times), "kernels": kernels_of(run, times), "times": times.packed,
            "checks": checks_of(verdicts),
            "judged": verdicts.note, "config": run.provenance.config}


class Times:
    """The different times of all series, each packed once."""

    def __init__(self):
        self.packed, self.places = [], {}

    def place(self, time):
        """Where in `packed` these times are."""
        key = np.asarray(time, "<f4").tobytes()
        if key not in self.places:
            self.places[key] = len(self.packed)
            self.packed.append(packed(time))
        return self.places[key]


def classes_of(run):
    """The different labels of all flows and test points."""
    labels = [cloud.labels for flow in run.flows for cloud in (flow, flow.test) if cloud and cloud.labels is not None]
    return np.unique(np.concatenate(labels)) if labels else np.array([], int)


def setting(run):
    """One line: manifold, temperature, latents, flows, the proven minimum."""
    count, dimension = run.flows[0].position.value.shape[1:]
    parts = [counted(count, "latent") + f" {space_name(run.manifold, dimension)}"]
    if run.temperature is not None:
        parts.append(f"temperature {run.temperature:g}")
    parts.append(counted(len(run.flows), "flow"))
    if run.minimum_energy is not None and np.isfinite(run.minimum_energy):
        status = f" ({run.minimum_status})" if run.minimum_status else ""
        parts.append(f"least energy E₀ = {run.minimum_energy:.6g}{status}")
    return ", ".join(parts)


def told(flow):
    """A row of the table of flows."""
    times = flow.times
    return {"name": flow.name, "description": flow.description, "status": flow.status, "reason": flow.reason,
            "end": times[-1] if len(times) else None, "formed": stages.formation_time(flow),
            "broken": stages.breaking_time(flow),
            "last": {name: last(flow.observables.get(name)) for name in ("energy_gap", "energy", "ari", "knn_accuracy")}}


def last(series):
    """The last number of a series, None where there is none."""
    return series.value[-1] if series is not None and len(series.value) else None


def latents_of(run, classes, budget, times):
    """The stage and the clouds of all flows, their test points too."""
    clouds = [(k, test, cloud) for k, flow in enumerate(run.flows) for test, cloud in
              ((False, flow), (True, flow.test)) if cloud and len(cloud.position.time)]
    mode = mode_of(run.manifold, run.flows[0].position.value.shape[2])
    cut = cut_for([cloud.position.value.shape[:2] for *_, cloud in clouds], COORDINATES[mode], budget)
    samples = [sampled(cloud.position, cut) for *_, cloud in clouds]
    stage = stage_of(run.manifold, [points for _, points in samples])
    remarks = [remark(cut, *run.flows[k].position.value.shape[:2]) for k, test, _ in clouds if not test]
    return {"stage": {"mode": stage.mode, "says": stage.says, "round": stage.round},
            "remark": max(remarks, key=len),
            "clouds": [{"flow": k, "test": test, "labels": labels_of(cloud, cut, classes),
                        "time": times.place(time), **quantised(stage.turn(points))}
                       for (k, test, cloud), (time, points) in zip(clouds, samples)]}


def labels_of(cloud, cut, classes):
    """The places of the shown latents' labels among the classes, 0 where there are none."""
    points = cut.points(cloud.position.value.shape[1])
    places = np.zeros(len(points), int) if cloud.labels is None else np.searchsorted(classes, cloud.labels[points])
    return packed(places, "<u2")


def charts_of(run, times):
    """One chart for each observable and each kernel series of one number, with a line per flow and per test points."""
    found, nothing = {}, set(ZERO)
    for k, flow in enumerate(run.flows):
        for test, series in ((False, singles(flow)), (True, held_out(flow))):
            for name, one in series.items():
                nothing -= {name} if one.value.any() else set()
                found.setdefault(name, []).append(line_of(k, test, one, times))
    return [{"name": name, **words(name), "lines": found[name]} for name in in_order(found) if name not in nothing]


def singles(flow):
    """All series of one number by their names, those of its kernel too."""
    return flow.observables | {name: series for name, series in flow.kernel.items() if series.value.ndim == 1}


def held_out(flow):
    """What is measured of its test points, by name."""
    return flow.test.observables if flow.test else {}


def words(name):
    measure = measure_of(name)
    return {"title": measure.title, "says": measure.says, "logarithmic": measure.logarithmic, "unit": measure.unit}


def line_of(flow, test, series, times):
    rows = thinned(len(series.time))
    return {"flow": flow, "test": test, "time": times.place(series.time[rows]), "value": packed(series.value[rows])}


def kernels_of(run, times):
    """One chart for each series of several numbers of each flow."""
    return [{"name": name, **words(name), **line_of(k, False, flat(flow.kernel[name]), times)}
            for k, flow in enumerate(run.flows) for name in in_order(flow.kernel) if flow.kernel[name].value.ndim > 1]


def flat(series):
    """Rows of one axis."""
    return type(series)(series.time, series.value.reshape(len(series.time), -1))


def thinned(count):
    """All rows, or so many of them evenly."""
    return np.unique(np.linspace(0, count - 1, min(count, MOST_ROWS)).round().astype(int)) if count else \
        np.empty(0, int)


def checks_of(verdicts):
    """The columns of the table of verdicts."""
    return [{"flow": check.flow or check.pair, "id": check.id, "quantity": check.quantity, "theory": check.theory,
             "measured": check.measured, "difference": check.difference, "tolerance": check.tolerance,
             "verdict": check.verdict, "status": check.status, "source": check.source, "detail": check.detail,
             "reason": check.tolerance_reason} for check in verdicts.checks]


def line_colours(count):
    """Of the lines of flows, two at least: from the last colour on, since classes have the first ones."""
    return (COLOURS[::-1] * count)[:max(2, count)]
