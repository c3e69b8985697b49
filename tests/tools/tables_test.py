"""The package's Run, Ensemble, Study, Sweep and Comparison: each becomes a table, latents stay in the file until they are
asked for, and what is damaged, foreign or newer is refused in a sentence."""
import importlib.util
import json
import subprocess
import sys
import tracemalloc
import unittest
from pathlib import Path
from unittest import mock

import h5py
import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / folder) for folder in ("analysis", "tests/cli")]
from program import NARROW, SMALL, ProgramTest, main  # noqa: E402

import simclr_flow  # noqa: E402
from simclr_flow import frames  # noqa: E402

TESTED = SMALL.replace("per_class = 4", "per_class = 4\n[data.test]\nper_class = 3")
STUDY = """\
data = { kind = "none", count = 6 }
energy = { preset = "simclr" }
latent = { manifold = "sphere", dim = 3 }
study = { starts = 4 }
"""


class Tables(ProgramTest):
    @classmethod
    def setUpClass(cls):
        if importlib.util.find_spec("pandas") is None:
            raise unittest.SkipTest("pandas is not installed: no tables are made (Debian's python3-pandas)")

    def setUp(self):
        super().setUp()
        self.config = self.write("small.toml", TESTED)

    def study(self):
        config = self.write("study.toml", STUDY)
        return self.once("study.h5", "study", lambda: self.succeed("minimize", config, "-o", "study.h5", "--quiet"))

    def test_a_run_has_a_row_per_flow_and_time(self):
        path = self.run_once("small.h5", *NARROW)
        table = simclr_flow.load(path).to_frame()
        with h5py.File(path) as file:
            for flow in ("particle", "network"):
                own = table[table.flow == flow].set_index("time")
                self.assertTrue(own.index.is_monotonic_increasing and own.index.is_unique)
                stored = file[f"observables/{flow}/energy"]
                self.assertEqual(list(own.energy[stored["time"][:]]), list(stored["value"][:]))
            measured = file["observables/network.test/ari"]
            self.assertEqual(list(own["test.ari"][measured["time"][:]]), list(measured["value"][:]))
            several = file["observables/network/kernel_eigenvalues"]
            for k in (0, 7):
                column = own[f"kernel_eigenvalues.{k + 1}"]
                self.assertEqual(list(column[several["time"][:]]), list(several["value"][:, k]))
                self.assertEqual(int(column.notna().sum()), len(several["time"]))
        self.assertTrue(table[table.flow == "particle"]["test.ari"].isna().all())

    def test_an_ensemble_has_the_rows_of_its_runs_after_their_seeds(self):
        self.succeed("run", self.config, "-o", "runs", "--quiet", "--set", "seeds=[3, 1]", "--set", "stop.time=0.2", *NARROW)
        ensemble = simclr_flow.load(self.folder / "runs")
        self.assertIsInstance(ensemble, simclr_flow.Ensemble)
        table = ensemble.to_frame()
        self.assertEqual((list(ensemble.runs), table.columns[0], list(table.seed.unique())), ([1, 3], "seed", [1, 3]))
        for seed in (1, 3):
            own = table[table.seed == seed].drop(columns="seed").reset_index(drop=True)
            self.assertTrue(own.equals(simclr_flow.load(self.folder / f"runs/seed-{seed}.h5").to_frame()))
        (self.folder / "runs/seed-3.h5").rename(self.folder / "runs/three.h5")
        self.assertEqual(list(simclr_flow.load(self.folder / "runs").runs), [1])

    def test_a_study_has_a_row_per_configuration_or_start(self):
        study = simclr_flow.load(self.study())
        lowest, starts = study.to_frame(), study.to_frame("starts")
        self.assertEqual(list(lowest.energy), [c.energy for c in study.configurations])
        self.assertEqual((len(starts), set(starts.state)), (4, {"stationary"}))
        self.assertTrue(np.allclose(starts.energy, lowest.energy[starts["rank"]], atol=1e-9))
        self.assertAlmostEqual(lowest["share"].sum(), 1)
        with self.assertRaisesRegex(simclr_flow.TrajectoryError, "no table of 'ends'; there are: configurations, starts"):
            study.to_frame("ends")

    def test_a_sweep_is_its_table(self):
        self.succeed("sweep", self.config, "--over", "energy.temperature=0.2,0.5", "-o", "sweep", "--quiet", "--set",
                     "stop.time=1")
        sweep = simclr_flow.load(self.folder / "sweep")
        table = sweep.to_frame()
        self.assertEqual(list(table["energy.temperature"]), [0.2, 0.5])
        self.assertEqual(list(table.state), ["done", "done"])
        self.assertTrue((table["particle.energy"] > 0).all())
        self.assertTrue(table["particle.t_form"].isna().all())  # never

    def test_a_comparison_has_a_row_per_check(self):
        run = self.run_once("small.h5", *NARROW)
        self.write("small.json", told := self.succeed("compare", run, "--json"))
        comparison = simclr_flow.load(self.folder / "small.json")
        table, report = comparison.to_frame(), json.loads(told)
        lists = [report, *report["flows"], *report["between"]]
        self.assertEqual(len(table), sum(len(one["checks"]) for one in lists))
        self.assertEqual(set(table[table["id"] == "start"].pair), {"particle – network"})
        self.assertEqual(int((table.verdict != "no theory").sum()), len(comparison.checks))
        gap = table[(table.flow == "particle") & (table["id"] == "energy")].iloc[0]
        self.assertEqual((gap.verdict, gap.status), ("agrees", "definition"))
        self.assertLess(gap.difference, gap.tolerance)

    def test_without_pandas_it_says_so(self):
        run = simclr_flow.load(self.run_once("small.h5", *NARROW))
        with mock.patch.dict(sys.modules, {"pandas": None}), \
                self.assertRaisesRegex(simclr_flow.TrajectoryError, "wants pandas.*python3-pandas"):
            run.to_frame()

    def test_the_package_loads_nothing_that_is_not_asked_for(self):
        code = "import sys, simclr_flow; print({'h5py', 'numpy', 'matplotlib', 'pandas'} & set(sys.modules)); " \
            "simclr_flow.load; print({'matplotlib', 'pandas'} & set(sys.modules)); simclr_flow.planted"
        done = subprocess.run(["/usr/bin/python3", "-c", code], capture_output=True, text=True,
                              env={"PYTHONPATH": str(Path(simclr_flow.__file__).parents[1])})
        self.assertEqual(done.stdout, "set()\nset()\n", done.stderr)
        self.assertIn("no attribute 'planted'", done.stderr)


class Printed(ProgramTest):
    def is_short(self, thing, *says, lines=1):
        told = repr(thing)
        self.assertEqual((len(told.splitlines()), "array" in told, len(told) < 160 * lines), (lines, False, True), told)
        for words in says:
            self.assertIn(words, told)

    def test_what_is_loaded_is_told_in_lines(self):
        self.config = self.write("small.toml", TESTED)
        run = simclr_flow.load(self.run_once("small.h5", *NARROW))
        self.is_short(run, "Run(small)", "particle: ", "network: ", "17 frames of 16 latents of 2 coordinates, t = 0 to 100", lines=3)
        network = run["network"]
        for thing in (*run, network.position, network.test, network.observables["energy"]):
            self.is_short(thing)
        with self.assertRaises(AssertionError):  # the check can fail
            self.is_short(network.position.time)
        self.write("study.toml", STUDY)
        self.succeed("minimize", "study.toml", "-o", "study.h5", "--quiet")
        study = simclr_flow.load(self.folder / "study.h5")
        self.is_short(study, "4 of 4 starts ended", "1 configuration, lowest E = ")
        self.is_short(study.configurations[0], "minimum, octahedron")
        self.succeed("sweep", self.config, "--over", "seed=1,2", "-o", "sweep", "--quiet", "--set", "stop.time=0.1")
        self.is_short(simclr_flow.load(self.folder / "sweep"), "sweep: 2 of 2 points done, over seed (2 values)")
        self.write("small.json", self.succeed("compare", "small.h5", "--json"))
        comparison = simclr_flow.load(self.folder / "small.json")
        self.is_short(comparison, "small.h5: ", "agrees")
        self.is_short(comparison.pairs[0])

    def test_flows_have_their_names(self):
        self.config = self.write("small.toml", TESTED)
        run = simclr_flow.load(self.run_once("small.h5", *NARROW))
        self.assertIs(run["network"], run.flows[1])
        for name in ("neural", 0):
            with self.assertRaisesRegex(KeyError, f"no flow {name!r}; it has: particle, network"):
                run[name]

    def test_a_frame_that_is_not_there_is_told(self):
        self.config = self.write("small.toml", TESTED)
        run = simclr_flow.load(self.run_once("small.h5", *NARROW))
        from matplotlib.figure import Figure
        from simclr_flow import on_axes
        axes = Figure().subplots()
        on_axes.draw_latents(axes, run, run.flows[0], frame=-17)
        for frame in (17, 9999, -18):
            with self.assertRaisesRegex(simclr_flow.TrajectoryError, f"no frame {frame}: its 17 frames are 0 to 16"):
                on_axes.draw_latents(axes, run, run.flows[0], frame=frame)


class Lazy(ProgramTest):
    def many(self):
        """A run whose latents are 40 blocks."""
        self.write("many.toml", """
data = { kind = "none", count = 2000 }
latent = { manifold = "sphere", dim = 3 }
energy = { preset = "simclr" }
integrator = { method = "gradient-descent", rule = "plain", step = 0.01 }
stop = { time = 0.4 }
output = { frames = { spacing = "linear", count = 40 }, pairs = { spacing = "none" } }
[[flow]]
kind = "particle"
""")
        return self.once("many.h5", "many", lambda: self.succeed("run", "many.toml", "-o", "many.h5", "--quiet"))

    def peak_of(self, use):
        """Bytes of numpy's arrays while `use` of a loaded run."""
        path = self.many()
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        with mock.patch.multiple(frames, BLOCK=48000, KEPT=0):
            use(simclr_flow.load(path).flows[0].position.value)
            return tracemalloc.get_traced_memory()[1]

    def test_latents_are_read_when_they_are_asked_for(self):
        whole = 41 * 2000 * 3 * 8
        self.assertLess(self.peak_of(lambda latents: (latents[7], latents.shape, latents.first_infinite())), whole / 3)
        self.assertLess(self.peak_of(lambda latents: latents @ np.eye(3)[:, 0]), 0.8 * whole)
        self.assertGreater(self.peak_of(np.asarray), whole)  # seen: what reads all takes more

    def test_what_is_read_is_what_is_stored(self):
        path = self.many()
        with h5py.File(path) as file:
            stored = file["particles/particle/position/value"][:]
        with mock.patch.object(frames, "BLOCK", 1000):
            lazy = simclr_flow.load(path).flows[0].position.value
            for key in (3, -1, slice(2, 9, 3), slice(None), (4, 5), (slice(1, 3), 0, 2), (..., 1), [5, 2],
                        np.array([1, 1]), stored[:, 0, 0] > 0):
                np.testing.assert_array_equal(lazy[key], stored[key])
            np.testing.assert_allclose(lazy @ np.ones(3), stored @ np.ones(3), rtol=1e-14)
        np.testing.assert_array_equal(lazy - 1, stored - 1)
        self.assertEqual((lazy.max(), lazy.shape, lazy.nbytes, len(list(lazy))),
                         (stored.max(), stored.shape, stored.nbytes, len(stored)))
        with self.assertRaises(IndexError):
            lazy[len(stored)]

    def test_a_file_that_has_gone_or_changed_is_said(self):
        path = self.many()
        latents = simclr_flow.load(path).flows[0].position.value
        with h5py.File(path, "r+") as file:
            del file["particles/particle/position/value"]
            file["particles/particle/position/value"] = np.zeros((2, 3, 4))
        with self.assertRaisesRegex(simclr_flow.TrajectoryError, "many.h5: .*has changed"):
            latents[0]
        path.unlink()
        with self.assertRaisesRegex(simclr_flow.TrajectoryError, "many.h5: .*cannot be read any more"):
            latents[0]


class Refused(ProgramTest):
    def is_refused(self, path, *says):
        with self.assertRaises(simclr_flow.TrajectoryError) as raised:
            simclr_flow.load(path)
        told = str(raised.exception)
        self.assertEqual(len(told.splitlines()), 1)
        for words in (Path(path).name, *says):
            self.assertIn(words, told)

    def test_truncated_foreign_and_newer_files(self):
        run = self.run_once("small.h5", *NARROW)
        content = run.read_bytes()
        for size in (len(content) // 2, 3000, 100, 0):
            (self.folder / "cut.h5").write_bytes(content[:size])
            self.is_refused(self.folder / "cut.h5")
        with h5py.File(self.folder / "foreign.h5", "w") as file:
            file["x"] = 1
        self.is_refused(self.folder / "foreign.h5", "'schema' is missing")
        with h5py.File(run, "r+") as file:
            file.attrs["schema"] = "2.0"
        self.is_refused(run, "the schema is '2.0', this program reads 1.0 and 1.1")
        self.is_refused(self.folder / "absent.h5", "no such file")
        self.is_refused(self.write("words.h5", "no HDF5"), "not an HDF5 file")

    def test_judgements_and_sweeps(self):
        self.is_refused(self.write("other.json", '{"a": 1}'), "no output of `simclr-flow compare --json`")
        self.is_refused(self.write("words.json", "{"), "no output of")
        for name, manifest, says in (("newer", '{"schema": "2.0"}', "'2.0'"), ("broken", "{", "damaged")):
            (self.folder / name).mkdir()
            self.write(f"{name}/manifest.json", manifest)
            self.is_refused(self.folder / name, says)
        (self.folder / "empty").mkdir()
        self.is_refused(self.folder / "empty", "no sweep", "seed-*.h5")


if __name__ == "__main__":
    main()
