"""Where a stored file comes from: what was called, when, by which program, with which configuration."""

from dataclasses import dataclass

from .stored import text


@dataclass(frozen=True)
class Provenance:
    """Texts as they are stored, "" where the file is silent; versions and resumed have a line each, config is the
    resolved configuration (TOML)."""

    created: str = ""
    commit: str = ""
    versions: str = ""
    command: str = ""
    overrides: str = ""
    data_source: str = ""
    sums: str = ""
    resumed: str = ""
    seed: str = ""
    config: str = ""


def read_provenance(file):
    """That of an open trajectory or study."""
    return Provenance(created=text(file, "parameters/created"), commit=text(file, "parameters/commit"),
                      versions=text(file, "parameters/versions"), command=text(file, "parameters/argv"),
                      overrides=text(file, "parameters/overrides"), data_source=text(file, "parameters/data_source"),
                      sums=text(file, "parameters/sums"), resumed=text(file, "parameters/resumed"),
                      seed=text(file, "parameters/seed"), config=text(file, "parameters/resolved"))
