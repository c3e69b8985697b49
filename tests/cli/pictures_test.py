"""analysis/plot.py draws what the program wrote, and refuses what it cannot read."""
import json
import shutil
import subprocess
from unittest import mock

import h5py
import numpy as np
from drawing import PLOT, DrawingTest
from matplotlib.collections import LineCollection, PathCollection
from program import SMALL, main

from simclr_flow.comparison import load_comparison
from simclr_flow.crowd import MOST_DRAWN, MOST_TRACED
from simclr_flow.distances import ACROSS, PANELS, WITHIN, draw_distances
from simclr_flow.ensemble import MEDIAN, SEED, draw_ensemble
from simclr_flow.figure import draw_run
from simclr_flow.neurons import COLOURS
from simclr_flow.seeds import load_ensemble
from simclr_flow.tolerances import COLOURS as VERDICTS, YES_NO, ZERO, draw_tolerances
from simclr_flow.trajectory import load

CLOCK = SMALL.replace("frames = { first = 0.1, per_decade = 5 }\n", "")
# A picture of one flow is drawn in half the time: for what does not depend on a second one.
START, *FLOWS = SMALL.split("[[flow]]")
PARTICLE, NETWORK = (f"{START}[[flow]]{flow}" for flow in FLOWS)


class Runs(DrawingTest):
    def picture_of(self, draw, manifold, dim, *names):
        out = self.run_small(f"{manifold}{dim}.h5", "--set", f"latent.manifold={manifold}",
                             "--set", f"latent.dim={dim}", "--set", "stop.time=1")
        self.is_drawn(draw(out, "-o", self.folder / "pictures"),
                      *(self.folder / "pictures" / f"{manifold}{dim}-{name}" for name in ("flows", *names)))

    def test_a_run_becomes_a_picture(self):
        self.picture_of(self.plot, "circle", 2, "kernels")

    def test_a_run_on_the_sphere_becomes_a_picture(self):
        self.config = self.write("particle.toml", PARTICLE)
        self.picture_of(self.draw, "sphere", 3)

    def test_of_many_latents_some_are_drawn_and_it_says_so(self):
        self.config = self.write("many.toml", """
[data]
kind = "none"
count = 5000
[latent]
manifold = "sphere"
dim = 3
[energy]
preset = "simclr"
[integrator]
method = "rk4"
step = 0.1
[stop]
time = 0.1
[[flow]]
kind = "particle"
""")
        self.succeed("run", self.config, "-o", "many.h5", "--quiet")
        figure = draw_run(load(self.folder / "many.h5"))
        lines = [len(lines.get_segments()) for axes in figure.axes for lines in axes.collections
                 if isinstance(lines, LineCollection)]
        dots = [len(dots.get_offsets()) for axes in figure.axes for dots in axes.collections
                if isinstance(dots, PathCollection)]
        self.assertEqual(max(lines), MOST_TRACED)
        self.assertEqual(set(dots), {MOST_DRAWN})
        self.assertTrue(any("$N=5000$ latents, 3000 drawn" in text.get_text() for text in figure.texts))

    def test_runs_in_few_and_many_dimensions_become_pictures(self):
        self.config = self.write("particle.toml", PARTICLE)
        for dim in (1, 4):
            with self.subTest(dim=dim):
                self.picture_of(self.draw, "euclidean", dim)

    def clocks_drawn(self, cases):
        for name, sets in cases.items():
            with self.subTest(name):
                self.config = self.write("clock.toml", CLOCK[:CLOCK.rindex("[[flow]]")])
                out = self.run_small("clock.h5", "--force",
                                     *(word for one in sets for word in ("--set", one)))
                self.is_drawn(self.draw(out), self.folder / "clock-flows")

    def test_observables_and_frames_have_their_own_times(self):
        self.clocks_drawn({
            "denser": ("output.observables={per_decade=50}",),
            "frames at the ends": ('output.frames={spacing="ends"}',
                                   'output.observables={spacing="log", per_decade=9}'),
            "observables at the ends": ('output.observables={spacing="ends"}',)})

    def test_observables_and_frames_have_their_own_steps(self):
        self.clocks_drawn({
            "steps": ('output.frames={spacing="steps", every=4}',
                      'output.observables={spacing="steps", every=3}'),
            "a first step": ("stop.steps=1",)})

    def test_the_time_axis_holds_all_rows(self):
        self.config = self.write("clock.toml", CLOCK)
        run = load(self.run_small("clock.h5", "--set", 'output.frames={spacing="ends"}', "--set",
                                  'output.observables={spacing="log", first=0.02}'))
        figure = draw_run(run)
        self.assertEqual({axes.get_xlim() for axes in figure.axes if axes.get_xscale() == "log"},
                         {(0.02, 100)})

    def neurons_stored(self, *sets):
        self.config = self.write("neurons.toml", NETWORK + 'scaling = "mean-field"\n')
        return self.run_small("neurons.h5", "--force", *(word for one in sets for word in ("--set", one)))

    def neurons_drawn(self, *sets):
        """The points and colours of the panels of the network's neurons, and its neurons."""
        out = self.neurons_stored(*sets)
        run = load(out)
        self.is_drawn(self.draw(out), self.folder / "neurons-flows", self.folder / "neurons-kernels")
        panels = [axes.collections[0] for axes in draw_run(run).axes
                  if axes.collections and axes.collections[0].get_cmap().name == COLOURS
                  and axes.collections[0].get_array() is not None]
        return [(np.asarray(panel.get_offsets()), panel.get_array()) for panel in panels], run.flows[0].neurons

    def test_neurons_of_points_in_the_plane_are_drawn_at_the_ends(self):
        panels, neurons = self.neurons_drawn('output.weights={spacing="steps", every=5}')
        self.assertGreater(len(neurons.position.time), 2)
        self.assertEqual(len(panels), 2)
        for (points, colours), row in zip(panels, (0, -1)):
            drawn = np.column_stack([points, colours])
            stored = neurons.position.value[row][:, [0, 1, 3]]
            np.testing.assert_array_equal(drawn[drawn[:, 0].argsort()], stored[stored[:, 0].argsort()])

    def test_neurons_that_are_no_points_of_the_plane_are_not_drawn(self):
        for one in ("flow.0.scaling=ntk", 'data={kind="mixture", dim=3}'):
            self.assertEqual(self.neurons_drawn(one)[0], [])

    def test_neurons_without_names_are_refused(self):
        load(self.neurons_stored())  # with names, it is not
        with h5py.File(self.folder / "neurons.h5", "r+") as file:
            del file["particles/network.neurons/position"].attrs["coordinates"]
        self.is_refused(self.draw("neurons.h5"), "names for 0 of 4 coordinates")

    def test_bad_files_are_refused_in_one_sentence(self):
        self.is_refused(self.plot("none.h5"))
        for path in ("none.h5", self.config):
            self.is_refused(self.draw(path))


    def test_planted_errors_are_refused_in_one_sentence(self):
        def put(name, where, value):
            def plant(file):
                file[name][where] = value
            return plant

        self.config = self.write("particle.toml", PARTICLE)
        whole = self.run_small("x.h5", "--set", "stop.time=1").read_bytes()
        home = "particles/particle"
        for plant, says in ((put(f"{home}/angle/value", (2, 3), np.inf), "angle/value of row 2 is not finite"),
                            (put(f"{home}/angle/value", (2, 3), np.nan), "angle/value of row 2 is not finite"),
                            (put(f"{home}/position/value", (1, 0, 1), -np.inf), "position/value of row 1 is not finite"),
                            (put(f"{home}/angle/value", (2, 3), 1e300), "cannot be drawn"),
                            (put(f"{home}/position/time", 3, np.nan), "position/time of row 3 is not finite"),
                            (put(f"{home}/position/time", 3, np.inf), "position/time of row 3 is not finite"),
                            (put(f"{home}/position/time", 3, -1.0), "does not rise from 0"),
                            (put("parameters/particle/committed/frames", (), 1000), "rows, of which 1000 are committed"),
                            (put("parameters/particle/committed/frames", (), -1), "rows, of which -1 are committed")):
            with self.subTest(says):
                path = self.folder / "planted.h5"
                path.write_bytes(whole)
                with h5py.File(path, "r+") as file:
                    plant(file)
                self.is_refused(self.draw(path), says, "planted.h5")
        self.assertEqual(list(self.folder.glob("planted-*")), [])

    def test_a_folder_that_cannot_be_written_is_told(self):
        self.config = self.write("particle.toml", PARTICLE)
        out = self.run_small("x.h5", "--set", "stop.time=1")
        done = self.draw(out, "-o", out)  # which is no folder
        self.assertEqual((done.returncode, len(done.stderr.splitlines())), (4, 1), done.stderr)
        self.assertIn(f"cannot write into the folder {out}, which cannot be made: ", done.stderr)
        for error, says in ((PermissionError(13, "Permission denied", "/a/temporary"), "cannot write into the folder there: permission"),
                            (OSError(28, "No space left on device", "/a/temporary"), "cannot write there/x-flows.png: no space")):
            with mock.patch("tempfile.NamedTemporaryFile", side_effect=error):
                done = self.draw(out, "-o", "there")
            self.assertEqual((done.returncode, done.stderr.count("temporary")), (4, 0), done.stderr)
            self.assertIn(says, done.stderr)
            with mock.patch("simclr_flow.animation.tempfile.TemporaryDirectory", side_effect=error):
                done = self.draw(out, "--animate", "-o", "there")
            self.assertEqual((done.returncode, done.stderr.count("temporary")), (4, 0), done.stderr)
        (self.folder / "there/x-flows.png").mkdir()
        self.assertIn("cannot write there/x-flows.png: is a directory", self.draw(out, "-o", "there").stderr)

    def test_an_output_that_is_full_is_told(self):
        self.config = self.write("particle.toml", PARTICLE)
        out = self.run_small("x.h5", "--set", "stop.time=1")
        with open("/dev/full", "w") as full:
            done = subprocess.run(["/usr/bin/python3", str(PLOT), out], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual((done.returncode, len(done.stderr.splitlines())), (4, 1), done.stderr)
        self.assertIn("cannot write to the standard output: no space left on device", done.stderr)


class Ensembles(DrawingTest):
    def test_an_ensemble_becomes_a_picture(self):
        self.succeed("run", self.config, "-o", "runs", "--quiet", "--set", "seeds=[3, 1, 2]")
        self.is_drawn(self.plot(self.folder / "runs"), self.folder / "runs-flows")
        runs = load_ensemble(self.folder / "runs")
        self.assertEqual(list(runs.runs), [1, 2, 3])
        energy = draw_ensemble(runs).axes[1]  # of the network
        thin = [line for line in energy.lines if line.get_linewidth() == SEED["linewidth"]]
        middle, = (line for line in energy.lines if line.get_linewidth() == MEDIAN["linewidth"])
        gaps = [line.get_ydata() for line in thin]
        self.assertEqual(len(gaps), 3)
        np.testing.assert_array_equal(middle.get_ydata(), np.median(gaps, axis=0))

    def test_bad_ensembles_are_refused_in_one_sentence(self):
        (self.folder / "runs").mkdir()
        self.is_refused(self.draw("runs"), "it is no ensemble")
        (self.folder / "runs/seed-1.h5").write_text("no trajectory")
        self.is_refused(self.draw("runs"))


class Judgements(DrawingTest):
    def judged(self, *files, code=0):
        """What `compare --json` prints of the files, and the path it is stored at."""
        done = self.call("compare", *files, "--json")
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout), self.write("judged.json", done.stdout)

    def drawn(self, path, *names, draw=None):
        self.is_drawn((draw or self.draw)(path, "-o", self.folder / "pictures"),
                      *(self.folder / "pictures" / f"{path.stem}-{name}" for name in names))

    def solutions(self, report):
        """Of the continuum, of all flows."""
        return [(flow["name"], solution) for run in report.get("runs", [report]) for flow in run["flows"]
                for solution in flow["solutions"]]

    def test_a_judgement_becomes_pictures(self):
        # Two flows of which little is known have few checks to draw.
        self.config = self.write("twice.toml", PARTICLE + '[[flow]]\nname = "again"\nkind = "particle"\n')
        _, path = self.judged(self.run_small("a.h5", "--set", "latent.manifold=euclidean", "--set", "stop.time=1"))
        self.drawn(path, "checks", "distances", draw=self.plot)

    def test_distances_between_flows_are_drawn(self):
        a, b = self.run_small("a.h5"), self.run_small("b.h5", "--set", "seed=2", "--set", "stop.time=20")
        report, path = self.judged(a, b)
        self.drawn(path, "checks", "distances")
        panels = draw_distances(load_comparison(path)).axes
        self.assertEqual([axes.get_ylabel() for axes in panels], [label for label, _ in PANELS.values()])
        for axes, name in zip(panels, PANELS):
            solutions = self.solutions(report) if name == "mmd" else []
            self.assertEqual(len(axes.lines), len(report["between"]) + len(solutions))
            for line, (_, solution) in zip(axes.lines[len(report["between"]):], solutions):
                self.assertEqual(list(line.get_ydata()), solution["mmd"][1:])
            for line, pair in zip(axes.lines, report["between"]):
                self.assertEqual(list(line.get_xdata()), pair["times"][1:])
                self.assertEqual(list(line.get_ydata()), pair[name][1:])
                style = WITHIN if pair["a"]["file"] == pair["b"]["file"] else ACROSS
                self.assertEqual(line.get_linewidth(), style["linewidth"])
            self.assertEqual({text.get_text() for text in axes.texts},
                             {"a: network – particle", "b: network – particle", "particle (a) – particle (b)",
                              "network (a) – network (b)", "network (a) – particle (b)", "network (b) – particle (a)"} |
                             {f"{file}: {flow}, N = {s['latents']} – continuum flow"
                              for (flow, s), file in zip(solutions, "ab")})
            self.assertEqual(len({(line.get_color(), line.get_marker()) for line in axes.lines}), len(axes.lines))
        self.assertEqual([flow for flow, _ in self.solutions(report)], ["particle", "particle"])

    def test_distances_that_are_rounding_are_not_drawn(self):
        report, path = self.judged(self.run_small("a.h5", "--set", "stop.time=1"), self.folder / "a.h5")
        same = [pair["a"]["flow"] == pair["b"]["flow"] for pair in report["between"]]
        self.assertEqual(sum(same), 2)  # a flow against itself: zero at all times
        self.drawn(path, "checks", "distances")
        for axes, name in zip(draw_distances(load_comparison(path)).axes, PANELS):
            self.assertEqual(len(axes.lines), len(same) - 2 + (len(self.solutions(report)) if name == "mmd" else 0))

    def test_pairs_without_any_positive_time_are_drawn(self):
        a = self.run_small("a.h5", "--set", "stop.time=1")
        b = self.run_small("b.h5", "--set", "stop.time=2", "--set", 'output.frames={spacing="ends"}')
        _, path = self.judged(a, b)
        self.drawn(path, "checks", "distances")

    def dots(self, figure):
        """(column, row, place, colour) of every check that is drawn."""
        found = []
        for axes in figure.axes:
            rows = [text.get_text() for text in axes.get_yticklabels()]
            for line in axes.lines:
                if line.get_marker() in ("o", "X", "s"):
                    found.append((axes.get_title(loc="left"), int(line.get_ydata()[0]), float(line.get_xdata()[0]),
                                  line.get_color()))
            self.assertTrue(rows)
        return found

    def test_every_check_is_drawn_by_its_tolerance(self):
        report, path = self.judged(self.run_small())
        wanted = []
        for flow in report["flows"]:
            for check in flow["checks"]:
                if check["verdict"] != "no theory":
                    ratio = abs(check["difference"]) / check["tolerance"] if check["tolerance"] else None
                    place = YES_NO if ratio is None else ZERO if ratio == 0 else max(ratio, 1e-7)
                    wanted.append((flow["name"], place, VERDICTS[check["verdict"]]))
        drawn = [(column, place, colour) for column, _, place, colour in self.dots(draw_tolerances(load_comparison(path)))
                 if column != "file, pairs"]
        self.assertEqual(sorted(drawn), sorted(wanted))
        self.assertGreater(len(wanted), 20)

    def test_a_check_that_differs_is_beyond_the_tolerance(self):
        out = self.run_small()
        shutil.copy(out, self.folder / "bad.h5")
        with h5py.File(self.folder / "bad.h5", "r+") as file:
            file["observables/network/energy/value"][3] *= 1 + 1e-9
            del file["observables/particle/eta2"]
        _, path = self.judged(out, self.folder / "bad.h5", code=5)
        figure = draw_tolerances(load_comparison(path))
        alarms = [(column, place) for column, _, place, colour in self.dots(figure) if colour == VERDICTS["differs"]]
        self.assertGreater(len(alarms), 1)
        self.assertTrue(all(place > 1 for _, place in alarms), alarms)
        self.assertEqual({column for column, _ in alarms}, {"particle", "network"})
        told = [text.get_text() for axes in figure.axes for text in axes.texts]
        self.assertTrue(any(text.startswith("bad") for text in told))
        self.drawn(path, "checks", "distances")

    def test_a_kernel_flow_alone_has_no_distances(self):
        self.config = self.write("one.toml", SMALL[:SMALL.index("[[flow]]")] + '[[flow]]\nkind = "kernel"\n')
        report, path = self.judged(self.run_small("one.h5"))
        self.assertEqual(report["between"], [])
        self.drawn(path, "checks")
        self.succeed("run", self.config, "-o", "runs", "--quiet", "--set", "seeds=[1, 2]")
        _, path = self.judged("runs")
        self.drawn(path, "checks")

    def test_bad_judgements_are_refused_in_one_sentence(self):
        for text in ("no JSON", "[]", "{}", '{"flows": [], "checks": [], "file": "a"}', '{"runs": [1]}'):
            self.is_refused(self.draw(self.write("bad.json", text)),
                            "omparison holds no check" if '"file"' in text else "is no output of")
        self.is_refused(self.plot("bad.json"))
        self.is_refused(self.draw("none.json"), "cannot read")


if __name__ == "__main__":
    main()
