"""The bindings: values and gradients are the program's to the last bit, theory its table, runs and studies its files;
first variations are those of the double sums; what is wrong is refused in a sentence."""
import copy
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
import unittest
import warnings

import h5py
import numpy as np

from bound import ProgramTest, main, simclr_flow
from program import SMALL

STUDY = {"data": {"kind": "none", "count": 6}, "energy": {"preset": "simclr"}, "latent": {"manifold": "sphere", "dim": 3},
         "study": {"starts": 4}}
# Presets with options of the program and of Python.
CASES = [
    ("nt-xent", {"views": 2}, {}),
    ("nt-xent", {"views": 2, "order": "cat"}, {}),
    ("simclr", {"kernel": "student", "manifold": "euclidean"}, {}),
    ("dcl", {"views": 2, "kernel": "rational"}, {"exponent": 1.5}),
    ("spectral", {"views": 4}, {}),
    ("uniformity", {"kernel": "table", "manifold": "sphere"}, {"expression": "-s/tau"}),
    ("custom", {"views": 2}, {"negatives": "other_samples", "mean": False}),
    ("sum", {"views": 2}, {"term": [{"preset": "alignment"}, {"preset": "uniformity", "weight": 0.5}]}),
    ("linear", {"manifold": "torus"}, {}),
    ("linear", {"manifold": "circle"}, {}),
    ("simclr", {"manifold": "box", "sides": [9, 9, 9]}, {}),
]


def random_rows(count=24, width=3, seed=5):
    return np.random.default_rng(seed).normal(size=(count, width))


class Energies(ProgramTest):
    def told(self, rows, *options):
        """What the program tells of these rows, with their gradient."""
        np.save(self.folder / "z.npy", rows)
        told = self.succeed("energy", "z.npy", *options, "--json", "--gradient", "g.npy", "--force")
        return json.loads(told)["energy"], np.load(self.folder / "g.npy")

    def test_value_and_gradient_are_the_programs(self):
        for preset, options, keys in CASES:
            with self.subTest(preset=preset, **options):
                words = [word for name, value in options.items()
                         for word in (f"--{name}", str(value).strip("[]").replace(" ", ""))]
                words += [word for name, value in keys.items()
                          for word in ("--set", f"energy.{name}={simclr_flow.toml_text.value_text(value)}")]
                width = {"circle": 1, "torus": 2}.get(options.get("manifold"), 3)
                z = 4 + random_rows(width=width)
                value, gradient = self.told(z, "--preset", preset, "--temperature", "0.3", *words)
                ours = simclr_flow.energy(z, preset, 0.3, **options, **keys)
                self.assertEqual(ours.value, value)
                np.testing.assert_array_equal(ours.gradient, gradient)
                self.assertGreater(np.abs(gradient).max(), 0)

    def test_positives_are_the_programs(self):
        labels = np.arange(24) % 3
        (self.folder / "labels.csv").write_text("\n".join(map(str, labels)))
        words = "--preset", "nt-xent", "--temperature", ".3", "--labels", "labels.csv", "--positives"
        for kind, keys in (("labels", {}), ("semi", {"fraction": 0.5})):
            settings = [word for key, value in keys.items() for word in ("--set", f"positives.{key}={value}")]
            value, gradient = self.told(random_rows(), *words, kind, *settings)
            for names in (labels, np.array(["one", "two", "three"])[labels]):
                ours = simclr_flow.energy(random_rows(), "nt-xent", 0.3, positives={"kind": kind, **keys}, labels=names)
                self.assertEqual(ours.value, value)
                np.testing.assert_array_equal(ours.gradient, gradient)
        weights = np.array([[i, (i + 1) % 24, 1 + i % 2] for i in range(24)], float)
        np.save(self.folder / "w.npy", weights)
        value, _ = self.told(random_rows(), *words[:4], "--positives", "weights", "--set", "positives.file=w.npy")
        self.assertEqual(simclr_flow.energy(random_rows(), "nt-xent", 0.3, positive_weights=weights).value, value)

    def test_first_variation_is_that_of_the_double_sum(self):
        z = random_rows()
        u = z / np.linalg.norm(z, axis=1)[:, None]
        k = np.exp((u @ u.T - 1) / 0.3)
        mean = k.mean(1)
        expected = np.log1p(mean) + (k / (1 + mean)).mean(1)
        value, _, found = simclr_flow.energy(z, "simclr", 0.3, manifold="sphere")
        np.testing.assert_allclose(found, expected, rtol=1e-13)
        self.assertAlmostEqual(value, np.log1p(mean).mean(), places=13)

    def test_derivatives_are_those_of_differences(self):
        z, v, e = random_rows(), random_rows(seed=6), 1e-5
        energy = simclr_flow.Energy("nt-xent", 0.3, views=2, order="cat")
        ahead, behind = energy(z + e * v), energy(z - e * v)
        self.assertAlmostEqual((energy(z).gradient * v).sum(), (ahead.value - behind.value) / (2 * e), places=9)
        np.testing.assert_allclose(energy.hessian_product(z, v), (ahead.gradient - behind.gradient) / (2 * e), atol=1e-9)

    def test_a_signal_that_comes_at_the_end_is_not_lost(self):
        z, energy, seen = random_rows(40), simclr_flow.Energy("simclr", 0.3), 0
        energy(z)
        for k in range(40):
            end = time.monotonic() + 10
            try:
                threading.Timer(1e-4 * k, os.kill, (os.getpid(), signal.SIGINT)).start()
                while time.monotonic() < end:
                    energy(z)
            except KeyboardInterrupt:
                seen += 1
        self.assertEqual(seen, 40)

    def test_orders_of_views_are_told_apart(self):
        z = random_rows()
        cat = np.concatenate([z[::2], z[1::2]])
        ours, theirs = (simclr_flow.energy(rows, "nt-xent", 0.3, views=2, order=order)
                        for rows, order in ((z, "interleaved"), (cat, "cat")))
        self.assertEqual(ours.value, theirs.value)
        for a, b in zip(ours[1:], theirs[1:]):
            np.testing.assert_array_equal(np.concatenate([a[::2], a[1::2]]), b)
        self.assertNotEqual(ours.value, simclr_flow.energy(cat, "nt-xent", 0.3, views=2).value)

    def test_only_what_is_asked_for_is_made(self):
        found = simclr_flow.energy(random_rows(), "simclr", 0.3, gradient=False, first_variation=False)
        self.assertEqual(found[1:], (None, None))

    def test_arrays_of_other_kinds_are_taken_by_their_numbers(self):
        z = random_rows().astype(np.float32)
        expected = simclr_flow.energy(z.astype(float), "nt-xent", 0.3, views=2).value
        for other in (z, np.asfortranarray(z), z.tolist(), np.repeat(z, 2, axis=0)[::2]):
            self.assertEqual(simclr_flow.energy(other, "nt-xent", 0.3, views=2).value, expected)

    def test_other_threads_go_on(self):
        counts, done = [], threading.Event()

        def count():
            while not done.wait(0.001):
                counts.append(time.monotonic())
        thread = threading.Thread(target=count)
        z = random_rows(6000, 64)
        thread.start()
        begin = time.monotonic()
        simclr_flow.energy(z, "simclr", 0.3)
        end = time.monotonic()
        done.set()
        thread.join()
        within = [t for t in counts if begin + (end - begin) / 4 < t < end - (end - begin) / 4]
        self.assertGreater(len(within), 3)

    def test_what_is_wrong_is_refused_in_a_sentence(self):
        z, bad = random_rows(), random_rows()
        bad[3, 1] = np.nan
        zero = random_rows()
        zero[2] = 0
        for arguments, options, says in (
                ((z, "nt-xnet", 0.3), {}, "nt-xent"), ((z, "nt-xent", -1), {}, "temperature"),
                ((z, "nt-xent", 0.3), {"kernel": "gaus"}, "gauss"), ((z, "nt-xent", 0.3), {"slope": 1}, "slope"),
                ((bad, "nt-xent", 0.3), {}, "row 3"), ((zero, "nt-xent", 0.3), {}, "row (2)"),
                ((z[:, 0], "nt-xent", 0.3), {}, "shape (24,)"), ((z, "nt-xent", 0.3), {"views": 5}, "5 views"),
                ((z + 1j, "nt-xent", 0.3), {}, "complex"), ((z[:1], "nt-xent", 0.3), {}, "1 sample"),
                ((z, "nt-xent", 0.3), {"order": "dog"}, "cat"), ((z, "nt-xent", 0.3), {"labels": [1, 2]}, "labels are 2"),
                ((z, "nt-xent", 0.3), {"positives": "labels"}, "go"), ((z, "alignment", 0.3), {}, "views"),
                ((z, "simclr", 0.3), {"manifold": "circle"}, "circle"), ((z, "simclr", 0.3), {"manifold": "disc"}, "sphere"),
                ((z, "simclr", 0.3), {"manifold": "box", "sides": [1, 1, 1]}, "outside"), ((z, "simclr", 0.3), {"manifold": "box", "sides": [1]}, "each side"),
                ((z, "simclr", 0.3), {"manifold": "box"}, "go together"), ((z, "simclr", 0.3), {"views": 2.0}, "views = 2.0"),
                ((z, "simclr", 0.3), {"views": 0}, "views = 0"), ((z, 3, 0.3), {}, "preset = 3"),
                ((z, "nt-xent", 0.3), {"positive_weights": [[0, 1]]}, "2 columns"),
                ((z, "nt-xent", 0.3), {"positive_weights": [[0, 1, 1, 1]]}, "4 columns"),
                ((z, "nt-xent", 0.3), {"labels": [None] * 24}, "labels"),
                ((z, "nt-xent", 0.3), {"labels": [np.nan] * 24}, "labels")):
            with self.subTest(says=says), self.assertRaisesRegex(simclr_flow.InputError, re.escape(says)):
                simclr_flow.energy(*arguments, **options)
        self.assertTrue(issubclass(simclr_flow.InputError, ValueError))
        with self.assertRaisesRegex(ArithmeticError, "in one place"):
            simclr_flow.energy(np.ones((4, 3)), "linear", 0.3, kernel="log", manifold="euclidean")
        with self.assertRaisesRegex(ArithmeticError, "in one place"):
            simclr_flow.Energy("linear", 0.3, kernel="log").hessian_product(np.ones((4, 3)), np.ones((4, 3)))
        with self.assertRaisesRegex(simclr_flow.InputError, "'v': row 3"):
            simclr_flow.Energy("nt-xent", 0.3).hessian_product(z, bad)
        with self.assertRaisesRegex(simclr_flow.InputError, "nt-xent"):
            simclr_flow.Energy("nt-xnet", 0.3)  # before any rows

    def test_energies_are_copied_and_stored(self):
        energy = simclr_flow.Energy("nt-xent", 0.3, views=2)
        value = energy(random_rows()).value
        for copied in (copy.deepcopy(energy), pickle.loads(pickle.dumps(energy))):
            self.assertEqual(copied(random_rows()).value, value)

    def test_a_signal_stops_it_and_nothing_else(self):
        z = random_rows(16000, 64)
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
        begin = time.monotonic()
        with self.assertRaises(KeyboardInterrupt):
            simclr_flow.energy(z, "simclr", 0.3)
        stopped = time.monotonic() - begin
        simclr_flow.energy(z[:300], "simclr", 0.3)
        self.assertIs(signal.getsignal(signal.SIGINT), signal.default_int_handler)
        with self.assertRaises(KeyboardInterrupt):  # Python's own, again
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
        begin = time.monotonic()
        simclr_flow.energy(z, "simclr", 0.3)
        self.assertLess(stopped, time.monotonic() - begin)


class Theories(ProgramTest):
    def test_statements_are_the_programs(self):
        words = "--energy", "nt-xent", "--latent-dim", "4", "--temperature", ".3", "--samples", "20"
        told = json.loads(self.succeed("theory", *words, "--json"))["statements"]
        ours = simclr_flow.theory("nt-xent", 0.3, 4, samples=20)
        self.assertEqual([row._asdict() for row in ours], told)
        self.assertEqual(ours[told[0]["id"]].value, told[0]["value"])

    def test_collapse_is_told(self):
        n = 128
        one = np.ones((2 * n, 5))
        told = simclr_flow.standing(one, "nt-xent", 0.5, views=2)
        self.assertAlmostEqual(told.value, np.log(2 * n - 1), places=12)
        self.assertAlmostEqual(told.share, 1, places=12)
        self.assertEqual((round(told.alignment, 12), round(told.uniformity, 12)), (0, 0))
        simplex = np.repeat(np.eye(4), 2, axis=0) - 0.25
        told = simclr_flow.standing(simplex, "nt-xent", 0.5, views=2)
        self.assertAlmostEqual(told.gap, 0, places=12)
        self.assertIn("floor", str(told))
        self.assertAlmostEqual(told.dimensions, 3, places=12)

    def test_unrelated_views_are_no_collapse(self):
        a, b = random_rows(128, 64), random_rows(128, 64, seed=7)
        for one, other, collapsed, unrelated in ((a, b, False, True), (a, a + 0.1 * b, False, False),
                                                 (1 + 1e-4 * a, 1 + 1e-4 * b, True, False)):
            told = simclr_flow.standing(np.concatenate([one, other]), "nt-xent", 0.5, views=2, order="cat")
            self.assertEqual((told.collapsed, told.unrelated), (collapsed, unrelated), told)
            u = np.concatenate([one, other])
            u /= np.linalg.norm(u, axis=1)[:, None]
            self.assertAlmostEqual(told.spread, 1 - (u.mean(0) ** 2).sum(), places=12)
            levels = np.linalg.eigvalsh(np.cov(u.T, bias=True))
            self.assertAlmostEqual(told.dimensions / (levels.sum() ** 2 / (levels**2).sum()), 1, places=6)


class Commands(ProgramTest):
    def test_runs_are_the_programs(self):
        program = self.run_small("program.h5")
        for config in (self.config, SMALL, simclr_flow.commands.tomllib.loads(SMALL)):
            run = simclr_flow.run(config, self.folder / "python.h5", force=True)
            with h5py.File(program) as expected:
                for flow in run.flows:
                    np.testing.assert_array_equal(flow.position.value[-1],
                                                  expected[f"particles/{flow.name}/position/value"][-1])

    def test_seeds_give_a_run_each(self):
        runs = simclr_flow.run("seeds = [3, 1]\n" + SMALL, self.folder / "many", overrides=["stop.time=1"]).runs
        self.assertEqual(list(runs), [1, 3])
        self.assertFalse(np.array_equal(runs[1].flows[0].position.value[0], runs[3].flows[0].position.value[0]))

    def test_a_study_is_the_programs(self):
        study = simclr_flow.minimize(STUDY, self.folder / "six.h5")
        self.assertAlmostEqual(study.configurations[0].energy,
                               simclr_flow.theory("simclr", 0.2, 3, samples=6)["configuration.octahedron.6"].value, places=10)

    def test_a_failed_flow_is_a_warning(self):
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            run = simclr_flow.run(SMALL, self.folder / "f.h5",
                                  overrides=["integrator.method=dopri5", "integrator.max_steps=2"])
        self.assertIn("failed", [flow.status for flow in run.flows])
        self.assertTrue(any("failed" in str(warning.message) for warning in told))

    def test_what_is_wrong_is_refused_and_nothing_written(self):
        output = self.folder / "no.h5"
        for config, says in (({"data": {"kind": "disc"}}, "discs"), (self.folder / "none.toml", "none.toml"),
                             ({"data": {"kind": object()}}, "object"), ("title = \n\n", "text:1")):
            with self.assertRaisesRegex((simclr_flow.InputError, TypeError), says):
                simclr_flow.run(config, output)
        with self.assertRaisesRegex(simclr_flow.InputError, "output"):
            simclr_flow.run(SMALL)
        with self.assertRaisesRegex(simclr_flow.InputError, "data.kind|kind"):
            simclr_flow.run({}, output)
        with self.assertRaisesRegex(simclr_flow.InputError, "a list"):
            simclr_flow.run(SMALL, output, overrides="stop.time=2")
        self.assertFalse(output.exists())

    def test_runs_at_once_leave_the_interpreter_its_signals(self):
        before = [signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)]
        threads = [threading.Thread(target=simclr_flow.run, args=(SMALL, self.folder / f"{k}.h5"),
                                    kwargs={"overrides": {"stop.time": 10.0**k}}) for k in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)], before)
        with self.assertRaises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
        simclr_flow.energy(random_rows(), "simclr", 0.3)

    def test_files_of_any_name_and_with_a_mark_of_order(self):
        path = self.write("table", "\ufeff" + SMALL.replace("time = 100", "time = 1"))
        self.assertEqual(len(simclr_flow.run(path, self.folder / "t.h5").flows), 2)

    def test_an_interrupted_run_can_go_on(self):
        script = (f"import sys; sys.path.insert(0, {str(simclr_flow.__path__[0])[:-len('simclr_flow')]!r})\n"
                  "import os, signal, threading, numpy, simclr_flow\n"
                  "def stop():\n"
                  "    while not os.path.exists('long.h5'): pass\n"
                  "    os.kill(os.getpid(), signal.SIGINT)\n"
                  "threading.Thread(target=stop, daemon=True).start()\n"
                  "try: simclr_flow.run('long.toml', 'long.h5')\n"
                  "except KeyboardInterrupt as e: print(e)\n"
                  "print(simclr_flow.energy(numpy.eye(3), 'simclr', 1).value)\n")
        self.write("long.toml", SMALL.replace("per_class = 4", "per_class = 200").replace("time = 100", "time = 1e6"))
        done = subprocess.run([sys.executable, "-c", script], cwd=self.folder, capture_output=True, text=True)
        self.assertIn("resume long.h5", done.stdout, done.stderr)
        self.assertAlmostEqual(float(done.stdout.split()[-1]), simclr_flow.energy(np.eye(3), "simclr", 1).value)
        self.succeed("info", "long.h5")


if __name__ == "__main__":
    main()
