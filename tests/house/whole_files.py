"""A run and a study whose files have every dataset that there is, and the files that they are made of."""
import numpy as np

RUN = """\
data = { kind = "discs", per_class = 3, test = { per_class = 2 } }
views = { count = 2, transforms = [{ kind = "noise", scale = 0.01 }] }
initial = { spread = 0.5 }
energy = { preset = "simclr" }
integrator = { rtol = 1e-4 }
stop = { time = 0.1 }
[[flow]]
kind = "particle"
[[flow]]
kind = "kernel"
kernel = "empirical"
widths = [5]
[[flow]]
kind = "network"
scaling = "mean-field"
widths = [5]
"""
STUDY = """\
data = { kind = "none", count = 4 }
energy = { preset = "simclr" }
initial = { kind = "file", file = "start.npy" }
study = { starts = 2, kinds = ["uniform", "initial"] }
stop = { wall_time = 60 }
"""


def make_files(folder):
    """Eight images of two classes and what starts them, and weights of twelve samples."""
    random = np.random.default_rng(1)
    np.save(folder / "images.npy", random.normal(size=(8, 2, 2)))
    np.save(folder / "labels.npy", np.arange(8) % 2)
    np.save(folder / "start.npy", random.normal(size=(4, 2)))
    np.save(folder / "start-test.npy", random.normal(size=(4, 2)))
    (folder / "pairs.csv").write_text("".join(f"{i},{(i + 1) % 12},1\n" for i in range(12)))
