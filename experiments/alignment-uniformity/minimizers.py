"""minimizers.py OUTPUT [TEMPERATURE ...]: 12 samples in two views on S^2, each latent free: the least that `minimize`
finds from 20 starts of every energy at every temperature, as JSON."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

CONFIGURATION = """
[data]
kind = "none"
count = 12
[views]
count = 2
[latent]
manifold = "sphere"
dim = 3
[study]
starts = 20
[energy]
temperature = {temperature}
"""
SUM = 'preset = "sum"\n[[energy.term]]\npreset = "alignment"\n[[energy.term]]\npreset = "{}"\nweight = 0.5\n'
ENERGIES = {name: f'preset = "{name}"\n' for name in ("nt-xent", "dcl", "dhel")}
ENERGIES |= {"sum-per-view": SUM.format("uniformity-per-view"), "sum-all-pairs": SUM.format("uniformity")}
TEMPERATURES = [0.05, 0.07, 0.1, 0.14, 0.147, 0.1485, 0.16, 0.2, 0.25, 0.5, 1.0]
MEASURED_AT = "0.25"  # uniformity is log mean exp(-2 |z - z'|^2), as Wang and Isola measure it


def main(output, *temperatures):
    with tempfile.TemporaryDirectory() as scratch:
        told = {name: [least(Path(scratch), name, tau) for tau in map(float, temperatures or TEMPERATURES)]
                for name in ENERGIES}
    Path(output).write_text(json.dumps(told, indent=1))


def least(scratch, name, temperature):
    config, study, latents = (scratch / f"{name}-{temperature}{end}" for end in (".toml", ".h5", ".npy"))
    config.write_text(CONFIGURATION.format(temperature=temperature) + ENERGIES[name])
    table = json.loads(simclr_flow("minimize", config, "-o", study, "--json"))
    simclr_flow("extract", study, "--minimizer", "-o", latents)
    measures = json.loads(simclr_flow("energy", latents, "--preset", "dhel", "--views", "2", "--temperature", MEASURED_AT,
                                      "--all", "--json"))["energies"][0]
    best, starts = table["configurations"][0], sum(one["starts"] for one in table["configurations"])
    return {"temperature": temperature, "energy": best["energy"], "kind": best["kind"], "share": best["starts"] / starts,
            "gap_to_bound": best["gap_to_bound"], "alignment": measures["alignment"],
            "uniformity": measures["uniformity_per_view"]}


def simclr_flow(*words):
    return subprocess.run([os.environ["SIMCLR_FLOW"], *words], stdout=subprocess.PIPE, check=True).stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
