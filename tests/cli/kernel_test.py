"""What is measured of tangent kernels: stored at its own times, resumed bit for bit, judged."""
import json
import shutil

import h5py
import numpy as np
from program import SMALL, ProgramTest, main, unsanitized
from resume_test import datasets

KERNELS = SMALL + """
[[flow]]
kind = "kernel"
"""
SPHERE = KERNELS.replace('"circle"', '"sphere"\ndim = 3')
NAMES = {"kernel_drift", "kernel_eigenvalues", "kernel_alignment", "growth_rates",
         "growth_alignment", "persistence"}
SPARSER = ("--set", 'output.kernel={spacing="log", first=0.2, per_decade=3}')


def stored(path, flow):
    """The kernel's series of a flow: values and times."""
    with h5py.File(path) as file:
        group = file[f"observables/{flow}"]
        return {name: (group[name]["value"][:], group[name]["time"][:])
                for name in NAMES & set(group)}


class Kernels(ProgramTest):
    def setUp(self):
        super().setUp()
        self.config = self.write("kernels.toml", KERNELS)

    def differing(self, path):
        report = json.loads(self.call("compare", path, "--json").stdout)
        return {check["id"] for flow in report["flows"] for check in flow["checks"]
                if check["verdict"] == "differs"}

    @unsanitized
    def test_series_and_their_times(self):
        for cadence in ((), SPARSER, ("--set", 'output.kernel={spacing="ends"}'),
                        ("--set", 'output.kernel={spacing="steps", every=9}')):
            with self.subTest(cadence):
                out = self.run_small("out.h5", "--force", *cadence)
                self.assertEqual(stored(out, "particle"), {})
                self.assertEqual(set(stored(out, "network")), NAMES)
                self.assertEqual(set(stored(out, "kernel")), NAMES - {"kernel_drift"})
                with h5py.File(out) as file:
                    frames = file["particles/network/position/time"][:]
                for flow in ("network", "kernel"):
                    for value, time in stored(out, flow).values():
                        self.assertEqual(len(value), len(time))
                        self.assertEqual((time[0], time[-1]), (0, 100))
                        self.assertTrue(np.isfinite(value).all())
                        if not cadence:
                            np.testing.assert_array_equal(time, frames)
                self.succeed("compare", out)

    def test_values(self):
        out = self.run_small()
        network, kernel = stored(out, "network"), stored(out, "kernel")
        self.assertEqual(network["kernel_drift"][0][0], 0)
        self.assertGreater(network["kernel_drift"][0][-1], 0.01)
        for series in (network, kernel):
            values, shares = series["kernel_eigenvalues"][0], series["kernel_alignment"][0]
            self.assertEqual((values.shape[1], shares.shape[1]), (8, 3))
            self.assertTrue((np.diff(values) <= 0).all() and (values > -1e-12).all())
            self.assertTrue((shares > -1e-12).all() and (shares < 1 + 1e-12).all())
            self.assertEqual(series["persistence"][0][0], 0)
            self.assertLess(series["persistence"][0].max(), 1)
            self.assertGreater(series["persistence"][0].max(), 0.3)
        self.assertEqual(len(np.unique(kernel["kernel_eigenvalues"][0], axis=0)), 1)

    def test_a_resumed_run_is_the_same_bit_for_bit(self):
        for config in (KERNELS, SPHERE + 'form = "intrinsic"\n'):
            self.config = self.write("kernels.toml", config)
            sets = ("--force", *SPARSER, "--set", "integrator.method=dopri5")
            whole = self.run_small("whole.h5", *sets, "--set", "stop.time=10")
            parts = self.run_small("parts.h5", *sets, "--set", "stop.time=0.7")
            self.succeed("resume", parts, "--set", "stop.time=3", "--quiet")
            self.succeed("resume", parts, "--set", "stop.time=10", "--quiet")
            self.assertEqual(datasets(parts), datasets(whole))

    def test_tampering_is_seen(self):
        honest = self.run_once("honest.h5", *SPARSER)
        self.assertEqual(self.differing(honest), set())

        def scale(path, factor):
            def tamper(file):
                file[path][:] = file[path][:] * factor
            return tamper

        def remove(path):
            def tamper(file):
                del file[path]
            return tamper

        def shorten(file):
            counter = file["parameters/kernel/committed/kernel"]
            counter[()] = counter[()] - 1
        for tamper, check in (
                (scale("observables/kernel/persistence/value", 3), "persistence"),
                (scale("observables/kernel/persistence/value", np.nan), "frames"),
                (scale("observables/network/kernel_drift/time", 1.01), "frames"),
                (remove("observables/network/kernel_drift"), "frames"),
                (scale("observables/network/kernel_eigenvalues/value", -3), "frames"),
                (scale("observables/network/kernel_alignment/value", 7), "frames"),
                (scale("observables/network/kernel_drift/value", -1), "frames"),
                (shorten, "frames")):
            copy = self.folder / "tampered.h5"
            shutil.copy(honest, copy)
            with h5py.File(copy, "r+") as file:
                tamper(file)
            self.assertIn(check, self.differing(copy))

    def test_a_run_stopped_at_its_first_row_is_not_accused(self):
        out = self.run_small("out.h5")
        with h5py.File(out, "r+") as file:
            for counter, rows in (("frames", 1), ("observables", 1), ("weights", 1), ("kernel", 0)):
                file[f"parameters/network/committed/{counter}"][()] = rows
            file["parameters/network/status"][()] = b"interrupted"
        self.assertEqual(self.differing(out), set())

    def test_sparse_rows_of_a_moving_kernel_owe_nothing(self):
        out = self.run_small("out.h5", "--set", 'output.kernel={spacing="ends"}')
        report = json.loads(self.call("compare", out, "--json").stdout)
        verdict = {flow["name"]: check["verdict"] for flow in report["flows"]
                   for check in flow["checks"] if check["id"] == "persistence"}
        self.assertEqual(verdict, {"network": "no theory", "kernel": "agrees"})

    def test_expectations_may_be_about_kernels(self):
        self.run_once("honest.h5", *SPARSER)
        statement = '[[expect]]\nid = "x"\nflow = "network"\nquantity = "kernel_drift"\n' \
                    'window = [100, 100]\nat_most = {}\nstatus = "numerical"\nsource = "s"\n'
        for bound, code in ((10, 0), (1e-6, 5)):
            expected = self.write("expected.toml", statement.format(bound))
            self.assertEqual(self.call("compare", "honest.h5", "--expect", expected).returncode, code)

    def test_kernels_that_are_too_large_are_told(self):
        told = "its tangent kernel is not measured: 28 latents of 143 outputs are more than 4000 rows"
        out = self.succeed("run", self.config, "-o", "out.h5", "--set", "data.per_class=7", "--set",
                           "latent={manifold='euclidean', dim=143}", "--set", "stop.time=1e-3")
        self.assertIn(told, out)
        self.assertEqual(stored(self.folder / "out.h5", "network"), {})
        self.succeed("compare", "out.h5")

    def test_descents_have_kernels_but_owe_no_bound(self):
        out = self.run_small("out.h5", "--set", "integrator.method=gradient-descent", "--set",
                             "integrator.step=0.01", "--set", "stop.time=1")
        self.assertEqual(set(stored(out, "network")), NAMES - {"persistence"})
        self.succeed("compare", out)

    def test_forms_on_the_sphere(self):
        self.config = self.write("sphere.toml", SPHERE)
        normalised = ("--set", 'flow.1.form="normalised"')
        out = self.run_small("out.h5", "--set", "stop.time=3", *normalised)
        with h5py.File(out) as file:
            for flow in ("network", "kernel"):
                length = file[f"observables/{flow}/min_length/value"][:]
                self.assertAlmostEqual(length[0], 1, delta=1e-12)
                self.assertGreater(abs(length[-1] - 1), 1e-3)
            self.assertNotIn("min_length", file["observables/particle"])
        self.succeed("compare", out)
        self.config = self.write("sphere.toml", SPHERE + 'form = "intrinsic"\n')
        out = self.run_small("out.h5", "--force", "--set", "stop.time=3")
        with h5py.File(out) as file:
            for flow in ("kernel", "network"):
                self.assertNotIn("min_length", file[f"observables/{flow}"])
                self.assertIn("intrinsic", file[f"parameters/{flow}/description"][()].decode())
            self.assertIn("intrinsic", file["parameters/kernel/description"][()].decode())
        self.succeed("compare", out)
        self.config = self.write("circle.toml", KERNELS + 'form = "intrinsic"\n')
        done = self.call("run", self.config)
        self.assertEqual(done.returncode, 2)
        self.assertIn("form = 'intrinsic' needs manifold \"sphere\", not \"circle\"", done.stderr)

    @unsanitized
    def test_a_network_on_the_sphere_goes_on_where_an_output_vanishes(self):
        everybodys = """
data = { kind = "discs" }
latent = { manifold = "sphere", dim = 3 }
energy = { preset = "nt-xent" }
stop = { time = 100 }
flow = [{ kind = "network" }]
"""
        config = self.write("everybodys.toml", everybodys)
        self.assertIn("done", self.succeed("run", config, "-o", "on.h5"))
        with h5py.File(self.folder / "on.h5") as file:
            self.assertEqual(file["observables/network/ari/value"][:].max(), 1)
            state = file["parameters/network/pairs/value"].shape[1]
            self.assertEqual(state, 200 * 6 + 80 * 3)
        self.assertIn("Agrees", self.succeed("compare", "on.h5"))
        done = self.call("run", config, "-o", "off.h5", "--set", 'flow.0.form="normalised"')
        self.assertEqual(done.returncode, 1)
        self.assertIn("fell below", done.stderr)
        for keys, told in ((("data.test.per_class=3",), "has no latents of test points"),
                           (('integrator.method="gradient-descent"',), "needs an integrator"),
                           (("latent.manifold=\"circle\"", "latent.dim=2"), "one network flow")):
            sets = [word for key in (*keys, 'flow.0.form="intrinsic"') for word in ("--set", key)]
            self.assertIn(told, self.call("check", config, *sets).stderr)

    def test_a_vanishing_output_fails_the_flow_with_a_sentence(self):
        config = SPHERE.replace("dim = 3", "dim = 2").replace("spread = 0.3", "spread = 0.05")
        self.config = self.write("sphere.toml", config)
        done = self.call("run", self.config, "-o", "out.h5", "--set", "stop.time=1e6", "--quiet")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("fell below", done.stderr)
        with h5py.File(self.folder / "out.h5") as file:
            self.assertEqual(file["parameters/kernel/status"][()].rstrip(b"\0"), b"failed")
            length = file["observables/kernel/min_length/value"][:]
            self.assertLess(length[-1], 0.01 * length[0])
        told = " ".join(self.succeed("compare", "out.h5").split())
        self.assertIn("Flow 'kernel' of out.h5 FAILED: the raw output", told)
        self.assertIn("It is judged by the rows that it has.", told)
        self.assertRegex(told, r"Agrees with theory wherever there is one; but flow 'kernel' FAILED: the raw output.*\.$")


if __name__ == "__main__":
    main()
