"""others.py OUTPUT: the threshold of attention with noise, and what a collapsed encoder's loss is stuck at."""

import math
import sys
import tempfile

import numpy as np
from program import answer, statement, write

THRESHOLD = 0.8847066188  # K_# of Mun & Rosenzweig 2026 at d = 2, beta = 1
BATCHES = {8: 1.945910149055, 256: 5.541263545158, 512: 6.236369590204, 1024: 6.930494765952}  # log(N - 1)


def main(output):
    write([("K_#, d = 2, beta = 1", THRESHOLD, threshold(2, 1)),
           *((f"nt-xent, N = {size}", value, collapsed(size)) for size, value in BATCHES.items())], output)


def threshold(dim, beta):
    """The coupling beyond which first harmonics grow: beta/(2 m), m = e^beta kappa_1 the mean of exp(beta x·y) x·y.
    The rate of `linear` at tau = 1/beta is -2 (d - 1) kappa_1."""
    told = answer("theory", "--energy", "linear", "--latent-dim", dim, "--temperature", 1 / beta)
    return beta * (dim - 1) / (-statement(told, "rate.uniform.1") * math.exp(beta))


def collapsed(size):
    """The loss of `size` latents, two views of each sample, all in one place."""
    with tempfile.TemporaryDirectory() as scratch:
        np.save(f"{scratch}/z.npy", np.tile([0.6, 0.8, 0.0], (size, 1)))
        words = ("--preset", "nt-xent", "--views", 2, "--temperature", 0.5)
        return answer("energy", f"{scratch}/z.npy", *words)["energy"]


if __name__ == "__main__":
    main(sys.argv[1])
