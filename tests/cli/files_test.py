"""Weights and starts from files and to files: round trips, resumes, refusals, `extract`."""

import h5py
import numpy as np
from program import SMALL, ProgramTest, main, unsanitized
from resume_test import datasets

PLAIN = SMALL.replace('method = "bdf"', 'method = "dopri5"').replace("time = 100", "time = 2")
FLAT = PLAIN.replace('manifold = "circle"', 'manifold = "euclidean"')
NETWORK = "parameters/network/weights/value"
FORMATS = ("npy", "csv", "h5")


def inside(name, path):
    return f"{name}:/{path}" if name.endswith(".h5") else name


class FilesTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.flat = self.write("flat.toml", FLAT)

    def run_config(self, name, config, *sets):
        self.succeed("run", config, "-o", name, "--quiet", "--force",
                     *(part for one in sets for part in ("--set", one)))
        return self.folder / name

    def start_from(self, name, config, start, *sets):
        return self.run_config(name, config, f'initial={{kind="file", file="{start}"}}', *sets)

    def extract(self, run, out, *arguments):
        self.succeed("extract", run, "-o", out, *arguments)
        return self.folder / out

    def value(self, run, path, row=slice(None)):
        with h5py.File(run) as file:
            return file[path][row]

    def refused(self, *arguments, says):
        before = {p: p.read_bytes() for p in self.folder.iterdir()}
        done = self.call(*arguments)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertIn(says, done.stderr)
        self.assertEqual({p: p.read_bytes() for p in self.folder.iterdir()}, before)


class RoundTrips(FilesTest):
    def same_but_for_files(self, run, other):
        """Every dataset, but those that tell where the start came from."""
        told = ("config", "resolved", "start")
        a, b = ({k: v for k, v in datasets(f).items() if k.split("/")[-1] not in told}
                for f in (run, other))
        self.assertEqual(a, b)

    @unsanitized
    def test_a_run_from_files_equals_the_run_they_came_from(self):
        first = self.run_config("first.h5", self.flat)
        for ending in FORMATS:
            with self.subTest(ending):
                self.extract(first, f"z.{ending}", "--latents", "--flow", "particle", "--row", 0)
                self.extract(first, f"w.{ending}", "--weights", "--row", 0)
                again = self.start_from("again.h5", self.flat, inside(f"z.{ending}", "points"),
                                        f'flow.1.weights="w.{ending}"')
                self.same_but_for_files(again, first)
                self.assertTrue(np.array_equal(self.value(again, "data/start"),
                                               self.value(first, "particles/particle/position/value", 0)))
        np.savetxt(self.folder / "x.csv", self.value(first, "data/points"), delimiter=",", fmt="%.17g")
        other = self.start_from("other.h5", self.flat, "z.npy", 'flow.1.weights="w.npy"', "seed=2",
                                'data={kind="csv", file="x.csv"}')
        self.assertTrue(np.array_equal(self.value(other, NETWORK), self.value(first, NETWORK)))

    def test_the_last_row_is_where_the_next_run_starts(self):
        first = self.run_config("first.h5", self.flat)
        again = self.start_from("again.h5", self.flat,
                                "first.h5:/particles/particle/position/value",
                                f'flow.1.weights="first.h5:/{NETWORK}"')
        last = self.value(first, "particles/particle/position/value", -1)
        self.assertTrue(np.array_equal(self.value(again, "particles/particle/position/value", 0), last))
        self.assertTrue(np.array_equal(self.value(again, NETWORK, 0), self.value(first, NETWORK, -1)))

    def test_angles_and_points_of_the_plane(self):
        first = self.run_config("first.h5", self.write("plain.toml", PLAIN))
        angles = self.value(first, "particles/particle/angle/value", 0)
        np.savetxt(self.folder / "angles.csv", angles + 2 * np.pi, fmt="%.17g")
        self.extract(first, "plane.csv", "--latents", "--flow", "network", "--row", 0)
        for name, shift in (("angles.csv", 2 * np.pi), ("plane.csv", 0)):
            again = self.start_from("again.h5", self.folder / "plain.toml", name)
            np.testing.assert_allclose(self.value(again, "particles/particle/angle/value", 0),
                                       angles + shift, atol=1e-14)
            np.testing.assert_allclose(self.value(again, "observables/network/energy/value"),
                                       self.value(first, "observables/network/energy/value"), rtol=1e-6)
            self.succeed("compare", again)

    def test_extract_gives_the_row_that_was_asked_for(self):
        run = self.run_config("run.h5", self.flat, 'output.weights={spacing="linear", count=4}')
        weights, path = self.value(run, NETWORK), "particles/network/position/value"
        for row in (0, 2, -1, -2, len(weights) - 1):
            self.extract(run, "w.npy", "--weights", "--row", row, "--force")
            found = np.load(self.folder / "w.npy")
            self.assertEqual(found.shape, weights[0].shape)
            self.assertTrue(np.array_equal(found, weights[row]))
            self.extract(run, "z.npy", "--latents", "--flow", "network", "--row", row, "--force")
            self.assertTrue(np.array_equal(np.load(self.folder / "z.npy"), self.value(run, path, row)))
        self.extract(run, "last.npy", "--weights")
        self.assertTrue(np.array_equal(np.load(self.folder / "last.npy"), weights[-1]))
        with h5py.File(self.extract(run, "w.h5", "--weights")) as file:
            self.assertEqual({k: v.shape for k, v in file.items()},
                             {"0.weight": (10, 2), "0.bias": (10,), "2.weight": (2, 10)})
            joined = np.concatenate([file[k][()].ravel() for k in ("0.weight", "0.bias", "2.weight")])
        self.assertTrue(np.array_equal(joined, weights[-1]))
        self.refused("extract", run, "-o", "x.npy", "--weights", "--row", 5, says="has no row 5")


    def test_rows_of_two_batches_one_behind_the_other(self):
        samples = np.random.default_rng(8).normal(size=(16, 2))
        views = np.stack([samples + 1e-3, samples - 1e-3], 1)
        np.save(self.folder / "pairs.npy", views.reshape(32, 2))
        np.save(self.folder / "cat.npy", views.transpose(1, 0, 2).reshape(32, 2))
        sets = ("views={count=2, transforms=[]}", "stop.steps=1")
        pairs = self.start_from("pairs.h5", self.flat, "pairs.npy", *sets)
        cat = self.run_config("cat.h5", self.flat, 'initial={kind="file", file="cat.npy", order="cat"}', *sets)
        self.assertTrue(np.array_equal(self.value(cat, "data/start"), self.value(pairs, "data/start")))
        for start, other in (('file="cat.npy"', "cat"), ('file="pairs.npy", order="cat"', "interleaved")):
            arguments = ("--set", f'initial={{kind="file", {start}}}', "--set", sets[0], "--set", sets[1])
            for command in (("check", self.flat), ("run", self.flat, "-o", "x.h5", "--force")):
                done = self.call(*command, *arguments)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn(f'[initial] order = "{other}"', done.stderr)
        self.assertEqual(self.call("check", self.flat, "--set", 'initial={kind="file", file="pairs.npy"}',
                                   "--set", sets[0]).stderr, "")
        study = ("[data]\nkind = \"none\"\ncount = 16\n[latent]\nmanifold = \"sphere\"\n[views]\ncount = 2\n"
                 "[initial]\nkind = \"file\"\nfile = \"cat.npy\"\n[energy]\npreset = \"nt-xent\"\n"
                 "[study]\nstarts = 1\nkinds = [\"initial\"]\n")
        done = self.call("minimize", self.write("study.toml", study))
        self.assertIn('[initial] order = "cat"', done.stderr)


class WithoutTheFiles(FilesTest):
    TEST = FLAT.replace("per_class = 4", "per_class = 4\n[data.test]\nper_class = 3") + """\
[[flow]]
name = "frozen"
kind = "kernel"
kernel = "empirical"
activation = "tanh"
widths = [5]
weights = "frozen.npy"
"""

    def test_a_run_goes_on_bit_for_bit_when_the_files_are_gone(self):
        config = self.write("test.toml", self.TEST)
        generator = np.random.default_rng(5)
        for name, shape in (("z.csv", (16, 2)), ("t.csv", (12, 2)), ("w.csv", (1, 50))):
            np.savetxt(self.folder / name, generator.normal(size=shape), delimiter=",", fmt="%.17g")
        np.save(self.folder / "frozen.npy", generator.normal(size=25))
        start = ('initial={kind="file", file="z.csv", test="t.csv"}', 'flow.1.weights="w.csv"')
        whole = self.run_config("whole.h5", config, *start)
        part = self.run_config("part.h5", config, *start, "stop.time=0.3")
        told = self.run_config("told.h5", config, *start, "stop.steps=1")
        for name in ("z.csv", "t.csv", "w.csv", "frozen.npy"):
            (self.folder / name).unlink()
        self.succeed("resume", part, "--set", "stop.time=2", "--quiet")
        self.assertEqual(datasets(part), datasets(whole))
        with h5py.File(part) as file:
            self.assertEqual(file["data/test/start"].shape, (12, 2))
            self.assertEqual(file["parameters/frozen/start"].shape, (25,))
            np.testing.assert_allclose(file["particles/network.test/position/value"][0],
                                       file["data/test/start"][:], atol=1e-15)
            self.assertNotIn("start", file["parameters/particle"])
        self.succeed("compare", part)
        with h5py.File(told, "r+") as file:
            del file["parameters/network/start"]
        self.refused("resume", told, "--set", "stop.steps=3",
                     says="'network': 0 weights were given, expected 50")
        self.refused("run", config, "-o", "x.h5", "--set", start[0], says="z.csv' does not exist")

    def test_an_ensemble_keeps_its_start(self):
        np.save(self.folder / "z.npy", np.random.default_rng(6).normal(size=(16, 2)))
        self.succeed("run", self.flat, "-o", "all", "--quiet", "--set", "seeds=[1, 2]", "--set",
                     'initial={kind="file", file="z.npy"}')
        for seed in (1, 2):
            self.assertTrue(np.array_equal(self.value(self.folder / f"all/seed-{seed}.h5", "data/start"),
                                           np.load(self.folder / "z.npy")))


class Refusals(FilesTest):
    def refused_run(self, *sets, says, config=None):
        self.refused("run", config or self.flat, "-o", "x.h5",
                     *(part for one in sets for part in ("--set", one)), says=says)

    def save(self, name, **blocks):
        with h5py.File(self.folder / name, "w") as file:
            for key, value in blocks.items():
                file[key.replace("_", ".").replace("layer", "")] = value

    def test_weights(self):
        good = {"layer0_weight": np.ones((10, 2)), "layer0_bias": np.ones(10),
                "layer2_weight": np.ones((2, 10))}
        for change, says in (
                ({"layer2_bias": np.ones(2)}, "'2.bias' is not known; expected 0.weight, 0.bias, 2.weight"),
                ({"layer0_weight": np.ones((2, 10))}, "'0.weight': its shape is [2][10], expected [10][2]"),
                ({"layer0_bias": np.ones((10, 1))}, "'0.bias': its shape is [10][1], expected [10]"),
                ({"layer0_bias": np.full(10, np.nan)}, "'0.bias': it holds a value that is not finite"),
                ({"layer0_bias": [b"a"] * 10}, "'0.bias': it holds strings"),
                ({"layer0_bias/x": np.ones(10)}, "'0.bias': it is a group")):
            with self.subTest(says):
                blocks = dict(good)
                blocks.pop(next(iter(change)).split("/")[0], None)
                self.save("w.h5", **blocks, **change)
                self.refused_run('flow.1.weights="w.h5"', says=says)
        self.save("w.h5", layer0_weight=np.ones((10, 2)))
        self.refused_run('flow.1.weights="w.h5"', says="[[flow]] 'network': weights '")
        self.refused_run('flow.1.weights="w.h5"', says="it has no '0.bias', '2.weight'")
        self.save("w.h5", **good)
        self.run_config("fits.h5", self.flat, 'flow.1.weights="w.h5"')
        self.refused_run('flow.1.weights="w.h5"', "flow.1.widths=[11]", says="'0.weight': its shape")
        self.refused_run('flow.1.weights="w.h5"', "flow.1.widths=[10, 10]", says="it has no '2.bias', '4.weight'")
        np.save(self.folder / "w.npy", np.ones(49))
        self.refused_run('flow.1.weights="w.npy"',
                         says="49 numbers, expected 50: 0.weight 10x2, 0.bias 10, 2.weight 2x10")
        self.refused_run('flow.1.weights="none.npy"', says="none.npy' does not exist")
        self.refused_run('flow.0.weights="w.npy"', says='goes with kind = "kernel" or "network", given: "particle"')
        self.write("w.csv", "1\nnan\n")
        self.refused_run('flow.1.weights="w.csv"', says="w.csv:2: 'nan' is not finite")

    def test_starts(self):
        def start(file, more=""):
            return f'initial={{kind="file", file="{file}"{more}}}'
        np.save(self.folder / "z.npy", np.ones((15, 2)))
        self.refused_run(start("z.npy"), says="[initial] file: '")
        self.refused_run(start("z.npy"), says="has 15 rows, expected 16, one per sample")
        zero = np.ones((16, 3))
        zero[3] = 0
        np.save(self.folder / "z.npy", zero)
        self.refused_run(start("z.npy"), says="has 3 columns, expected the 2 of [latent] dim")
        self.refused_run(start("z.npy"), "latent={manifold='sphere', dim=3}", says="a zero row (3)")
        np.savetxt(self.folder / "far.csv", np.r_[np.zeros(15), -1e12])
        self.refused_run(start("far.csv"), "latent={manifold='circle'}",
                         says="far.csv' row 15: the angle -1e+12 is beyond the 10000 allowed")
        self.refused_run(start("none.npy"), says="none.npy' does not exist")
        self.refused_run(start("z.npy", ', spread=1'), says='spread = 1 goes with kind = "gaussian" or "reference", given: "file"')
        self.refused_run(start("z.npy", ', test="t.npy"'), says="test = 't.npy' needs test points")
        self.refused_run('initial={kind="file"}', says="[initial] file is missing")
        test = ("data.test={per_class=2}", "latent.dim=3")
        self.refused_run(start("z.npy"), *test, says="needs [initial] test")
        self.run_config("off.h5", self.flat, start("z.npy"), *test, "flow.1.centered=false")
        np.save(self.folder / "t.npy", np.ones((7, 3)))
        self.refused_run(start("z.npy", ', test="t.npy"'), *test,
                         says="t.npy' has 7 rows, expected 8, one per sample")

    def test_extract(self):
        run = self.run_config("run.h5", self.flat)
        self.extract(run, "w.npy", "--weights")
        kept = (self.folder / "w.npy").read_bytes()
        for arguments, says in (
                (("-o", "w.npy", "--weights"), "w.npy' exists; --force replaces it"),
                (("-o", "x.npy"), "one of --latents, --weights and --observables"),
                (("-o", "x.npy", "--weights", "--latents"), "one of --latents, --weights and --observables"),
                (("-o", "x.pt", "--weights"), "must end in .npy, .csv or .h5"),
                (("-o", "x.npy", "--latents"), "--flow is needed; flows that store latents: particle, "
                                               "network"),
                (("-o", "x.npy", "--weights", "--flow", "particle"),
                 "--flow 'particle' is none that fits; flows that store weights: network"),
                (("-o", "no/x.npy", "--weights"), "does not exist"),
                (("-o", "run.h5", "--weights", "--force"), "is a trajectory, which only a run replaces"),
                (("-o", "x.npy", "--weights", "--row", "-3"), "flow 'network' has no row -3")):
            with self.subTest(says):
                self.refused("extract", run, *arguments, says=says)
        self.refused("extract", self.flat, "-o", "x.npy", "--weights", says="not an HDF5 file")
        spoilt = self.run_config("spoilt.h5", self.flat)
        with h5py.File(spoilt, "r+") as file:
            file["particles/particle/position/value"][-1, 2, 1] = np.nan
            file[NETWORK][-1, 3] = np.inf
        for name in ("x.npy", "x.csv", "x.h5"):
            self.refused("extract", spoilt, "-o", name, "--latents", "--flow", "particle",
                         says="flow 'particle' holds a value that is not finite")
            self.refused("extract", spoilt, "-o", name, "--weights",
                         says="flow 'network' holds a value that is not finite")
        self.assertEqual((self.folder / "w.npy").read_bytes(), kept)
        particle = FLAT[:FLAT.rindex("[[flow]]")]
        alone = self.run_config("alone.h5", self.write("alone.toml", particle))
        self.extract(alone, "z.csv", "--latents")
        self.refused("extract", alone, "-o", "x.npy", "--weights", says="flows that store weights: none")


if __name__ == "__main__":
    main()
