"""`simclr-flow energy` on the user's own latents: every format, views, gradients, bad files."""
import json
import math
import re

import h5py
import numpy as np
from program import ProgramTest, main, unsanitized

TABLE = ("--set", "energy.distances=[0, 1, 2, 3]", "--set", "energy.log_kernel=[0, -1, -3, -5]")


def gauss(z, w, tau):
    return np.exp(-((z[:, None] - w[None]) ** 2).sum(-1) / (2 * tau))


class Energy(ProgramTest):
    def setUp(self):
        super().setUp()
        self.z = np.random.default_rng(1).normal(size=(6, 3))
        np.save(self.folder / "z.npy", self.z)

    def energy(self, points, *arguments):
        return json.loads(self.succeed("energy", points, "--temperature", 0.4, "--json",
                                       *arguments))

    def test_every_format_gives_the_same_energy(self):
        np.save(self.folder / "fortran.npy", np.asfortranarray(self.z))
        np.savetxt(self.folder / "z.csv", self.z, delimiter=",", fmt="%.17g", header="x,y,z")
        np.savetxt(self.folder / "z.txt", self.z, fmt="%.17g")
        with h5py.File(self.folder / "z.h5", "w") as file:
            file["a/points"] = self.z
            file["a/frames"] = file["a/position/value"] = np.stack([0 * self.z, self.z])
            file["a/position/time"] = [0., 1.]
        expected = np.log1p(gauss(self.z, self.z, 0.4).mean(1)).mean()
        for points in ("z.npy", "fortran.npy", "z.csv", "z.txt", "z.h5:/a/points",
                       "z.h5:/a/position/value"):
            with self.subTest(points):
                found = self.energy(points, "--preset", "simclr")
                self.assertAlmostEqual(found["energy"], expected, 14)
        np.save(self.folder / "single.npy", self.z.astype(np.float32))
        self.assertAlmostEqual(self.energy("single.npy", "--preset", "simclr")["energy"], expected, 6)

    def test_nt_xent_normalises_and_its_gradient_is_of_the_rows_as_given(self):
        def nt_xent(z):
            u = z / np.linalg.norm(z, axis=1, keepdims=True)
            s = u @ u.T / 0.4
            total = 0
            for p in range(6):
                partner = p ^ 1
                total += math.log(sum(math.exp(s[p, q]) for q in range(6) if q != p)) - s[p, partner]
            return total / 6
        found = self.energy("z.npy", "--preset", "nt-xent", "--views", 2, "--gradient", "g.npy")
        self.assertAlmostEqual(found["energy"], nt_xent(self.z), 13)
        gradient = np.load(self.folder / "g.npy")
        step = 1e-6
        for row, column in ((0, 0), (3, 2), (5, 1)):
            shift = np.zeros_like(self.z)
            shift[row, column] = step
            slope = (nt_xent(self.z + shift) - nt_xent(self.z - shift)) / (2 * step)
            self.assertAlmostEqual(gradient[row, column], slope, 8)

    def test_gradients_are_written_whole_and_never_over_a_file(self):
        self.energy("z.npy", "--preset", "simclr", "--gradient", "g.csv")
        self.energy("z.npy", "--preset", "simclr", "--gradient", "g.npy")
        self.assertTrue(np.array_equal(np.loadtxt(self.folder / "g.csv", delimiter=","),
                                       np.load(self.folder / "g.npy")))
        self.energy("z.npy", "--preset", "simclr", "--gradient", "g.h5")
        with h5py.File(self.folder / "g.h5") as file:
            self.assertTrue(np.array_equal(file["points"][:], np.load(self.folder / "g.npy")))
        done = self.call("energy", "z.npy", "--preset", "simclr", "--temperature", 1,
                         "--gradient", "z.npy")
        self.assertEqual(done.returncode, 2)
        self.assertTrue(np.array_equal(np.load(self.folder / "z.npy"), self.z))

    def test_uniform_points_reach_the_proven_minimum(self):
        angle = 2 * np.pi * np.arange(64) / 64
        np.savetxt(self.folder / "ring.csv", angle, fmt="%.17g")
        found = self.energy("ring.csv", "--preset", "simclr", "--manifold", "circle")
        self.assertLess(abs(found["minimum"]["energy_gap"]), 1e-12)
        self.assertLess(found["gradient_norm"], 1e-12)

    @unsanitized
    def test_every_preset_and_kernel_answers(self):
        energies, rest = self.succeed("list").split("\nkernels\n")
        presets = [line.split()[0] for line in energies.splitlines()[1:]]
        self.assertEqual(len(presets), 14)
        kernels = re.findall(r"^  (\w\S*)", rest.split("\nmanifolds\n")[0], re.MULTILINE)
        self.assertEqual(kernels[:2], ["gauss", "student"])
        # Of two views; -log|z-z'| is the energy of a pair, and alignment asks for no kernel.
        infinite = {"riesz": {"simclr", "info-nce", "custom"}, "log": set(presets) - {"alignment", "spectral", "sum"}}
        for preset in presets:
            for kernel in kernels:
                asked = ("--preset", preset, "--kernel", kernel, "--views", 2,
                         *(TABLE if kernel == "table" else ()),
                         *(("--set", 'energy.term=[{preset="alignment"}]') if preset == "sum" else ()))
                if preset in infinite.get(kernel, set()):
                    done = self.call("energy", "z.npy", "--temperature", 0.2, *asked)
                    self.assertEqual(done.returncode, 2)
                    self.assertIn(f"energy '{preset.removesuffix('-per-view')}'", done.stderr)
                else:
                    self.assertTrue(math.isfinite(self.energy("z.npy", *asked)["energy"]))

    def test_parameters_of_a_kernel(self):
        half_squares = ((self.z[:, None] - self.z[None]) ** 2).sum(2) / 2
        for chosen, p in (((), 2), (("--set", "energy.exponent=3"), 3)):
            found = self.energy("z.npy", "--preset", "simclr", "--kernel", "rational",
                                "--manifold", "euclidean", *chosen)
            expected = np.log1p(((1 + half_squares / (p * 0.4)) ** -p).mean(1)).mean()
            self.assertAlmostEqual(found["energy"], expected, 13)
            self.assertEqual(found["kernel_parameters"], {"exponent": p})
        self.assertNotIn("kernel_parameters", self.energy("z.npy", "--preset", "simclr"))
        for kernel, given, says in (("rational", "0", "must be at least 0.01"),
                                    ("rational", "x", "must be a number"),
                                    ("gauss", "2", "exponent is for --kernel rational, riesz: 'gauss' has no")):
            done = self.call("energy", "z.npy", "--preset", "simclr", "--temperature", 0.4,
                             "--kernel", kernel, "--set", f"energy.exponent={given}")
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn(says, done.stderr)

    def test_how_sums_are_taken(self):
        np.save(self.folder / "many.npy", np.random.default_rng(3).normal(size=(2000, 2)))
        by = {way: self.energy("many.npy", "--preset", "simclr", "--manifold", "euclidean", "--set", "energy.accuracy=1e-6",
                               "--set", f"energy.summation={way}")["energy"] for way in ("direct", "fast")}
        self.assertNotEqual(by["direct"], by["fast"])  # in their last digits
        self.assertAlmostEqual(by["direct"], by["fast"], delta=1e-6)

    def test_set_names_the_option_or_the_keys_that_it_takes(self):
        contrast = "energy.outer, energy.offset, energy.negatives, energy.self, energy.mean, " \
            "energy.positive, energy.summation, energy.accuracy"
        for preset, kernel, option, says in (
                ("custom", "gauss", "energy.exponent=3", "exponent is for --kernel rational"),
                ("simclr", "gauss", "energy.kernel=student", "student: --kernel gives it"),
                ("custom", "gauss", "energy.temperature=3", "3: --temperature gives it"),
                ("simclr", "gauss", "energy.preset=dcl", "dcl: --preset gives it"),
                ("simclr", "rational", "energy.offset=1", "gives the parts of --preset custom"),
                ("simclr", "rational", "views.count=2", "allowed are energy.summation, energy.accuracy, energy.exponent\n"),
                ("simclr", "gauss", "views.count=2", "allowed are energy.summation, energy.accuracy\n"),
                ("custom", "gauss", "views.count=2", f"allowed are {contrast}\n"),
                ("custom", "rational", "views.count=2", f"allowed are {contrast}, energy.exponent\n")):
            with self.subTest(option, preset=preset, kernel=kernel):
                done = self.call("energy", "z.npy", "--preset", preset, "--temperature", 0.4,
                                 "--kernel", kernel, "--set", option)
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertIn(says, done.stderr)

    def test_the_size_of_rows_does_not_matter_on_the_sphere(self):
        expected = self.energy("z.npy", "--preset", "nt-xent", "--views", 2)["energy"]
        for factor in (1e-170, 1e-300, 1e140):
            np.save(self.folder / "scaled.npy", factor * self.z)
            found = self.energy("scaled.npy", "--preset", "nt-xent", "--views", 2)
            self.assertAlmostEqual(found["energy"], expected, 13)

    def test_a_run_or_study_tells_which_paths_hold_points(self):
        self.run_small("run.h5", "--set", "stop.time=0.1", "--set", "initial.spread=0.09")
        asked = ("--preset", "simclr", "--temperature", "1")
        done = self.call("energy", "run.h5", *asked)
        self.assertEqual((done.returncode, done.stdout, len(done.stderr.splitlines())), (2, "", 1))
        self.assertIn("add the path of a dataset, as in 'run.h5:/particles/network/position/value'; there are "
                      "/particles/network/position/value, /particles/particle/position/value, /data/points\n",
                      done.stderr)
        for path in re.findall(r"(/[\w/]+)(?:,|$)", done.stderr.partition("there are")[2]):
            self.succeed("energy", f"run.h5:{path}", *asked)
        with h5py.File(self.folder / "other.h5", "w") as file:
            for k in range(10):
                file[f"set-{k}"] = self.z
        told = self.call("energy", "other.h5", *asked).stderr
        self.assertIn("as in 'other.h5:/set-0'", told)
        self.assertIn("/set-7, and 2 more", told)

    def test_what_overflows_is_a_failure(self):
        np.save(self.folder / "far.npy", 1e3 * self.z)
        done = self.call("energy", "far.npy", "--preset", "linear", "--temperature", 0.1, "--views", 2)
        self.assertEqual(done.returncode, 1)
        self.assertIn("overflows", done.stderr)

    def test_bad_input(self):
        def refused(points, says, *arguments, preset="simclr", temperature=0.4):
            done = self.call("energy", points, "--preset", preset, "--temperature", temperature,
                             *arguments)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1)
            self.assertIn(says, done.stderr)
        refused("none.csv", "does not exist")
        refused(self.write("empty.csv", "# nothing\n\n"), "holds no points")
        refused(self.write("ragged.csv", "1,2\n3\n"), "ragged.csv:2: 1 coordinates")
        refused(self.write("words.csv", "1,two\n"), "words.csv' holds no points: its only row, with")
        refused(self.write("nan.csv", "1,nan\n"), "is not finite")
        refused(self.write("one.csv", "1,2\n"), "hold 1 point")
        refused("z.npy", "4 views do not divide", "--views", 4)
        np.save(self.folder / "huge.npy", 1e200 * self.z)
        refused("huge.npy", "coordinates beyond 1e+150")
        refused("z.npy", "temperature must be positive", temperature=0)
        refused("z.npy", "did you mean 'simclr'?", preset="simclear")
        refused("z.npy", "needs 1: angles", "--manifold", "circle")
        refused(self.write("zero.csv", "0,0\n1,1\n"), "zero row (0)", "--manifold", "sphere")
        np.save(self.folder / "inf.npy", self.z * np.inf)
        refused("inf.npy", "row 0 is not finite")
        np.save(self.folder / "cube.npy", np.zeros((2, 2, 2)))
        refused("cube.npy", "expected (N, d)")
        np.save(self.folder / "complex.npy", np.ones((2, 2), dtype=complex))
        refused("complex.npy", "type '<c16', expected numbers")
        whole = (self.folder / "z.npy").read_bytes()
        for cut in (4, 9, 40, len(whole) - 8):
            (self.folder / "cut.npy").write_bytes(whole[:cut])
            refused("cut.npy", "cut.npy")
        (self.folder / "bad.h5").write_bytes(b"not HDF5")
        refused("bad.h5:/x", "bad.h5:/x")


if __name__ == "__main__":
    main()
