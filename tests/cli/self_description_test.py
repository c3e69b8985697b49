"""A file says what it holds: names, units, axes and sources of every dataset, ASCII, numbers as they were typed."""
import h5py
import numpy as np
from program import LABELLED, SMALL, WORDS, ProgramTest, main


def datasets(file):
    found = {}
    file.visititems(lambda path, item: found.update({path: item}) if isinstance(item, h5py.Dataset) else None)
    return found


def is_dimension(dataset):
    return dataset.attrs.get("NAME", b"").startswith(b"This is a netCDF dimension")


def undescribed(file):
    """Paths of datasets that do not tell what they are, or tell other axes than they have."""
    def fits(item):
        numbers = item.dtype.kind != "S"
        return (item.attrs["long_name"] and len(item.attrs.get("axes", ())) == item.ndim
                and (not numbers or item.attrs["units"]))
    return [path for path, item in datasets(file).items()
            if not is_dimension(item) and ("long_name" not in item.attrs or not fits(item))]


class SelfDescription(ProgramTest):
    def store(self, config, *sets):
        self.succeed("run", self.write("a.toml", config), "-o", "a.h5", "--quiet", "--force", *sets)
        return h5py.File(self.folder / "a.h5", "r+")

    def test_every_dataset_of_a_run_tells_what_it_is(self):
        with self.store(SMALL, "--set", "data.test.per_class=2") as file:
            self.assertGreater(len(datasets(file)), 150)
            self.assertEqual(undescribed(file), [])
            self.assertEqual(list(file["particles/network/position/value"].attrs["axes"]),
                             [b"time", b"latent", b"coordinate"])
            self.assertEqual(file["particles/network/angle/value"].attrs["units"], b"rad")
            del file["observables/network/energy/value"].attrs["long_name"]
            file["data/points"].attrs["axes"] = [b"one"]
            self.assertEqual(undescribed(file), ["data/points", "observables/network/energy/value"])

    def test_every_dataset_of_a_study_tells_what_it_is(self):
        config = self.write("s.toml", 'data = { kind = "none", count = 4 }\nlatent = { manifold = "sphere", dim = 3 }\n'
                            'energy = { preset = "simclr", temperature = 0.5 }\nstudy = { starts = 3 }\n'
                            'flow = [{ kind = "particle" }]\n')
        self.succeed("minimize", config, "-o", "s.h5", "--quiet")
        with h5py.File(self.folder / "s.h5") as file:
            self.assertGreater(len(datasets(file)), 30)
            self.assertEqual(undescribed(file), [])

    def test_axes_of_series_have_scales(self):
        with self.store(SMALL) as file:
            for group in ("particles/network/position", "observables/network/kernel_eigenvalues",
                          "observables/network/energy", "parameters/network/weights"):
                value = file[group]["value"]
                self.assertEqual(value.dims[0][0], file[group]["time"])
                for k, axis in enumerate(value.attrs["axes"]):
                    scale = value.dims[k][0]
                    self.assertEqual(scale.name.rpartition("/")[2], axis.decode())
                    self.assertEqual(scale.shape, value.shape[k:k + 1])

    def test_texts_are_ascii_where_they_can_be(self):
        def character_sets(file):
            return {path: item.id.get_type().get_cset() for path, item in datasets(file).items()
                    if item.dtype.kind == "S"}
        with self.store(SMALL) as file:
            self.assertEqual({path for path, kind in character_sets(file).items() if kind != h5py.h5t.CSET_ASCII}, set())
        with self.store(SMALL, "--set", "title='größer'") as file:
            self.assertEqual({path for path, kind in character_sets(file).items() if kind != h5py.h5t.CSET_ASCII},
                             {f"parameters/{name}" for name in ("title", "resolved", "overrides", "argv")})
            self.assertEqual(file["parameters/title"][()].decode(), "größer")

    def test_the_author_is_the_one_given_or_the_user(self):
        with self.store(SMALL, "--set", 'author="Ada Lovelace"') as file:
            self.assertEqual(file["parameters/author"][()], b"Ada Lovelace")
            self.assertEqual(file["h5md/author"].attrs["name"], b"Ada Lovelace")
        with self.store(SMALL) as file:
            self.assertEqual(file["h5md/author"].attrs["name"], file["parameters/author"][()])
            self.assertNotEqual(file["parameters/author"][()], b"")

    def test_classes_have_their_names(self):
        self.write("words.csv", WORDS)
        with self.store(LABELLED) as file:
            self.assertEqual(list(file["data/class_names"]), [b"iris", b"rose"])
        with self.store(LABELLED, "--set", 'data.class_names=["blue", "red"]') as file:
            self.assertEqual(list(file["data/class_names"]), [b"blue", b"red"])
        told = self.call("run", "a.toml", "-o", "b.h5", "--set", 'data.class_names=["blue"]')
        self.assertEqual(told.returncode, 2)
        self.assertIn("class_names has 1 name, but the data have 2 classes", told.stderr)
        with self.store(LABELLED.replace("time = 1 ", "time = 2 "), "--set", "data.classes=[1, 0]") as file:
            self.assertEqual(list(file["data/class_names"]), [b"rose", b"iris"])
        self.succeed("resume", "a.h5", "--set", "stop.time=3", "--quiet")
        with h5py.File(self.folder / "a.h5") as file:
            self.assertEqual(list(file["data/class_names"]), [b"rose", b"iris"])

    def test_steps_and_evaluations_are_numbers(self):
        with self.store(SMALL) as file:
            solver = file["parameters/particle/solver"]
            self.assertIn(f"in {solver['steps'][()]} steps", file["parameters/particle/reason"][()].decode())
            self.assertGreaterEqual(solver["evaluations"][()], solver["steps"][()])

    def test_numbers_have_their_fewest_digits(self):
        with self.store(SMALL, "--set", "energy.temperature=0.1", "--set", "stop.time=1e1") as file:
            resolved = file["parameters/resolved"][()].decode()
        self.assertIn("temperature = 0.1\n", resolved)
        self.assertNotRegex(resolved, r"\d{10}")


if __name__ == "__main__":
    main()
