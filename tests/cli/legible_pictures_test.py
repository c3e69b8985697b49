"""Pictures can be read: by the colour-blind, in print, without guessing what a mark or a shade means."""
import dataclasses
import itertools
import re
import types
from unittest import mock

import h5py
import numpy as np
from drawing import DrawingTest
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from program import LABELLED, SMALL, WORDS, main, words_of

from simclr_flow import curves
from simclr_flow.comparison import load_comparison
from simclr_flow.crowd import PALE, crowd_of, marker_path
from simclr_flow.distances import draw_distances
from simclr_flow.ensemble import draw_ensemble
from simclr_flow.figure import draw_run
from simclr_flow.kernels import ROWS, draw_kernels
from simclr_flow.latents import DASHES
from simclr_flow.keys import LONGEST, class_keys
from simclr_flow.minimizers import draw_study
from simclr_flow.phase import draw_sweep
from simclr_flow.seeds import Ensemble, load_ensemble
from simclr_flow.study import load_study
from simclr_flow.style import COLOURS, MARKERS, SETTINGS, SMALLEST, markers, palette
from simclr_flow.sweep import Axis, Sweep
from simclr_flow.tolerances import draw_tolerances
from simclr_flow.trajectory import Series, load
from simclr_flow.views import choose_view

# Machado, Oliveira and Fernandes (2009), severity 1, and Vienot, Brettel and Mollon (1999): linear RGB to linear RGB.
BLIND = {
    "nobody": np.eye(3),
    "deuteranopes": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "protanopes": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopes, 1999": [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
}
FARTHEST = 30  # CIELAB distance at least of two colours
VIEWS = ("--set", 'views={count=2, transforms=[{kind="noise", scale=0.3}]}')
TESTED = SMALL.replace("[latent]", "[data.test]\nper_class = 3\n[latent]", 1).replace('title = "small"\n', "")


def lab(colour, matrix):
    """CIELAB of a colour (sRGB, D65) as it is seen."""
    rgb = np.array(to_rgb(colour))
    linear = np.clip(matrix @ np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4), 0, 1)
    xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                    [0.0193339, 0.1191920, 0.9503041]]) @ linear / [0.95047, 1, 1.08883]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def nearest(colours, matrix):
    """The least distance of two of them."""
    return min(np.linalg.norm(lab(a, np.array(matrix)) - lab(b, np.array(matrix)))
               for a, b in itertools.combinations(colours, 2))


def written(figure):
    """All texts that are seen: not those of ticks beyond the ends of their axis."""
    hidden = {label for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)
              for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()) for label in (tick.label1, tick.label2)
              if not axes.axison or not min(axis.get_view_interval()) <= tick.get_loc() <= max(axis.get_view_interval())}
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip() and text not in hidden]


class Colours(DrawingTest):
    def test_all_readers_tell_any_two_colours_apart(self):
        for who, matrix in BLIND.items():
            self.assertGreater(nearest(COLOURS, matrix), FARTHEST, who)
        self.assertLess(nearest(["#44aa99", "#999999"], BLIND["deuteranopes"]), 4)  # the check can fail

    def test_classes_differ_by_colour_and_shape(self):
        for count in (2, 9, 12, 72):
            self.assertEqual(len(set(zip(palette(count), markers(count)))), count)
        self.assertEqual(len({marker_path(m).vertices.tobytes() for m in MARKERS}), len(MARKERS))


class Legible(DrawingTest):
    def is_legible(self, figure):
        """In print at 6.5 inches all text has 6 points, and none leaves the page."""
        wide, tall = figure.get_size_inches()
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        for text in written(figure):
            self.assertGreaterEqual(text.get_fontsize() * 6.5 / max(wide, 6.5), 6, text.get_text())
            box = text.get_window_extent(canvas.get_renderer())
            inside = box.x0 > -1 and box.y0 > -1 and box.x1 < wide * figure.dpi + 1 and box.y1 < tall * figure.dpi + 1
            self.assertTrue(inside, f"{text.get_text()!r} leaves the page: {box}")

    def drawn(self, draw, content):
        with rc_context(SETTINGS):
            figure = draw(content)
            self.is_legible(figure)
        return figure

    def test_every_picture_is(self):
        run = self.run_once()
        for draw in (draw_run, draw_kernels):
            self.drawn(draw, load(run))
        self.succeed("run", self.config, "-o", "runs", "--quiet", "--set", "seeds=[1, 2, 3]", "--set", "stop.time=1")
        self.drawn(draw_ensemble, load_ensemble(self.folder / "runs"))
        judged = self.write("judged.json", self.succeed("compare", run, "--json"))
        for draw in (draw_tolerances, draw_distances):
            self.drawn(draw, load_comparison(judged))
        for study in (("energy.preset=dcl", "data.count=8"), ("latent.manifold=sphere", "latent.dim=3", "data.count=5")):
            config = self.write("study.toml", '[data]\nkind = "none"\n[latent]\nmanifold = "circle"\n[energy]\n'
                                'preset = "simclr"\ntemperature = 0.15\n[study]\nstarts = 12\n')
            self.succeed("minimize", config, "-o", "study.h5", "--force", "--quiet", *(w for s in study for w in ("--set", s)))
            self.drawn(draw_study, load_study(self.folder / "study.h5"))

    def test_long_numbers_leave_room_for_the_names_of_axes(self):
        run = load(self.run_once())
        energies = {  # of the axis: its name, and its numbers
            (-0.0021, -0.0019): "energy $E$   $\\left[10^{-3}\\right]$", (-0.00198612, -0.00198601): None,
            (123456.0, 123457.0): None, (-3e-12, -1e-12): None, (1e7, 9e7): None, (0.1, 0.9): "energy $E$"}
        for (low, high), name in energies.items():
            flows = [self.with_energy(flow, low, high) for flow in run.flows]
            figures = [self.drawn(draw_run, dataclasses.replace(run, flows=flows)),
                       self.drawn(draw_ensemble, Ensemble("many", {1: dataclasses.replace(run, flows=flows)}))]
            axes = [axes for figure in figures for axes in figure.axes if "E" in axes.get_ylabel()]
            self.assertEqual(len(axes), 2)
            for one in axes:
                self.assertIn(one.get_ylabel(), [name or one.get_ylabel()])
                self.tells_its_numbers(one)
        with mock.patch("simclr_flow.curves.short_ticks", lambda axes, name, symbol: name), \
                self.assertRaisesRegex(AssertionError, "leaves the page"):  # the check can fail
            self.drawn(draw_run, dataclasses.replace(run, flows=[self.with_energy(flow, -0.0019863, -0.0019851)
                                                                 for flow in run.flows]))

    def with_energy(self, flow, low, high):
        time = flow.observables["energy"].time
        energy = Series(time, np.linspace(high, low, len(time)))
        return dataclasses.replace(flow, observables={"energy": energy})

    def tells_its_numbers(self, axes):
        """By the words of its name the numbers beside the axis are its ticks."""
        found = re.search(r"(?:\$E\$(?:\$([-+])([\d.]+)\$)?)(?: *\$\\left\[10\^\{(-?\d+)\}\\right\]\$)?$", axes.get_ylabel())
        sign, base, power = found.groups()
        base = float(base or 0) * (1 if sign == "-" else -1)
        low, high = axes.get_ylim()
        for tick in axes.yaxis.get_major_ticks():
            if low <= tick.get_loc() <= high:
                told = float(tick.label1.get_text().replace("\N{MINUS SIGN}", "-"))
                self.assertAlmostEqual((base + told * 10.0 ** int(power or 0) - tick.get_loc()) / (high - low), 0, places=4)

    def test_coordinates_of_any_size_leave_room_for_their_names(self):
        self.config = self.write("line.toml", SMALL.replace("[latent]", "[latent]\ndim = 1", 1).replace("circle", "euclidean"))
        run = load(self.run_small("line.h5", "--set", "stop.time=1"))
        flow = run.flows[0]
        latents = np.asarray(flow.position.value)[:2] / abs(flow.position.value[1]).max()
        far = lambda scale: dataclasses.replace(run, flows=[dataclasses.replace(
            flow, position=Series(flow.position.time[:2], scale * latents))])
        for scale in (1.1e-4, 1e9):
            self.drawn(draw_run, far(scale))
        with mock.patch("simclr_flow.figure.short_ticks", lambda axes, name: name), \
                self.assertRaisesRegex(AssertionError, "leaves the page"):  # the check can fail
            self.drawn(draw_run, far(1.1e-4))

    def test_sweeps_of_any_size_leave_room_for_their_names(self):
        for values in ([-0.0019861, -0.0019862, -0.0019863], [1e7, 2e7, 3e7], [-0.1, 0.1, 0.2]):
            self.drawn(draw_sweep, Sweep("s", "a sweep", [Axis("energy.temperature", [0.1, 0.2, 0.3])], ["done"] * 3,
                                         "network.energy", values))

    def test_many_flows_go_to_bands_with_level_titles(self):
        names = ["a flow", "another, with details of it that are long, of width 200 and more", "c", "d", "e"]
        run = load(self.run_once())
        flows = [types.SimpleNamespace(**{**vars(run.flows[0]), "description": name, "times": run.flows[0].times})
                 for name in names]
        figure = self.drawn(draw_run, types.SimpleNamespace(**{**vars(run), "flows": flows}))
        traces = [axes for axes in figure.axes if any(text.get_text() in [*names, "another"] for text in axes.texts)]
        levels = [round(axes.get_position().y1, 9) for axes in traces]
        self.assertEqual(len(levels), 5)
        self.assertEqual([len(set(band)) for band in (levels[:3], levels[3:])], [1, 1])
        firsts = [axes.texts[k].get_position()[1] for axes in traces for k in range(len(axes.texts))
                  if axes.texts[k].get_text() in [*names, "another"]]
        self.assertEqual(len(set(firsts)), 1)

    def test_labels_of_events_stay_within_their_panel_and_apart(self):
        with rc_context(SETTINGS):
            figure = Figure(figsize=(2, 2))
            for ends in ((1.0, 1.2), (90, 99), (0.011, 0.012), (0.011, 99)):
                axes = figure.add_axes([0, 0, 1, 0.8])
                axes.set(xscale="log", xlim=(0.01, 100))
                curves.write_events(axes, [(ends[0], "$t_{form}=1$", True), (ends[1], "$t_{break}=1.2$", False)])
                canvas = FigureCanvasAgg(figure)
                boxes = [text.get_window_extent(canvas.get_renderer()) for text in axes.texts]
                self.assertLess(boxes[0].x1, boxes[1].x0, ends)
                self.assertTrue(boxes[0].x0 > -1 and boxes[1].x1 < 200 + 1, (ends, boxes))
                axes.remove()
        self.assertEqual(SMALLEST, 10)


class WhatIsTold(DrawingTest):
    def setUp(self):
        super().setUp()
        self.config = self.write("tested.toml", TESTED)

    def words(self, figure):
        return " | ".join(text.get_text() for text in figure.texts)

    def test_a_run_without_a_title_has_the_name_of_its_file(self):
        figure = draw_run(load(self.run_once("mine.h5")))
        self.assertIn("mine: 2 flows", self.words(figure))
        self.assertNotIn("untitled", self.words(figure))

    def test_an_ensemble_without_a_title_has_the_name_of_its_folder(self):
        self.succeed("run", self.config, "-o", "many", "--quiet", "--set", "seeds=[4, 7]", "--set", "stop.time=0.1")
        self.assertIn("many: 2 flows", self.words(draw_ensemble(load_ensemble(self.folder / "many"))))
        self.assertIn("seed-7: 2 flows", self.words(draw_run(load(self.folder / "many/seed-7.h5"))))

    def classes_told(self, run):
        """The name of every latent, by the key of its colour."""
        crowd = crowd_of(run)
        keys = {to_rgb(key.handle.get_color()): key.text for key in class_keys(crowd.names) if key.handle}
        self.assertIn(" | ".join(["label", *keys.values()]), self.words(draw_run(run)))
        return [keys[tuple(colour[:3])] for colour in crowd.colours(run.flows[0])]

    def test_classes_have_the_names_of_the_file(self):
        self.write("words.csv", WORDS)
        self.config = self.write("words.toml", LABELLED)
        path = self.run_small("words.h5")
        with h5py.File(path) as file:
            right = words_of(file["data/points"][:])
        run = load(path)
        self.assertEqual(self.classes_told(run), right)
        self.assertEqual([run.class_name(label) for label in run.flows[0].labels], right)
        with h5py.File(path, "r+") as file:  # the check can fail
            file["data/class_names"][...] = file["data/class_names"][:][::-1]
        self.assertNotEqual(self.classes_told(load(path)), right)
        for names, told in ((["$x$, which is a name of many words", "b"], r"\$x\$, which is a name"), ([], "0"), (["", ""], "0")):
            named = dataclasses.replace(run, class_names=names)
            self.assertIn(told, self.classes_told(named)[1])
            self.assertLess(len(self.classes_told(named)[1]), LONGEST + 3)

    def test_shades_are_explained_where_there_are_any(self):
        run = load(self.run_once("mine.h5"))
        flow = run.flows[1]
        both = [name for name, _ in curves.events_of(flow)]
        plain = self.words(draw_run(run))
        self.assertEqual("tinted" in plain, len(both) == 2)
        ended = types.SimpleNamespace(**{**vars(flow), "times": flow.times[:5]})
        figure = draw_run(types.SimpleNamespace(**{**vars(run), "flows": [ended, flow]}))
        self.assertIn("after the end of the flow", self.words(figure))
        self.assertNotIn("after the end", plain)

    def test_classes_have_shapes_and_test_points_are_hollow(self):
        run = load(self.run_once("mine.h5"))
        network = run.flows[1]
        self.assertEqual(network.test.position.value.shape[1], 12)
        figure = draw_run(run)
        clouds = [c for axes in figure.axes for c in axes.collections if len(c.get_offsets()) in (12, 16)]
        hollow = [c for c in clouds if len(c.get_offsets()) == 12]
        self.assertEqual((len(clouds), len(hollow)), (15, 5))
        for cloud in clouds:
            shapes = {path.vertices.tobytes() for path in cloud.get_paths()}
            self.assertEqual(len(shapes), 4)
        self.assertTrue(all((c.get_facecolor()[:, :3] == 1).all() for c in hollow))
        points = np.asarray(hollow[-1].get_offsets())
        stored = np.asarray(network.test.position.value[len(network.position.time) - 1])
        np.testing.assert_allclose(np.sort(points, axis=0), np.sort(stored, axis=0))
        dotted = [c for axes in figure.axes for c in axes.collections if hasattr(c, "get_segments")
                  and c.get_linestyle()[0][1] is not None]
        self.assertEqual(len(dotted), 1)
        self.assertIn("test points", self.words(figure))
        self.assertEqual(DASHES[0], 0)

    def test_views_of_a_sample_are_paler_but_the_first(self):
        run = load(self.run_once("views.h5", *VIEWS, "--set", "stop.time=1"))
        crowd = crowd_of(run)
        self.assertEqual((crowd.views, run.flows[0].position.value.shape[1]), (2, 32))
        opacity = crowd.colours(run.flows[0])[:, 3]
        np.testing.assert_array_equal(opacity[0::2], 1)
        np.testing.assert_array_equal(opacity[1::2], PALE)
        self.assertIn("first view of a sample", self.words(draw_run(run)))

    def test_kernel_series_are_drawn_as_stored(self):
        run = load(self.run_once("mine.h5"))
        network = run.flows[1]
        axes = dict(zip(ROWS, draw_kernels(run).axes))
        drawn = [line.get_ydata() for row in axes.values() for line in row.lines if len(line.get_ydata()) > 2]
        for name in ("kernel_alignment", "growth_alignment", "persistence", "kernel_drift"):
            stored = np.asarray(network.kernel[name].value)
            for value in stored.reshape(len(stored), -1).T:
                self.assertTrue(any(np.array_equal(value, line) for line in drawn), name)
        largest = np.asarray(network.kernel["kernel_eigenvalues"].value)[:, 0]
        self.assertTrue(any(np.array_equal(largest, line.get_ydata()) for line in axes["spectra"].lines))


class Directions(DrawingTest):
    def flow(self, points, labels):
        """One frame of a start in one place, then the points."""
        start = np.zeros_like(points)
        start[:, 0] = 1
        value = np.stack([start, points, points])
        position = types.SimpleNamespace(time=np.array([0, 1, 2.0]), value=value)
        return types.SimpleNamespace(name="f", position=position, angle=None, labels=labels)

    def sphere(self, points, labels):
        run = types.SimpleNamespace(manifold="sphere", flows=[self.flow(points, labels)])
        return choose_view(run), run.flows[0]

    def test_traces_on_the_sphere_keep_all_classes_apart(self):
        turn = np.linalg.qr(np.random.default_rng(3).normal(size=(3, 3)))[0]
        corners = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / np.sqrt(3) @ turn
        view, flow = self.sphere(np.repeat(corners, 5, axis=0), np.repeat([0, 1, 2, 3], 5))
        heights = np.sort(view.trace(flow, flow)[-1][::5])
        self.assertGreater(np.diff(heights).min(), 0.4)
        self.assertIn("part best", view.trace_note)

    def test_no_class_lies_at_the_rim_of_the_map(self):
        """Of clusters on a great circle through the start, with one opposite to it, which would be the whole rim."""
        at = np.linspace(0, 2 * np.pi, 5)[:-1]
        corners = np.column_stack([np.cos(at), np.sin(at), 0 * at])
        view, flow = self.sphere(np.repeat(corners, 5, axis=0), np.repeat([0, 1, 2, 3], 5))
        radii = np.linalg.norm(view.flat(flow.position.value[-1], flow), axis=1)
        np.testing.assert_allclose(radii, np.sqrt(2), atol=1e-6)
        self.assertIn("inner ring 90°", view.note)

    def test_without_classes_the_map_is_about_the_start(self):
        points = np.random.default_rng(1).normal(size=(50, 3))
        points /= np.linalg.norm(points, axis=1)[:, None]
        view, flow = self.sphere(points, None)
        np.testing.assert_allclose(view.flat(flow.position.value[0], flow), 0, atol=1e-9)
        areas = np.linalg.norm(view.flat(points, flow), axis=1) ** 2 / 2
        np.testing.assert_allclose(areas, 1 - points[:, 0], atol=1e-9)


if __name__ == "__main__":
    main()
