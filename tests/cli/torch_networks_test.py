"""Networks of torch.nn.Sequential and ours: the same parameters give the same outputs, in float64.

Checked: latents by an extracted state_dict, and the start of a run from a state_dict that torch
saved, to 1e-12, for every activation that both have.
"""

import h5py
import numpy
import torch

from program import ProgramTest, main

TOLERANCE = 1e-12
CONFIG = """\
[data]
kind = "discs"
per_class = 5
[latent]
manifold = "euclidean"
dim = 3
[energy]
preset = "simclr"
[integrator]
method = "gradient-descent"
step = 1e-2
[stop]
time = 1
[[flow]]
kind = "network"
widths = [7, 6]
scaling = "standard"
centered = false
activation = "{}"
"""
ACTIVATIONS = {"relu": torch.nn.ReLU(), "leaky_relu": torch.nn.LeakyReLU(0.2),
               "tanh": torch.nn.Tanh(), "gelu": torch.nn.GELU(), "softplus": torch.nn.Softplus(),
               "identity": torch.nn.Identity()}


def sequential(activation):
    module = torch.nn.Sequential(torch.nn.Linear(2, 7), activation, torch.nn.Linear(7, 6),
                                 activation, torch.nn.Linear(6, 3))
    return module.double()


class Networks(ProgramTest):
    def run_network(self, activation, *sets):
        config = self.write("network.toml", CONFIG.format(activation))
        self.succeed("run", config, "-o", "run.h5", "--quiet", "--force", *sets)
        return self.folder / "run.h5"

    def error(self, run, module, row):
        """Of the stored latents, relative to the largest of the module's outputs."""
        with h5py.File(run) as file, torch.no_grad():
            outputs = module(torch.from_numpy(file["data/points"][:])).numpy()
            latents = file["particles/network/position/value"][row]
        return numpy.abs(latents - outputs).max() / numpy.abs(outputs).max()

    def test_torch_computes_the_latents_of_an_extracted_state_dict(self):
        for name, activation in ACTIVATIONS.items():
            with self.subTest(name):
                run, module = self.run_network(name), sequential(activation)
                for row in (0, -1):
                    self.succeed("extract", run, "-o", "w.h5", "--weights", "--row", row, "--force")
                    with h5py.File(self.folder / "w.h5") as file:
                        state = {k: torch.from_numpy(v[()]) for k, v in file.items()}
                    module.load_state_dict(state)
                    self.assertLess(self.error(run, module, row), TOLERANCE)
                    self.succeed("extract", run, "-o", "w.npy", "--weights", "--row", row, "--force")
                    flat = torch.from_numpy(numpy.load(self.folder / "w.npy"))
                    self.assertTrue(torch.equal(
                        torch.nn.utils.parameters_to_vector(module.parameters()), flat))
                self.assertGreater(self.error(run, module, 0), 1e-6)  # the run has moved

    def test_a_run_starts_at_what_torch_computes(self):
        torch.manual_seed(3)
        for name, activation in ACTIVATIONS.items():
            with self.subTest(name):
                module = sequential(activation)
                with h5py.File(self.folder / "saved.h5", "w") as file:
                    for key, value in module.state_dict().items():
                        file[f"model/{key}"] = value.numpy()
                flat = torch.nn.utils.parameters_to_vector(module.parameters())
                numpy.save(self.folder / "saved.npy", flat.detach().numpy())
                for source in ("saved.h5:/model", "saved.npy"):
                    run = self.run_network(name, "--set", f'flow.0.weights="{source}"')
                    self.assertLess(self.error(run, module, 0), TOLERANCE)
                with torch.no_grad():
                    module[4].bias[1] += 1e-9
                self.assertGreater(self.error(run, module, 0), TOLERANCE)

    def test_other_scalings_have_factors_that_torch_does_not(self):
        run = self.run_network("tanh", "--set", 'flow.0.scaling="ntk"', "--set",
                               "flow.0.output_bias=true")
        self.succeed("extract", run, "-o", "w.h5", "--weights", "--force")
        module = sequential(torch.nn.Tanh())
        with h5py.File(self.folder / "w.h5") as file:
            state = {k: torch.from_numpy(v[()]) for k, v in file.items()}
        module.load_state_dict(state)
        self.assertGreater(self.error(run, module, -1), 1e-3)
        for layer, width in ((2, 7), (4, 6)):  # c_h = m^{-1/2} behind the first layer
            state[f"{layer}.weight"] /= width ** 0.5
        module.load_state_dict(state)
        self.assertLess(self.error(run, module, -1), TOLERANCE)

    def test_for_torch_the_factors_are_multiplied_in(self):
        module = sequential(torch.nn.Tanh())
        for scaling in ("ntk", "mean-field", "standard"):
            run = self.run_network("tanh", "--set", f'flow.0.scaling="{scaling}"', "--set",
                                   "flow.0.output_bias=true")
            with self.subTest(scaling):
                self.succeed("extract", run, "-o", "w.h5", "--weights", "--for", "torch", "--force")
                with h5py.File(self.folder / "w.h5") as file:
                    module.load_state_dict({k: torch.from_numpy(v[()]) for k, v in file.items()})
                    self.assertEqual((file.attrs["scaling"], list(file.attrs["factors"]),
                                      file.attrs["activation"], file.attrs["centered"]),
                                     (b"standard", [1, 1, 1], b"tanh", b"false"))
                self.assertLess(self.error(run, module, -1), TOLERANCE)
                self.succeed("extract", run, "-o", "w.h5", "--weights", "--force")
                with h5py.File(self.folder / "w.h5") as file:
                    self.assertEqual(file.attrs["scaling"].decode(), scaling)
                    factors = {"standard": [1, 1, 1], "ntk": [1, 7 ** -.5, 6 ** -.5],
                               "mean-field": [1, 7 ** -.5, 1 / 6]}[scaling]
                    numpy.testing.assert_allclose(file.attrs["factors"], factors, rtol=1e-15)

    def test_weights_of_another_scaling_are_refused(self):
        run = self.run_network("tanh", "--set", 'flow.0.scaling="ntk"')
        self.succeed("extract", run, "-o", "w.h5", "--weights", "--for", "torch", "--force")
        config = self.write("network.toml", CONFIG.format("tanh"))
        sets = ("--set", 'flow.0.weights="w.h5"', "--set", "flow.0.output_bias=false")
        self.succeed("run", config, "-o", "run.h5", "--quiet", "--force", *sets)
        told = self.call("run", config, "-o", "other.h5", *sets, "--set", 'flow.0.scaling="ntk"')
        self.assertEqual(told.returncode, 2)
        self.assertIn("scaling 'standard', this one has 'ntk'", told.stderr)
        self.assertEqual(self.call("extract", run, "-o", "l.npy", "--latents", "--for", "torch").returncode, 2)


if __name__ == "__main__":
    main()
