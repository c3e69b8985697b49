"""`simclr-flow energy` on the views of samples: counts in bounds, order of rows, normalised losses, tables,
values at the ends of the range of numbers. Values by NumPy, from their definitions."""
import json
import math

import numpy as np
from program import ProgramTest, main, unsanitized

OF_DIRECTIONS = ("nt-xent", "info-nce", "dcl", "dhel", "alignment", "uniformity", "uniformity-per-view")
AS_GIVEN = ("simclr", "simclr-noself", "simclr-cross", "linear", "spectral")
TAU = 0.5


def unit(z):
    return z / np.linalg.norm(z, axis=1, keepdims=True)


def log_kernel(z, tau=TAU):
    return -((z[:, None] - z[None]) ** 2).sum(-1) / (2 * tau)


def nt_xent(z, tau=TAU):
    """Of rows in pairs, interleaved: Chen et al. 2020, equation 1."""
    logs = log_kernel(unit(z), tau)
    np.fill_diagonal(logs, -np.inf)
    row = np.arange(len(z))
    top = logs.max(1)
    return float(np.mean(top + np.log(np.exp(logs - top[:, None]).sum(1)) - logs[row, row ^ 1]))


def uniformity(z, tau=TAU):
    return math.log(np.exp(log_kernel(z, tau)[~np.eye(len(z), dtype=bool)]).mean())


class Views(ProgramTest):
    def setUp(self):
        super().setUp()
        generator = np.random.default_rng(7)
        samples, noise = generator.normal(size=(50, 8)), generator.normal(size=(2, 50, 8))
        self.first, self.second = (samples + 0.3 * one for one in noise)
        self.pairs = np.stack([self.first, self.second], 1).reshape(100, 8)
        np.save(self.folder / "pairs.npy", self.pairs)
        np.save(self.folder / "cat.npy", np.concatenate([self.first, self.second]))

    def energy(self, points, preset, *arguments, temperature=TAU, views=2):
        return json.loads(self.succeed("energy", points, "--preset", preset, "--temperature",
                                       temperature, "--views", views, "--json", *arguments))


class Counts(Views):
    def test_the_bound_of_pairs_is_that_of_their_samples(self):
        found = self.energy("pairs.npy", "nt-xent")
        bound = math.log(1 + 2 * 49 * math.exp(-50 / (49 * TAU)))
        self.assertAlmostEqual(found["energy"], nt_xent(self.pairs), 13)
        self.assertAlmostEqual(found["bound"]["value"], bound, 13)
        self.assertAlmostEqual(found["bound"]["gap"], nt_xent(self.pairs) - bound, 13)
        self.assertEqual((found["samples"], found["bound"]["status"]), (50, "proven"))
        for words in ("bound    ", "E-bound  ", "proven, of 50 samples of 2 views"):
            self.assertIn(words, self.succeed("energy", "pairs.npy", "--preset", "nt-xent",
                                              "--temperature", TAU, "--views", 2))

    def test_collapsed_simplices_have_no_gap(self):
        triangle = np.array([[math.cos(t), math.sin(t)] for t in (0, 2 * math.pi / 3, 4 * math.pi / 3)])
        np.save(self.folder / "triangle.npy", np.repeat(triangle, 3, 0))
        for preset in ("simclr", "simclr-noself", "simclr-cross", "nt-xent", "info-nce", "dcl", "dhel",
                       "linear", "alignment", "uniformity-per-view"):
            found = self.energy("triangle.npy", preset, "--manifold", "sphere", views=3)
            self.assertTrue(found["bound"]["attained"], preset)
            self.assertLess(abs(found["bound"]["gap"]), 1e-14, preset)

    def test_without_views_it_says_what_is_computed(self):
        said = self.succeed("energy", "pairs.npy", "--preset", "nt-xent", "--temperature", TAU)
        self.assertIn("samples whose two views coincide", said)
        self.assertIn("proven, of 100 samples of 1 view", said)
        for views in ("0", "-2", "1.5", "two", "1e400"):
            done = self.call("energy", "pairs.npy", "--preset", "nt-xent", "--temperature", TAU,
                             "--views", views)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"--views {views}" if views in "0-21.5" else f"--views '{views}'", done.stderr)
        done = self.call("energy", "pairs.npy", "--preset", "alignment", "--temperature", TAU)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--views says how many", done.stderr)


class Rows(Views):
    @unsanitized
    def test_losses_of_normalised_outputs_see_directions_alone(self):
        np.save(self.folder / "long.npy", 5 * self.pairs)
        np.save(self.folder / "unit.npy", unit(self.pairs))
        for preset in OF_DIRECTIONS:
            found = self.energy("long.npy", preset)
            self.assertEqual(found["rows"], "normalised", preset)
            self.assertAlmostEqual(found["energy"], self.energy("unit.npy", preset)["energy"], 13)
            raw = self.energy("long.npy", preset, "--manifold", "euclidean")
            self.assertEqual(raw["rows"], "as given")
            self.assertGreater(abs(raw["energy"] - found["energy"]), 0.1, preset)
        for preset in AS_GIVEN:
            self.assertEqual(self.energy("unit.npy", preset)["rows"], "as given", preset)
        said = self.succeed("energy", "long.npy", "--preset", "uniformity", "--temperature", TAU)
        self.assertIn("normalised, as this loss is used; --manifold euclidean takes them as given", said)

    def test_uniformity_of_all_pairs_and_of_each_view(self):
        z = unit(self.pairs)
        all_pairs, per_view = uniformity(z), (uniformity(z[::2]) + uniformity(z[1::2])) / 2
        self.assertGreater(all_pairs, per_view + 1e-3)
        for preset, value in (("uniformity", all_pairs), ("uniformity-per-view", per_view)):
            found = self.energy("pairs.npy", preset)
            self.assertAlmostEqual(found["energy"], value, 13)
            self.assertAlmostEqual(found["uniformity"], all_pairs, 13)
            self.assertAlmostEqual(found["uniformity_per_view"], per_view, 13)
        said = self.succeed("energy", "pairs.npy", "--preset", "uniformity", "--temperature", TAU,
                            "--views", 2)
        self.assertIn("(uniformity-per-view, as Wang & Isola)", said)
        found = self.energy("pairs.npy", "alignment")
        self.assertAlmostEqual(found["energy"], ((z[::2] - z[1::2]) ** 2).sum(1).mean(), 13)

    def test_rows_of_two_batches_one_behind_the_other(self):
        expected = self.energy("pairs.npy", "nt-xent", "--gradient", "pairs-g.npy")["energy"]
        found = self.energy("cat.npy", "nt-xent", "--order", "cat", "--gradient", "cat-g.npy")
        self.assertEqual(found["energy"], expected)
        gradient = np.load(self.folder / "cat-g.npy")
        self.assertTrue(np.array_equal(np.stack([gradient[:50], gradient[50:]], 1).reshape(100, 8),
                                       np.load(self.folder / "pairs-g.npy")))
        three = np.stack([self.first, self.second, self.first + 1e-3])
        np.save(self.folder / "three.npy", three.transpose(1, 0, 2).reshape(150, 8))
        np.save(self.folder / "three-cat.npy", three.reshape(150, 8))
        for preset in ("simclr-cross", "dhel"):
            self.assertEqual(self.energy("three-cat.npy", preset, "--order", "cat", views=3)["energy"],
                             self.energy("three.npy", preset, views=3)["energy"])

    def test_an_order_that_parts_the_views_is_hinted_at(self):
        for points, order, other in (("cat.npy", "interleaved", "cat"), ("pairs.npy", "cat", "interleaved")):
            arguments = ("energy", points, "--preset", "nt-xent", "--temperature", TAU, "--views", 2)
            done = self.call(*arguments, "--order", order)
            self.assertEqual(done.returncode, 0)
            self.assertIn(f"hint: '{points}'", done.stderr)
            self.assertIn(f"--order {other}", done.stderr)
            self.assertEqual(self.call(*arguments, "--order", other).stderr, "")
        np.save(self.folder / "noise.npy", np.random.default_rng(3).normal(size=(100, 8)))
        angle = 2 * np.pi * np.arange(100) / 100  # neighbours are close, and no pairs
        np.save(self.folder / "ring.npy", np.stack([np.cos(angle), np.sin(angle)], 1))
        for points in ("noise.npy", "ring.npy"):
            for views in ((), ("--views", 2)):
                self.assertEqual(self.call("energy", points, "--preset", "dcl", "--temperature", TAU,
                                           *views).stderr, "")
        for points, order in (("cat.npy", "cat"), ("pairs.npy", "interleaved")):
            done = self.call("energy", points, "--preset", "nt-xent", "--temperature", TAU)
            self.assertIn(f"rows seem to be 2 views of 50 samples: --views 2 --order {order}", done.stderr)
        done = self.call("energy", "cat.npy", "--preset", "dcl", "--temperature", TAU, "--order", "dog")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--order 'dog' is not known; allowed: interleaved", done.stderr)


class Range(Views):
    def test_gradients_of_tiny_and_huge_rows(self):
        self.energy("pairs.npy", "nt-xent", "--gradient", "g.npy")
        gradient = np.load(self.folder / "g.npy")
        for factor in (1e-200, 1e-160, 1e-300, 1e140):
            np.save(self.folder / "scaled.npy", factor * self.pairs)
            self.energy("scaled.npy", "nt-xent", "--gradient", "scaled-g.npy", "--force")
            found = np.load(self.folder / "scaled-g.npy")
            np.testing.assert_allclose(found * factor, gradient, rtol=1e-11, atol=1e-16)

    def test_a_gradient_beyond_the_range_is_not_written(self):
        np.save(self.folder / "least.npy", 1e-320 * self.pairs)
        for name in ("g.npy", "g.csv", "g.h5"):
            done = self.call("energy", "least.npy", "--preset", "nt-xent", "--temperature", TAU,
                             "--views", 2, "--gradient", name)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn("row 0 of length", done.stderr)
            self.assertEqual((done.stdout, (self.folder / name).exists()), ("", False))

    def test_temperatures_without_a_known_bound(self):
        apart = np.concatenate([np.eye(4), -np.eye(4)])
        np.save(self.folder / "apart.npy", apart)
        found = self.energy("apart.npy", "simclr", "--manifold", "sphere", "--gradient", "g.npy",
                            temperature="1e-5", views=1)
        self.assertAlmostEqual(found["energy"], .117783035656383, 15)  # log(1 + 1/8)
        self.assertIsNone(found["bound"])
        self.assertNotIn("minimum", found)
        self.assertTrue(np.isfinite(np.load(self.folder / "g.npy")).all())
        for temperature in ("1e5", "1e-300"):
            self.energy("apart.npy", "simclr", "--manifold", "sphere", temperature=temperature, views=1)

    def test_a_failure_leaves_no_file(self):
        before = sorted(self.folder.iterdir())
        np.save(self.folder / "far.npy", 1e4 * self.pairs)
        before = sorted(self.folder.iterdir())
        for code, arguments in (
                (1, ("far.npy", "--preset", "linear", "--temperature", .01, "--views", 2)),
                (2, ("pairs.npy", "--preset", "simclr", "--temperature", 0)),
                (2, ("pairs.npy", "--preset", "simclr", "--temperature", ".1,.2")),
                (2, ("pairs.npy", "--all", "--temperature", .1)),
                (2, ("pairs.npy", "--temperature", .1)),
                (2, ("pairs.npy", "--preset", "simclr", "--temperature", "1e-400"))):
            done = self.call("energy", *arguments, "--gradient", "new.npy")
            self.assertEqual((done.returncode, done.stdout), (code, ""), arguments)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
            self.assertEqual(sorted(self.folder.iterdir()), before)


class Tables(Views):
    def test_several_temperatures_are_rows(self):
        found = self.energy("pairs.npy", "nt-xent", temperature=".05,.1,.5")["energies"]
        self.assertEqual([row["temperature"] for row in found], [.05, .1, .5])
        for row in found:
            alone = self.energy("pairs.npy", "nt-xent", temperature=row["temperature"])
            self.assertEqual((row["energy"], row["bound"]), (alone["energy"], alone["bound"]))
            self.assertAlmostEqual(row["uniformity"], uniformity(unit(self.pairs), row["temperature"]), 12)
        table = self.succeed("energy", "pairs.npy", "--preset", "nt-xent", "--temperature", ".05,.1,.5",
                             "--views", 2).splitlines()
        head = next(k for k, line in enumerate(table) if line.split()[:1] == ["energy"])
        self.assertEqual(table[head].split(), ["energy", "tau", "on", "E", "|grad", "E|", "bound", "gap"])
        self.assertEqual([float(line.split()[3]) for line in table[head + 1:head + 4]],
                         [float(f"{row['energy']:.10g}") for row in found])
        self.assertEqual([float(line.split()[3]) for line in table[-3:]],
                         [float(f"{row['uniformity']:.10g}") for row in found])

    def test_all_energies(self):
        listed = [line.split()[0] for line in self.succeed("list").split("\nkernels\n")[0].splitlines()[1:]]
        self.assertEqual((listed.pop(), listed.pop()), ("sum", "custom"))  # which want their parts
        rows = json.loads(self.succeed("energy", "pairs.npy", "--all", "--temperature", TAU, "--views", 2,
                                       "--json"))["energies"]
        self.assertEqual([row["preset"] for row in rows], listed)
        printed = self.succeed("energy", "pairs.npy", "--all", "--temperature", "1e-2,.1,1e4", "--views", 2)
        self.assertLessEqual(max(map(len, printed.splitlines())), 100)
        for row in rows:
            self.assertEqual(row["energy"], self.energy("pairs.npy", row["preset"])["energy"])
            if row["manifold"] == "sphere":
                self.assertGreater(row["bound"]["gap"], 0, row["preset"])
        single = json.loads(self.succeed("energy", "pairs.npy", "--all", "--temperature", TAU, "--json"))
        self.assertEqual([row["preset"] for row in single["energies"]],
                         [name for name in listed if name != "alignment"])

    def test_a_row_that_overflows_is_empty_and_told(self):
        np.save(self.folder / "far.npy", 100 * self.pairs)
        done = self.call("energy", "far.npy", "--all", "--temperature", 1, "--views", 2, "--json")
        self.assertEqual(done.returncode, 1)
        self.assertIn("linear at temperature 1: the energy or its gradient overflows", done.stderr)
        rows = {row["preset"]: row for row in json.loads(done.stdout)["energies"]}
        self.assertIsNone(rows["linear"]["energy"])
        self.assertEqual(rows["nt-xent"]["energy"], self.energy("pairs.npy", "nt-xent", temperature=1)["energy"])
        self.assertNotRegex(done.stdout.lower(), r"\bnan\b")

    def test_custom_energies(self):
        def custom(*parts):
            return self.energy("pairs.npy", "custom", *(x for part in parts
                                                        for x in ("--set", f"energy.{part}")))["energy"]
        self.assertEqual(custom(), self.energy("pairs.npy", "simclr")["energy"])
        self.assertEqual(custom("outer=linear"), self.energy("pairs.npy", "linear")["energy"])
        self.assertEqual(custom("offset=0", "negatives=other_samples", "mean=false"),
                         self.energy("pairs.npy", "dcl", "--manifold", "euclidean")["energy"])
        for says, arguments in (("negatives = 'none' is not known; allowed", ("--set", "energy.negatives=none")),
                                ("--set views.count=2", ("--set", "views.count=2")),
                                ("--set energy.preset=dcl: --preset gives it", ("--set", "energy.preset=dcl")),
                                ("--temperature gives it", ("--set", "energy.temperature=5")),
                                ("unknown key 'sign'", ("--set", "energy.sign=1"))):
            done = self.call("energy", "pairs.npy", "--preset", "custom", "--temperature", 1, *arguments)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn(says, done.stderr)
        done = self.call("energy", "pairs.npy", "--preset", "dcl", "--temperature", 1, "--set",
                         "energy.offset=1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("gives the parts of --preset custom", done.stderr)

    def test_sums_of_energies(self):
        first, second = unit(self.first), unit(self.second)
        alignment = float(((first - second) ** 2).sum(1).mean())
        per_view = {tau: (uniformity(first, tau) + uniformity(second, tau)) / 2 for tau in (0.25, TAU)}
        terms = '[{preset="alignment"}, {preset="uniformity-per-view", weight=0.5}'
        for own, tau in (("", TAU), (", temperature=0.25", 0.25)):
            found = self.energy("pairs.npy", "sum", "--set", f"energy.term={terms[:-1]}{own}}}]")
            self.assertAlmostEqual(found["energy"], alignment + per_view[tau] / 2, 13)
            self.assertEqual([one["weight"] for one in found["terms"]], [1, 0.5])
            self.assertEqual((found["manifold"], found["terms"][1]["temperature"]), ("sphere", tau))
            self.assertLess(found["bound"]["value"], found["energy"])
        spectral = '[{preset="spectral"}, {preset="dcl", weight=-0.5}]'
        found = self.energy("pairs.npy", "sum", "--set", f"energy.term={spectral}")
        parts = [self.energy("pairs.npy", one, "--manifold", "euclidean")["energy"] for one in ("spectral", "dcl")]
        self.assertAlmostEqual(found["energy"], parts[0] - parts[1] / 2, 11)
        self.assertIsNone(found["bound"])
        said = self.succeed("energy", "pairs.npy", "--preset", "sum", "--views", 2, "--temperature", TAU,
                            "--set", f"energy.term={spectral}")
        for words in ("sum of 2 terms", "term     -0.5 times dcl, gauss kernel",
                      "bound    none: bounds of sums are known on the circle and spheres"):
            self.assertIn(words, said)

    def test_terms_are_for_sums_alone(self):
        for preset, option, words in (("sum", "energy.accuracy=1e-9", "term is missing"),
                                      ("dcl", 'energy.term=[{preset="dcl"}]', "gives the terms of --preset sum"),
                                      ("sum", 'energy.term=[{preset="sum"}]', "is a sum itself"),
                                      ("sum", "energy.weight=2", "weight")):
            done = self.call("energy", "pairs.npy", "--preset", preset, "--temperature", TAU, "--set", option)
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr)
        done = self.call("theory", "--energy", "sum", "--latent-dim", 3, "--temperature", TAU)
        self.assertEqual(done.returncode, 2)
        self.assertIn("ask for each term by itself", done.stderr)

    def test_a_box(self):
        np.savetxt(self.folder / "three.csv", [0, .5, 1], fmt="%g")
        found = self.energy("three.csv", "simclr", "--manifold", "box", "--sides", "1", temperature=.1, views=1)
        self.assertAlmostEqual(found["bound"]["value"], .3735054895, 9)  # theory: atoms 0, .5, 1
        self.assertGreater(found["bound"]["gap"], 0)
        self.assertLess(found["gradient_norm"], 1e-14)  # walls hold the outer two, symmetry the third
        for says, arguments in (("row 2: coordinate 1 is 1, outside the box's [0, 0.5]", ("--sides", ".5")),
                                ("1 coordinates a row, the box has 2 sides", ("--sides", "1,1")),
                                ("go together", ())):
            done = self.call("energy", "three.csv", "--preset", "simclr", "--temperature", .1,
                             "--manifold", "box", *arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn(says, done.stderr)


class Sizes(Views):
    def test_norms_of_gradients_that_squares_would_lose(self):
        for length in (1e-160, 1e-200, 1e-300):
            with self.subTest(length):
                np.save(self.folder / "tiny.npy", length * unit(self.pairs[:6]))
                told = self.energy("tiny.npy", "simclr", "--gradient", "g.npy", "--force", views=1)
                gradient = np.load(self.folder / "g.npy")
                scale = np.abs(gradient).max()
                norm = scale * np.linalg.norm(gradient / scale) * math.sqrt(len(gradient))
                self.assertAlmostEqual(told["gradient_norm"] / norm, 1, delta=1e-6)

    def test_an_order_is_one_of_views(self):
        done = self.call("energy", "pairs.npy", "--preset", "nt-xent", "--temperature", 0.5, "--order", "cat")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--views says how many", done.stderr)

    def test_a_temperature_below_all_numbers_is_shown_as_given(self):
        done = self.call("energy", "pairs.npy", "--preset", "nt-xent", "--temperature", "1e-400")
        self.assertEqual(done.returncode, 2)
        self.assertIn("'1e-400' is below the least number", done.stderr)


if __name__ == "__main__":
    main()
