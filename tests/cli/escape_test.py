"""Particles on a line escape to infinity: R^d has no minimizer.

N = 64, temperature .1: the mean gap over sqrt(2 tau ln(t/tau)) at t = 1e4, ..., 1e8, for alpha = 1
(simclr) and alpha = 0 (info-nce).
"""

import h5py
import numpy as np
from program import ProgramTest, main

LINE = """\
[data]
kind = "none"
count = 64
[latent]
manifold = "euclidean"
dim = 1
[initial]
spread = 0.3
[energy]
preset = "simclr"
temperature = 0.1
[integrator]
method = "bdf"
rtol = 1e-8
[stop]
time = 1e8
[output]
frames = { first = 1e4, per_decade = 1 }
[[flow]]
kind = "particle"
"""


class Escape(ProgramTest):
    def gaps(self, preset):
        self.succeed("run", self.write("line.toml", LINE), "-o", "line.h5", "--force", "--quiet",
                     "--set", f"energy.preset={preset}")
        with h5py.File(self.folder / "line.h5") as file:
            group = file["particles/particle/position"]
            time, z = group["time"][1:], np.sort(group["value"][1:, :, 0], axis=1)
        return np.diff(z, axis=1).mean(axis=1) / np.sqrt(0.2 * np.log(time / 0.1))

    def test_mean_gaps(self):
        for preset, expected in (("simclr", [.59, .71, .78, .82, .85]),
                                 ("info-nce", [.90, .93, .95, .96, .965])):
            with self.subTest(preset):
                np.testing.assert_allclose(self.gaps(preset), expected, atol=0.006)


if __name__ == "__main__":
    main()
