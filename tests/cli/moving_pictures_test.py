"""analysis/plot.py --animate, and the parts of pictures on axes of one's own."""
from unittest import mock

import numpy as np
from drawing import DrawingTest
from matplotlib.figure import Figure
from PIL import Image
from program import main

from simclr_flow import animation, on_axes
from simclr_flow.animation import MOST_TIMES, Animation, chosen_times
from simclr_flow.stored import TrajectoryError
from simclr_flow.trajectory import load


class Animations(DrawingTest):
    def test_latents_move_in_a_gif_with_the_time_written(self):
        path = self.run_once("short.h5", "--set", "stop.time=0.2")
        done = self.plot(path, "--animate")
        self.assertEqual((done.returncode, done.stdout.strip()), (0, str(self.folder / "short-latents.gif")), done.stderr)
        run = load(path)
        with Image.open(self.folder / "short-latents.gif") as gif:
            self.assertGreaterEqual(gif.n_frames, len(run.flows[0].position.time))
        self.assertEqual([file.name for file in self.folder.glob("short-*")], ["short-latents.gif"])

    def test_every_frame_is_what_was_stored(self):
        run = load(self.run_once("short.h5", "--set", "stop.time=0.2"))
        moving = Animation(run)
        for k in (0, len(moving.times) - 1):
            moving.show(k)
            self.assertIn("t=", moving.clock.get_text())
            for flow, axes in zip(run.flows, moving.panels):
                drawn = np.sort(np.asarray(axes.collections[0].get_offsets()), axis=0)
                np.testing.assert_allclose(drawn, np.sort(flow.position.value[[0, -1][k > 0]], axis=0))

    def test_times_are_spread_on_the_axis_and_few(self):
        run = load(self.run_once("small.h5", "--set", "output.frames={first=1e-2, per_decade=60}"))
        times = chosen_times(run.flows)
        self.assertLessEqual(len(times), MOST_TIMES)
        self.assertEqual((times[0], times[-1]), (0, 100))
        self.assertLess(np.diff(np.log(times[1:])).max(), 0.2)

    def test_what_cannot_be_animated_is_refused_in_one_sentence(self):
        path = self.run_once("short.h5", "--set", "stop.time=0.2")
        with mock.patch.object(animation.WRITERS["mp4"], "isAvailable", return_value=False):
            self.is_refused(self.draw(path, "--animate", "mp4"), "needs ffmpeg, which is not installed")
        self.is_refused(self.draw(self.folder, "--animate"), "--animate is for a run, which")
        self.is_refused(self.draw("none.h5", "--animate"), "cannot read")


class OnAxes(DrawingTest):
    def test_parts_are_drawn_on_axes_of_ones_own(self):
        run = load(self.run_once())
        network = run.flows[1]
        first, second, third, fourth, fifth = Figure().subplots(1, 5)
        on_axes.draw_energy(first, network, run.flows[:1])
        self.assertEqual((first.get_xscale(), first.get_yscale(), len(first.lines)), ("log", "log", 2))
        np.testing.assert_array_equal(first.lines[-1].get_ydata(), network.observables["energy_gap"].value)
        on_axes.draw_measures(second, network)
        self.assertEqual(len(second.get_legend().get_texts()), len(second.lines))
        on_axes.draw_traces(third, run, network)
        self.assertEqual(len(third.collections[0].get_segments()), network.position.value.shape[1])
        on_axes.draw_latents(fourth, run, network)
        np.testing.assert_allclose(np.sort(np.asarray(fourth.collections[0].get_offsets()), axis=0),
                                   np.sort(network.position.value[-1], axis=0))
        on_axes.draw_kernel(fifth, network, "drift")
        np.testing.assert_array_equal(fifth.lines[0].get_ydata(), network.kernel["kernel_drift"].value)
        with self.assertRaisesRegex(TrajectoryError, "there are: shares, spectra, drift"):
            on_axes.draw_kernel(fifth, network, "rates")


if __name__ == "__main__":
    main()
