"""The page of an ensemble: its members, means with bars as the program has them, verdicts on all seeds; and neurons on the
page of a run. Each check is also seen to fail on a planted fault."""
import base64
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / folder) for folder in ("analysis", "tests/cli")]
from pages import PageTest, coloured  # noqa: E402
from program import NARROW, PROGRAM, SMALL, main  # noqa: E402

import simclr_flow  # noqa: E402
from simclr_flow import comparison, report_ensemble  # noqa: E402
from simclr_flow.comparison import Judged  # noqa: E402
from simclr_flow.verdicts import Verdicts  # noqa: E402

SEEDS = (1, 2, 5)
COLOURED = coloured("figure canvas")
NEURONS = "[...document.querySelectorAll('canvas[aria-label^=neurons]')].map(canvas => canvas.toDataURL())"


def data_in(page):
    return json.loads(re.search(r'id="data">(.*?)</script>', page.read_text(), re.DOTALL)[1])


def numbers(packed):
    return np.frombuffer(base64.b64decode(packed["data"]), f"<{packed['kind']}").reshape(packed["shape"])


class EnsemblePage(PageTest):
    def setUp(self):
        super().setUp()
        self.config = self.write("small.toml", f"seeds = {list(SEEDS)}\n" + SMALL + 'scaling = "mean-field"\n')

    def ensemble(self):
        """The folder of three seeds, made by the first test that asks for it."""
        if not self.kept:
            self.succeed("run", self.config, "-o", "runs", "--quiet", *NARROW)
            self.kept |= {path.name: path.read_bytes() for path in (self.folder / "runs").iterdir()}
        (self.folder / "runs").mkdir(exist_ok=True)
        for name, stored in self.kept.items():
            (self.folder / "runs" / name).write_bytes(stored)
        return self.folder / "runs"

    def test_it_is_sound_and_has_bars(self):
        page = self.page_of(self.ensemble(), "--program", PROGRAM)
        self.is_sound(page)
        self.assertEqual(self.browser.value("document.querySelectorAll('[aria-label=members] tbody tr').length"), 6)
        self.assertEqual(self.browser.value("document.querySelectorAll('[aria-label=means] tbody tr').length"), 2)
        self.assertIn("±", self.browser.value("document.querySelector('[aria-label=means]').textContent"))
        whole = self.browser.value(COLOURED)
        self.assertGreater(min(whole), 60)
        planted = "for (const row of barred(one, X, place)) bar("
        self.assertIn(planted, page.read_text())
        page.write_text(page.read_text().replace(planted, "for (const row of []) bar("))
        self.assertEqual(self.faults_of(page, dark=True), [])
        self.faults_of(page, width=390, height=844, dark=True)
        self.assertTrue(all(a > b + 60 for a, b in zip(whole, self.browser.value(COLOURED))))

    def test_means_are_those_of_the_program(self):
        folder = self.ensemble()
        data = data_in(self.page_of(folder, "--program", PROGRAM))
        told = json.loads(self.succeed("compare", folder, "--json"))["ensemble"]
        for flow, means in zip(data["flows"], data["means"]):
            for name, check in (("energy_gap", "end"), ("formed", "t_form"), ("broken", "t_break")):
                one, = (spread for spread in told if (spread["flow"], spread["id"]) == (flow["name"], check))
                self.assertEqual((means[name]["count"], means[name]["of"]), (one["count"], one["of"]))
                for ours, theirs in (("mean", "mean"), ("least", "minimum"), ("largest", "maximum")):
                    self.assertEqual(means[name][ours] is None, one[theirs] is None)
                    np.testing.assert_allclose(means[name][ours] or 0, one[theirs] or 0, rtol=1e-12)
                if one["count"] > 1:
                    np.testing.assert_allclose(means[name]["deviation"], one["deviation"], rtol=1e-9)
        self.assertEqual(data["means"][1]["formed"]["count"], 3)
        self.assertEqual(sorted({one["seed"] for one in data["members"]}), list(SEEDS))

    def test_bars_are_a_deviation_to_each_side(self):
        folder = self.ensemble()
        data = data_in(self.page_of(folder, "--program", PROGRAM))
        runs = [h5py.File(folder / f"seed-{seed}.h5") for seed in SEEDS]
        for name, factor in (("eta2", False), ("gradient_norm", True)):
            line = next(one for one in data["measures"] if one["name"] == name)["lines"][1]
            stored = np.array([run[f"observables/network/{name}/value"][:] for run in runs])
            values = np.log(stored) if factor else stored
            mean, deviation = values.mean(axis=0), values.std(axis=0, ddof=1)
            for part, expected in (("mean", mean), ("low", mean - deviation), ("high", mean + deviation)):
                np.testing.assert_allclose(numbers(line[part]), np.exp(expected) if factor else expected, rtol=1e-5, atol=1e-6)
        for run in runs:
            run.close()

    def test_one_seed_that_differs_is_told(self):
        folder = self.ensemble()
        with h5py.File(folder / "seed-2.h5", "r+") as file:
            file["observables/network/gradient_norm/value"][3] /= 2
        checks = data_in(self.page_of(folder, "--program", PROGRAM))["checks"]
        self.assertEqual(len({(check["flow"], check["id"]) for check in checks}), len(checks))
        wrong = [check for check in checks if check["verdict"] == "differs"]
        self.assertIn(("network", "gradient"), {(check["flow"], check["id"]) for check in wrong})
        self.assertTrue(all("differs in 1 of 3 seeds (2)" in check["detail"] for check in wrong), wrong)
        right = next(check for check in checks if check["id"] == "manifold")
        self.assertRegex(right["detail"], "^agrees in 3 of 3 seeds; shown: seed [125]")

    def test_what_is_stated_of_all_runs_together_is_told(self):
        folder = self.ensemble()
        for bound, verdict in ((9, "agrees"), (-9, "differs")):
            expected = self.write("expected.toml", f'''
[[expect]]
id = "low"
flow = "network"
quantity = "energy"
over = "mean"
of = "last"
at_most = {bound}
status = "numerical"
source = "here"
''')
            told = self.call("compare", folder, "--expect", expected, "--json").stdout
            page = self.page_of(folder, "--comparison", self.write("judged.json", told))
            (check,) = [one for one in data_in(page)["checks"] if one["id"] == "expect.low"]
            self.assertEqual((check["flow"], check["verdict"]), ("network", verdict))
            self.assertIn("of all runs together: 3 of 3 have it", check["detail"])
        spread = {"flow": "network", "id": "x", "verdict": "differs", "quantity": "energy", "count": 3, "of": 3,
                  "mean": "nan", "minimum": "-inf", "maximum": "inf"}
        judged = comparison.read_over_runs(spread, "runs")  # as older programs told it, without a theory
        self.assertTrue(np.isnan(judged.measured) and "-inf to inf" in judged.detail)

    def test_the_farthest_seed_stands_for_all(self):
        checks = [Judged(f"runs/seed-{seed}.h5", "network", "energy", difference, 1e-3, verdict)
                  for seed, difference, verdict in ((1, 1e-4, "agrees"), (2, -9e-4, "agrees"), (3, 0.0, "no theory"))]
        one, = report_ensemble.farthest(checks)
        self.assertEqual((one.difference, one.verdict), (-9e-4, "agrees"))
        self.assertEqual(one.detail, "agrees in 2 of 3 seeds; no theory in 1 of 3 seeds (3); shown: seed 2.")
        checks[0] = replace(checks[0], difference=float("nan"))
        self.assertTrue(np.isnan(report_ensemble.farthest(checks)[0].difference))

    def test_seeds_that_are_not_done_are_told_and_left_out_of_means(self):
        ensemble = simclr_flow.load(self.ensemble())
        self.assertEqual(repr(ensemble), "Ensemble(small: 3 seeds, 2 flows)")
        run = ensemble.runs[2]
        ensemble.runs[2] = replace(run, flows=[run.flows[0], replace(run.flows[1], status="interrupted")])
        data = report_ensemble.data_of(ensemble, "runs", Verdicts())
        self.assertEqual(data["outcome"], "2 of 3 seeds are done; not finished: seed 2.")
        self.assertEqual([means["ari"]["count"] for means in data["means"]], [3, 2])

    def test_a_judgement_of_another_folder_is_refused(self):
        folder = self.ensemble()
        self.write("runs.json", self.succeed("compare", folder, "--json"))
        page = self.page_of(folder, "--comparison", "runs.json")
        self.assertTrue(data_in(page)["checks"])
        folder.rename(self.folder / "others")
        done = self.report("others", "--comparison", "runs.json")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("does not judge others, but", done.stderr)
        (self.folder / "empty").mkdir()
        self.assertIn("holds no seed-*.h5: it is no ensemble", self.report("empty").stderr)

    def test_neurons_are_where_the_file_has_them_and_move(self):
        rows = ("--set", "seeds=[]", "--set", 'output.weights={spacing="log", first=0.1, per_decade=3}')
        run = self.run_small("one.h5", *NARROW, *rows)
        page = self.page_of(run, "--program", PROGRAM)
        told = data_in(page)["neurons"]
        cloud, = told["clouds"]
        with h5py.File(run) as file:
            stored = file["particles/network.neurons/position/value"][:][:, :, [0, 1, 3]]  # w_1, w_2, b, a_1
        low, high = (numbers(cloud[name])[:, None] for name in ("low", "high"))
        np.testing.assert_allclose(low + (high - low) * numbers(cloud["values"]) / 65535, stored, atol=1e-4)
        self.assertEqual((cloud["flow"], told["remark"]), (1, ""))
        self.assertEqual(self.faults_of(page), [])
        first, = self.browser.value(NEURONS)
        self.browser.value("simclrFlow.clock.go(simclrFlow.clock.last)")
        self.assertNotEqual(self.browser.value(NEURONS), [first])
        self.assertIn("10 neurons at t = 100", self.browser.value("document.body.textContent"))
        self.browser.value("simclrFlow.clock.go(0)")
        self.assertEqual(self.browser.value(NEURONS), [first])

    def test_other_networks_have_none(self):
        run = self.run_small("ntk.h5", *NARROW, "--set", "seeds=[]", "--set", "flow.1.scaling=ntk", "--set", "stop.time=1")
        page = self.page_of(run, "--program", PROGRAM)
        self.assertIsNone(data_in(page)["neurons"])
        self.assertEqual(self.faults_of(page), [])
        self.assertEqual(self.browser.value(NEURONS), [])


if __name__ == "__main__":
    main()
