"""rates.py CONFIG OUTPUT [few]: rates at which collapsed classes spread, by linear theory and
measured from runs of the kernel flow that start a little off collapse, as JSON; at fraction 1,
where nothing grows, theory's largest alone. As many labels are known of each class, so that
collapse to a regular simplex is stationary."""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import h5py
import numpy as np

from theory import CORNERS, Samples, fastest_mode

START, LARGEST = 1e-5, 1e-4  # length of the displacement, and up to which it is followed
MEMBERS = 20  # of each class, class by class
FLOW = "flow=[{kind='kernel', kernel='infinite-width', activation='relu', form='intrinsic'}]"


def main(config, output, few=""):
    chosen = (0.5,) if few else (0, 0.1, 0.25, 0.5)
    told = [compared(Path(config), fraction) for fraction in chosen]
    told.append({"fraction": 1, "theory": fastest_mode(samples_of(Path(config), 1))[0]})
    Path(output).write_text(json.dumps(told, indent=1))


def compared(config, fraction):
    samples = samples_of(config, fraction)
    rate, mode = fastest_mode(samples)
    places = CORNERS[samples.labels]
    times, latents = followed(config, fraction, places + START * mode, 3 / rate)
    lengths = np.linalg.norm(latents - places, axis=(1, 2))
    linear = lengths < LARGEST
    measured = np.polyfit(times[linear], np.log(lengths[linear]), 1)[0]
    return {"fraction": fraction, "theory": rate, "measured": float(measured)}


def samples_of(config, fraction):
    """As the program draws them: of a run that does not move."""
    with run(config, fraction, "stop.time=1e-9") as file:
        known = file["data/known_labels"][()] == 1
        return Samples(file["data/points"][()], file["data/labels"][()], known, 0.5)


def followed(config, fraction, start, time):
    with tempfile.TemporaryDirectory() as scratch:
        np.save(f"{scratch}/start.npy", start)
        with run(config, fraction, f"stop.time={time}",
                 f"initial={{kind='file', file='{scratch}/start.npy'}}",
                 "integrator={method='fehlberg78', rtol=1e-12, atol=1e-14}",
                 "output.frames={spacing='linear', count=100}") as file:
            position = file["particles/kernel/position"]
            return position["time"][()], position["value"][()]


@contextmanager
def run(config, fraction, *keys):
    """The open file of a run of the kernel flow alone, with these keys."""
    count = round(fraction * MEMBERS)
    known = [MEMBERS * label + member for label in range(len(CORNERS)) for member in range(count)]
    positives = f"{{kind='semi', samples={known}}}" if known else "{kind='semi', fraction=0}"
    words = [word for key in (f"positives={positives}", *keys, FLOW) for word in ("--set", key)]
    with tempfile.TemporaryDirectory() as scratch:
        output = f"{scratch}/run.h5"
        program = os.environ["SIMCLR_FLOW"]
        subprocess.run([program, "run", config, "-o", output, "--quiet", *words], check=True)
        with h5py.File(output) as file:
            yield file


if __name__ == "__main__":
    main(*sys.argv[1:])
