"""Positives other than the views of a sample: by labels, by some of them, by weights of a file."""
import json

import h5py
import numpy as np
from program import SMALL, ProgramTest, main, unsanitized

FLOWS = """\
[[flow]]
kind = "kernel"
activation = "tanh"
kernel = "empirical"
widths = [8]
"""
VIEWS = """\
[views]
count = 2
transforms = [{ kind = "noise", scale = 0.05 }]
"""
SEMI = 'positives = { kind = "semi", fraction = 0.4 }'
BY_WEIGHTS = 'positives = { kind = "weights", file = "pairs.csv" }'
TAU = 0.2


def config(positives, preset="nt-xent", views=VIEWS):
    return (positives + "\n" + SMALL.replace('"simclr"', f'"{preset}"').replace("spread = 0.3", "spread = 1.0")
            .replace("time = 100", "time = 10").replace("[latent]", views + "[latent]") + FLOWS)


def nt_xent(z, weights):
    """The mean over rows of the weighted mean over partners of log(sum of all others / k), w_ij of latents."""
    log_k = -((z[:, None] - z[None]) ** 2).sum(axis=2) / (2 * TAU)
    off = ~np.eye(len(z), dtype=bool)
    log_sum = np.log((np.exp(log_k) * off).sum(axis=1))
    shares = weights * off
    shares = shares / shares.sum(axis=1, keepdims=True)
    return (shares * (log_sum[:, None] - log_k)).sum() / len(z)


class Positives(ProgramTest):
    def made(self, positives, name="run.h5", *arguments, **options):
        self.config = self.write("positives.toml", config(positives, **options))
        return self.run_once(name, *arguments, "--force")

    def pairs(self, samples=16):
        """A file of weights of no symmetry, and the matrix."""
        rng = np.random.default_rng(3)
        w = rng.uniform(0.1, 2, (samples, samples)) * (rng.uniform(size=(samples, samples)) < 0.3)
        w[np.arange(samples), (np.arange(samples) + 1) % samples] = 1
        rows = [f"{i},{j},{float(w[i, j])!r}" for i, j in zip(*np.nonzero(w))]
        self.write("pairs.csv", "\n".join(rows) + "\n")
        return w

    def verdicts(self, path, code=0):
        done = self.call("compare", path, "--json")
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        report = json.loads(done.stdout)
        return {(flow["name"], check["id"]): check for flow in report["flows"] for check in flow["checks"]}

    def differing(self, path):
        return {check for (_, check), found in self.verdicts(path, 5).items() if found["verdict"] == "differs"}

    def check_agrees(self, path, bound="no theory"):
        verdicts = self.verdicts(path)
        for flow in ("particle", "kernel", "network"):
            for check in ("energy", "gradient", "velocity", "state"):
                self.assertEqual(verdicts[flow, check]["verdict"], "agrees", (flow, check))
            self.assertEqual(verdicts[flow, "finite-bound"]["verdict"], bound)
            self.assertNotIn((flow, "gap"), verdicts)
        return verdicts

    def check_energies(self, path, weights):
        """Those of all flows and frames, by the matrix over samples."""
        of_latents = np.kron(weights, np.ones((2, 2)))
        with h5py.File(path) as file:
            for flow in ("particle", "kernel", "network"):
                for z, energy in zip(file[f"particles/{flow}/position/value"],
                                     file[f"observables/{flow}/energy/value"]):
                    self.assertAlmostEqual(nt_xent(z, of_latents), energy, 12)

    def test_labels_are_all_latents_of_a_class(self):
        path = self.made('positives = { kind = "labels" }')
        self.check_agrees(path, bound="agrees")
        with h5py.File(path) as file:
            labels = file["data/labels"][()]
            self.assertNotIn("theory", file)
            self.assertNotIn("energy_gap", file["observables/particle"])
        self.check_energies(path, labels[:, None] == labels[None])

    def test_semi_knows_some_labels_and_measures_know_all(self):
        path = self.made(SEMI)
        self.check_agrees(path)
        with h5py.File(path) as file:
            labels, known = file["data/labels"][()], file["data/known_labels"][()] == 1
            self.assertIn("ari", file["observables/particle"])
        self.assertEqual(known.sum(), round(0.4 * 16))
        self.check_energies(path, np.eye(16) + (1 - np.eye(16)) * (labels[:, None] == labels[None])
                            * known[:, None] * known[None])

    def test_weights_are_normalised_rows_and_stay_in_the_file(self):
        w = self.pairs()
        path = self.made(BY_WEIGHTS)
        self.check_agrees(path)
        self.check_energies(path, w)
        with h5py.File(path) as file:
            i, j, values = file["data/positive_weights"][()].T
        self.assertTrue(np.array_equal(values, w[i.astype(int), j.astype(int)]))

    def energies(self, positives, name):
        with h5py.File(self.made(positives, name)) as file:
            return [file[f"observables/{flow}/energy/value"][()] for flow in ("particle", "kernel", "network")]

    @unsanitized
    def test_fractions_0_and_1_are_views_and_labels_and_listed_samples_are_drawn_ones(self):
        views, labels = self.energies("", "views.h5"), self.energies('positives = { kind = "labels" }', "l.h5")
        none = self.energies('positives = { kind = "semi", fraction = 0.0 }', "none.h5")
        every = self.energies('positives = { kind = "semi", fraction = 1.0 }', "every.h5")
        for of_end, of_fraction in zip(views + labels, none + every):
            self.assertLessEqual(abs(of_end - of_fraction).max(), 1e-13)
        between = self.energies(SEMI, "run.h5")
        self.assertGreater(min(abs(between[0][0] - views[0][0]), abs(between[0][0] - labels[0][0])), 1e-3)
        with h5py.File(self.folder / "run.h5") as file:
            samples = [int(k) for k in np.flatnonzero(file["data/known_labels"])]
        listed = self.energies(f'positives = {{ kind = "semi", samples = {samples} }}', "listed.h5")
        self.assertTrue(all(np.array_equal(a, b) for a, b in zip(listed, between)))

    def test_a_larger_fraction_knows_what_a_smaller_one_does(self):
        known = []
        for fraction in (0.25, 0.5):
            path = self.made(f'positives = {{ kind = "semi", fraction = {fraction} }}', f"{fraction}.h5",
                             "--set", "stop.time=0.1")
            with h5py.File(path) as file:
                known.append(set(np.flatnonzero(file["data/known_labels"])))
        self.assertLess(known[0], known[1])

    def test_compare_sees_wrong_labels_flags_and_weights(self):
        path = self.made('positives = { kind = "labels" }')
        with h5py.File(path, "r+") as file:
            file["data/labels"][0] = 1
        self.assertEqual(self.differing(path), {"frames"})  # those of latents are others
        with h5py.File(path, "r+") as file:
            for flow in ("particle", "kernel", "network"):
                file[f"particles/{flow}/species"][:2] = 1
        self.assertLessEqual({"energy", "gradient", "velocity"}, self.differing(path))

        path = self.made(SEMI)
        with h5py.File(path, "r+") as file:
            known, labels = file["data/known_labels"], file["data/labels"][()]
            flags = known[()]
            one = next(k for k in range(16) if flags[k] and (flags * (labels == labels[k])).sum() > 1)
            other = next(k for k in range(16) if not flags[k])
            flags[[one, other]] = flags[[other, one]]
            known[:] = flags
        self.assertLessEqual({"energy", "gradient", "velocity"}, self.differing(path))
        with h5py.File(path, "r+") as file:
            file["data/known_labels"][:] = 1
        self.assertEqual(self.differing(path), {"frames"})

        self.pairs()
        path = self.made(BY_WEIGHTS)
        with h5py.File(path, "r+") as file:
            file["data/positive_weights"][3, 2] *= 1 + 1e-5
        self.assertLessEqual({"energy", "gradient"}, self.differing(path))
        for row, column, value in ((3, 2, -1), (3, 0, 99), (3, 1, 0.5)):
            with h5py.File(path, "r+") as file:
                before = file["data/positive_weights"][row, column]
                file["data/positive_weights"][row, column] = value
            self.assertEqual(self.differing(path), {"frames"})
            with h5py.File(path, "r+") as file:
                file["data/positive_weights"][row, column] = before

    def test_resume_needs_no_file_and_goes_on_alike(self):
        self.pairs()
        for name, positives in (("semi", SEMI), ("weights", BY_WEIGHTS)):
            with self.subTest(name):
                whole = self.made(positives)
                part = self.made(positives, f"{name}-part.h5", "--set", "stop.time=1")
                (self.folder / "pairs.csv").unlink(missing_ok=True)
                self.succeed("resume", part, "--set", "stop.time=10", "--quiet")
                self.pairs()
                self.check_agrees(part)
                with h5py.File(whole) as a, h5py.File(part) as b:
                    for flow in ("particle", "kernel", "network"):
                        path = f"observables/{flow}/energy/value"
                        self.assertAlmostEqual(a[path][-1], b[path][-1], 5)

    def test_descents_by_batches_and_fresh_views_run(self):
        descent = ('positives = { kind = "labels" }\n'
                   'integrator = { method = "gradient-descent", step = 1e-2, batch = 5 }')
        text = config(descent).replace('[integrator]\nmethod = "bdf"\nrtol = 1e-7\n', "")
        text = text.replace("count = 2", 'count = 2\nmode = "fresh"').replace("time = 10", "time = 1")
        text = text[:text.index("[[flow]]")] + '[[flow]]\nkind = "network"\nactivation = "tanh"\nwidths = [10]\n'
        self.config = self.write("descent.toml", text)
        path = self.run_small("descent.h5")
        self.assertEqual(self.verdicts(path)["network", "energy"]["verdict"], "agrees")

    def test_single_views_and_quadratures_run(self):
        for name, views in (("single", ""), ("quadrature", VIEWS.replace("count = 2", 'mode = "quadrature"')
                                             .replace("scale = 0.05", "scale = 0.05, nodes = 2"))):
            with self.subTest(name):
                path = self.made(SEMI, f"{name}.h5", preset="simclr", views=views)
                verdicts = self.check_agrees(path)
                if name == "single":
                    for check in ("order", "distinct"):
                        self.assertEqual(verdicts["particle", check]["verdict"], "no theory")

    def test_balanced_classes_end_at_the_bound_of_graf_et_al(self):
        self.config = self.write("graf.toml", 'data = { kind = "discs", per_class = 5 }\n'
                                 'positives = { kind = "labels" }\nlatent = { manifold = "sphere", dim = 3 }\n'
                                 'initial = { kind = "uniform" }\nintegrator = { rtol = 1e-9 }\n'
                                 'energy = { preset = "nt-xent", temperature = 0.5 }\nstop = { time = 1e4 }\n'
                                 '[[flow]]\nkind = "particle"\n')
        with h5py.File(self.run_small("graf.h5")) as file:
            end = file["observables/particle/energy/value"][-1]
        self.assertAlmostEqual(end, np.log(4 + 15 * np.exp(-4 / (3 * 0.5))), 12)  # a collapsed tetrahedron

    @unsanitized
    def test_many_latents_are_judged_too(self):
        path = self.made(SEMI, "many.h5", "--set", "data.per_class=20", "--set", "stop.time=1")
        self.check_agrees(path)

    def test_what_cannot_be_is_refused_in_a_sentence(self):
        single = config('positives = { kind = "labels" }', views="")
        unlabelled = single.replace('kind = "discs"\nper_class = 4', 'kind = "csv"\nfile = "points.csv"')
        self.write("points.csv", "0.5,1\n1,0\n1,1\n")
        self.write("pairs.csv", "0,1,1\n1,0,2\n")
        by_file = config(BY_WEIGHTS)
        cases = {
            "needs labels, and the data have none": unlabelled,
            "is alone in its class and has one view": single.replace("per_class = 4", "per_class = 1"),
            'needs labels, which data of kind "none" do not have':
                single.replace('kind = "discs"\nper_class = 4', 'kind = "none"'),
            "sample 2 has no weight above 0": by_file,
            "positives] samples: 16 is beyond the 16": config('positives = { kind = "semi", samples = [16] }'),
            "lists a sample twice": config('positives = { kind = "semi", samples = [3, 3] }'),
            "is for samples that are drawn": config('positives = { kind = "semi", samples = [1], fraction = 0.5 }'),
            "must be at least 0 and at most 1": config('positives = { kind = "semi", fraction = 1.5 }'),
            'fraction = 0.5 goes with kind = "semi", given: "labels"': config('positives = { kind = "labels", fraction = 0.5 }'),
            "has no positive pairs": config('positives = { kind = "labels" }', preset="uniformity"),
            "has 2 columns, expected 3": by_file.replace("pairs.csv", "two.csv"),
            "none.csv": by_file.replace("pairs.csv", "none.csv"),
        }
        self.write("two.csv", "0,1.5\n1,0\n")
        for words, text in cases.items():
            with self.subTest(words):
                self.config = self.write("bad.toml", text)
                done = self.call("run", self.config, "-o", "bad.h5", "--quiet")
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertIn(words, done.stderr)
        self.config = self.write("bad.toml", config('positives = { kind = "labels" }'))
        done = self.call("minimize", self.config, "-o", "bad.h5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("has no study of minimizers", done.stderr)


class Energy(ProgramTest):
    def setUp(self):
        super().setUp()
        angles = np.radians([0, 10, 20, 50, 60, 80])
        self.z = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        np.save(self.folder / "z.npy", self.z)
        self.write("labels.csv", "a\na\na\nb\nb\nb\n")

    def energy(self, *arguments):
        return json.loads(self.succeed("energy", "z.npy", "--temperature", "0.1", "--json", *arguments))

    def test_nt_xent_of_labels_is_supcon(self):
        found = self.energy("--preset", "nt-xent", "--positives", "labels", "--labels", "labels.csv",
                            "--gradient", "g.npy")
        self.assertAlmostEqual(found["energy"], 0.8649335542326732, 14)  # pytorch-metric-learning's SupConLoss
        self.assertIsNone(found["bound"])
        self.assertEqual(found["positives"], "labels")
        move = np.random.default_rng(1).normal(size=(6, 2)) * 1e-6
        np.save(self.folder / "z.npy", self.z + move)
        moved = self.energy("--preset", "nt-xent", "--positives", "labels", "--labels", "labels.csv")
        slope = (np.load(self.folder / "g.npy") * move).sum()
        self.assertAlmostEqual((moved["energy"] - found["energy"]) / slope, 1, 4)

    def test_the_table_of_all_energies_and_the_other_kinds(self):
        told = self.succeed("energy", "z.npy", "--temperature", "0.1", "--all", "--positives", "labels",
                            "--labels", "labels.csv")
        self.assertIn("labels of 'labels.csv': 2 classes", told)
        self.assertNotRegex(told, "(?m)^uniformity")
        self.assertIn("not here: energy 'uniformity' has no positive pairs: --positives labels\n", told)
        semi = ("--preset", "nt-xent", "--positives", "semi", "--labels", "labels.csv", "--set")
        labels = self.energy("--preset", "nt-xent", "--positives", "labels", "--labels", "labels.csv")["energy"]
        views = self.energy("--preset", "nt-xent")["energy"]
        self.assertAlmostEqual(self.energy(*semi, "positives.fraction=1")["energy"], labels, 14)
        self.assertAlmostEqual(self.energy(*semi, "positives.fraction=0")["energy"], views, 14)
        self.assertNotAlmostEqual(self.energy(*semi, "positives.samples=[0,1]")["energy"], views, 3)
        self.write("pairs.csv", "".join(f"{i},{j},3\n" for i in range(6) for j in range(6) if i // 3 == j // 3))
        self.assertAlmostEqual(self.energy("--preset", "nt-xent", "--positives", "weights", "--set",
                                           "positives.file=pairs.csv")["energy"], labels, 14)

    def test_what_cannot_be_is_refused_in_a_sentence(self):
        self.write("five.csv", "0\n0\n0\n1\n1\n")
        self.write("lone.csv", "0\n0\n0\n1\n1\n2\n")
        labels = ("--positives", "labels", "--labels")
        for words, *arguments in (
                ("go together", "--positives", "labels"), ("go together", "--labels", "labels.csv"),
                ("did you mean 'labels'", "--positives", "lables", "--labels", "labels.csv"),
                ("are 5, there are 6 samples", *labels, "five.csv"),
                ("sample 5 is alone in its class", *labels, "lone.csv"),
                ("file is missing", "--positives", "weights"),
                ("--positives gives it", "--set", "positives.kind=labels"),
                ("uniformity has no positive pairs: --positives labels", *labels, "labels.csv", "--preset", "uniformity")):
            with self.subTest(words):
                preset = [] if "--preset" in arguments else ["--preset", "nt-xent"]
                done = self.call("energy", "z.npy", "--temperature", "0.1", *preset, *arguments)
                self.assertEqual(done.returncode, 2)
                self.assertIn(words, done.stderr)


if __name__ == "__main__":
    main()
