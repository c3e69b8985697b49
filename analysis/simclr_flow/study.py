"""A study of minimizers as plain values: the only module that knows the schema of its file."""

from dataclasses import dataclass, field

import h5py
import numpy as np

from .provenance import Provenance, read_provenance
from .headings import counted, named
from .spaces import space_of
from .stored import decode, read_config, read_stored, require, scalar, text

OPEN, STATIONARY, NOT_STATIONARY = range(3)  # states of a start
STATES = ("open", "stationary", "not stationary")  # in their order
KINDS = ("minimum", "saddle", "degenerate")
NUMBERS = ("energy", "gradient_norm", "residual", "time", "flow_steps", "newton_steps", "unknowns", "index",
           "zero_eigenvalues", "largest_eigenvalue", "atoms")  # of a start, as the file names them


@dataclass(frozen=True)
class Configuration:
    """Ends that are one up to isometry: points[K][d] with weights[K] (latents at each, or masses), the distinct
    inner products of their atoms (on a box about its centre) with the number of pairs[k] of each, and the lowest
    eigenvalues of the Hessian: `index` of them negative, then `zero` not told from 0. `starts` are those that ended
    here."""

    rank: int
    energy: float
    kind: str
    name: str
    count: int
    index: int
    zero: int
    eigenvalues: np.ndarray
    points: np.ndarray
    weights: np.ndarray
    inner_product: np.ndarray
    pairs: np.ndarray
    starts: np.ndarray = field(default_factory=lambda: np.empty(0, int))

    def __repr__(self):
        named = f", {self.name}" if self.name else ""
        return f"Configuration({self.rank}: {self.kind}{named}, E = {self.energy:.10g}, {counted(self.count, 'start')}, " \
            f"{counted(len(self.weights), 'atom')})"


@dataclass(frozen=True)
class Known:
    """An energy that theory knows and what is said of it, "status: statement" or "name: status"."""

    value: float
    source: str

    @property
    def short(self):
        return self.source.split(":")[0]


@dataclass(frozen=True)
class Study:
    """States, reasons and the columns of `starts` have an entry per start; configurations are ordered by energy; sides are those of a box, else
    empty; bound and reference are None where theory is silent."""

    title: str
    manifold: str
    sides: list
    preset: str
    temperature: float | None
    dimension: int
    particles: int
    masses: bool
    states: np.ndarray
    reasons: list[str]
    configurations: list[Configuration]
    bound: Known | None
    reference: Known | None
    starts: dict[str, np.ndarray] = field(default_factory=dict)
    provenance: Provenance = field(default_factory=Provenance)

    def __repr__(self):
        lowest = f", lowest E = {self.configurations[0].energy:.10g}" if self.configurations else ""
        return f"Study({self.title}: {self.ended} of {counted(len(self.states), 'start')} ended, " \
            f"{counted(len(self.configurations), 'configuration')}{lowest})"

    def to_frame(self, of="configurations"):
        """A pandas.DataFrame with a row per configuration, by energy, or per start (of="starts"), each with the `rank` of
        the configuration that it ended in. Throws TrajectoryError where pandas is missing."""
        from .tables import table_of_study
        return table_of_study(self, of)

    @property
    def ended(self):
        return int((self.states != OPEN).sum())

    @property
    def shares(self):
        """Of the starts that have ended, those that did in each configuration."""
        return [c.count / self.ended for c in self.configurations]


def is_study(path):
    """Whether `path` is a file that says so; what cannot be read does not."""
    if not path.is_file() or not h5py.is_hdf5(path):
        return False
    try:
        with h5py.File(path, "r", locking=False) as file:
            return decode(file.attrs.get("content", "")) == "study"
    except Exception:  # of the many that h5py throws at a damaged file
        return False


def load_study(path):
    """Read the study stored in `path`. Throws TrajectoryError."""
    return read_stored(path, read_study)


def read_study(file, stem):
    config, starts = read_config(file), file["starts"]
    latent, energy = config.get("latent", {}), config.get("energy", {})
    states, position = starts["state"][:], starts["position"]
    require(position.ndim == 3 and len(position) == len(states),
            f"starts/position has shape {position.shape} for {len(states)} starts")
    require(np.isin(states, (OPEN, STATIONARY, NOT_STATIONARY)).all(), "starts/state is neither 0, 1 nor 2")
    manifold, sides = latent.get("manifold", ""), latent.get("sides", [])
    space, dimension = space_of(manifold), position.shape[2]
    require(not space.walls or len(sides) == dimension, f"a {manifold} of {len(sides)} sides holds no positions of "
            f"{dimension} coordinates")
    for row in np.flatnonzero(states != OPEN):
        require(np.isfinite(position[row, :starts["atoms"][row]]).all(),
                f"starts/position of start {row} is not finite")
    configurations = read_configurations(file, states)
    radius = space.radius(dimension)
    require(radius is None or all(np.allclose(np.linalg.norm(c.points, axis=1), radius) for c in configurations),
            f"starts/position is not on the {manifold or 'sphere'}")
    return Study(title=named(text(file, "parameters/title"), stem, "stationary configurations"), manifold=manifold, sides=sides,
                 preset=energy.get("preset", ""),
                 temperature=energy.get("temperature"), particles=position.shape[1], dimension=dimension,
                 masses="mass" in starts, states=states, reasons=texts(starts["reason"]),
                 configurations=configurations, bound=read_known(file, "bound"),
                 reference=read_known(file, "reference"), starts=read_starts(starts),
                 provenance=read_provenance(file))


def read_starts(group):
    """What the file tells of every start, by its name there."""
    told = {name: group[name][:] for name in NUMBERS if name in group}
    return {"kind": texts(group["kind"])} | told


def read_configurations(file, states):
    """All of them, which share out the stationary starts."""
    group = file["configurations"]
    energies = group["energy"][:]
    all_starts = [group[f"{rank:04}/starts"][:] for rank in range(len(energies))]
    require(np.array_equal(np.sort(np.concatenate([[], *all_starts])), np.flatnonzero(states == STATIONARY)),
            "the starts of the configurations are not those that are stationary, each once")
    require((np.diff(energies) >= 0).all(), "the configurations are not ordered by energy")
    return [read_configuration(file, rank) for rank in range(len(energies))]


def read_configuration(file, rank):
    table, starts, own = file["configurations"], file["starts"], file[f"configurations/{rank:04}"]
    row = table["start"][rank]
    require(row in own["starts"][:], f"{own.name} is told by start {row}, which did not end in it")
    kind, eigenvalues, weights = decode(table["kind"][rank]), starts["eigenvalues"][row], own["weight"][:]
    require(kind in KINDS, f"configurations/kind is {kind!r}; there are: {', '.join(KINDS)}")
    points, merged = read_atoms(starts, row, len(weights), own.name)
    require(np.allclose(merged, weights), f"{own.name}/weight is not that of the positions of start {row}")
    return Configuration(rank=rank, energy=float(starts["energy"][row]), kind=kind, name=decode(table["name"][rank]),
                         count=len(own["starts"]), index=int(starts["index"][row]),
                         zero=int(starts["zero_eigenvalues"][row]), eigenvalues=eigenvalues[np.isfinite(eigenvalues)],
                         points=points, weights=weights, inner_product=own["inner_product"][:], pairs=own["pairs"][:],
                         starts=own["starts"][:])


def read_atoms(starts, row, count, name):
    """The end of a start as so many atoms and their weights: each latent goes to the first near it."""
    latents = starts["position"][row, :starts["atoms"][row]]
    require(1 <= count <= len(latents), f"{name}/weight has {count} atoms of {len(latents)} latents")
    given = starts["mass"][row, :len(latents)] if "mass" in starts else np.ones(len(latents))
    if count == len(latents):
        return latents, given
    kept = first_of_clusters(latents, count)
    at = np.argmin(np.linalg.norm(latents[:, None] - latents[kept], axis=2), axis=1)
    return latents[kept], np.bincount(at, given, minlength=count)


def first_of_clusters(points, count):
    """Of `count` clusters that are narrower than apart, the first point of each, ascending: every next centre is the
    point farthest from those before."""
    centres, far = [0], np.linalg.norm(points - points[0], axis=1)
    while len(centres) < count:
        centres.append(int(np.argmax(far)))
        far = np.minimum(far, np.linalg.norm(points - points[centres[-1]], axis=1))
    nearest = np.argmin(np.linalg.norm(points[:, None] - points[centres], axis=2), axis=1)
    return sorted(int(np.argmax(nearest == cluster)) for cluster in range(count))


def read_known(file, name):
    """None where the file is silent."""
    value = scalar(file, f"theory/{name}/value")
    return None if value is None else Known(float(value), text(file, f"theory/{name}/source"))


def texts(dataset):
    return [decode(value) for value in dataset[:]]
