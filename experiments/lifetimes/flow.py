"""A stored flow of a sweep: when its latents leave the start, form clusters and break up, measured
and by linear theory."""

import sys
import tomllib
from functools import cached_property
from pathlib import Path

import numpy as np
from kernels import averaging, growth_modes, network_kernel, wide_kernel, within_rate
from linear import VERTICES, breaking_rates, forming_time, leaving_time, splitting_rate

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "analysis"))
from simclr_flow.sweep import load_sweep  # noqa: E402, F401

LEFT = 0.01  # of log 2 - E_0: by so much E has fallen when latents have left the start
PLATEAU = (0.2, 1.2)  # over the rate: when growth within clusters is measured
MODES = 3  # of those within clusters that grow fastest


def number(text):
    return None if text in ("", "never", "not yet") else float(text)


class Flow:
    """A stored flow with its kernel at the start."""

    def __init__(self, file, name, sweep, point):
        self.t_form, self.t_break = (number(sweep.table[f"{name}.{time}"][point])
                                     for time in ("t_form", "t_break"))
        config = tomllib.loads(file["parameters/resolved"][()].decode())
        own = next(one for one in config["flow"] if one["name"] == name)
        self.activation, self.tau = own["activation"], config["energy"]["temperature"]
        self.points, self.labels = file["data/points"][()], file["data/labels"][()]
        self.kernel = self.kernel_of(file[f"parameters/{name}"])
        position, observed = file[f"particles/{name}/position"], file[f"observables/{name}"]
        self.frames, self.places = position["time"][()], position["value"][()]
        self.times, self.gap = observed["energy/time"][()], observed["energy_gap/value"][()]
        self.persistence = observed["persistence/value"][()].max()
        self.drop = LEFT * (np.log(2) - (observed["energy/value"][0] - self.gap[0]))

    def kernel_of(self, parameters):
        """At the start: of the network whose parameters are stored, else of infinite width."""
        if "start" in parameters:  # of a frozen kernel
            return network_kernel(self.points, self.activation, parameters["start"][()])
        if "weights" in parameters:
            return network_kernel(self.points, self.activation, parameters["weights/value"][0])
        return wide_kernel(self.points, self.activation)

    @property
    def on_circle(self):
        return self.places.shape[2] == 2

    @property
    def start(self):
        """The latents' coordinates at t = 0, about the point e_1."""
        across = self.places[0, :, 1:]
        return np.arctan2(across, self.places[0, :, :1]) if self.on_circle else across

    def measured(self):
        return {"t_leave": self.left(), "t_form": self.t_form, "t_break": self.t_break,
                "growth": self.growth(), "persistence": float(self.persistence)}

    def left(self):
        """When E has fallen by the drop, between rows by the logarithm of its fall."""
        fall = self.gap[0] - self.gap
        row = int(np.argmax(fall > self.drop))
        pair = slice(row - 1, row + 1)
        return float(np.interp(np.log(self.drop), np.log(fall[pair]), self.times[pair]))

    def predicted(self):
        return {"leave_theory": leaving_time(self.kernel, self.start, self.tau, self.drop),
                "form_theory": self.forming() if self.on_circle else None,
                "mu": growth_modes(self.kernel)[0][:3].tolist(),
                "mu_w": within_rate(self.kernel, self.labels),
                "Lambda": splitting_rate(self.places.shape[2], self.tau), "tau": self.tau,
                "rate": float(self.breaking[0][0]), "explosion": self.explosion()}

    def forming(self):
        times = self.times[self.times < self.left()]
        return forming_time(self.kernel, self.start[:, 0], self.labels, self.tau, times)

    @cached_property
    def breaking(self):
        """Rates and left modes about equal atoms, in the order of the clusters on the circle."""
        return breaking_rates(self.kernel, self.atoms(), self.tau)

    def atoms(self):
        vertices = VERTICES[self.places.shape[2]]
        if not self.on_circle or self.t_form is None:
            return vertices[self.labels]
        means = averaging(self.labels) @ self.formed()
        angles = np.arctan2(means[:, 1], means[:, 0]) % (2 * np.pi)
        return vertices[np.unique(angles.round(9), return_inverse=True)[1]]

    def formed(self):
        """The latents at 10 t_form."""
        return self.places[np.searchsorted(self.frames, 10 * self.t_form * 0.999)]

    def explosion(self):
        """On S^2: when dw/dt = rate w + kappa w^3 ends, from the width w of clusters at 10 t_form
        (README.md); None elsewhere."""
        if self.on_circle or self.t_form is None:
            return None
        places = self.formed()
        width = ((places - averaging(self.labels) @ places)**2).sum(axis=1).mean()
        same = self.labels[:, None] == self.labels
        contrast = self.kernel[same].mean() - self.kernel[~same].mean()
        kappa = splitting_rate(3, self.tau) / 4 * contrast
        rate = self.breaking[0][0]
        return float(np.log1p(rate / (kappa * width)) / (2 * rate))

    def growth(self):
        """On the plateau: the growth of each mode over its rate by theory; None without one."""
        if not self.on_circle or self.t_break is None:
            return None
        rates, modes = self.breaking
        rows = (self.frames * rates[0] > PLATEAU[0]) & (self.frames * rates[0] < PLATEAU[1])
        atoms, places = self.atoms(), self.places[rows]
        turned = places[..., 1] * atoms[:, 0] - places[..., 0] * atoms[:, 1]
        off = np.arctan2(turned, (places * atoms).sum(axis=2))
        amplitudes = np.log(abs(np.unwrap(off, axis=1) @ modes[:, :MODES]))
        return (np.polyfit(self.frames[rows], amplitudes, 1)[0] / rates[:MODES]).tolist()
