"""million.py RUN OUTPUT: of the million, whose clusters are quarters of the rows, as JSON over time:
E - E_0, eta² of the quarters, and the moment of degree 3 that four clusters have, mean_z
sum_c P_3(z·u_c), u_c the centres."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import numpy as np  # noqa: E402
import simclr_flow  # noqa: E402

P_3 = np.polynomial.Legendre.basis(3)


def main(run, output):
    flow = simclr_flow.load(run)["particle"]
    gap = flow.observables["energy_gap"]
    centres = means(flow.position.value[0])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    told = {"time": flow.position.time.tolist(), "eta2": [], "moment": [],
            "energy_gap": np.interp(flow.position.time, gap.time, gap.value).tolist()}
    for row in range(len(flow.position.time)):
        latents = flow.position.value[row]
        of_classes, of_all = means(latents), latents.mean(axis=0)
        between = np.mean(np.sum((of_classes - of_all) ** 2, axis=1))
        told["eta2"].append(float(between / (1 - of_all @ of_all)))
        told["moment"].append(float(sum(P_3(latents @ centre).mean() for centre in centres)))
    Path(output).write_text(json.dumps(told, indent=1))


def means(latents):
    return latents.reshape(4, -1, 3).mean(axis=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
