"""late.py RESULTS OUTPUT: of latents on the line over time, as JSON: spread and kurtosis of the
wide runs beside their laws, and mean gaps of the long runs beside theirs."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import numpy as np  # noqa: E402
import simclr_flow  # noqa: E402
from laws import barenblatt_spread, gaps_out_of_reach, heat_spread  # noqa: E402

OUT_OF_REACH = 5e4  # times tau: before, gaps of 64 latents are not out of reach


def main(results, output):
    wide, heat, *long = (simclr_flow.load(Path(results) / name)
                         for name in ("wide", "heat", "long", "long-heat"))
    Path(output).write_text(json.dumps({
        "wide": [spreads(run, barenblatt_spread) for run in wide.runs.values()],
        "heat": [spreads(run, lambda time, _: heat_spread(time)) for run in heat.runs.values()],
        "gaps": [gaps(seed, run, offset) for ensemble, offset in zip(long, (1, 0), strict=True)
                 for seed, run in ensemble.runs.items()]}))


def spreads(run, law):
    time, latents = of(run)
    apart = latents - latents.mean(axis=1, keepdims=True)
    square = (apart**2).mean(axis=1)
    return {"time": time.tolist(), "spread": np.sqrt(square).tolist(),
            "kurtosis": ((apart**4).mean(axis=1) / square**2).tolist(),
            "law": law(time, run.temperature).tolist()}


def gaps(seed, run, offset):
    """Mean gaps in units of (2 tau ln(t/tau))^{1/2}."""
    time, latents = of(run)
    count, tau = latents.shape[1], run.temperature
    time, latents = time[time > OUT_OF_REACH * tau], latents[time > OUT_OF_REACH * tau]
    unit = np.sqrt(2 * tau * np.log(time / tau))
    law = np.array([gaps_out_of_reach(count, one, tau, offset).mean() for one in time])
    return {"seed": seed, "offset": offset, "time": time.tolist(), "law": (law / unit).tolist(),
            "gap": (np.ptp(latents, axis=1) / (count - 1) / unit).tolist()}


def of(run):
    """Times after 0, and latents there."""
    position = run["particle"].position
    return position.time[1:], position.value[1:, :, 0]


if __name__ == "__main__":
    main(*sys.argv[1:])
