"""sweeps.py FOLDER [few]: runs config.toml over radii, temperatures, spreads and widths, on the
circle and on S^2, with five seeds each.

With `few` over some of them, with the seeds 3 and 4: with 1 and 2 no clusters form before latents
leave the start, and claims of forming would have nothing to be judged by."""

import os
import subprocess
import sys
from pathlib import Path

CONFIGURATION = Path(__file__).with_name("config.toml")
FLOWS = ("erf", "relu", "leaky_relu")
SPHERE = {"latent": '{manifold="sphere", dim=3}', "energy.temperature": 0.5,
          **{f"flow.{place}.form": '"intrinsic"' for place in range(len(FLOWS))}}
NETWORKS = {"data.radius": 0.2, "stop.time": 3000, "output.kernel": '{spacing="ends"}'}
SMOOTH = NETWORKS | {"integrator.rtol": 1e-7, "integrator.atol": 1e-9}
KINKED = NETWORKS | {
    "integrator.method": '"dopri5"', "integrator.rtol": 1e-3, "integrator.atol": 1e-5}
FROZEN = NETWORKS | {
    "flow": '[{kind="kernel", kernel="empirical", name="network", activation="relu"}]'}
# An axis: its key, its values, and those of `few`.
RADII = "data.radius", "0.0125,0.025,0.05,0.1,0.2,0.4,0.8", "0.0125,0.1,0.2,0.8"
RADII_ON_SPHERE = "data.radius", "0.05,0.1,0.2,0.4,0.8", "0.05,0.2,0.8"
TEMPERATURES = "energy.temperature", "0.05,0.1,0.2,0.4,0.8", "0.05,0.8"
SPREADS = "initial.spread", "0.02,0.002,0.0002", "0.002,0.0002"
WIDTHS = "flow.0.widths", "[[20],[100],[500],[5000]]", "[[20],[500]]"
WIDTHS_OF_FROZEN = "flow.0.widths", "[[100],[500]]", "[[500]]"
SWEEPS = {
    "radius": ({}, RADII), "temperature": ({"data.radius": 0.05}, TEMPERATURES),
    "spread": ({}, SPREADS), "sphere": (SPHERE, RADII_ON_SPHERE), "tanh": (SMOOTH, WIDTHS),
    "erf": (SMOOTH, WIDTHS), "relu": (KINKED, WIDTHS), "leaky_relu": (KINKED, WIDTHS),
    "frozen": (FROZEN, WIDTHS_OF_FROZEN)}


def main(folder, few=""):
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, (settings, (axis, all_values, few_values)) in SWEEPS.items():
        if axis == "flow.0.widths":
            network = f'[{{kind="network", name="network", activation="{name}"}}]'
            settings = {"flow": network} | settings
        words = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
        subprocess.run([os.environ["SIMCLR_FLOW"], "sweep", CONFIGURATION,
                        "-o", f"{folder}/{name}", "--quiet", *words,
                        "--over", f"seed={'3:4' if few else '1:5'}",
                        "--over", f"{axis}={few_values if few else all_values}"], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
