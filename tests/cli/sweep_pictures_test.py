"""analysis/plot.py draws the table of a sweep: every cell at its place, failed ones hatched."""
import numpy as np
from matplotlib.colors import LogNorm
from drawing import DrawingTest
from program import main
from sweep_test import SweepTest, table

from simclr_flow.diagram import HATCH, scale_of
from simclr_flow.grid import edges, labelled
from simclr_flow.names import digits, name_of_column, name_of_key
from simclr_flow.phase import draw_sweep
from simclr_flow.style import palette
from simclr_flow.sweep import Axis, load_sweep

FAILING = ("--over", "data.count=4,1,6", "--over", "energy.temperature=1,0.01,0.1,10")


class SweepPictures(SweepTest, DrawingTest):
    def drawn(self, folder, column, *arguments, draw=None):
        self.is_drawn((draw or self.draw)(folder, *arguments), self.folder / f"{folder.name}-{column}")

    def value_at(self, axes, x, y):
        """The number of the cell that holds a point of the picture."""
        mesh, = (c for c in axes.collections if hasattr(c, "get_coordinates"))
        corners, values = mesh.get_coordinates(), mesh.get_array()
        column = np.searchsorted(corners[0, :, 0], x) - 1
        row = np.searchsorted(corners[:, 0, 1], y) - 1
        return np.ma.filled(values, np.nan).reshape(corners.shape[0] - 1, corners.shape[1] - 1)[row, column]

    def written_at(self, axes, x, y):
        """What is written in that cell, None where nothing is."""
        mesh, = (c for c in axes.collections if hasattr(c, "get_coordinates"))
        corners = mesh.get_coordinates()
        cell = lambda point: (np.searchsorted(corners[0, :, 0], point[0]), np.searchsorted(corners[:, 0, 1], point[1]))
        return next((text.get_text() for text in axes.texts if cell(text.get_position()) == cell((x, y))), None)

    def told(self, figure):
        return [text.get_text() for legend in figure.legends for text in legend.get_texts()]

    def hatched(self, axes):
        """The centres of the hatched cells."""
        return {tuple(patch.get_bbox().intervalx) + tuple(patch.get_bbox().intervaly)
                for patch in axes.patches if patch.get_hatch() == HATCH["hatch"]}

    def test_two_axes_become_a_phase_diagram(self):
        folder, _ = self.sweep(grid=FAILING, code=1)
        self.drawn(folder, "particle.energy_gap", draw=self.plot)
        figure = draw_sweep(load_sweep(folder))
        axes, bar = figure.axes
        self.assertEqual((axes.get_xlabel(), axes.get_ylabel()), ("number of latents $N$", r"temperature $\tau$"))
        self.assertEqual((axes.get_xscale(), axes.get_yscale()), ("linear", "log"))
        self.assertEqual(bar.get_ylabel().replace("\n", " "), "particle: energy gap $E-E_0$ at the end")
        self.assertEqual([text.get_text() for text in axes.get_xticklabels()], ["1", "4", "6"])
        self.assertEqual(sorted(text.get_text() for text in axes.get_yticklabels()), ["0.01", "0.1", "1", "10"])
        failed = 0
        for row in table(folder):
            x, y = float(row["data.count"]), float(row["energy.temperature"])
            covers = [box for box in self.hatched(axes) if box[0] < x < box[1] and box[2] < y < box[3]]
            self.assertEqual(len(covers), row["state"] == "failed")
            value = self.value_at(axes, x, y)
            np.testing.assert_equal(value, float(row["particle.energy_gap"] or "nan"))
            self.assertEqual(self.written_at(axes, x, y), digits(value, 2) if row["particle.energy_gap"] else None)
            failed += len(covers)
        self.assertEqual(failed, 4)
        self.assertEqual(self.told(figure), ["failed"])

    def test_a_third_axis_becomes_panels(self):
        folder, _ = self.sweep(grid=("--over", "data.count=4,6", "--over", "energy.temperature=0.1,1", "--over",
                                     "initial.spread=0.1,0.2"))
        self.drawn(folder, "particle.energy_gap")
        *panels, bar = draw_sweep(load_sweep(folder)).axes
        self.assertEqual([axes.get_title(loc="left") for axes in panels], ["spread of the start = 0.1", "spread of the start = 0.2"])
        for row in table(folder):
            axes = panels[["0.1", "0.2"].index(row["initial.spread"])]
            self.assertEqual(self.value_at(axes, float(row["data.count"]), float(row["energy.temperature"])),
                             float(row["particle.energy_gap"]))
        limits = {(mesh.norm.vmin, mesh.norm.vmax) for axes in panels for mesh in axes.collections}
        self.assertEqual(len(limits), 1)

    def test_keys_and_columns_have_names(self):
        for key, name in (("energy.temperature", r"temperature $\tau$"), ("flow.1.layer_count", "flow 1: layer count")):
            self.assertEqual(name_of_key(key), name)
        for column, name in (("a_b.eta2", r"a_b: $\eta^2$ at the end"), ("distinct", "distinct configurations"), ("x_y", "x y")):
            self.assertEqual(name_of_column(column), name)
        for value, written in ((0.0326137, "0.0326"), (1.25e-5, "1.25e-5"), (3e20, "3e20"), ([10, 10], "[10, 10]"), ("a", "a")):
            self.assertEqual(digits(value), written)

    def test_ticks_that_would_touch_are_left_out(self):
        axis = Axis("k", [1, 1.001, 2, 3])
        self.assertEqual(labelled(axis, 5.0, flat=True), [0, 2, 3])

    def test_words_have_a_legend_of_their_own(self):
        folder, _ = self.sweep(grid=("--over", "energy.preset=simclr,nt-xent", "--over", "data.count=1,4"), code=1)
        self.drawn(folder, "state", "--column", "state")
        figure = draw_sweep(load_sweep(folder, "state"))
        axes, = figure.axes
        self.assertEqual(self.told(figure), ["done", "failed"])
        self.assertEqual({text.get_text() for text in axes.texts}, {"done"})
        self.assertEqual([text.get_text() for text in axes.get_xticklabels()], ["simclr", "nt-xent"])
        self.assertEqual(len(self.hatched(axes)), 2)
        self.assertEqual(self.value_at(axes, 1, 4), 0)
        self.assertEqual(axes.collections[0].cmap.colors, palette(1))

    def test_one_axis_becomes_a_line(self):
        folder, _ = self.sweep(grid=("--over", "data.count=6,1,4,5"), code=1)
        self.drawn(folder, "particle.energy", "--column", "particle.energy", draw=self.plot)
        axes, = draw_sweep(load_sweep(folder, "particle.energy")).axes
        line, crosses = axes.lines
        told = {float(r["data.count"]): float(r["particle.energy"] or "nan") for r in table(folder)}
        self.assertEqual(list(line.get_xdata()), [1, 4, 5, 6])
        np.testing.assert_equal(list(line.get_ydata()), [told[n] for n in (1, 4, 5, 6)])
        self.assertEqual(list(crosses.get_xdata()), [1])
        self.assertEqual(line.get_marker(), "o")

    def test_open_points_are_not_failed(self):
        folder, _ = self.sweep("out", "--shard", "1/2")
        figure = draw_sweep(load_sweep(folder))
        axes, _ = figure.axes
        self.assertEqual(self.told(figure), ["open"])
        self.assertEqual(self.hatched(axes), set())
        self.assertEqual(len(axes.patches), 4)

    def test_scales_follow_the_values(self):
        for values, logarithmic in (([0.01, 0.1, 1], True), ([1, 2, 3], False), ([1, 2, 4, 8], True), ([4, 64], True),
                                    ([4, 6], False), ([0, 1, 10], False), (["a", "b"], False), ([5], False)):
            self.assertEqual(Axis("k", values).is_logarithmic, logarithmic, values)
        np.testing.assert_allclose(edges(Axis("k", [1, 0.01, 0.1])), [10 ** -2.5, 10 ** -1.5, 10 ** -0.5, 10 ** 0.5])
        np.testing.assert_allclose(edges(Axis("k", [4, 6, 5])), [3.5, 4.5, 5.5, 6.5])
        for numbers in ([1e-6, np.nan, 1], [-1e-16, 0, 1e-6, 1]):  # what is rounding does not count
            self.assertIsInstance(scale_of(np.array(numbers)), LogNorm)
            self.assertEqual((scale_of(np.array(numbers)).vmin, scale_of(np.array(numbers)).vmax), (1e-6, 1))
        self.assertNotIsInstance(scale_of(np.array([1e-6, np.nan, -1])), LogNorm)

    def test_bad_sweeps_are_refused_in_one_sentence(self):
        folder, _ = self.sweep()
        other = self.run_small("one.h5", "--set", "stop.time=1")
        four, _ = self.sweep("four", grid=("--over", "data.count=4", "--over", "seed=1", "--over",
                                           "energy.temperature=0.1", "--over", "initial.spread=0.1"))
        for arguments, says in (((folder, "--column", "eta"), "has no column 'eta'; there are: state, particle.status"),
                                ((other, "--column", "state"), "--column is for the folder of a sweep"),
                                ((four,), "has 4 axes: a picture has up to three")):
            self.refused(*arguments, says=says)
        whole = (folder / "table.csv").read_text()
        for damage, says in ((whole[:200], "rows for 9 points"), ("", "is damaged"), (whole.replace("state", "x"), "")):
            (folder / "table.csv").write_text(damage)
            self.refused(folder, says=says)
        (folder / "table.csv").unlink()
        self.refused(folder, says="cannot read", draw=self.plot)
        (folder / "manifest.json").write_text("{}")
        self.refused(folder, says="is damaged")

    def refused(self, *arguments, says, draw=None):
        self.is_refused((draw or self.draw)(*arguments), says)


if __name__ == "__main__":
    main()
