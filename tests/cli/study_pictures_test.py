"""analysis/plot.py draws studies of minimizers: what it reads, how it places it, and what it refuses."""
import dataclasses

import h5py
import numpy as np
from matplotlib.colors import to_hex
from drawing import DrawingTest
from program import main

from simclr_flow import sphere_map
from simclr_flow.levels import levels_of
from simclr_flow.minimizers import draw_study
from simclr_flow.ranks import COLOURS, colour_of
from simclr_flow.study import Known, load_study
from simclr_flow.style import ALARM

CONFIG = """\
title = "{title}"
[data]
kind = "none"
count = {count}
[latent]
{latent}
[energy]
preset = "{preset}"
temperature = {temperature}
[study]
{study}
"""
CIRCLE = {"title": "clusters", "count": 12, "latent": 'manifold = "circle"', "preset": "dcl", "temperature": 0.02,
          "study": 'starts = 40\nkinds = ["uniform", "clustered"]'}
SPHERE = {"title": "saddles", "count": 12, "latent": 'manifold = "sphere"\ndim = 3', "preset": "simclr",
          "temperature": 0.1, "study": 'starts = 6\nkinds = ["reference"]\nperturbation = 0'}
INTERVAL = {"title": "masses", "count": 32, "latent": 'manifold = "box"\nsides = [2.0]', "preset": "simclr",
            "temperature": 0.1, "study": "starts = 2\nmasses = true"}


class StudyPicturesTest(DrawingTest):
    def minimize(self, settings, name="study.h5"):
        """A study, made once for all tests of the class."""
        config = self.write("study.toml", CONFIG.format(**settings))
        return self.once(name, (name, config.read_text()), lambda: self.succeed(
            "minimize", config, "-o", name, "--force", "--quiet"))

    def drawn(self, path, draw=None):
        self.is_drawn((draw or self.draw)(path), self.folder / f"{path.stem}-study")

    def refused(self, path, says, draw=None):
        self.is_refused((draw or self.draw)(path), says, path.name)


def words(axes):
    return [text.get_text() for text in axes.texts if text.get_text()]


def marks(axes):
    """The scatter of a panel, the first of its collections that has areas."""
    return next(found for found in axes.collections if hasattr(found, "get_sizes"))


def colours(collection, of="face"):
    return [to_hex(rgba[:3]) for rgba in getattr(collection, f"get_{of}color")()]


def reopen(path, start):
    """Make a study whose start `start`, not the first of its configuration, is open."""
    with h5py.File(path, "r+") as file:
        file["starts/state"][start] = 0
        groups = [file[f"configurations/{rank:04}"] for rank in range(len(file["configurations/start"]))]
        group = next(group for group in groups if start in group["starts"][:])
        left = [row for row in group["starts"][:] if row != start]
        del group["starts"]
        group["starts"] = left


class WhatIsRead(StudyPicturesTest):
    def test_atoms_and_their_multiplicities_have_the_energy_of_the_configuration(self):
        study = load_study(self.minimize(CIRCLE))
        self.assertGreater(len(study.configurations), 3)
        self.assertGreater(max(c.weights.max() for c in study.configurations), 1)
        for c in study.configurations:
            latents = np.repeat(c.points, c.weights.astype(int), axis=0)
            self.assertEqual(len(latents), study.particles)
            product = np.clip(latents @ latents.T, -1, 1)
            kernels = np.exp(-(1 - product) / study.temperature) * (1 - np.eye(len(latents)))
            self.assertAlmostEqual(c.energy, np.log(kernels.sum(axis=1)).mean(), delta=1e-9 * abs(c.energy) + 1e-9)

    def test_configurations_share_out_the_stationary_starts(self):
        path = self.minimize(CIRCLE)
        study = load_study(path)
        with h5py.File(path) as file:
            np.testing.assert_array_equal([c.count for c in study.configurations], file["configurations/count"][:])
            np.testing.assert_array_equal([c.energy for c in study.configurations], file["configurations/energy"][:])
            self.assertEqual((study.bound.value, study.reference.short),
                             (file["theory/bound/value"][()], "polygon"))
        self.assertAlmostEqual(sum(study.shares), (study.states == 1).mean(), delta=1e-12)

    def test_an_unfinished_study_is_drawn_from_the_starts_that_ended(self):
        path = self.minimize(SPHERE)
        reopen(path, 5)
        study = load_study(path)
        self.assertEqual((study.ended, [c.count for c in study.configurations]), (5, [2, 3]))
        np.testing.assert_allclose(study.shares, [2 / 5, 3 / 5])
        figure = draw_study(study)
        self.assertIn("6 starts,  1 still open,  2 distinct configurations", [t.get_text() for t in figure.texts])
        self.assertEqual(words(figure.axes[1]), ["40", "60"])
        self.drawn(path)

    def test_masses_are_those_of_the_minimizer(self):
        path = self.minimize(INTERVAL)
        study = load_study(path)
        c, = study.configurations
        order = np.argsort(c.points[:, 0])
        at, mass = c.points[order, 0], c.weights[order]
        self.assertAlmostEqual(mass.sum(), 1, delta=1e-12)
        np.testing.assert_allclose(at + at[::-1], 2, atol=1e-8)
        np.testing.assert_allclose(mass, mass[::-1], atol=1e-8)
        energies, eigenvalues, stems = draw_study(study).axes
        drawn = stems.lines[0].get_xydata()
        np.testing.assert_allclose(drawn[np.argsort(drawn[:, 0])], np.column_stack([at, mass]))
        self.assertEqual(words(stems)[1], "minimum, equilibrium measure, 5 atoms")
        self.assertEqual([tick.get_text() for tick in energies.get_yticklabels()], ["0"])
        self.drawn(path)


class HowItIsPlaced(StudyPicturesTest):
    def test_a_study_becomes_a_picture(self):
        self.drawn(self.minimize(SPHERE), self.plot)

    def test_kinds_indices_names_and_eigenvalues_of_a_saddle(self):
        path = self.minimize(SPHERE)
        study = load_study(path)
        energies, shares, eigenvalues, *drawn = draw_study(study).axes
        self.assertEqual(len(drawn), 2)
        self.assertEqual(words(energies)[:2], ["icosahedron", "1 cuboctahedron"])
        self.assertEqual(len(set(COLOURS.values())), 3)
        self.assertEqual(colours(marks(energies)), [COLOURS["minimum"], COLOURS["saddle"]])
        at = np.asarray(marks(energies).get_offsets())
        np.testing.assert_allclose(at[:, 1], [c.energy - study.bound.value for c in study.configurations])
        sizes = marks(energies).get_sizes()
        self.assertEqual(sizes[0], sizes[1])
        self.assertEqual([bar.get_height() for bar in shares.patches], [50, 50])
        last = eigenvalues.collections[-1]
        np.testing.assert_allclose([line[0, 1] for line in last.get_segments()], study.configurations[1].eigenvalues)
        self.assertEqual(colours(last, "edge")[:2], [ALARM, COLOURS["minimum"]])
        self.assertEqual([words(axes)[1] for axes in drawn],
                         ["minimum, icosahedron", "saddle of index 1, cuboctahedron"])

    def test_marks_have_areas_by_starts(self):
        study = load_study(self.minimize(CIRCLE))
        mark, counts = marks(draw_study(study).axes[0]), np.array([c.count for c in study.configurations])
        large = counts > 0.1 * counts.max()
        self.assertGreater(large.sum(), 1)
        self.assertGreater(np.ptp(counts[large]), 0)
        np.testing.assert_allclose(mark.get_sizes()[large] / mark.get_sizes().max(), counts[large] / counts.max())

    def test_atoms_on_the_circle_are_told_with_their_multiplicities(self):
        study = load_study(self.minimize({**CIRCLE, "count": 8, "temperature": 0.15}))
        told = []
        for axes, c in zip(draw_study(study).axes[3:], study.configurations):
            np.testing.assert_allclose(marks(axes).get_offsets(), c.points)
            told += [int(word) for word in words(axes) if word.isdigit()]
        weights = np.concatenate([c.weights for c in study.configurations[:6]])
        self.assertIn(2, weights)
        self.assertEqual(told, [weight for weight in weights if weight > 1])

    def test_eigenvalues_that_are_not_told_from_zero_have_their_colour(self):
        c = dataclasses.replace(load_study(self.minimize(SPHERE)).configurations[0], index=1, zero=2)
        self.assertEqual([colour_of(c, k) for k in range(4)],
                         [ALARM, *[COLOURS["degenerate"]] * 2, COLOURS["minimum"]])

    def test_energies_are_above_the_bound_or_the_least(self):
        study = load_study(self.minimize(SPHERE))
        with_energies = lambda energies, bound: levels_of(dataclasses.replace(
            study, bound=bound and Known(bound, "proven: it"),
            configurations=[dataclasses.replace(study.configurations[0], energy=e) for e in energies]))
        for energies, bound, above, logarithmic in (
                ([1.0, 1.1], 0.9, True, False), ([1.0, 1.1], 0.4, False, False), ([1.0, 1.1], None, False, False),
                ([1.0], 0.1, True, False), ([1.0, 1.001, 1.2], None, False, True), ([1.0, 1.001, 1.2], 1.0, True, True),
                ([1.0, 1.01, 1.2], 1.0, True, False), ([0.901, 1.1, 1.2], 0.9, True, True)):
            levels = with_energies(energies, bound)
            self.assertEqual((levels.from_bound, levels.logarithmic), (above, logarithmic), (energies, bound))
            np.testing.assert_allclose(levels.values, np.array(energies) - (bound if above else energies[0]))
        levels = with_energies([1.0, 1.001, 1.2], 1.0)
        self.assertEqual(levels.height(1.0), levels.floor)
        self.assertLess(levels.floor, 1e-3)
        self.assertTrue(levels.shows(1.3) and not levels.shows(0.9) and not levels.shows(5))

    def test_a_bound_too_far_away_is_told_in_words(self):
        study = load_study(self.minimize(CIRCLE))
        axes = draw_study(study).axes[0]
        self.assertEqual(axes.get_ylabel(), r"$E-E_{\min}$")
        gap = study.configurations[0].energy - study.bound.value
        self.assertIn(f"lower bound (proven): ${gap:.2g}$ below #0", words(axes))


class Spheres(StudyPicturesTest):
    def solids(self):
        """Icosahedron and cuboctahedron, randomly turned."""
        turn = np.linalg.qr(np.random.default_rng(3).normal(size=(3, 3)))[0]
        return [c.points @ turn for c in load_study(self.minimize(SPHERE)).configurations]

    def test_edges_are_those_of_the_solids(self):
        for points, edges in zip(self.solids(), (30, 24)):
            self.assertEqual(len(sphere_map.edges(points)), edges)
        self.assertEqual(len(sphere_map.edges(np.array([[0, 0, 1.0], [0, 0, -1.0]]))), 0)

    def test_solids_are_seen_along_their_highest_axes(self):
        for points, order in zip(self.solids(), (5, 4)):
            turned = sphere_map.facing(points, np.ones(12))
            np.testing.assert_allclose(turned @ turned.T, points @ points.T, atol=1e-12)
            self.assertEqual(sphere_map.symmetry(turned, np.ones(12), np.array([0, 0, 1.0])), order)
            self.assertAlmostEqual(np.linalg.det(turned.T @ points) / np.linalg.det(points.T @ points), 1, delta=1e-12)
        uneven = np.arange(12.0)
        self.assertEqual(sphere_map.symmetry(turned, uneven, np.array([0, 0, 1.0])), 1)

    def test_the_projection_keeps_areas(self):
        points = np.random.default_rng(5).normal(size=(20000, 3))
        points /= np.linalg.norm(points, axis=1)[:, None]
        for front in (True, False):
            radius = np.linalg.norm(sphere_map.lambert(points[(points[:, 2] > 0) == front], front), axis=1)
            for r in (0.3, 0.6, 0.9):
                self.assertAlmostEqual((radius < r).mean(), r**2, delta=0.02)

    def test_the_equator_belongs_to_the_front(self):
        for points, count in zip(self.solids(), (6, 8)):
            turned = sphere_map.facing(points, np.ones(12))
            self.assertEqual(sphere_map.is_front(turned).sum(), count)

    def test_edges_end_at_points_or_at_the_equator(self):
        solids = self.solids()
        for points in [*solids, *(sphere_map.facing(solid, np.ones(12)) for solid in solids)]:
            for side in (True, False):
                at = sphere_map.lambert(points[sphere_map.is_front(points) == side], side)
                for line in sphere_map.arcs(points, side):
                    self.assertLess(np.linalg.norm(line, axis=1).max(), 1 + 1e-9)
                    for end in (line[0], line[-1]):
                        self.assertTrue(np.linalg.norm(at - end, axis=1).min() < 1e-9 or
                                        abs(np.linalg.norm(end) - 1) < 1e-9, end)

    def test_both_hemispheres_are_drawn(self):
        axes = draw_study(load_study(self.minimize(SPHERE))).axes[3]
        front, back = [found for found in axes.collections if hasattr(found, "get_sizes")]
        self.assertEqual((len(front.get_offsets()), len(back.get_offsets())), (6, 6))
        self.assertEqual((colours(front)[0], colours(back)[0]), (COLOURS["minimum"], "#ffffff"))


class WhatIsRefused(StudyPicturesTest):
    def test_no_stationary_end_is_said_with_the_reasons(self):
        path = self.minimize(SPHERE)
        with h5py.File(path, "r+") as file:
            file["starts/state"][:] = 2
            for name in list(file["configurations"]):
                del file[f"configurations/{name}"]
            for name, kind in (("energy", "f8"), ("start", "i8"), ("count", "i8"), ("kind", "S1"), ("name", "S1")):
                file["configurations"][name] = np.array([], kind)
            reason = file["starts/reason"][0].decode()
        figure = draw_study(load_study(path))
        told = [text.get_text() for text in figure.texts]
        self.assertEqual(figure.axes, [])
        self.assertIn("None of the 6 starts that have ended is stationary:", told)
        self.assertTrue(any(reason in line for line in told), told)
        self.drawn(path)
        with h5py.File(path, "r+") as file:
            file["starts/state"][:] = 0
        told = [text.get_text() for text in draw_study(load_study(path)).texts]
        self.assertIn("None of the 6 starts has ended yet.", told)

    def test_planted_errors_are_refused_in_one_sentence(self):
        def put(name, where, value):
            def plant(file):
                file[name][where] = value
            return plant

        def without(name):
            def plant(file):
                del file[name]
            return plant

        def instead(name, value):
            def plant(file):
                del file[name]
                file[name] = value
            return plant

        whole = self.minimize(SPHERE).read_bytes()
        for plant, says in ((put("starts/state", 3, 2), "not those that are stationary, each once"),
                            (put("starts/state", 3, 7), "neither 0, 1 nor 2"),
                            (put("configurations/0000/starts", 0, 0), "not those that are stationary, each once"),
                            (put("configurations/start", 0, 0), "which did not end in it"),
                            (put("configurations/energy", 0, 9.0), "not ordered by energy"),
                            (put("configurations/kind", 0, "maximum"), "there are: minimum, saddle, degenerate"),
                            (put("configurations/0000/weight", 0, 2.0), "is not that of the positions of start 1"),
                            (put("starts/position", (1, 2, 0), np.nan), "start 1 is not finite"),
                            (put("starts/position", (1, 2, 0), 3.0), "is not on the sphere"),
                            (instead("starts/position", np.zeros((5, 12, 3))), "shape (5, 12, 3) for 6 starts"),
                            (instead("configurations/0000/weight", np.ones(13)), "has 13 atoms of 12 latents"),
                            (instead("parameters/resolved", '[latent]\nmanifold = "box"\nsides = [1.0]'),
                             "a box of 1 sides holds no positions of 3 coordinates"),
                            (without("starts/eigenvalues"), "damaged or incomplete"),
                            (without("configurations"), "damaged or incomplete"),
                            (lambda file: file.attrs.modify("schema", "9"), "the schema is '9'")):
            with self.subTest(says):
                path = self.folder / "planted.h5"
                path.write_bytes(whole)
                with h5py.File(path, "r+") as file:
                    plant(file)
                self.refused(path, says)
        self.assertEqual(list(self.folder.glob("planted-*")), [])

    def test_a_file_that_is_cut_or_says_nothing_is_refused(self):
        path = self.minimize(SPHERE)
        whole = path.read_bytes()
        path.write_bytes(whole[:len(whole) // 2])
        self.refused(path, "is damaged or incomplete", self.plot)
        path.write_bytes(whole)
        with h5py.File(path, "r+") as file:
            del file.attrs["content"]
        self.refused(path, "the file holds no flows")


if __name__ == "__main__":
    main()
