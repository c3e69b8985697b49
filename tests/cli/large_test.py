"""A hundred thousand latents: the energy and its gradient in less than 300 MB."""
import json
import math
import resource

import numpy as np
from program import ProgramTest, main


class Large(ProgramTest):
    def test_memory(self):
        np.save(self.folder / "z.npy", np.random.default_rng(2).normal(size=(100_000, 3)))
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        found = json.loads(self.succeed("energy", "z.npy", "--preset", "simclr", "--temperature",
                                        0.1, "--gradient", "g.npy", "--json"))
        self.assertTrue(math.isfinite(found["energy"]))
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        self.assertLess(before, most)  # this child was the largest: the figure is its own
        self.assertLess(most, 300 * 1024)  # KiB


if __name__ == "__main__":
    main()
