"""sweeps.py FOLDER [few]: runs config.toml over radii, temperatures, spreads, widths, on the circle and on S^2, with five
seeds each (with `few` over some of them, with two)."""

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
KINKED = NETWORKS | {"integrator.method": '"dopri5"', "integrator.rtol": 1e-3, "integrator.atol": 1e-5}
FROZEN = NETWORKS | {"flow": '[{kind="kernel", kernel="empirical", name="network", activation="relu"}]'}
WIDTHS = ("[[20],[100],[500],[5000]]", "[[20],[500]]")
# What is set, the axis, its values and those of `few`.
SWEEPS = {
    "radius": ({}, "data.radius", ("0.0125,0.025,0.05,0.1,0.2,0.4,0.8", "0.0125,0.1,0.2,0.8")),
    "temperature": ({"data.radius": 0.05}, "energy.temperature", ("0.05,0.1,0.2,0.4,0.8", "0.1,0.2")),
    "spread": ({}, "initial.spread", ("0.02,0.002,0.0002", "0.002,0.0002")),
    "sphere": (SPHERE, "data.radius", ("0.05,0.1,0.2,0.4,0.8", "0.05,0.2,0.8")),
    "tanh": (SMOOTH, "flow.0.widths", WIDTHS),
    "erf": (SMOOTH, "flow.0.widths", WIDTHS),
    "relu": (KINKED, "flow.0.widths", WIDTHS),
    "leaky_relu": (KINKED, "flow.0.widths", WIDTHS),
    "frozen": (FROZEN, "flow.0.widths", ("[[100],[500]]", "[[500]]"))}


def main(folder, few=""):
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, (settings, axis, values) in SWEEPS.items():
        if axis == "flow.0.widths":
            settings = {"flow": f'[{{kind="network", name="network", activation="{name}"}}]'} | settings
        words = [f"{key}={value}" for key, value in settings.items()]
        subprocess.run([os.environ["SIMCLR_FLOW"], "sweep", CONFIGURATION, "-o", f"{folder}/{name}", "--quiet",
                        "--over", f"seed=1:{2 if few else 5}", "--over", f"{axis}={values[bool(few)]}",
                        *(word for one in words for word in ("--set", one))], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
