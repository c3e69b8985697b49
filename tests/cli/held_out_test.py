"""Test points: networks carry them along, nothing else depends on them."""
import shutil

import h5py
import numpy as np
from program import SMALL, ProgramTest, main

TEST = SMALL.replace("per_class = 4", "per_class = 4\n[data.test]\nper_class = 3")
VIEWS = ("--set", "views.count=2", "--set",
         'views.transforms=[{kind="shift", direction=[1,1], scale=0.1}]')


class HeldOut(ProgramTest):
    def setUp(self):
        super().setUp()
        self.config = self.write("small.toml", TEST)

    def test_test_points_are_stored_in_the_rows_of_the_flow(self):
        with h5py.File(self.run_small("a.h5", *VIEWS)) as file:
            self.assertEqual(file["data/test/points"].shape, (12, 2))
            self.assertEqual(list(file["data/test/labels"]), [k for k in range(4) for _ in range(3)])
            centres = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])[file["data/test/labels"][:]]
            distance = np.linalg.norm(file["data/test/points"][:] - centres, axis=1)
            self.assertLess(distance.max(), 0.2)
            self.assertFalse(np.isin(file["data/test/points"][:], file["data/points"][:]).any())
            test, own = file["particles/network.test"], file["particles/network"]
            frames = len(own["position/time"])
            self.assertEqual(test["position/value"].shape, (frames, 24, 2))
            self.assertEqual(list(test["species"]), [k for k in range(4) for _ in range(6)])
            self.assertEqual(test["box"].attrs["dimension"], 2)
            angle = test["angle/value"][:]
            self.assertTrue(np.isfinite(angle).all())
            self.assertTrue(np.allclose(test["position/value"][:, :, 0], np.cos(angle), atol=1e-15))
            for name in ("time", "step"):
                self.assertEqual(test[f"position/{name}"], own[f"position/{name}"])  # one dataset
            measured = file["observables/network.test"]
            self.assertEqual(set(measured),
                             {"alignment", "uniformity", "ari", "eta2", "knn_accuracy", "probe_accuracy",
                              "margin", "within_over_between", "simplex_deviation"})
            for name, series in measured.items():
                self.assertEqual(series["value"].shape, (frames,), name)
                self.assertTrue(np.isfinite(series["value"][:]).all(), name)
            z = test["position/value"][:].reshape(frames, 12, 2, 2)
            square = ((z[:, :, 0] - z[:, :, 1]) ** 2).sum(-1).mean(-1)
            self.assertTrue(np.allclose(measured["alignment/value"][:], square, rtol=1e-9))
            self.assertEqual(set(file["particles"]), {"particle", "network", "network.test"})

    def test_tampering_is_seen(self):
        def fill(path, value):
            return lambda file: file[path].write_direct(np.full_like(file[path][:], value))

        def remove(file):
            for group in ("particles/network.test", "observables/network.test", "data/test"):
                del file[group]

        def relabel(file):
            file["data/labels"][:] = file["data/labels"][:][::-1]
        honest = self.run_small("honest.h5", *VIEWS)
        self.succeed("compare", honest)
        for tamper in (fill("particles/network.test/position/value", 0), remove, relabel,
                       fill("particles/network.test/species", 0),
                       fill("observables/network.test/ari/value", 1)):
            copy = self.folder / "tampered.h5"
            shutil.copy(honest, copy)
            with h5py.File(copy, "r+") as file:
                tamper(file)
            self.assertEqual(self.call("compare", copy).returncode, 5)

    def test_flows_do_not_depend_on_the_test_points(self):
        with h5py.File(self.run_small("with.h5")) as one:
            self.config = self.write("small.toml", SMALL)
            with h5py.File(self.run_small("without.h5")) as other:
                self.assertNotIn("test", other["data"])
                for flow in ("particle", "network"):
                    for path in ("position", "angle"):
                        self.assertTrue(np.array_equal(one[f"particles/{flow}/{path}/value"][:],
                                                       other[f"particles/{flow}/{path}/value"][:]))

    def test_data_as_test_points_have_the_motion_of_the_data(self):
        """On the data themselves f_w - f_w(0) is that of the flow: only b is drawn anew."""
        points = np.random.default_rng(2).normal(size=(8, 2))
        np.save(self.folder / "x.npy", points)
        self.config = self.write("small.toml", TEST.replace(
            'kind = "discs"\nper_class = 4\n[data.test]\nper_class = 3',
            'kind = "npy"\nfile = "x.npy"\n[data.test]\nfile = "x.npy"'))
        with h5py.File(self.run_small()) as file:
            own = file["particles/network/angle/value"][:]
            test = file["particles/network.test/angle/value"][:]
            self.assertGreater(np.abs(own[-1] - own[0]).max(), 0.1)
            self.assertTrue(np.allclose(test - test[0], own - own[0], rtol=0, atol=1e-12))
            self.assertGreater(np.abs(test[0] - own[0]).min(), 1e-4)  # b of their own
            self.assertLess(np.abs(test[0]).max(), 5 * 0.3)
        with h5py.File(self.run_small("plain.h5", "--set", "flow.1.centered=false")) as file:
            self.assertTrue(np.allclose(file["particles/network.test/angle/value"][:],
                                        file["particles/network/angle/value"][:], atol=1e-12))

    def test_an_interrupted_run_goes_on_with_its_test_points(self):
        steps = ("--set", "integrator.method=dopri5", "--set", "integrator.rtol=1e-4", "--set",
               "integrator.atol=1e-6", "--set", "stop.time=4")
        whole = self.run_small("whole.h5", *steps)
        part = self.run_small("part.h5", *steps[:-1], "stop.time=2")
        self.succeed("resume", part, "--set", "stop.time=4", "--quiet")
        with h5py.File(whole) as a, h5py.File(part) as b:
            for path in ("particles/network.test/angle/value", "data/test/points",
                         "observables/network.test/eta2/value", "particles/network.test/species"):
                self.assertTrue(np.array_equal(a[path][:], b[path][:]), path)

    def test_programs_that_read_a_run_with_test_points(self):
        out = self.run_small()
        self.succeed("compare", out)
        self.assertIn("12 points held out", self.succeed("info", out))

    def test_flows_without_test_latents_say_so(self):
        told = self.succeed("run", self.config, "-o", "told.h5")
        self.assertIn("particle         has no latents of the 12 test points", told)
        self.assertNotIn("network          has no latents", told)

    def test_one_test_point_is_refused(self):
        text = TEST.replace("per_class = 3", "per_class = 1\n").replace(
            'kind = "discs"\nper_class = 4', 'kind = "discs"\nper_class = 4\nclasses = [2]')
        done = self.call("check", self.write("one.toml", text))
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("[data.test] gives 1 point", done.stderr)


if __name__ == "__main__":
    main()
