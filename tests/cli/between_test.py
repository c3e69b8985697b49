"""`compare` holds flows against each other: within a file, and across files."""
import json
import os
import shutil

import h5py
import numpy as np
from program import NARROW, SMALL, ProgramTest, main

DISTANCES = ("mmd", "w2", "gram")
PAIR = {"a", "b", "left_out", "temperature", "w2_method", "times", "checks", *DISTANCES}
DRAWS = """\
[data]
kind = "none"
count = 40
[latent]
manifold = "circle"
[initial]
spread = 0.5
[energy]
preset = "simclr"
temperature = 0.2
[integrator]
rtol = 1e-7
[stop]
time = 5
[output]
frames = { first = 0.1, per_decade = 4 }
[[flow]]
kind = "particle"
"""
THIRD = '[[flow]]\nkind = "kernel"\nactivation = "erf"\n'


def frames(path, flow):
    with h5py.File(path) as file:
        group = file[f"particles/{flow}/position"]
        return group["time"][()], group["value"][()]


def mmd(a, b, tau):
    def mean(x, y):
        return np.exp(-((x[:, None] - y[None]) ** 2).sum(-1) / (2 * tau)).mean()
    return np.sqrt(max(mean(a, a) + mean(b, b) - 2 * mean(a, b), 0))


def w2_on_circle(a, b):
    """The best of all cyclic shifts."""
    x, y = (np.sort(np.arctan2(z[:, 1], z[:, 0])) for z in (a, b))
    shifts = [np.remainder(x - np.roll(y, k) + np.pi, 2 * np.pi) - np.pi for k in range(len(x))]
    return np.sqrt(min((shift ** 2).mean() for shift in shifts))


def gram(a, b):
    return np.linalg.norm(a @ a.T - b @ b.T) / len(a)


def mmd_to_wrapped_normal(angles, spread, tau):
    """By Fourier coefficients of kernel and density: the MMD, and its rms for independent draws."""
    grid = 2 * np.pi * np.arange(512) / 512
    kernel = np.fft.rfft(np.exp((np.cos(grid) - 1) / tau)).real / 512
    order = np.arange(len(kernel))
    density = np.exp(-(order * spread) ** 2 / 2)
    points = np.exp(-1j * np.outer(order, angles)).mean(axis=1)
    weight = kernel * np.where(order == 0, 1, 2)
    return (np.sqrt((weight * abs(points - density) ** 2).sum()),
            np.sqrt((1 - (weight * density ** 2).sum()) / len(angles)))


class Between(ProgramTest):
    def report(self, *files, code=0):
        done = self.call("compare", *files, "--json")
        self.assertEqual(done.returncode, code, done.stderr + done.stdout[-3000:])
        return json.loads(done.stdout)

    def solution(self, report):
        flow, = report["flows"]
        solution, = flow["solutions"]
        return solution

    def named(self, pair):
        return pair["a"]["flow"], pair["b"]["flow"]

    def check(self, pair, identity):
        return next(check for check in pair["checks"] if check["id"] == identity)

    def test_distances_are_those_of_the_stored_latents(self):
        out = self.run_small()
        pair, = self.report(out)["between"]
        self.assertEqual(set(pair), PAIR)
        self.assertEqual(self.named(pair), ("particle", "network"))
        self.assertEqual((pair["left_out"], pair["temperature"]), (None, 0.2))
        self.assertEqual(pair["w2_method"], "exact on the circle, arc length")
        (times, a), (_, b) = frames(out, "particle"), frames(out, "network")
        self.assertEqual(pair["times"], list(times))
        for name, plain in (("mmd", lambda x, y: mmd(x, y, 0.2)), ("w2", w2_on_circle), ("gram", gram)):
            wanted = [plain(x, y) for x, y in zip(a, b)]
            np.testing.assert_allclose(pair[name], wanted, rtol=1e-7, atol=2e-7, err_msg=name)
            self.assertEqual(self.check(pair, name)["measured"], max(pair[name]))
            self.assertEqual(self.check(pair, name)["verdict"], "no theory")
        self.assertEqual(self.check(pair, "start")["verdict"], "agrees")

    def test_particles_against_the_continuum_and_the_error_over_n(self):
        self.config = self.write("draws.toml", DRAWS)
        files = [self.run_small(f"n-{n}.h5", "--set", f"data.count={n}") for n in (40, 160)]
        for file, n in zip(files, (40, 160)):
            pair = self.solution(self.report(file))
            self.assertEqual((pair["solution"], pair["latents"], pair["temperature"]), ("continuum flow", n, 0.2))
            with h5py.File(file) as stored:
                angles = stored["particles/particle/angle/value"][0]
            wanted = mmd_to_wrapped_normal(angles, 0.5, 0.2)
            np.testing.assert_allclose((pair["mmd"][0], pair["draws"][0]), wanted, rtol=1e-6)
            self.assertEqual(pair["times"][-1], 5)
        errors = [max(self.solution(run)["mmd"]) for run in self.report(*files)["runs"]]
        printed = self.call("compare", *files).stdout
        table = printed[printed.index("Mean-field error over N, to t = 5"):].splitlines()
        self.assertEqual([line.split()[:2] for line in table[2:4]],
                         [[str(n), f"{error:.3g}"] for n, error in zip((40, 160), errors)])
        slope = np.log(errors[1] / errors[0]) / np.log(4)
        self.assertIn(f"falls as N^{slope:.3f}", table[4])

    def test_every_pair_once_within_files_then_across(self):
        self.config = self.write("three.toml", SMALL + THIRD)
        a, b = self.run_small("a.h5"), self.run_small("b.h5", "--set", "seed=2")
        alone = self.report(a)
        self.assertEqual([self.named(pair) for pair in alone["between"]],
                         [("particle", "network"), ("particle", "kernel"), ("network", "kernel")])
        both = self.report(a, b)
        self.assertEqual(set(both), {"schema", "kind", "runs", "between", "provenance"})
        of_pairs = ("between", "provenance", "kind")
        self.assertEqual(both["runs"], [{k: v for k, v in self.report(f).items() if k not in of_pairs}
                                        for f in (a, b)])
        files = [(pair["a"]["file"], pair["b"]["file"]) for pair in both["between"]]
        self.assertEqual(files, [(str(a),) * 2] * 3 + [(str(b),) * 2] * 3 + [(str(a), str(b))] * 9)
        self.assertEqual(both["between"][:3], alone["between"])
        within, across = both["between"][:6], both["between"][6:]
        self.assertTrue(all(self.check(pair, "start")["verdict"] == "agrees" for pair in within))
        for pair in across:  # of two starts: no theory of them
            self.assertEqual([check["id"] for check in pair["checks"]], list(DISTANCES))
            self.assertGreater(pair["mmd"][0], 1e-3)

    def test_the_table(self):
        out = self.run_small()
        text = self.succeed("compare", out)
        pair, = self.report(out)["between"]
        self.assertIn(f"Gram: |G_a - G_b|_F/N MMD at tau = 0.2, W2 exact on the circle, arc length particle - "
                      f"network of {out} t 0", " ".join(text.split()))
        table = text[text.index("Flow against"):text.index("Particles against")]
        lines = {line.split()[0]: line.split()[1:] for line in table.splitlines() if line.startswith("  ")}
        self.assertEqual(lines["t"], ["0", "0.1", "1", "10", "100", "largest", "at", "t"])
        for name, key in (("MMD", "mmd"), ("W2", "w2"), ("Gram", "gram")):
            shown = [float(word) for word in lines[name]]
            largest = int(np.argmax(pair[key]))
            wanted = [pair[key][int(np.argmin(np.abs(np.array(pair["times"]) - t)))] for t in (0, .1, 1, 10, 100)]
            np.testing.assert_allclose(shown[:5], wanted, rtol=0.06)
            np.testing.assert_allclose(shown[5:], [pair[key][largest], pair["times"][largest]], rtol=0.06)

    def test_a_start_that_differs(self):
        honest = self.run_small()

        def exchange(file):  # the same law: only the Gram distance sees labels
            angle = file["particles/network/angle/value"]
            row = angle[0]
            row[[0, 7]] = row[[7, 0]]
            angle[0] = row

        def turn(file):  # the same Gram matrix: only the law moves
            file["particles/network/angle/value"][0] += 1e-5

        for plant in (exchange, turn):
            with self.subTest(plant.__name__):
                copy = self.folder / "planted.h5"
                shutil.copy(honest, copy)
                with h5py.File(copy, "r+") as file:
                    plant(file)
                    angle = file["particles/network/angle/value"][0]
                    file["particles/network/position/value"][0] = np.stack([np.cos(angle), np.sin(angle)], 1)
                report = self.report(copy, code=5)
                self.assertEqual(self.check(report["between"][0], "start")["verdict"], "differs")
                self.assertIn("MMD^2 and Gram distance at t = 0", self.call("compare", copy).stdout)
        self.assertIn("DIFFERS", self.call("compare", honest, copy).stdout)

    def test_networks_that_start_elsewhere_have_no_start_to_share(self):
        self.config = self.write("raw.toml", SMALL + "centered = false\n" + THIRD)
        pairs = {self.named(pair): pair for pair in self.report(self.run_small())["between"]}
        self.assertGreater(pairs["particle", "network"]["mmd"][0], 0.01)
        owed = {named: [c["id"] for c in pair["checks"]].count("start") for named, pair in pairs.items()}
        self.assertEqual(owed, {("particle", "network"): 0, ("network", "kernel"): 0, ("particle", "kernel"): 1})

    def test_every_manifold_size_and_mass(self):
        rule = 'views={mode="quadrature", transforms=[{kind="shift", direction=[1,1], scale=0.1, nodes=3}]}'
        for sets, other, method in (
                (("latent.manifold=euclidean", "latent.dim=1"), (), "exact on the line"),
                (("latent.manifold=euclidean", "latent.dim=1"), ("data.per_class=3",), "exact on the line"),
                (("latent.manifold=sphere", "latent.dim=3"), (), "exact by assignment, chords"),
                (("latent.manifold=sphere", "latent.dim=2"), (), "exact on the circle, arc length"),
                (("latent.manifold=circle",), ("data.per_class=3",), "sliced, 64 directions, chords"),
                ((rule,), (), "sliced, 64 directions, chords")):
            with self.subTest(sets=sets, other=other):
                words = [word for one in (*sets, "stop.time=1") for word in ("--set", one)]
                more = [word for one in ("seed=2", *other) for word in ("--set", one)]
                a = self.run_small("a.h5", "--force", *words)
                b = self.run_small("b.h5", "--force", *words, *more)
                across = self.report(a, b)["between"][2:]
                self.assertEqual({pair["w2_method"] for pair in across}, {method})
                for pair in across:
                    self.assertEqual(len(pair["gram"]), 0 if other else len(pair["times"]))
                    self.assertTrue(all(0 < value < 10 for name in ("mmd", "w2") for value in pair[name]))

    def test_masses_of_a_quadrature_count(self):
        rule = 'views={mode="quadrature", transforms=[{kind="shift", direction=[1,1], scale=0.1, nodes=3}]}'
        out = self.run_small("q.h5", "--set", rule, "--set", "stop.time=1")
        pair, = self.report(out)["between"]
        with h5py.File(out) as file:
            mass = np.tile(file["data/view_weights"][()], 16) / 16
        (_, a), (_, b) = frames(out, "particle"), frames(out, "network")
        atoms, charge = np.concatenate([a[-1], b[-1]]), np.concatenate([mass, -mass])
        kernel = np.exp(-((atoms[:, None] - atoms[None]) ** 2).sum(-1) / 0.4)
        np.testing.assert_allclose(pair["mmd"][-1], np.sqrt(charge @ kernel @ charge), rtol=1e-7)
        self.assertEqual(self.check(pair, "start")["verdict"], "agrees")

    def test_pairs_that_cannot_be_compared_say_why(self):
        a = self.run_small("a.h5", "--set", "stop.time=1")
        b = self.run_small("b.h5", "--set", "stop.time=1", "--set", "latent.manifold=sphere", "--set", "latent.dim=3")
        report = self.report(a, b)
        across = report["between"][2:]
        self.assertEqual(len(across), 4)
        for pair in across:
            self.assertEqual(set(pair), PAIR)
            self.assertIn("are in R^2", pair["left_out"])
            self.assertIn("in R^3", pair["left_out"])
            self.assertEqual([pair[key] for key in ("times", "checks", *DISTANCES)], [[]] * 5)
        self.assertIn(f"left out: latents of 'particle' of '{a}' are in R^2",
                      " ".join(self.succeed("compare", a, b).split()))
        with h5py.File(a, "r+") as file:
            file["particles/network/position/value"][2, 3] = np.nan
        pair = self.report(a, code=5)["between"][0]
        self.assertIn("not finite", pair["left_out"])

    def test_frames_at_common_times_only(self):
        a = self.run_small("a.h5")
        b = self.run_small("b.h5", "--set", 'output.frames={spacing="linear", interval=10}')
        pair = next(p for p in self.report(a, b)["between"] if p["a"]["file"] != p["b"]["file"])
        np.testing.assert_allclose(pair["times"], [0, 10, 100], rtol=1e-9)

    def test_large_flows_are_compared_at_fewer_frames(self):
        self.config = self.write("many.toml", SMALL[:SMALL.rindex("[[flow]]")] + '[[flow]]\nname = "again"\n'
                                 'kind = "particle"\n')
        out = self.run_small("many.h5", *NARROW, "--set", "data.per_class=100", "--set", "stop.time=0.4", "--set",
                             'output.frames={spacing="linear", count=700}', "--set",
                             'output.observables={spacing="ends"}')
        pair, = self.report(out)["between"]
        times, _ = frames(out, "particle")
        self.assertEqual(len(pair["times"]), int(3e8 / (3 * 400 ** 2)))
        self.assertLess(len(pair["times"]), len(times))
        self.assertEqual((pair["times"][0], pair["times"][-1]), (times[0], times[-1]))
        self.assertLess(max(pair["mmd"] + pair["gram"] + pair["w2"]), 1e-13)  # one flow, twice

    def test_results_do_not_depend_on_the_number_of_threads(self):
        on_sphere = ("--set", "latent.manifold=sphere", "--set", "latent.dim=3", "--set", "stop.time=1")
        a = self.run_small("a.h5", *on_sphere)
        b = self.run_small("b.h5", *on_sphere, "--set", "seed=2", "--set", "data.per_class=5")
        told = {self.call("compare", a, b, "--json", env={**os.environ, "SIMCLR_FLOW_THREADS": n}).stdout
                for n in ("1", "2", "4")}
        self.assertEqual(len(told), 1)

    def refused(self, *files, says):
        done = self.call("compare", *files)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertEqual((done.stdout, len(done.stderr.strip().splitlines())), ("", 1))
        self.assertIn(says, done.stderr)

    def test_files_that_cannot_be_used(self):
        a = self.run_small("a.h5", "--set", "stop.time=1")
        self.refused(a, "none.h5", says="none.h5")
        self.refused(a, self.config, says="small.toml' is not an HDF5 file")
        self.succeed("run", self.config, "-o", "runs", "--quiet", "--set", "seeds=[1, 2]", "--set", "stop.time=1")
        self.refused(a, "runs", says="'runs' is a folder among 2 arguments")
        self.refused("runs", "runs", says="one folder of an ensemble")
        self.assertNotIn("between", json.loads(self.succeed("compare", "runs", "--json")))
        self.succeed("compare", "runs/seed-1.h5", "runs/seed-2.h5")

    def test_expectations_are_held_against_every_file(self):
        statement = '[[expect]]\nid = "x"\nflow = "particle"\nquantity = "energy_gap"\nwindow = [1, 1]\n' \
                    'at_most = {}\nstatus = "numerical"\nsource = "s"\n'
        files = [self.run_small(f"{seed}.h5", "--set", "stop.time=1", "--set", f"seed={seed}") for seed in (1, 2)]
        gaps = []
        for path in files:
            with h5py.File(path) as file:
                gaps.append(file["observables/particle/energy_gap/value"][-1])
        for bound, code in ((max(gaps) * 1.01, 0), (np.mean(gaps), 5)):
            expected = self.write("expected.toml", statement.format(float(bound)))
            self.assertEqual(self.call("compare", *files, "--expect", expected).returncode, code)


if __name__ == "__main__":
    main()
