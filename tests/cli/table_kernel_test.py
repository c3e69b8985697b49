"""A kernel by samples of its logarithm, or an expression of it: runs that carry it, energies of points, and what is refused."""
import json

import h5py
import numpy as np
from program import SMALL, ProgramTest, main

DISTANCES = np.linspace(0, 2.5, 40)
TAU = 0.2
SINGLE = SMALL.split("[[flow]]")[0] + '[[flow]]\nkind = "particle"\n'


def table(log_kernel, distances=DISTANCES):
    return (f'kernel = "table"\ndistances = {list(map(float, distances))}\n'
            f'log_kernel = {list(map(float, log_kernel))}\n')


def written(expression):
    return f'kernel = "table"\nexpression = "{expression}"\n'


GAUSS = table(-DISTANCES ** 2 / (2 * TAU))
STUDENT = table(-np.log1p(DISTANCES ** 2 / (2 * TAU)))


class TableKernels(ProgramTest):
    def run_with(self, kernel, name, *more, flows=""):
        self.config = self.write(name + ".toml", SINGLE.replace(
            "temperature = 0.2", f"temperature = {TAU}\n{kernel}") + flows)
        return self.run_small(name + ".h5", "--force", "--set", "stop.time=10", *more)

    def verdicts(self, out):
        report = json.loads(self.call("compare", out, "--json").stdout)
        return {c["id"]: c["verdict"] for flow in report["flows"] for c in flow["checks"]}

    def test_a_run_carries_its_samples_and_is_judged_by_them(self):
        out = self.run_with(STUDENT, "student")
        with h5py.File(out) as file:
            resolved = file["parameters/resolved"][()].decode()
        self.assertIn("distances = [", resolved)
        self.assertIn("log_kernel = [", resolved)
        verdicts = self.verdicts(out)
        self.assertNotIn("differs", verdicts.values())
        for check in ("energy", "gradient", "velocity", "mean"):
            self.assertEqual(verdicts[check], "agrees", check)

    def test_samples_of_gauss_run_as_gauss(self):
        ends = []
        for kernel, name in ((GAUSS, "table"), ("", "gauss")):
            with h5py.File(self.run_with(kernel, name, "--set", "integrator.rtol=1e-10")) as file:
                ends.append(file["particles/particle/position/value"][-1])
        self.assertLess(np.abs(ends[0] - ends[1]).max(), 1e-8)

    def test_a_stored_energy_of_another_table_is_caught(self):
        out = self.run_with(STUDENT, "student")
        sample = float(-np.log1p(DISTANCES[3] ** 2 / (2 * TAU)))
        with h5py.File(out, "r+") as file:
            for name in ("parameters/config", "parameters/resolved"):
                text = file[name][()].decode()
                changed = text.replace(repr(sample), repr(1.001 * sample))
                self.assertNotEqual(text, changed, name)
                file[name][()] = changed
        self.assertEqual(self.verdicts(out)["energy"], "differs")

    def test_an_expression_is_kept_and_judged_in_particle_kernel_and_network_flows(self):
        network = 'activation = "tanh"\nwidths = [10]\n'
        flows = (f'[[flow]]\nkind = "kernel"\nkernel = "empirical"\n{network}'
                 f'[[flow]]\nkind = "network"\n{network}')
        out = self.run_with(written("1 - sqrt(1 + 2*s/tau)"), "flows", flows=flows)
        with h5py.File(out) as file:
            resolved = file["parameters/resolved"][()].decode()
        self.assertIn("expression = '1 - sqrt(1 + 2*s/tau)'", resolved.replace('"', "'"))
        self.assertIn("range = 2.0", resolved)
        self.assertNotIn("log_kernel", resolved)
        report = json.loads(self.call("compare", out, "--json").stdout)
        self.assertEqual(len(report["flows"]), 3)
        for flow in report["flows"]:
            verdicts = {check["id"]: check["verdict"] for check in flow["checks"]}
            self.assertNotIn("differs", verdicts.values())
            for check in ("energy", "gradient", "velocity"):
                self.assertEqual(verdicts[check], "agrees", check)

    def test_a_stored_energy_of_another_expression_is_caught(self):
        out = self.run_with(written("-1.000*log1p(s/tau)"), "text")
        with h5py.File(out, "r+") as file:
            for name in ("parameters/config", "parameters/resolved"):
                text = file[name][()].decode()
                changed = text.replace("-1.000*log1p", "-1.001*log1p")
                self.assertNotEqual(text, changed, name)
                file[name][()] = changed
        self.assertEqual(self.verdicts(out)["energy"], "differs")

    def test_energies_of_points_take_an_expression(self):
        z = np.random.default_rng(3).normal(size=(7, 3))
        np.savetxt(self.folder / "z.csv", z, delimiter=",", fmt="%.17g")

        def energy(*options):
            return json.loads(self.succeed("energy", "z.csv", "--preset", "uniformity", "--json",
                                           "--temperature", "0.3", *options))
        text = ("--kernel", "table", "--set", "energy.expression=-log1p(s/tau)")
        for manifold in (("--manifold", "sphere"), ("--manifold", "euclidean")):
            options = [*manifold, *text, "--set", "energy.range=9"]
            found, right = energy(*options), energy(*manifold, "--kernel", "student")
            self.assertAlmostEqual(found["energy"], right["energy"], 11)
            self.assertAlmostEqual(found["gradient_norm"], right["gradient_norm"], 8)
        self.assertEqual(found["kernel_parameters"], {"range": 9, "expression": "-log1p(s/tau)"})
        done = self.call("energy", "z.csv", "--preset", "uniformity", "--temperature", "0.3",
                         "--manifold", "euclidean", *text)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--set energy.range=... must be given", done.stderr)

    def test_energies_of_points_take_samples(self):
        z = np.random.default_rng(3).normal(size=(7, 3))
        z /= np.linalg.norm(z, axis=1)[:, None]
        np.savetxt(self.folder / "z.csv", z, delimiter=",", fmt="%.17g")

        def energy(*options):
            return json.loads(self.succeed("energy", "z.csv", "--preset", "simclr", "--temperature",
                                           str(TAU), "--json", *options))
        found = energy("--kernel", "table", *(word for line in GAUSS.splitlines()[1:] for word in
                                              ("--set", "energy." + line.replace(" = ", "="))))
        right = energy("--kernel", "gauss")
        self.assertAlmostEqual(found["energy"], right["energy"], 13)
        self.assertAlmostEqual(found["gradient_norm"], right["gradient_norm"], 12)
        self.assertEqual(len(found["kernel_parameters"]["distances"]), len(DISTANCES))
        self.assertIsNone(found["bound"])

    def refused(self, kernel, *sentences, manifold='manifold = "circle"'):
        config = SINGLE.replace("temperature = 0.2", "temperature = 0.2\n" + kernel)
        config = config.replace('manifold = "circle"', manifold)
        done = self.call("run", self.write("bad.toml", config), "-o", "bad.h5")
        self.assertEqual(done.returncode, 2, done.stderr)
        for sentence in sentences:
            self.assertIn(sentence, done.stderr)

    def test_what_is_no_table_is_refused_in_a_sentence(self):
        self.refused('kernel = "table"', "distances is missing: kernel \"table\" is given by `distances` and "
                     "`log_kernel`, or by `expression`")
        self.refused(table([0, -1, -2], [0, 1, 2]), "distances", "must be 4 to 10000")
        self.refused(table([0, -1, -2, -3], [0, 1, 2, 2]), "must increase, up to 1e6: 2 comes after 2")
        self.refused(table([0, -1, -.5, -3], [0, 1, 2, 3]), "log_kernel", "must decrease")
        self.refused(table([0, -1, -2], [0, 1, 2, 3]), "must have a value for each of the 4")
        self.refused('kernel = "gauss"\ndistances = [0, 1, 2, 3]', 'goes with kernel = "table", given: "gauss"')
        self.refused('kernel = "table"\ndistances = [0, 1, "2", 3]', "must be a number")

    def test_what_is_no_expression_is_refused_with_file_and_key(self):
        key = "[energy] expression = '"
        self.refused(written("-q/tau"), "bad.toml:", key + "-q/tau' has 'q' at character 2")
        self.refused(written("log(1 - s)"), key, "must be finite up to distance 2")
        self.refused(written("s"), key, "must decrease, as attraction and repulsion need")
        self.refused(written("-r"), key, "is not smooth enough for a spline through 8193 values")
        self.refused(written(""), key, "must not be empty")
        self.refused(written("-s/tau") + "distances = [0, 1, 2, 3]\n", "[energy] distances",
                     "and `expression` are two ways to give the kernel: it takes one")
        self.refused(GAUSS + "range = 3\n", "range = 3 is for a kernel by `expression`")
        self.refused(written("-s") + "range = 0\n", "range = 0 must be above 0 and at most 1000000")
        self.refused('expression = "-s"\n', 'goes with kernel = "table", given: "gauss"')
        self.refused(written("-s/tau"), "[energy] range must be given",
                     manifold='manifold = "euclidean"\ndim = 2')


if __name__ == "__main__":
    main()
