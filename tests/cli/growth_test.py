"""Growing modes of kernel and views: numpy's solver of matrices that are not symmetric, and what they
tell before clusters form."""
import json

import h5py
import numpy as np
from program import ProgramTest, main

CONFIG = """
seed = {seed}
data = {{ kind = "discs", radius = 0.2, per_class = {per_class} }}
latent = {{ manifold = "circle" }}
initial = {{ kind = "gaussian", spread = 0.02 }}
views = {{ count = {views}, transforms = [{{ kind = "noise", scale = 0.3 }}] }}
energy = {{ preset = "{preset}", temperature = 0.2 }}
integrator = {{ method = "bdf", rtol = 1e-8 }}
stop = {{ time = 30 }}
output = {{ frames = {{ spacing = "log", first = 1e-2, per_decade = 10 }} }}
flow = [{{ kind = "kernel" }}]
"""


def relu_kernel(x):
    """Q + (x~.x~') Q' of theory.md, section 7."""
    tilde = np.hstack([x, np.ones((len(x), 1))])
    gram = tilde @ tilde.T
    size = np.sqrt(np.outer(np.diag(gram), np.diag(gram)))
    phi = np.arccos(np.clip(gram / size, -1, 1))
    q = size * (np.sin(phi) + (np.pi - phi) * np.cos(phi)) / (2 * np.pi)
    return q + gram * (0.5 - phi / (2 * np.pi))


def operator(theta, views, tau, preset):
    """(2 beta/(tau N)) Theta (gamma H - c W): beta, gamma, c of theory.md, section 8."""
    n = len(theta)
    beta, gamma, c = {"simclr": (0.5, 1, views / (views - 1)),
                      "nt-xent": (1, n / (n - 1), views / (views - 1)),
                      "dcl": (1, n / (n - views), views / (views - 1) + views / (n - views))}[preset]
    within = np.eye(n) - np.kron(np.eye(n // views), np.full((views, views), 1 / views))
    return 2 * beta / (tau * n) * theta @ (gamma * (np.eye(n) - 1 / n) - c * within)


def leading(matrix, count):
    """Rates, and the spans of the first 1, 2, ... right eigenvectors less their means."""
    rates, right = np.linalg.eig(matrix)
    assert np.abs(rates.imag).max() < 1e-9 * np.abs(rates).max()
    order = np.argsort(-rates.real)[:count]
    modes = right[:, order].real
    return rates.real[order], np.linalg.qr(modes - modes.mean(axis=0))[0]


class Growth(ProgramTest):
    def stored(self, **keys):
        config = self.write("views.toml", CONFIG.format(
            **{"seed": 1, "per_class": 5, "views": 2, "preset": "simclr", **keys}))
        self.succeed("run", config, "-o", "out.h5", "--force", "--quiet")
        with h5py.File(self.folder / "out.h5") as file:
            group = file["observables/kernel"]
            series = {name: group[name]["value"][:] for name in
                      ("growth_rates", "growth_alignment", "kernel_alignment", "ari")}
            return series, file["data/views"][:], file["particles/kernel/position/value"][:]

    def test_numpy_agrees(self):
        for views, preset in ((2, "simclr"), (4, "simclr"), (2, "nt-xent"), (4, "dcl")):
            with self.subTest(preset, views=views):
                series, inputs, latents = self.stored(views=views, preset=preset)
                theta = relu_kernel(inputs)
                rates, span = leading(operator(theta, views, 0.2, preset), 8)
                np.testing.assert_allclose(series["growth_rates"][0], rates, rtol=1e-6)
                for z, shares in zip(latents, series["growth_alignment"]):
                    centred = z - z.mean(axis=0)
                    parts = ((span.T @ centred) ** 2).sum(axis=1) / (centred ** 2).sum()
                    np.testing.assert_allclose(shares, np.cumsum(parts), atol=1e-5)
                # Without the attraction of views it is another operator.
                plain = leading(theta @ (np.eye(len(theta)) - 1 / len(theta)), 8)[0]
                ratio = plain / rates
                self.assertGreater(ratio.max() / ratio.min(), 1.05)

    def test_it_rises_before_clusters_form_where_the_kernel_stands_still(self):
        for seed in (1, 2):
            series, _, _ = self.stored(seed=seed, per_class=10)
            share, ari = series["growth_alignment"][:, 2], series["ari"]
            self.assertLess(share[0], 0.2)
            self.assertGreater(share.max(), 0.98)
            self.assertGreater(ari.max(), 0.8)
            high, formed = np.argmax(share >= 0.9), np.argmax(ari >= 0.75)
            self.assertLess(high, formed)
            self.assertLess(ari[np.argmax(share >= 0.5)], 0.4)
            kernel = series["kernel_alignment"]
            np.testing.assert_array_equal(kernel, np.broadcast_to(kernel[0], kernel.shape))

    def test_the_graph_of_the_views_tells_networks_from_particles(self):
        config = self.write("views.toml", CONFIG.format(seed=1, per_class=10, views=2,
                                                        preset="simclr"))
        self.succeed("run", config, "-o", "both.h5", "--quiet", "--set",
                     'flow=[{kind="kernel"}, {kind="particle"}]')
        with h5py.File(self.folder / "both.h5") as file:
            share = {flow: file[f"observables/{flow}/spectral_alignment/value"][:]
                     for flow in ("kernel", "particle")}
        self.assertEqual(share["kernel"][0], share["particle"][0])
        self.assertLess(share["particle"].max(), 0.2)
        self.assertGreater(share["kernel"].max(), 0.9)

    def test_a_changed_number_is_seen(self):
        self.stored()
        for name, check in (("growth_rates", "growth-rates"),
                            ("growth_alignment", "growth-alignment")):
            with h5py.File(self.folder / "out.h5", "r+") as file:
                data = file[f"observables/kernel/{name}/value"]
                kept = data[:]
                data[7] = kept[7] * (1 - 1e-4)
            done = self.call("compare", "out.h5", "--json")
            differing = {c["id"] for f in json.loads(done.stdout)["flows"] for c in f["checks"]
                         if c["verdict"] == "differs"}
            self.assertEqual(differing, {check})
            with h5py.File(self.folder / "out.h5", "r+") as file:
                file[f"observables/kernel/{name}/value"][:] = kept


if __name__ == "__main__":
    main()
