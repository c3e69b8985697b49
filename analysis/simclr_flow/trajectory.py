"""A stored run as plain values: the only module that knows the schema of a trajectory (H5MD 1.1, schema 1.1)."""

from dataclasses import dataclass, field

import numpy as np

from .frames import Frames
from .headings import counted, named
from .names import class_name
from .provenance import Provenance, read_provenance
from .spaces import guessed
from .stored import decode, read_config, read_stored, require, scalar, text


@dataclass(frozen=True)
class Series:
    """Committed rows of one quantity: value[T][...] at time[T], increasing. Latents and neurons stay in the file until
    they are asked for (frames.py); all else is in memory."""

    time: np.ndarray
    value: np.ndarray | Frames

    def __repr__(self):
        shape = " x ".join(map(str, self.value.shape[1:])) or "number"
        return f"Series({counted(len(self.time), 'row')} of {shape}{span(self.time)})"


@dataclass(frozen=True)
class Neurons:
    """Those of a mean-field network: position.value[T][m][c], and the names of the c coordinates: w_1, ..., b,
    a_1, ..."""

    position: Series
    coordinates: list[str]

    def __repr__(self):
        return f"Neurons({self.position}, {', '.join(self.coordinates)})"


@dataclass(frozen=True)
class HeldOut:
    """The test points of a network: position.value[T][n][d] in the rows of its latents, angle.value[T][n] on the circle,
    labels[n] or None, and what is measured of them by name."""

    position: Series
    angle: Series | None
    labels: np.ndarray | None
    observables: dict[str, Series]

    def __repr__(self):
        return f"HeldOut({latents_told(self.position)})"


@dataclass(frozen=True)
class Flow:
    """One flow: position.value[T][N][d] (ambient), angle.value[T][N] (radians, unwrapped; circle only),
    labels[N] or None, and the scalar observables by name; what is measured of the tangent kernel has rows of
    its own, of one number or several."""

    name: str
    description: str
    status: str
    reason: str
    position: Series
    angle: Series | None
    labels: np.ndarray | None
    observables: dict[str, Series]
    kernel: dict[str, Series]
    neurons: Neurons | None
    test: HeldOut | None = None

    def __repr__(self):
        status = f", {self.status}" if self.status else ""
        return f"Flow({self.name}: {self.description}{status}, {latents_told(self.position)})"

    @property
    def times(self):
        """All times of its series, which have clocks of their own, increasing."""
        return np.unique(np.concatenate([series.time for series in (self.position, *self.observables.values())]))


@dataclass(frozen=True)
class Run:
    """All flows of a file in the order of its configuration; None or "" where the file is silent. The name of the class
    of label k is class_names[k]; the list is empty where classes have no names."""

    title: str
    manifold: str
    temperature: float | None
    minimum_energy: float | None
    minimum_status: str
    flows: list[Flow]
    provenance: Provenance = field(default_factory=Provenance)
    class_names: list[str] = field(default_factory=list)

    def __repr__(self):
        return "\n    ".join([f"Run({self.title})", *map(repr, self.flows)])

    def __iter__(self):
        return iter(self.flows)

    def __getitem__(self, name):
        """The flow of this name. Throws KeyError."""
        for flow in self.flows:
            if flow.name == name:
                return flow
        raise KeyError(f"the run has no flow {name!r}; it has: {', '.join(flow.name for flow in self.flows)}")

    def class_name(self, label):
        """What the class of this label is called: its name in the file, else the number."""
        return class_name(label, self.class_names)

    def to_frame(self):
        """A pandas.DataFrame with a row per flow and time: columns flow and time, then what was measured, NaN where it was
        not at that time; of test points as test.<name>, of several numbers as <name>.1, <name>.2, ... Throws
        TrajectoryError where pandas is missing."""
        from .tables import table_of_run
        return table_of_run(self)


def latents_told(position):
    """How many frames of how many latents, to which time."""
    _, count, dimension = position.value.shape
    return f"{counted(len(position.time), 'frame')} of {counted(count, 'latent')} of " \
        f"{counted(dimension, 'coordinate')}{span(position.time)}"


def span(time):
    return f", t = {time[0]:g} to {time[-1]:g}" if len(time) else ""


def load(path, name=None):
    """Read the run stored in `path`; one without a title is called by `name`, that of the file unless told. Throws
    TrajectoryError."""
    return read_stored(path, lambda file, stem: read_run(file, name or stem, path))


def read_run(file, name, path):
    require(len(file.get("particles", ())), "the file holds no flows")
    config = read_config(file)
    flows = [read_flow(file, name, path) for name in flow_names(file, config)]
    require(any(len(flow.position.time) for flow in flows), "no frames are committed yet")
    circle = any(flow.angle for flow in flows)
    require(all(flow.position.value.shape[2] == 2 for flow in flows if flow.angle),
            "latents on the circle are not in the plane")
    return Run(title=named(text(file, "parameters/title") or config.get("title", ""), name, counted(len(flows), "flow")),
               manifold=config.get("latent", {}).get("manifold", guessed(circle)),
               temperature=config.get("energy", {}).get("temperature"),
               minimum_energy=scalar(file, "theory/minimum_energy"),
               minimum_status=text(file, "theory/status"), flows=flows, provenance=read_provenance(file),
               class_names=[decode(name) for name in file.get("data/class_names", ())])


def flow_names(file, config):
    """Names of the stored flows: those of the configuration first, in its order, then the others. A group
    with a '.' in its name holds the test points or the neurons of a flow."""
    listed = [flow.get("name") for flow in config.get("flow", [])]
    stored = [name for name in file["particles"] if "." not in name]
    return [name for name in listed if name in stored] + [name for name in stored if name not in listed]


def read_flow(file, name, path):
    particles, home = file[f"particles/{name}"], f"parameters/{name}"
    frames, rows = (scalar(file, f"{home}/committed/{kind}") for kind in ("frames", "observables"))
    kind = text(file, f"{home}/kind")
    observables = file.get(f"observables/{name}", {})
    tracks = {key: decode(observables[key].attrs.get("counter", "observables")) for key in observables}
    committed = {track: scalar(file, f"{home}/committed/{track}") for track in set(tracks.values())}
    return Flow(name=name, description=text(file, f"{home}/description") or (f"{kind} flow" if kind else name),
                status=text(file, f"{home}/status"), reason=text(file, f"{home}/reason"),
                **read_particles(particles, frames, path),
                observables={key: read_series(observables, key, rows, rank=0)
                             for key, track in tracks.items() if track == "observables"},
                kernel={key: read_series(observables, key, committed[track], observables[key]["value"].ndim - 1)
                        for key, track in tracks.items() if track == "kernel"},
                neurons=read_neurons(file, name, scalar(file, f"{home}/committed/weights"), path),
                test=read_held_out(file, name, frames, path))


def read_particles(group, committed, path):
    """Latents and labels, of a flow or of its test points."""
    return {"position": read_latents(group, "position", committed, 2, path),
            "angle": read_latents(group, "angle", committed, 1, path) if "angle" in group else None,
            "labels": read_labels(group)}


def read_held_out(file, name, committed, path):
    """None where the flow has no test points."""
    if (group := file.get(f"particles/{name}.test")) is None:
        return None
    measured = file.get(f"observables/{name}.test", {})
    return HeldOut(**read_particles(group, committed, path),
                   observables={key: read_series(measured, key, committed, rank=0) for key in measured})


def read_neurons(file, name, committed, path):
    if (group := file.get(f"particles/{name}.neurons")) is None:
        return None
    position = read_frames(group, "position", committed, 2, path)
    coordinates = [decode(names) for names in group["position"].attrs.get("coordinates", ())]
    require(len(coordinates) == position.value.shape[2],
            f"{group.name}/position has names for {len(coordinates)} of {position.value.shape[2]} coordinates")
    return Neurons(position, coordinates)


def read_series(home, name, committed, rank):
    """The first `committed` rows, each of which has a time, all in memory."""
    time = read_times(home, name, committed, rank)
    return Series(time, home[name]["value"][:len(time)])


def read_frames(home, name, committed, rank, path):
    """The same of rows that stay in the file."""
    time = read_times(home, name, committed, rank)
    return Series(time, Frames(home[name]["value"], path, len(time)))


def read_latents(home, name, committed, rank, path):
    """The same of finite numbers: a run that leads elsewhere fails before it stores them."""
    series = read_frames(home, name, committed, rank, path)
    bad = series.value.first_infinite()
    require(bad is None, f"{home.name}/{name}/value of row {bad} is not finite")
    return series


def read_times(home, name, committed, rank):
    """Those of the first `committed` rows; of an unknown number all to the first without a time. Times do not fall, each
    row has `rank` axes."""
    where, group = f"{home.name}/{name}", home.get(name, {})
    require("value" in group and "time" in group, f"{where} has no value or no time")
    time, value = group["time"], group["value"]
    require(value.ndim == rank + 1, f"{where}/value has {value.ndim} axes, expected {rank + 1}")
    require(len(value) == len(time), f"{where} has {len(value)} values at {len(time)} times")
    require(committed is None or 0 <= committed <= len(time),
            f"{where} has {len(time)} rows, of which {committed} are committed")
    time = time[:None if committed is None else int(committed)]
    count = int(np.cumprod(np.isfinite(time)).sum())
    require(committed is None or count == len(time), f"{where}/time of row {count} is not finite")
    require((np.diff(time[:count], prepend=0) >= 0).all(), f"{where}/time does not rise from 0")
    return time[:count]


def read_labels(particles):
    if "species" not in particles:
        return None
    labels, count = particles["species"][()], particles["position/value"].shape[1]
    require(labels.shape == (count,), f"{particles.name}/species has shape {labels.shape}, expected ({count},)")
    return labels


