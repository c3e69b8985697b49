"""A stored run as plain values: the only module that knows the schema of a trajectory (H5MD 1.1, schema 1.0); and
how any file of the program is opened."""

import math
import textwrap
import tomllib
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from .spaces import guessed

SCHEMA = "1.0"
LITTLE = 1 << 24  # bytes that a dataset may claim whatever is stored of it


class TrajectoryError(Exception):
    """The file cannot be read as a run; the message is one sentence for people."""


@dataclass(frozen=True)
class Series:
    """Committed rows of one quantity: value[T][...] at time[T], increasing."""

    time: np.ndarray
    value: np.ndarray


@dataclass(frozen=True)
class Neurons:
    """Those of a mean-field network: position.value[T][m][c], and the names of the c coordinates: w_1, ..., b,
    a_1, ..."""

    position: Series
    coordinates: list[str]


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

    @property
    def times(self):
        """All times of its series, which have clocks of their own, increasing."""
        return np.unique(np.concatenate([series.time for series in (self.position, *self.observables.values())]))


@dataclass(frozen=True)
class Run:
    """All flows of a file in the order of its configuration; None or "" where the file is silent."""

    title: str
    manifold: str
    temperature: float | None
    minimum_energy: float | None
    minimum_status: str
    flows: list[Flow]


def load(path):
    """Read the run stored in `path`. Throws TrajectoryError."""
    return read_stored(path, read_run)


def read_stored(path, read):
    """What read(file, stem) makes of the HDF5 file `path` of this schema. Throws TrajectoryError."""
    try:
        Path(path).open("rb").close()
    except OSError as error:
        raise TrajectoryError(f"cannot read {path}: {error.strerror.lower()}.") from error
    require(h5py.is_hdf5(path), f"{path} is not an HDF5 file")
    try:
        with h5py.File(path, "r", locking=False) as file:
            check_schema(file)
            file.visititems(require_stored)
            return read(file, Path(path).stem)
    except TrajectoryError as error:
        raise TrajectoryError(f"{path}: {error}") from error
    except Exception as error:  # of the many that h5py throws at what a damaged file holds
        raise TrajectoryError(f"{path} is damaged or incomplete: {on_one_line(error)}.") from error


def on_one_line(error):
    """What an error says, shortened; its kind where it says nothing."""
    return textwrap.shorten(str(error).strip(chr(34)), 200, placeholder=" ...") or type(error).__name__


def require_stored(name, item):
    """Refuse a dataset whose shape is not that of what is stored of it, before its values are read: those in one
    piece are as many bytes, compressed ones have at most about a thousand times theirs (deflate: 1032)."""
    if not isinstance(item, h5py.Dataset) or item.dtype.hasobject:  # values of any length are stored elsewhere
        return
    claimed, stored = math.prod(item.shape or ()) * item.dtype.itemsize, item.id.get_storage_size()
    in_one_piece = not item.chunks and stored
    fits = claimed == stored if in_one_piece else claimed <= max(LITTLE, 1100 * stored)
    require(fits, f"{name} claims {claimed} bytes by its shape, of which {stored} are stored: it is damaged")


def check_schema(file):
    """Refuse files of another program or another version of the schema."""
    found = file.attrs.get("schema")
    require(found is not None, "the root attribute 'schema' is missing: this is no simclr-flow trajectory")
    require(decode(found) == SCHEMA, f"the schema is {decode(found)!r}, this program reads {SCHEMA!r}")


def read_run(file, stem):
    require(len(file.get("particles", ())), "the file holds no flows")
    config = read_config(file)
    flows = [read_flow(file, name) for name in flow_names(file, config)]
    require(any(len(flow.position.time) for flow in flows), "no frames are committed yet")
    circle = any(flow.angle for flow in flows)
    require(all(flow.position.value.shape[2] == 2 for flow in flows if flow.angle),
            "latents on the circle are not in the plane")
    return Run(title=text(file, "parameters/title") or config.get("title", stem),
               manifold=config.get("latent", {}).get("manifold", guessed(circle)),
               temperature=config.get("energy", {}).get("temperature"),
               minimum_energy=scalar(file, "theory/minimum_energy"),
               minimum_status=text(file, "theory/status"), flows=flows)


def read_config(file):
    """The resolved configuration, or {} where it is absent or unreadable."""
    try:
        return tomllib.loads(text(file, "parameters/resolved"))
    except tomllib.TOMLDecodeError:
        return {}


def flow_names(file, config):
    """Names of the stored flows: those of the configuration first, in its order, then the others. A group
    with a '.' in its name holds the test points or the neurons of a flow."""
    listed = [flow.get("name") for flow in config.get("flow", [])]
    stored = [name for name in file["particles"] if "." not in name]
    return [name for name in listed if name in stored] + [name for name in stored if name not in listed]


def read_flow(file, name):
    particles, home = file[f"particles/{name}"], f"parameters/{name}"
    frames, rows = (scalar(file, f"{home}/committed/{kind}") for kind in ("frames", "observables"))
    kind = text(file, f"{home}/kind")
    observables = file.get(f"observables/{name}", {})
    tracks = {key: decode(observables[key].attrs.get("counter", "observables")) for key in observables}
    committed = {track: scalar(file, f"{home}/committed/{track}") for track in set(tracks.values())}
    return Flow(name=name, description=text(file, f"{home}/description") or (f"{kind} flow" if kind else name),
                status=text(file, f"{home}/status"), reason=text(file, f"{home}/reason"),
                position=read_latents(particles, "position", frames, rank=2),
                angle=read_latents(particles, "angle", frames, rank=1) if "angle" in particles else None,
                labels=read_labels(particles),
                observables={key: read_series(observables, key, rows, rank=0)
                             for key, track in tracks.items() if track == "observables"},
                kernel={key: read_series(observables, key, committed[track], observables[key]["value"].ndim - 1)
                        for key, track in tracks.items() if track == "kernel"},
                neurons=read_neurons(file, name, scalar(file, f"{home}/committed/weights")))


def read_neurons(file, name, committed):
    if (group := file.get(f"particles/{name}.neurons")) is None:
        return None
    position = read_series(group, "position", committed, rank=2)
    coordinates = [decode(names) for names in group["position"].attrs.get("coordinates", ())]
    require(len(coordinates) == position.value.shape[2],
            f"{group.name}/position has names for {len(coordinates)} of {position.value.shape[2]} coordinates")
    return Neurons(position, coordinates)


def read_series(home, name, committed, rank):
    """The first `committed` rows, each of which has a time; of an unknown number all to the first without. Times
    do not fall, each row has `rank` axes."""
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
    return Series(time[:count], value[:count])


def read_latents(home, name, committed, rank):
    """A series of finite numbers: a run that leads elsewhere fails before it stores them."""
    series = read_series(home, name, committed, rank)
    good = np.isfinite(series.value).all(axis=tuple(range(1, rank + 1)))
    require(good.all(), f"{home.name}/{name}/value of row {np.argmin(good) if len(good) else 0} is not finite")
    return series


def read_labels(particles):
    if "species" not in particles:
        return None
    labels, count = particles["species"][()], particles["position/value"].shape[1]
    require(labels.shape == (count,), f"{particles.name}/species has shape {labels.shape}, expected ({count},)")
    return labels


def require(condition, fault):
    if not condition:
        raise TrajectoryError(f"{fault}.")


def text(file, path):
    """A string dataset as str, "" where absent."""
    return decode(file[path][()]) if path in file else ""


def scalar(file, path):
    """A scalar dataset, None where absent."""
    return file[path][()] if path in file else None


def decode(value):
    value = np.ravel(value)[0]
    return (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)).strip("\0 ")
