"""`simclr-flow theory`: the table of a setting, to read and as JSON, and bad settings."""
import json
import math

from program import ProgramTest, main


class Theory(ProgramTest):
    def statements(self, *arguments):
        found = json.loads(self.succeed("theory", "--json", *arguments))
        return found, {s["id"]: s for s in found["statements"]}

    def test_json(self):
        found, by_id = self.statements("--latent-dim", 3, "--temperature", 0.5, "--points", 12)
        self.assertEqual((found["schema"], found["dim"], found["points"]), ("1.0", 3, 12))
        kappa_0 = 0.25 * (1 - math.exp(-4))
        self.assertAlmostEqual(by_id["kappa_0"]["value"], kappa_0, 15)
        self.assertAlmostEqual(by_id["minimum"]["value"], math.log1p(kappa_0), 14)
        self.assertAlmostEqual(by_id["configuration.icosahedron.12"]["value"], .2198096847249, 13)
        self.assertGreater(by_id["configuration.icosahedron.12"]["gap"], 0)
        self.assertIsNone(by_id["kappa_0"]["gap"])
        for statement in by_id.values():
            self.assertIn(statement["status"], {"proven", "numerical", "stationary by symmetry",
                                                "not a minimizer", "vacuous"})

    def test_table(self):
        printed = self.succeed("theory", "--energy", "dcl", "--points", 8, "--temperature", 0.15)
        for words in ("8-gon, mode 1", "0.347828", "unstable for temperatures from",
                      "not a minimizer", "simplex bound"):
            self.assertIn(words, printed)

    def test_other_kernels_are_told_by_name_and_status(self):
        thomson = ("--energy", "linear", "--kernel", "riesz", "--set", "energy.exponent=1", "--latent-dim", 3)
        found, by_id = self.statements(*thomson, "--points", 12)
        self.assertEqual((found["kernel"], found["parameters"]), ("riesz", {"exponent": 1}))
        best = by_id["configuration.icosahedron.12"]
        self.assertAlmostEqual(best["value"] * 12 ** 2 / 2, 49.165253058, 9)
        self.assertEqual((best["status"], best["gap"]), ("proven", 0))
        self.assertEqual(by_id["bound.best"]["value"], best["value"])
        _, by_id = self.statements(*thomson, "--points", 7)
        best = by_id["configuration.pentagonal bipyramid.7"]
        self.assertAlmostEqual(best["value"] * 7 ** 2 / 2, 14.452977414, 9)
        self.assertEqual(best["status"], "numerical")
        self.assertLess(by_id["bound.best"]["value"], best["value"])
        tau = .3  # laplace on S^2: int exp(-r/tau) r dr/2
        _, by_id = self.statements("--kernel", "laplace", "--latent-dim", 3, "--temperature", tau, "--points", 4)
        kappa_0 = tau ** 2 / 2 * (1 - (1 + 2 / tau) * math.exp(-2 / tau))
        self.assertAlmostEqual(by_id["minimum"]["value"], math.log1p(kappa_0), 13)
        least = math.log(5 + 3 * math.exp(-math.sqrt(8 / 3) / tau)) - math.log(4)
        for row in ("bound.best", "configuration.tetrahedron.4"):
            self.assertAlmostEqual(by_id[row]["value"], least, 13)
            self.assertEqual(by_id[row]["status"], "proven")
        self.assertIn("kernel rational, exponent 3", self.succeed("theory", "--kernel", "rational", "--set",
                                                                  "energy.exponent=3"))

    def test_points_are_samples_whose_views_coincide(self):
        # log V + log((V-1)/V + (n-1) exp(-n/((n-1) tau))) of n samples of V views
        def bound(n, views):
            return math.log(views - 1 + views * (n - 1) * math.exp(-n / ((n - 1) * .5)))
        setting = ("--energy", "nt-xent", "--latent-dim", 128, "--temperature", .5)
        for arguments, value in ((("--points", 4000), bound(4000, 2)), (("--samples", "4e3"), bound(4000, 2)),
                                 (("--samples", 2000, "--views", 2), bound(2000, 2)),
                                 (("--samples", 60, "--views", 3), bound(60, 3))):
            found, by_id = self.statements(*setting, *arguments)
            self.assertAlmostEqual(by_id["bound.best"]["value"], value, 13)
            self.assertEqual(found["samples"], found["points"])
        self.assertIn("4000 points: samples whose 2 views coincide, 8000 latents",
                      " ".join(self.succeed("theory", *setting, "--points", 4000).split()))
        printed = self.succeed("theory", *setting, "--samples", 60, "--views", 3)
        self.assertIn("bounds are of all 180 latents", printed)

    def test_bounds_of_several_views_with_another_kernel_are_those_of_energy(self):
        rows = "\n".join(f"{math.cos(k)},{math.sin(3 * k)},{math.cos(5 * k)}" for k in range(20))
        z = self.write("z.csv", rows + "\n")
        for energy, kernel in (("simclr", "student"), ("nt-xent", "imq"), ("dcl", "laplace"), ("linear", "student")):
            if kernel not in self.succeed("list"):
                continue
            _, by_id = self.statements("--latent-dim", 3, "--temperature", .5, "--energy", energy, "--kernel", kernel,
                                       "--samples", 10, "--views", 2)
            told = json.loads(self.succeed("energy", z, "--preset", energy, "--kernel", kernel, "--temperature", .5,
                                           "--views", 2, "--manifold", "sphere", "--json"))
            self.assertEqual(by_id["bound.best"]["value"], told["bound"]["value"], (energy, kernel))
            self.assertNotIn("minimum", by_id)

    def test_tables_fit_a_terminal(self):
        for arguments in ((), ("--samples", 12, "--latent-dim", 3), ("--energy", "linear", "--kernel", "riesz",
                          "--points", 12, "--latent-dim", 3), ("--energy", "nt-xent", "--samples", 60, "--views", 3),
                          ("--energy", "alignment", "--samples", 4), ("--energy", "spectral", "--samples", 4)):
            for line in self.succeed("theory", *arguments).splitlines():
                self.assertLessEqual(len(line), 100, line)

    def test_bad_settings(self):
        for says, arguments in (("no table of theory for the energy", ("--energy", "custom")),
                                ("did you mean 'riesz'?", ("--kernel", "rietz")),
                                ("energy 'simclr' with the kernel 'riesz'", ("--kernel", "riesz")),
                                ("energy 'nt-xent' with the kernel 'log'",
                                 ("--kernel", "log", "--energy", "nt-xent")),
                                ("exponent is for --kernel rational, riesz: 'gauss' has no",
                                 ("--set", "energy.exponent=1")),
                                ("kernel 'gauss' has no parameter", ("--set", "energy.preset=dcl")),
                                ("allowed is energy.exponent", ("--kernel", "riesz", "--set", "energy.preset=dcl")),
                                ("exponent", ("--kernel", "riesz", "--energy", "linear", "--set", "energy.exponent=0")),
                                ("with 2 views is of so many samples", ("--kernel", "imq", "--views", 2)),
                                ("nothing is known of the energy 'dcl' with the kernel 'riesz' of samples of 2 views",
                                 ("--energy", "dcl", "--kernel", "riesz", "--views", 2, "--samples", 5)),
                                ("--points 1: allowed are whole numbers from 2", ("--points", 1)),
                                ("--points 0: allowed are", ("--points", 0)),
                                ("without it the table is of laws", ("--samples", 0)),
                                ("--samples 3e9: allowed are whole numbers from 2 to 10000000",
                                 ("--samples", "3e9")),
                                ("--points 2.5: allowed are", ("--points", 2.5)),
                                ("--points 'many' is not a number", ("--points", "many")),
                                ("beyond the largest number", ("--points", "1e400")),
                                ("--points and --samples are the same", ("--points", 4, "--samples", 4)),
                                ("--views 0: allowed are", ("--views", 0)),
                                ("10000000 latents in all", ("--samples", "1e7", "--views", 2)),
                                ("'0.1,0.2': a table has one temperature", ("--temperature", "0.1,0.2")),
                                ("temperature", ("--temperature", 0)),
                                ("temperature", ("--temperature", "nan")),
                                ("dimension", ("--latent-dim", 1))):
            with self.subTest(arguments):
                done = self.call("theory", *arguments)
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
                self.assertIn(says, done.stderr)
        done = self.call("theory", "--points", "x" * 1000)
        self.assertLess(len(done.stderr), 200)


if __name__ == "__main__":
    main()
