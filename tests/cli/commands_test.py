"""What every command gives its user."""
import json
import math
import os

import h5py
import numpy as np
from program import ROOT, SMALL, ProgramTest, main


class Commands(ProgramTest):
    def test_a_run_stores_the_schema(self):
        with h5py.File(self.run_small()) as file:
            self.assertEqual(file.attrs["schema"].decode(), "1.1")
            self.assertEqual(list(file["h5md"].attrs["version"]), [1, 1])
            for flow in ("particle", "network"):
                position = file[f"particles/{flow}/position"]
                frames = len(position["time"])
                self.assertEqual(position["value"].shape, (frames, 16, 2))
                self.assertEqual(file[f"particles/{flow}/angle/value"].shape, (frames, 16))
                self.assertEqual(list(file[f"particles/{flow}/species"]), [0, 1, 2, 3] * 0 +
                                 [k for k in range(4) for _ in range(4)])
                self.assertEqual(file[f"particles/{flow}/box"].attrs["dimension"], 2)
                for name in ("energy", "energy_gap", "gradient_norm", "dissipation", "alignment",
                             "uniformity", "ari", "eta2", "knn_accuracy", "probe_accuracy", "margin",
                             "within_over_between", "simplex_deviation"):
                    self.assertEqual(file[f"observables/{flow}/{name}/value"].shape, (frames,))
                self.assertEqual(file[f"parameters/{flow}/status"][()].rstrip(b"\0"), b"done")
                self.assertEqual(file[f"parameters/{flow}/committed/frames"][()], frames)
                self.assertEqual(position["time"][0], 0)
                self.assertEqual(position["time"][-1], 100)
            self.assertEqual(file["parameters/network/weights/value"].shape, (2, 40))
            self.assertEqual(file["parameters/config"][()].decode(), SMALL)
            versions = file["parameters/versions"][()].decode()
            self.assertIn("OpenBLAS", versions)
            self.assertRegex(versions, "kernel sums by (avx512|avx2|baseline)")
            for name in ("resolved", "argv", "versions", "commit", "created"):
                self.assertTrue(file[f"parameters/{name}"][()], name)
            self.assertEqual(file["data/points"].shape, (16, 2))
            self.assertIn("reference", file["observables/particle/energy_gap"].attrs)
            # log(1 + e^{-1/tau} I_0(1/tau)) at tau = .2 by the series of I_0
            bessel = sum((2.5 ** k / math.factorial(k)) ** 2 for k in range(40))
            self.assertAlmostEqual(file["theory/minimum_energy"][()],
                                   math.log1p(math.exp(-5) * bessel), 12)

    def test_an_energy_gap_is_stored_only_where_the_minimum_is_proven(self):
        out = self.run_small("nt.h5", "--set", "energy.preset=nt-xent")
        with h5py.File(out) as file:
            self.assertNotIn("energy_gap", file["observables/particle"])
            self.assertNotIn("theory", file)
        self.succeed("compare", out)

    def test_a_custom_energy_runs_and_is_judged_by_its_own_sum(self):
        parts = ("--set", "energy.preset=custom", "--set", "energy.offset=0.3", "--set",
                 "energy.negatives=other_samples", "--set", "views.count=2", "--set",
                 'views.transforms=[{kind="shift", direction=[1,1], scale=0.1}]')
        self.succeed("compare", self.run_small("own.h5", *parts, "--set", "stop.time=1"))

    def test_results_do_not_depend_on_the_number_of_threads(self):
        large = ("--set", "data.per_class=100", "--set", "stop.time=0.1")
        runs = []
        for threads in ("1", "2", "4"):
            done = self.call("run", self.config, "-o", f"{threads}.h5", "--quiet", *large,
                             env={**os.environ, "SIMCLR_FLOW_THREADS": threads})
            self.assertEqual(done.returncode, 0, done.stderr)
            with h5py.File(self.folder / f"{threads}.h5") as file:
                runs.append([file[f"{place}/value"][()] for place in (
                    "particles/particle/position", "particles/network/position",
                    "observables/particle/energy", "observables/network/gradient_norm")])
        for other in runs[1:]:
            self.assertTrue(all(np.array_equal(a, b) for a, b in zip(runs[0], other)))
        done = self.call("run", self.config, env={**os.environ, "SIMCLR_FLOW_THREADS": "many"})
        self.assertEqual(done.returncode, 2)
        self.assertIn("SIMCLR_FLOW_THREADS = 'many'", done.stderr)

    def test_runs_are_reproducible_and_depend_on_the_seed(self):
        def positions(path):
            with h5py.File(path) as file:
                return file["particles/network/position/value"][()]
        first = positions(self.run_small("a.h5"))
        self.assertTrue(np.array_equal(first, positions(self.run_small("b.h5"))))
        self.assertFalse(np.array_equal(first, positions(self.run_small("c.h5", "--set", "seed=2"))))

    def test_every_manifold_energy_and_number_of_views_runs_and_agrees(self):
        for manifold, dim in (("euclidean", 1), ("euclidean", 3), ("sphere", 3), ("circle", 2)):
            for preset, views in (("simclr", 1), ("simclr", 2), ("nt-xent", 2), ("nt-xent", 3)):
                with self.subTest(manifold=manifold, dim=dim, preset=preset, views=views):
                    out = self.run_small(
                        "x.h5", "--force", "--set", f"latent.manifold={manifold}", "--set",
                        f"latent.dim={dim}", "--set", f"energy.preset={preset}", "--set",
                        f"views.count={views}", "--set",
                        'views.transforms=[{kind="shift", direction=[1,1], scale=0.1}]',
                        "--set", "stop.time=1")
                    self.succeed("compare", out)

    def test_kernel_flows_run_and_agree(self):
        for kernel in ('infinite-width"\nactivation = "erf', 'empirical"\nactivation = "tanh'):
            for manifold, dim in (("euclidean", 2), ("sphere", 3), ("circle", 2)):
                with self.subTest(kernel=kernel, manifold=manifold):
                    text = SMALL.replace('kind = "particle"', f'kind = "kernel"\nkernel = "{kernel}"')
                    self.config = self.write("kernel.toml", text)
                    out = self.run_small("k.h5", "--force", "--set", f"latent.manifold={manifold}",
                                         "--set", f"latent.dim={dim}", "--set", "stop.time=1")
                    self.succeed("compare", out)

    def test_every_method_runs_and_agrees(self):
        for method in ("euler", "rk4", "dopri5", "bdf"):
            with self.subTest(method):
                out = self.run_small("m.h5", "--force", "--set", f"integrator.method={method}",
                                     "--set", "stop.time=2", "--set", "integrator.step=0.01")
                self.succeed("compare", out)

    def test_a_failing_flow_exits_1_and_leaves_its_frames(self):
        done = self.call("run", self.config, "-o", "f.h5", "--set", "integrator.max_steps=5")
        self.assertEqual(done.returncode, 1)
        self.assertIn("5 steps reached", done.stderr)
        with h5py.File(self.folder / "f.h5") as file:
            self.assertEqual(file["parameters/particle/status"][()].rstrip(b"\0"), b"failed")
            self.assertGreaterEqual(len(file["particles/particle/position/time"]), 2)
        self.assertIn("failed", self.succeed("info", "f.h5"))
        self.assertIn("2 of 17 frames committed", self.succeed("info", "f.h5"))
        told = json.loads(self.succeed("info", "f.h5", "--json"))["flows"][0]
        self.assertEqual((told["frames"], told["frames_planned"]), (2, 17))
        self.run_small("g.h5", "--set", "output.frames={spacing='steps', every=3}", "--set", "stop.steps=9")
        self.assertIn(" 4 frames committed", self.succeed("info", "g.h5"))

    def test_a_flow_that_fails_at_its_start_leaves_the_others_readable(self):
        text = SMALL.replace("per_class = 4", "per_class = 4\nradius = 1e200") + \
            '[[flow]]\nkind = "kernel"\nactivation = "erf"\n'
        done = self.call("run", self.write("far.toml", text), "-o", "far.h5")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("not finite", done.stderr)
        self.assertIn("done", self.succeed("info", "far.h5"))
        self.assertEqual(self.call("compare", "far.h5").returncode, 5)
        with h5py.File(self.folder / "far.h5") as file:
            self.assertEqual(file["parameters/kernel/committed/frames"][()], 0)

    def test_honest_extremes_agree(self):
        particle = SMALL[:SMALL.rindex("[[flow]]")]
        self.config = self.write("particle.toml", particle)
        for extreme in (("initial.spread=3",), ("initial.spread=1e-16",), ("initial.spread=1e-12",),
                        ("energy.temperature=1e-3",), ("energy.temperature=1e4",),
                        ("integrator.rtol=1e-6", "initial.spread=1"), ("data.radius=0",),
                        ("latent.manifold=euclidean", "initial.spread=1e5"),
                        ("initial.kind=uniform",), ("stop.time=1e-3",)):
            with self.subTest(extreme):
                sets = [word for key in extreme for word in ("--set", key)]
                if "initial.kind=uniform" in extreme:
                    self.config = self.write("particle.toml", particle.replace("spread = 0.3\n", ""))
                self.succeed("compare", self.run_small("x.h5", "--force", *sets))

    def test_check_prints_a_configuration_that_runs(self):
        resolved = self.succeed("check", self.config)
        self.config = self.write("resolved.toml", resolved)
        self.run_small()

    def test_info_list_and_examples(self):
        self.run_small()
        info = self.succeed("info", "small.h5")
        self.assertIn("16 latents in R^2, 17 of 17 frames committed", info)
        listed = self.succeed("list")
        for name in ("simclr", "nt-xent", "custom", "sphere", "dopri5", "leaky_relu", "idx", "kernel"):
            self.assertIn(name, listed)
        for folder in (ROOT / "experiments").glob("*/config.toml"):
            name = folder.parent.name
            self.assertIn(name, listed)
            self.assertEqual(self.succeed("example", name), folder.read_text())

    def test_a_misspelt_command_is_told_the_right_one(self):
        done = self.call("minimise", self.config)
        self.assertEqual((done.returncode, done.stdout, len(done.stderr.splitlines())), (2, "", 1), done.stderr)
        self.assertIn("there is no command 'minimise', did you mean 'minimize'?; there are: run, ", done.stderr)

    def test_version_tells_commit_instruction_set_and_libraries(self):
        told = self.succeed("--version")
        self.assertRegex(told, r"^simclr-flow \d+\.\d+\.\d+ \S+\n")
        for what in ("compiler", "Eigen", "Boost", "HDF5", "SUNDIALS", "fmt", "toml\\+\\+", "nlohmann-json", "zlib",
                     "oneTBB", "OpenBLAS", "C library", "kernel sums by", "CLI11"):
            self.assertRegex(told, rf"(?m)^{what} \S")

    def test_help_tells_of_a_key_of_a_table_and_of_a_command(self):
        told = self.succeed("help", "energy.temperature")
        for line in (r"default +0\.2", r"allowed +at least 0\.0001 and at most 10000"):
            self.assertRegex(told, line)
        self.assertIn("stop.plateau.drop", self.succeed("help", "stop"))
        self.assertEqual(self.succeed("help", "compare"), self.succeed("compare", "--help"))
        for table in ("energy", "[energy]", "[[flow]]"):
            told = self.succeed("help", table)
            self.assertEqual("--preset" in told, table == "energy")
            self.assertIn("help '[energy]'" if table == "energy" else "activation" if "flow" in table else
                          "energy.temperature", told)
        self.assertEqual([key["path"] for key in json.loads(self.succeed("help", "energy", "--json"))["keys"]],
                         ["energy"])
        done = self.call("help", "compare", "--json")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        everything = self.succeed("help")
        for key in ("data.kind", "flow.widths", "study.starts"):
            self.assertRegex(everything, rf"(?m)^  {key} +\S")
        done = self.call("help", "energy.temprature")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("did you mean energy.temperature?", done.stderr)

    def test_empty_variables_are_not_set(self):
        done = self.call("energy", self.write("z.csv", "1,2\n3,4\n5,6\n"), "--preset", "simclr", "--temperature", "1",
                         env={**os.environ, "SIMCLR_FLOW_THREADS": "", "SIMCLR_FLOW_SIMD": ""})
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_compare_as_json(self):
        self.run_small()
        report = json.loads(self.succeed("compare", "small.h5", "--json"))
        self.assertEqual(report["schema"], "1.0")
        self.assertEqual([f["name"] for f in report["flows"]], ["particle", "network"])
        for check in report["flows"][0]["checks"]:
            self.assertEqual(set(check), {"id", "quantity", "theory", "measured", "difference",
                                          "tolerance", "tolerance_reason", "verdict", "status",
                                          "source", "detail"})
            self.assertIn(check["verdict"], ("agrees", "no theory"))


if __name__ == "__main__":
    main()
