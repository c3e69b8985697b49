"""Data of every kind: what a configuration says is what the file holds; bad data are told."""
import gzip
import json
import struct

import h5py
import numpy as np
from program import ROOT, SMALL, WORDS, ProgramTest, main

MNIST = ROOT / "experiments/data/mnist-3000-{}-ubyte.gz"
REST = SMALL[SMALL.index("[latent]"):].replace("time = 100", "time = 0.5")


def configuration(data):
    return f"[data]\n{data}\n{REST}"


class Data(ProgramTest):
    def setUp(self):
        super().setUp()
        random = np.random.default_rng(8)
        self.points = random.normal(3, 2, (12, 3))
        self.labels = np.array([4, -1, 4, 9] * 3)
        table = np.column_stack([self.points, self.labels])
        np.savetxt(self.folder / "d.csv", table, delimiter=",", fmt="%.17g", comments="",
                   header="x,y,z,kind")
        np.save(self.folder / "d.npy", self.points)
        np.save(self.folder / "l.npy", self.labels.astype(np.int16))
        with h5py.File(self.folder / "d.h5", "w") as file:
            file["set/points"], file["set/labels"] = self.points, self.labels

    def stored(self, data, *options):
        """Points of a run, and labels, if it has any."""
        self.write("d.toml", configuration(data))
        self.succeed("run", "d.toml", "-o", "out.h5", "--force", "--quiet", *options)
        with h5py.File(self.folder / "out.h5") as file:
            labels = file["data/labels"][:] if "labels" in file["data"] else None
            return file["data/points"][:], labels

    def refused(self, data, says):
        self.write("bad.toml", configuration(data))
        for command in ("check", "run"):
            done = self.call(command, "bad.toml")
            self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
            self.assertIn(says, done.stderr)
            self.assertIn("bad.toml", done.stderr)
        self.assertFalse((self.folder / "bad.h5").exists())

    FILES = {"csv": 'kind = "csv"\nfile = "d.csv"\nlabel_column = "kind"\n',
             "npy": 'kind = "npy"\nfile = "d.npy"\nlabels = "l.npy"\n',
             "hdf5": 'kind = "hdf5"\nfile = "d.h5"\npoints = "set/points"\nlabels = "/set/labels"\n'}

    def test_points_of_every_table_can_be_images(self):
        np.save(self.folder / "wide.npy", np.zeros((12, 4)))
        flip = '\n[views]\ncount = 2\ntransforms = [{ kind = "flip" }]'
        for name, keys in self.FILES.items():
            with self.subTest(name):
                self.stored(keys + "image = [1, 3]")
                with h5py.File(self.folder / "out.h5") as file:
                    self.assertEqual(list(file["data/image"]), [1, 3])
                self.refused(keys + flip, "no height and width")
                self.refused(keys + "image = [2, 2]" + flip,
                             "3 coordinates, which are no images of 2 × 2 pixels")
                self.refused(keys + "image = [3]", "must be [height, width]")
        wide = 'kind = "npy"\nfile = "wide.npy"\nimage = [2, 2]'
        self.assertEqual(self.stored(wide + flip)[0].shape, (12, 4))
        self.refused(self.FILES["npy"] + 'image = [1, 3]\n[data.test]\nfile = "wide.npy"\n'
                     'labels = "l.npy"', "4 coordinates, which are no images of 1 × 3 pixels")

    def test_files_of_every_format_give_the_same_points(self):
        order = np.argsort(self.labels, kind="stable")
        for name, keys in self.FILES.items():
            with self.subTest(name):
                points, labels = self.stored(keys)
                self.assertTrue(np.array_equal(points, self.points[order]))
                self.assertEqual(list(labels), [0] * 3 + [1] * 6 + [2] * 3)
                points, labels = self.stored(keys + "classes = [9, 4]\nper_class = 2")
                self.assertTrue(np.array_equal(points, self.points[[3, 7, 0, 2]]))
                self.assertEqual(list(labels), [0, 0, 1, 1])

    def test_standardised_points_have_mean_0_and_variance_1(self):
        points, _ = self.stored(self.FILES["npy"] + "standardise = true")
        self.assertLess(np.abs(points.mean(0)).max(), 1e-14)
        self.assertLess(np.abs(points.var(0) - 1).max(), 1e-13)

    def test_a_shuffle_chooses_by_the_seed(self):
        keys = self.FILES["csv"] + "classes = [4]\nper_class = 3\nshuffle = true\n"
        choices = set()
        for seed in range(1, 8):
            points, _ = self.stored(keys, "--set", f"seed={seed}")
            choices.add(points.tobytes())
            for point in points:
                self.assertIn(point.tolist(), self.points[self.labels == 4].tolist())
        self.assertGreater(len(choices), 3)

    def test_every_kind_of_law_runs(self):
        laws = {"discs": (4, 2, ""), "boxes": (4, 2, "radius = 0.1"), "ring": (8, 2, ""),
                "annuli": (3, 2, "clusters = 3"), "half-gaussians": (2, 5, "dim = 5"),
                "mixture": (3, 4, "dim = 4\nclusters = 3")}
        listed = self.succeed("list")
        for kind, (classes, dim, keys) in laws.items():
            with self.subTest(kind):
                points, labels = self.stored(f'kind = "{kind}"\nper_class = 3\n{keys}')
                self.assertEqual(points.shape, (3 * classes, dim))
                self.assertEqual(list(labels), [k for k in range(classes) for _ in range(3)])
                self.assertIn(kind, listed)
                points, labels = self.stored(f'kind = "{kind}"\nper_class = 4\nclasses = [1]\n{keys}')
                self.assertEqual(points.shape, (4, dim))
        for keys, classes, dim in (('kind = "boxes"\ncentres = [[1, 2, 3], [4, 5, 6]]', 2, 3),
                                   ('kind = "discs"\ncentres = [[0, 0], [4, 5], [9, 9]]', 3, 2),
                                   ('kind = "annuli"\nradii = [0.5, 3]\nwidths = [1, 0.2]', 2, 2),
                                   ('kind = "annuli"\nwidths = [0.5, 0.2]', 2, 2),
                                   ('kind = "annuli"\nradii = [5, 3, 2]\nwidth = 2', 3, 2),
                                   ('kind = "ring"\nangular_spread = 0.1', 8, 2),
                                   ('kind = "half-gaussians"\ngap = 0', 2, 2)):
            with self.subTest(keys):
                points, _ = self.stored(f"{keys}\nper_class = 2")
                self.assertEqual(points.shape, (2 * classes, dim))
                self.succeed("compare", "out.h5")
        points, _ = self.stored('kind = "mixture"\ncentres = [[1, 2, 3], [4, 5, 6]]\nspread = 0\n'
                                'per_class = 1')
        self.assertTrue(np.array_equal(points, [[1, 2, 3], [4, 5, 6]]))

    def test_a_run_is_data_for_another(self):
        points, labels = self.stored('kind = "boxes"\nper_class = 2')
        (self.folder / "first.h5").write_bytes((self.folder / "out.h5").read_bytes())
        again = self.stored('kind = "hdf5"\nfile = "first.h5"\npoints = "data/points"\n'
                            'labels = "data/labels"')
        self.assertTrue(np.array_equal(again[0], points))
        self.assertTrue(np.array_equal(again[1], labels))

    def test_check_tells_of_test_points(self):
        self.write("t.toml", configuration(self.FILES["npy"] + "[data.test]\nper_class = 1"))
        told = self.succeed("check", "t.toml")
        self.assertIn("# 9 data points", told)
        self.assertIn("# 3 test points", told)

    def test_bad_files(self):
        np.save(self.folder / "short.npy", self.labels[:5])
        np.save(self.folder / "halves.npy", self.labels / 2)
        np.save(self.folder / "inf.npy", np.where(self.points > 5, np.inf, self.points))
        np.save(self.folder / "plane.npy", self.points[:, :2])
        (self.folder / "ragged.csv").write_text("1,2\n3\n")
        for keys, says in [
                (self.FILES["csv"].replace('= "kind"', '= "class"'), "there are: x, y, z, kind"),
                (self.FILES["csv"].replace('= "kind"', '= "x"'), "labels are integers"),
                (self.FILES["csv"] + 'labels = "l.npy"', "labels from one place"),
                (self.FILES["csv"] + "classes = [5]", "0 items of class 5"),
                (self.FILES["csv"] + "classes = [4, 4]", "lists a class twice"),
                (self.FILES["csv"] + "per_class = 4", "3 items of class -1, 4 were"),
                ('kind = "csv"\nfile = "ragged.csv"', "ragged.csv:2: 1 coordinates"),
                ('kind = "csv"', "file is missing"),
                (self.FILES["npy"].replace("l.npy", "short.npy"), "12 points, but 5 labels"),
                (self.FILES["npy"].replace("l.npy", "halves.npy"), "labels are integers"),
                (self.FILES["npy"].replace("d.npy", "inf.npy"), "is not finite"),
                (self.FILES["npy"].replace("d.npy", "no.npy"), "no.npy' does not exist"),
                ('kind = "npy"\nfile = "d.npy"\nclasses = [1]', "no labels to choose classes by"),
                (self.FILES["npy"] + '[data.test]\nfile = "plane.npy"\nlabels = "l.npy"',
                 "points of 2 coordinates, but"),
                (self.FILES["npy"] + '[data.test]\nlabels = "l.npy"', "file is missing"),
                (self.FILES["npy"] + '[data.test]\nper_class = 3', "class -1, 4 were asked for"),
                (self.FILES["hdf5"].replace("set/points", "set/point"), "no such dataset"),
                (self.FILES["hdf5"].replace("d.h5", "d.npy"), "is not an HDF5 file"),
                (self.FILES["hdf5"].replace("d.h5", "e.h5"), "e.h5:/set/labels': its file does not exist"),
                ('kind = "mixture"\ncentres = [[1, 2], [3]]', "arrays of one length"),
                ('kind = "mixture"\ncentres = [1, 2]', "must hold arrays of numbers"),
                ('kind = "mixture"\ncentres = [[1]]\ndim = 1', "is of centres that are drawn"),
                ('kind = "annuli"\nwidth = 1.5', "at most 1"),
                ('kind = "annuli"\nradii = [1, 2]\nclusters = 2', "is told by radii"),
                ('kind = "annuli"\nradii = [1, 2]\nwidths = [0.1]', "must be 2 numbers"),
                ('kind = "annuli"\nradii = [1, 2]\nwidths = [0.1, 5]', "number 1 is 5, of radius 2"),
                ('kind = "annuli"\nradii = [1, 2]\nwidth = 3', "at most 2"),
                ('kind = "annuli"\nradii = [1, -2]', "must be 0 or more"),
                ('kind = "annuli"\nwidths = [0.1, 0.1]\nwidth = 0.1', "but widths are given"),
                ('kind = "annuli"\nradii = [0.05]', "width 0.2, allowed: 0 to twice its radius"),
                ('kind = "ring"\nspread = 0.1\nradial_spread = 0.2', "radial_spread or"),
                ('kind = "ring"\nangular_spread = -1', "at least 0"),
                ('kind = "discs"\ncentres = [[1, 2, 3]]', "discs lie in the plane"),
                ('kind = "ring"\nclusters = 0', "at least 1"),
                ('kind = "ring"\nclasses = [8]', "0 items of class 8")]:
            with self.subTest(keys):
                self.refused(keys, says)

    def test_an_array_has_the_order_of_its_header(self):
        def array(order):
            header = f"{{'descr': '<f8', 'fortran_order':{order}, 'shape': (12, 3), }}".ljust(117)
            (self.folder / "f.npy").write_bytes(b"\x93NUMPY\x01\0" + struct.pack("<H", 118) +
                                                header.encode() + b"\n" + self.points.tobytes("F"))
        keys = 'kind = "npy"\nfile = "f.npy"'
        for order in ("True", "  True "):
            array(order)
            self.assertTrue(np.array_equal(self.stored(keys)[0], self.points), order)
        array(" False")
        self.assertTrue(np.array_equal(self.stored(keys)[0],
                                       self.points.T.reshape(12, 3)))
        for order in ("true", "1", "", "Truest"):
            array(order)
            self.refused(keys, "damaged .npy header")

    def test_fields_of_a_table(self):
        keys = 'kind = "csv"\nfile = "t.csv"'
        for text in ("1 , 2,3\n 4, 5,6\r\n", "1 2\t3\n4  5 6\n", "\ufeff1,2,3\n4,5,6\n",
                     "\ufeffx,y,z\n1,2,3\n\n4,5,6\n"):
            self.write("t.csv", text)
            self.assertEqual(self.stored(keys)[0].tolist(), [[1, 2, 3], [4, 5, 6]], text)
        for text, says in [("1,,0\n,2,1\n", "t.csv:1: empty field 2"),
                           ("1,2,0\n,2,1\n", "t.csv:2: empty field 1"),
                           ("1,2\n3,4, \r\n", "t.csv:2: empty field 3"),
                           ("a,,c\n1,2,3\n", "t.csv:1: empty field 2"),
                           ("1.5x,2y\n3,4\n", "t.csv:1: '1.5x' is not a number"),
                           ("nano,-1,3\n", "its only row, with the name 'nano', is a header"),
                           ("1 , 2;3\n4,5;6\n", "t.csv:1: '1 , 2' is not a number"),
                           ("nan,nan\n3,4\n", "t.csv:1: 'nan' is not finite"),
                           ("\ufeff1.5x 2\n3 4\n", "t.csv:1: '1.5x' is not a number")]:
            self.write("t.csv", text)
            with self.subTest(text):
                self.refused(keys, says)

    def test_classes_may_be_words(self):
        self.write("words.csv", WORDS)
        csv = 'kind = "csv"\nfile = "words.csv"\n'
        for classes, names in (('["rose", "iris"]', ["rose", "iris"]), ('["iris"]', ["iris"]), ("[1]", ["rose"])):
            told = json.loads(self.succeed("check", self.write("c.toml", configuration(csv + f"classes = {classes}")),
                                           "--json"))
            self.assertEqual(told["classes"], len(names))
            self.assertEqual([n.strip('"') for n in classes.strip("[]").split(", ")],
                             list(map(str, told["configuration"]["data"]["classes"])))
        self.refused(csv + 'classes = ["rosa"]', "has no class 'rosa'; its classes are 'iris', 'rose'")
        self.refused(csv + 'classes = ["rose", 1]', "must be integers, or words, but not both")
        self.refused(csv + 'classes = ["rose", "rose"]', "lists a class twice")
        discs = 'kind = "discs"\nper_class = 3\n'
        self.refused(discs + 'classes = ["one"]', "has no class 'one'; its labels, no words, are 0, 1, 2, 3")
        named = discs + 'class_names = ["one", "two", "three", "four"]\nclasses = '
        self.refused(named + '["five"]', "its classes are 'one', 'two', 'three', 'four'")
        points = [self.stored(named.replace('class_names = ["one", "two", "three", "four"]\n', "") + "[3, 0]")[0],
                  self.stored(named + '["four", "one"]')[0]]
        np.testing.assert_array_equal(*points)
        with h5py.File(self.folder / "out.h5") as file:
            self.assertEqual([name.decode() for name in file["data/class_names"][()]], ["four", "one"])

    def test_a_label_column_is_one_column(self):
        self.write("t.csv", "x,k,x,k\n1,2,3,4\n5,6,7,8\n")
        keys = 'kind = "csv"\nfile = "t.csv"\nlabel_column = '
        self.refused(keys + '"k"', "several columns 'k'")
        self.assertEqual(self.stored(keys + '"2"')[0].tolist(), [[1, 3, 4], [5, 7, 8]])
        self.refused(keys + "2", "label_column")

    def test_standardised_points_are_finite(self):
        keys = 'kind = "npy"\nfile = "big.npy"\nstandardise = true\n'
        np.save(self.folder / "big.npy", [[1, 1.5e308], [2, -1.5e308], [3, -1.5e308]])
        self.refused(keys, "coordinate 2 of NPY big.npy has a mean or deviation beyond")
        np.save(self.folder / "big.npy", [[1e-200, 1], [2e-200, 2], [3e-200, 3]])
        self.stored(keys)
        np.save(self.folder / "far.npy", [[1e200, 1], [2e-200, 2]])
        self.refused(keys + '[data.test]\nfile = "far.npy"',
                     "coordinate 1 of NPY far.npy becomes a value beyond")

    def test_test_files_of_labelled_data_need_labels(self):
        for keys in (self.FILES["npy"] + '[data.test]\nfile = "d.npy"',
                     'kind = "csv"\nfile = "d.csv"\nlabels = "l.npy"\n'
                     '[data.test]\nfile = "d.csv"',
                     self.FILES["hdf5"] + '[data.test]\npoints = "set/points"'):
            with self.subTest(keys):
                self.refused(keys, "labels is missing: the data have labels")
        for keys in (self.FILES["npy"] + '[data.test]\nfile = "d.npy"\nlabels = "l.npy"',
                     self.FILES["csv"] + '[data.test]\nfile = "d.csv"',
                     self.FILES["hdf5"] + '[data.test]\nfile = "d.h5"',
                     'kind = "npy"\nfile = "d.npy"\n[data.test]\nfile = "d.npy"'):
            with self.subTest(keys):
                self.stored(keys)

    def test_datasets_and_arrays_of_other_types(self):
        with h5py.File(self.folder / "d.h5", "a") as file:
            file["words"] = np.array([b"a", b"b"])
            file["texts"] = ["a", "b"]
            file["pairs"] = np.zeros(3, dtype=[("a", "f8"), ("b", "i4")])
            file["flags"] = self.points > 3
            file["set/kind"] = np.dtype("f8")
        hdf5 = 'kind = "hdf5"\nfile = "d.h5"\npoints = "{}"'.format
        self.assertTrue(np.array_equal(self.stored(hdf5("flags"))[0], self.points > 3))
        for path, says in [("words", "it holds strings, expected integers, floats or"),
                           ("texts", "it holds strings"), ("pairs", "it holds compounds"),
                           ("set", "d.h5:set': it is a group, not a dataset"),
                           ("set/kind", "it is not a dataset")]:
            with self.subTest(path):
                self.refused(hdf5(path), says)
        np.save(self.folder / "c.npy", self.points.astype(complex))
        self.refused('kind = "npy"\nfile = "c.npy"', "type '<c16', expected numbers, '<' or "
                     "'>' before f8, f4, f2, i8, u8, i4, u4, i2, u2, i1, u1, b1")

    def test_images_of_another_size_are_no_test(self):
        def images(name, height, width, count=2):
            (self.folder / name).write_bytes(struct.pack(">4i", 0x803, count, height, width) +
                                             bytes(range(height * width * count)))
        images("a", 2, 3), images("b", 3, 2)
        (self.folder / "l").write_bytes(struct.pack(">2i", 0x801, 2) + b"\0\1")
        keys = 'kind = "idx"\nimages = "a"\nlabels = "l"\nclasses = [0, 1]\nper_class = 1\n'
        self.stored(keys)
        self.refused(keys + '[data.test]\nimages = "b"\nlabels = "l"', "images of 3 x 2 pixels")
        self.refused(keys + '[data.test]\nimages = "a"', "come in pairs")
        images("long", 2, 3, 3)
        self.refused(keys + '[data.test]\nimages = "long"\nlabels = "l"', "holds 3 images")

    def test_idx_takes_every_class_unless_told(self):
        keys = "".join(f'{name} = "{MNIST}"\n'.format(f"{name}-idx{rank}")
                       for name, rank in (("images", 3), ("labels", 1)))
        points, labels = self.stored(f'kind = "idx"\n{keys}per_class = 2\n[data.test]\nper_class = 1')
        self.assertEqual(points.shape, (20, 784))
        self.assertEqual(list(labels), [k for k in range(10) for _ in range(2)])
        raw = gzip.decompress((ROOT / "experiments/data/mnist-3000-labels-idx1-ubyte.gz")
                              .read_bytes())[8:]
        pixels = np.frombuffer(gzip.decompress(
            (ROOT / "experiments/data/mnist-3000-images-idx3-ubyte.gz").read_bytes())[16:], np.uint8)
        first_three = [i for i, label in enumerate(raw) if label == 3][:2]
        self.assertTrue(np.array_equal(points[6:8], pixels.reshape(-1, 784)[first_three] / 255))


if __name__ == "__main__":
    main()
