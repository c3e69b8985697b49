"""An ensemble is its single runs, bit for bit; compare tells their spread, and what is wrong where."""
import json
import shutil
import signal
import subprocess
import time

import h5py
import numpy as np
from program import NARROW, PATIENCE, PROGRAM, SMALL, ProgramTest, main, unsanitized

SEEDS = (1, 2, 5)
ENSEMBLE = "seeds = [1, 2, 5]\n" + SMALL
# What tells of the call, not of the flow.
OF_THE_CALL = ("created", "argv", "overrides", "config", "resumed", "checkpoint")


def datasets(path):
    found = {}

    def see(name, item):
        if isinstance(item, h5py.Dataset) and not (
                set(name.split("/")) & {*OF_THE_CALL, "seconds", "evaluations"}):
            found[name] = np.asarray(item[()]).tobytes()
    with h5py.File(path) as file:
        file.visititems(see)
    return found


def begun(path):
    """Whether the run of a small configuration has a checkpoint past its start."""
    try:
        with h5py.File(path, locking=False) as file:
            return file["parameters/particle/committed/frames"][()] >= 2
    except (OSError, KeyError):
        return False


def halve_gradient(path):
    with h5py.File(path, "r+") as file:
        value = file["observables/network/gradient_norm/value"]
        value[3] = value[3] / 2


def events(path, flow):
    """End gap, t_form and t_break of a flow, None where they are not seen."""
    with h5py.File(path) as file:
        group = file[f"observables/{flow}"]
        gap, ari, t = (group[name][:] for name in ("energy_gap/value", "ari/value", "ari/time"))
    formed = t[ari > 1 - 1e-12]
    late = t >= 10 * formed[0] * (1 - 1e-9) if len(formed) else t < 0
    broken = t[late][gap[late] < gap[late][0] / 2] if late.any() else []
    return {"end": gap[-1], "t_form": formed[0] if len(formed) else None,
            "t_break": broken[0] if len(broken) else None}


class Ensemble(ProgramTest):
    def setUp(self):
        super().setUp()
        self.config = self.write("small.toml", ENSEMBLE)

    def ensemble(self, name="runs", *arguments):
        self.succeed("run", self.config, "-o", name, "--quiet", *arguments)
        return self.folder / name

    def report(self, folder, *arguments, code=0):
        done = self.call("compare", folder, "--json", *arguments)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return json.loads(done.stdout)

    def test_members_are_the_single_runs(self):
        folder = self.ensemble()
        self.assertEqual(sorted(p.name for p in folder.iterdir()),
                         [f"seed-{seed}.h5" for seed in SEEDS])
        self.config = self.write("single.toml", SMALL)
        for seed in SEEDS:
            single = self.run_small("single.h5", "--force", "--set", f"seed={seed}")
            self.assertEqual(datasets(folder / f"seed-{seed}.h5"), datasets(single))
        info = self.succeed("info", folder)
        for seed in SEEDS:
            self.assertIn(f"seed-{seed}.h5", info)
        self.assertEqual(info.count("network done at t = 100"), 3)

    def test_the_spread_is_that_of_the_files(self):
        folder = self.ensemble("runs", "--set", "stop.time=1e5", *NARROW)
        report = self.report(folder)
        self.assertEqual(len(report["runs"]), 3)
        spreads = {(s["flow"], s["id"]): s for s in report["ensemble"]}
        table = self.succeed("compare", folder)
        for flow in ("particle", "network"):
            found = [events(folder / f"seed-{seed}.h5", flow) for seed in SEEDS]
            for what in ("end", "t_form", "t_break"):
                values = np.array([f[what] for f in found if f[what] is not None])
                self.check_spread(spreads[flow, what], values, what != "end", table)
        self.assertEqual(spreads["network", "t_form"]["count"], 3)
        self.assertEqual(spreads["particle", "t_form"]["count"], 0)
        self.assertIn("agrees in all 3 seeds", table)

    def check_spread(self, spread, values, logarithmic, table):
        self.assertEqual((spread["count"], spread["of"]), (len(values), 3))
        if not len(values):
            self.assertIsNone(spread["mean"])
            return
        x = np.log(values) if logarithmic else values
        back = np.exp if logarithmic else float
        np.testing.assert_allclose(
            [spread[key] for key in ("mean", "minimum", "maximum")],
            [back(x.mean()), values.min(), values.max()], rtol=1e-12, atol=1e-15)
        self.assertIn(f"{spread['mean']:.4g}", table)
        if len(values) > 1:
            np.testing.assert_allclose(spread["deviation"], back(x.std(ddof=1)), rtol=1e-9)
            self.assertIn(f"{spread['deviation']:.3g}" if logarithmic else
                          f"{spread['deviation']:.2g}", table)

    def test_expectations_are_counted_by_seed(self):
        folder = self.ensemble()
        gap = [events(folder / f"seed-{seed}.h5", "network")["end"] for seed in SEEDS]
        expected = self.write("expected.toml", f"""
[[expect]]
id = "low"
flow = "network"
quantity = "energy_gap"
window = [100, 100]
at_most = {np.median(gap)!r}
status = "numerical"
source = "planted: one seed is above the median"
""".replace("np.float64(", "").replace(")", ""))
        done = self.call("compare", folder, "--expect", expected)
        self.assertEqual(done.returncode, 5, done.stdout)
        self.assertIn("DIFFERS in 1 of 3", done.stdout)
        self.assertIn(f"DIFFERS in seed {SEEDS[int(np.argmax(gap))]}: network.expect.low",
                      done.stdout)

    @unsanitized
    def test_expectations_over_the_runs(self):
        folder = self.ensemble("runs", "--set", "data.test.per_class=3")
        gap = np.array([events(folder / f"seed-{seed}.h5", "network")["end"] for seed in SEEDS])
        with h5py.File(folder / "seed-1.h5") as file:
            test = file["observables/network.test/ari/value"][-1]
        middle, mean = float(np.median(gap)), float(gap.mean())
        self.assertGreater(abs(middle - mean), 1e-9)
        for quantity, more, inside, outside in (
                ("energy_gap", {"over": "mean"}, mean + 1e-12, mean - 1e-12),
                ("energy_gap", {"over": "count", "runs": 2}, middle, middle * (1 - 1e-12)),
                ("energy_gap", {"over": "count", "runs": 3}, gap.max(), middle),
                ("test.ari", {"over": "count", "runs": 1}, test, -2)):
            keys = {"id": "x", "flow": "network", "quantity": quantity, "window": [100, 100], "of": "last",
                    "status": "numerical", "source": "here", **more}
            for bound, code in ((inside, 0), (outside, 5)):
                text = "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
                expected = self.write("expected.toml", f"[[expect]]\n{text}at_most = {float(bound)!r}\n")
                report = self.report(folder, "--expect", expected, code=code)
                (told,) = [s for s in report["ensemble"] if s["id"] == "expect.x"]
                self.assertEqual((told["verdict"], told["agrees"], told["differs"]),
                                 ("differs" if code else "agrees", 0, 0))
                if quantity == "energy_gap":
                    inside = sum(value <= bound for value in gap) if "runs" in more else None
                    self.assertEqual(told["inside"], inside)
                # A run by itself is not judged by what is stated of all.
                self.succeed("compare", folder / "seed-1.h5", "--expect", expected)

    def test_times_of_clusters_are_expected(self):
        folder = self.ensemble()
        forms = [events(folder / f"seed-{seed}.h5", "network")["t_form"] for seed in SEEDS]
        for bound, code in ((max(forms), 0), (max(forms) * 0.999, 5)):
            expected = self.write("expected.toml", f"""
[[expect]]
id = "forms"
flow = "network"
quantity = "t_form"
at_most = {bound!r}
status = "numerical"
source = "here"
""".replace("np.float64(", "").replace(")", ""))
            self.report(folder, "--expect", expected, code=code)

    def test_an_expectation_of_a_mean_is_of_one_value_per_run(self):
        folder = self.ensemble()
        expected = self.write("expected.toml", """
[[expect]]
id = "x"
flow = "network"
quantity = "ari"
over = "mean"
at_least = 1
status = "numerical"
source = "here"
""")
        self.assertIn("over = \"mean\"", self.call("compare", folder, "--expect", expected).stderr)
        expected.write_text(expected.read_text().replace('over = "mean"', "runs = 2"))
        self.assertIn("runs = 2 goes with over = \"count\"", self.call("compare", folder, "--expect", expected).stderr)

    def test_a_tampered_member_is_named(self):
        folder = self.ensemble()
        halve_gradient(folder / "seed-2.h5")
        done = self.call("compare", folder)
        self.assertEqual(done.returncode, 5)
        self.assertIn("DIFFERS in seed 2: network.gradient\n", done.stdout)
        spreads = {(s["flow"], s["id"]): s for s in self.report(folder, code=5)["ensemble"]}
        self.assertEqual(spreads["network", "gradient"]["differs"], 1)
        self.assertEqual(spreads["network", "gradient"]["agrees"], 2)

    def test_members_that_do_not_belong_are_told(self):
        folder = self.ensemble()
        self.succeed("resume", folder / "seed-1.h5", "--set", "stop.time=300", "--quiet")
        done = self.call("compare", folder)
        self.assertEqual(done.returncode, 5)
        self.assertIn("DIFFERS in seed 1: member", done.stdout)
        self.assertIn("time = 300", done.stdout)
        self.succeed("resume", folder, "--set", "stop.time=300", "--quiet")
        self.succeed("compare", folder)
        shutil.copy(folder / "seed-1.h5", folder / "seed-7.h5")
        self.assertIn("its seed is 1", self.call("compare", folder).stdout)

    def test_an_interrupted_ensemble_goes_on(self):
        end = 3.5 * PATIENCE
        slow = (*NARROW, "--set", "integrator.method=rk4", "--set", "integrator.step=1e-3",
                "--set", f"stop.time={end}", "--set", "output.checkpoint=0.01")
        process = subprocess.Popen([PROGRAM, "run", self.config, "-o", "runs", "--quiet", *slow],
                                   cwd=self.folder)
        folder = self.folder / "runs"
        while process.poll() is None and not begun(folder / "seed-1.h5"):
            time.sleep(0.005)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 3)
        stopped = self.succeed("compare", folder)
        self.assertIn("UNFINISHED in seed 5: network is running", stopped)
        self.assertIn(f"of {end}", self.succeed("info", folder))
        self.assertEqual({s["of"] for s in self.report(folder)["ensemble"] if s["flow"]}, {0})
        self.succeed("resume", folder, "--quiet")
        whole = self.ensemble("whole", *slow)
        for seed in SEEDS:
            name = f"seed-{seed}.h5"
            self.assertEqual(datasets(folder / name), datasets(whole / name))
        self.assertNotIn("UNFINISHED", self.succeed("compare", folder))


if __name__ == "__main__":
    main()
