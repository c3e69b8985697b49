"""Views as users ask for them: quadratures, images of MNIST, what cannot be."""
import os

import h5py
import numpy as np
from program import ROOT, SMALL, ProgramTest, main

DATA = ROOT / "experiments/data"
QUADRATURE = SMALL + """\
[views]
mode = "quadrature"
transforms = [{ kind = "noise", scale = 0.1, nodes = 2 }, { kind = "rotation", nodes = 3 }]
"""
DIGITS = f"""\
[data]
kind = "idx"
images = "{DATA}/mnist-3000-images-idx3-ubyte.gz"
labels = "{DATA}/mnist-3000-labels-idx1-ubyte.gz"
classes = [0, 1, 2]
per_class = 5
[views]
count = 2
mode = "fresh"
transforms = [
  {{ kind = "blur", draw = "batch" }}, {{ kind = "rescale", draw = "batch" }},
  {{ kind = "crop" }}, {{ kind = "flip" }}, {{ kind = "translation" }}, {{ kind = "noise" }}]
[energy]
preset = "nt-xent"
[integrator]
method = "gradient-descent"
step = 0.01
batch = 6
[stop]
time = 0.5
[output]
frames = {{ spacing = "linear", interval = 0.1 }}
[[flow]]
kind = "network"
widths = [10]
"""


def positions(path):
    with h5py.File(path) as file:
        return file["particles/network/position/value"][()]


class Views(ProgramTest):
    def test_a_quadrature_has_all_its_nodes_and_goes_on(self):
        self.config = self.write("quadrature.toml", QUADRATURE)
        out = self.run_small("q.h5", "--set", "stop.time=1")
        self.assertEqual(positions(out).shape[1], 16 * 4 * 3)
        self.assertIn("Agrees with theory", self.succeed("compare", out))
        self.succeed("resume", out, "--set", "stop.time=2")
        self.assertIn("Agrees with theory", self.succeed("compare", out))

    def test_a_count_that_is_not_the_nodes_is_refused(self):
        done = self.call("check", self.write("quadrature.toml", QUADRATURE), "--set", "views.count=2")
        self.assertEqual(done.returncode, 2)
        self.assertIn("quadrature.toml: [views] count = 2 must be 12", done.stderr)

    def test_images_go_on_bit_for_bit_by_any_number_of_threads(self):
        self.config = self.write("digits.toml", DIGITS)
        whole = positions(self.run_small("whole.h5"))
        part = self.run_small("part.h5", "--set", "stop.time=0.2")
        with h5py.File(part) as file:
            self.assertEqual(list(file["data/image"]), [28, 28])
        done = self.call("resume", part, "--set", "stop.time=0.5",
                         env={**os.environ, "SIMCLR_FLOW_THREADS": "3"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(np.array_equal(positions(part), whole))
        self.succeed("compare", part)
        other = positions(self.run_small("other.h5", "--set", "views.transforms.0.draw=view"))
        self.assertFalse(np.array_equal(other, whole))

    def test_images_without_their_shape_do_not_go_on(self):
        self.config = self.write("digits.toml", DIGITS)
        part = self.run_small("part.h5", "--set", "stop.time=0.2")
        with h5py.File(part, "r+") as file:
            del file["data/image"]
        done = self.call("resume", part, "--set", "stop.time=0.5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("[views] transforms 0: blur: transforms images", done.stderr)

    def test_transforms_are_listed(self):
        listed = self.succeed("list")
        for kind in ("shift", "noise", "ball", "rotation", "scaling", "blur", "rescale", "crop",
                     "flip", "translation"):
            self.assertIn(f"\n  {kind} ", listed)


if __name__ == "__main__":
    main()
