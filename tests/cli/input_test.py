"""Files and messages as users meet them: what was taken is said; messages are short and one line."""
import gzip
import os
import re
import subprocess
import threading

import h5py
import numpy as np
from program import PROGRAM, ROOT, SMALL, ProgramTest, main, unsanitized

PANDAS = "0,1\n0.5,1.0\n-1.0,0.25\n0.0,-0.5\n"
POINTS = np.array([[.5, 1], [-1, .25], [0, -.5]])


def mean_log(z, tau=.5):
    squares = ((z[:, None] - z) ** 2).sum(2)
    return np.log1p(np.exp(-squares / (2 * tau)).mean(1)).mean()


class Input(ProgramTest):
    ENERGY = ("--preset", "simclr", "--temperature", .5)

    def energy(self, points, *arguments, **options):
        done = self.call("energy", points, *self.ENERGY, *arguments, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = float(re.search(r"^E +(\S+)", done.stdout, re.MULTILINE)[1])
        return found, done.stderr

    def refused(self, *arguments, says, **options):
        done = self.call(*arguments, **options)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertTrue(lines[0].isprintable(), done.stderr)
        self.assertLess(len(lines[0]), 500)
        self.assertNotRegex(lines[0], "a{81}")
        self.assertIn(says, lines[0])
        return lines[0]

    def test_the_same_points_in_every_guise(self):
        expected = mean_log(POINTS)
        np.save(self.folder / "z.npy", POINTS.astype(">f2"))
        (self.folder / "z.NPY").write_bytes((self.folder / "z.npy").read_bytes())
        (self.folder / "z.npy.gz").write_bytes(gzip.compress((self.folder / "z.npy").read_bytes()))
        self.write("p.csv", PANDAS)
        (self.folder / "p.csv.gz").write_bytes(gzip.compress(PANDAS.encode()))
        self.write("i.csv", ",a,b\n0,.5,1\n1,-1,.25\n2,0,-.5\n")
        self.write("d.csv", "0,5;1\n-1;0,25\n0;-0,5\n")
        self.write("s.csv", "x,y,kind\n.5,1,setosa\n-1,.25,setosa\n0,-.5,virginica\n")
        for name, says in [("z.npy", ""), ("z.NPY", ""), ("z.npy.gz", ""),
                           ("p.csv", "header 0 ... 1"), ("p.csv.gz", "header 0 ... 1"),
                           ("i.csv", "first column an index, left out"),
                           ("d.csv", "decimal commas"),
                           ("s.csv", "column 'kind': setosa = 0, virginica = 1, left out")]:
            with self.subTest(name):
                found, told = self.energy(name)
                self.assertAlmostEqual(found, expected, 14)
                self.assertIn(says, told)
                self.assertEqual(bool(says), bool(told))

    def test_a_dash_is_no_file(self):
        self.write("small.toml", SMALL)
        before = sorted(self.folder.iterdir())
        for arguments in (("run", "small.toml", "-o", "-"), ("minimize", "small.toml", "--output=-"),
                          ("sweep", "small.toml", "--over", "seed=1,2", "-o", "-"),
                          ("extract", "a.h5", "--latents", "-o", "-"), ("export", "a.h5", "--to", "csv", "-o", "-"),
                          ("energy", "z.csv", *self.ENERGY, "--gradient", "-"), ("manual", "--folder", "-")):
            self.refused(*arguments, says="'-' is no file: what is written are files")
        for arguments in (("run", "-"), ("resume", "-"), ("compare", "-"), ("info", "-"), ("extract", "-", "-o", "x"),
                          ("energy", "z.csv", *self.ENERGY, "--labels", "-"), ("compare", "a.h5", "--expect", "-")):
            self.refused(*arguments, says="'-' is no file: standard input is /dev/stdin")
        self.assertEqual(sorted(self.folder.iterdir()), before)

    def test_a_truncated_file_is_told_so(self):
        self.write("small.toml", SMALL)
        self.succeed("run", "small.toml", "-o", "run.h5", "--quiet", "--set", "stop.time=1")
        self.write("study.toml", 'data = { kind = "none", count = 4 }\nlatent = { manifold = "sphere", dim = 3 }\n'
                   'energy = { preset = "simclr" }\nstudy = { starts = 2, kinds = ["uniform"] }\n')
        self.succeed("minimize", "study.toml", "-o", "study.h5", "--quiet")
        self.succeed("extract", "run.h5", "--weights", "-o", "w.h5")
        whole = {}
        for file in ("run", "study", "w"):
            data = (self.folder / f"{file}.h5").read_bytes()
            whole[file] = len(data)
            (self.folder / f"{file}-cut.h5").write_bytes(data[:-100])
        with h5py.File(self.folder / "latest.h5", "w", libver="latest") as file:
            file["points"] = POINTS
        data = (self.folder / "latest.h5").read_bytes()
        (self.folder / "latest-cut.h5").write_bytes(data[:len(data) - 1])
        cut = f"is truncated: {whole['run'] - 100} bytes of {whole['run']}"
        for says, arguments in ((cut, ("info", "run-cut.h5")), (cut, ("compare", "run-cut.h5")),
                                (cut, ("resume", "run-cut.h5")),
                                (f"{whole['study'] - 100} bytes of {whole['study']}", ("info", "study-cut.h5")),
                                (f"{whole['w'] - 100} bytes of {whole['w']}",
                                 ("run", "small.toml", "-o", "x.h5", "--set", 'flow.1.weights="w-cut.h5"')),
                                (f"is truncated: {len(data) - 1} bytes of {len(data)}",
                                 ("energy", "latest-cut.h5:/points", *self.ENERGY))):
            self.refused(*arguments, says=says)
        damaged = bytearray((self.folder / "run.h5").read_bytes())
        damaged[:8] = b"\x89HDG\r\n\x1a\n"
        (self.folder / "run-cut.h5").write_bytes(damaged)
        self.refused("info", "run-cut.h5", says="is not an HDF5 file")

    def test_pipes_and_standard_input_are_files(self):
        found, _ = self.energy("-", input=PANDAS)
        self.assertAlmostEqual(found, mean_log(POINTS), 14)
        found, _ = self.energy("/dev/stdin", input=PANDAS)
        self.assertAlmostEqual(found, mean_log(POINTS), 14)
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)
        writer = threading.Thread(target=pipe.write_text, args=(PANDAS,))
        writer.start()
        self.assertAlmostEqual(self.energy("pipe")[0], mean_log(POINTS), 14)
        writer.join()
        done = subprocess.run(["bash", "-c", f'"{PROGRAM}" run <(cat small.toml) -o a.h5 --quiet'],
                              cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.run_small("b.h5")
        with h5py.File(self.folder / "a.h5") as a, h5py.File(self.folder / "b.h5") as b:
            self.assertEqual(a["parameters/config"][()], b["parameters/config"][()])

    def test_what_is_no_file_of_points_is_called_by_its_name(self):
        np.savez(self.folder / "z.npz", a=POINTS)
        with h5py.File(self.folder / "z.h5", "w") as file:
            file["set/points"] = POINTS
        for name, says in [(".", "is a folder"), ("/dev/zero", "is a device"),
                           ("z.npz", "is an .npz archive"), ("z.h5", "'z.h5:/set/points'")]:
            with self.subTest(name):
                self.refused("energy", name, *self.ENERGY, says=says)
        for command in ("run", "check", "info", "resume", "compare"):
            self.refused(command, "none", says="does not exist")
        self.refused("run", ".", says="is a folder")
        os.mkfifo(self.folder / "pipe")  # which nobody writes: it is not waited for
        for command in ("info", "resume", "compare"):
            self.refused(command, "pipe", says="is a pipe")

    def test_only_a_trajectory_has_frames(self):
        views = np.random.default_rng(2).normal(size=(4, 2, 3))
        with h5py.File(self.folder / "z.h5", "w") as file:
            file["views"] = file["position/value"] = views
            file["cloud/position/value"], file["cloud/position/time"] = views, np.arange(4.)
        for path in ("/views", "/position/value"):
            self.refused("energy", f"z.h5:{path}", *self.ENERGY, says="has shape (4, 2, 3)")
        found, told = self.energy("z.h5:/cloud/position/value")
        self.assertAlmostEqual(found, mean_log(views[-1]), 13)
        self.assertIn("the last of 4 frames", told)
        np.save(self.folder / "rows.npy", views.reshape(8, 3))
        np.save(self.folder / "views.npy", views)
        rows, _ = self.energy("rows.npy", "--views", 2)
        for name in ("z.h5:/views", "views.npy"):
            self.assertEqual(self.energy(name, "--views", 2)[0], rows)
        self.refused("energy", "views.npy", *self.ENERGY, "--views", 4, says="has shape (4, 2, 3)")

    def test_images_of_three_axes_are_read_where_their_size_is_given(self):
        images = np.random.default_rng(3).normal(size=(6, 2, 3))
        np.save(self.folder / "i.npy", images)
        with h5py.File(self.folder / "i.h5", "w") as file:
            file["images"] = images
        for keys in ('kind = "npy"\nfile = "i.npy"', 'kind = "hdf5"\nfile = "i.h5"\npoints = "images"'):
            rest = SMALL[SMALL.index("[latent]"):]
            self.write("i.toml", f"[data]\n{keys}\nimage = [2, 3]\n{rest}")
            self.succeed("run", "i.toml", "-o", "i-run.h5", "--force", "--quiet", "--set",
                         "stop.time=0.5")
            with h5py.File(self.folder / "i-run.h5") as file:
                self.assertTrue(np.array_equal(file["data/points"][:], images.reshape(6, 6)))
            self.write("i.toml", f"[data]\n{keys}\nimage = [3, 2]\n{rest}")
            self.refused("check", "i.toml", says="has shape (6, 2, 3)")

    def test_a_frame_that_is_not_committed_is_not_taken(self):
        self.run_small()
        with h5py.File(self.folder / "small.h5", "a") as file:
            value = file["particles/particle/position/value"]
            value[10:] = np.nan
            file["parameters/particle/committed/frames"][()] = 10
            tenth = value[9]
        found, told = self.energy("small.h5:/particles/particle/position/value")
        self.assertAlmostEqual(found, mean_log(tenth), 13)
        self.assertIn("the last of 10 frames", told)

    def test_messages_are_short_and_of_one_line(self):
        words, lines, bells = "a a" * 40000, "b\nb", "c\x1b[2J\x07\x7f"
        long = "a" * 100000
        for given in (words, long, lines, bells):
            with self.subTest(given[:20]):
                for arguments in [("energy", given, *self.ENERGY),
                                  ("energy", "z.csv", "--preset", given, "--temperature", 1),
                                  ("example", given), (given,), ("run", self.config, "--" + given),
                                  ("sweep", self.config, "--over", "seed=" + given),
                                  ("sweep", self.config, "--over", "seed=1:2", "--shard", given),
                                  ("run", self.config, "--set", given),
                                  ("run", self.config, "--set", "energy.preset=" + given),
                                  ("run", self.config, "--set", f"energy.{given}=1"),
                                  ("run", given), ("info", given), ("resume", given),
                                  ("compare", given), ("compare", given, given)]:
                    self.refused(*arguments, says="")
                value = given.replace("\n", "\\n").replace("\x1b", "\\u001b").replace(
                    "\x07", "\\u0007").replace("\x7f", "\\u007f")
                for change in [('"simclr"', f'"{value}"'), ("0.2", f'"{value}"'),
                               ("temperature", f'"{value}"'),
                               ("0.2", '[\n"' + value + '",\n"b"]'), ("0.2", f'{{ x = "{value}" }}')]:
                    self.refused("check", self.write("bad.toml", SMALL.replace(*change, 1)),
                                 says="bad.toml")
                cell = given.replace("\n", "\\n")
                self.write("t.csv", f"1,2\n3,{cell}\n")
                self.refused("energy", "t.csv", *self.ENERGY, says="t.csv:2: '")
                self.write("t.toml", '[data]\nkind = "csv"\nfile = "u.csv"\nlabel_column = '
                           f'"{value}"\n' + SMALL[SMALL.index("[latent]"):])
                self.write("u.csv", "x,y\n1,2\n3,4\n")
                self.refused("check", "t.toml", says="t.toml")

    def test_numbers_beyond_doubles(self):
        self.write("t.csv", "1e-400,1\n0,-1e-400\n")
        self.write("u.csv", "0.0,1\n0,0.0\n")
        self.assertEqual(self.energy("t.csv"), self.energy("u.csv"))
        self.write("t.csv", "1e400,1\n0,0\n")
        self.refused("energy", "t.csv", *self.ENERGY, says="'1e400' is beyond the largest number")
        small = self.write("tiny.toml", SMALL.replace("spread = 0.3", "spread = 1e-400"))
        self.refused("check", small, says="spread = 0 must be above 0")
        self.succeed("check", self.config, "--set", "stop.gradient_norm=1e-400")
        self.refused("check", self.config, "--set", "stop.time=1e400", says="stop")
        self.refused("check", self.write("big.toml", SMALL.replace("100", "1e400")),
                     says="the largest number is 1.8e308")
        self.succeed("sweep", self.config, "--over", "stop.gradient_norm=1e-400,1e-3", "--command",
                     "check", "--quiet")

    IRIS = "".join(f"{x},{y},{kind}\n" for kind, x, y in
                   [("setosa", 5, 3), ("virginica", 6, 3), ("setosa", 4, 2), ("virginica", 7, 2)])

    def test_check_says_what_a_table_was_taken_for(self):
        self.write("iris.csv", self.IRIS)
        self.write("names.csv", '"","x","y","kind"\n' + "".join(
            f'"{k}",{row}\n' for k, row in enumerate(self.IRIS.splitlines(), 1)))
        keys = SMALL[SMALL.index("[latent]"):]
        for name, says in [
                ("iris.csv", "separated by commas; no header; labels in column 3: setosa = 0, "),
                ("names.csv", "header x, y, kind; first column an index, left out; labels in column "
                 "'kind': setosa = 0, virginica = 1")]:
            self.write("t.toml", f'[data]\nkind = "csv"\nfile = "{name}"\n{keys}')
            told = self.succeed("check", "t.toml")
            self.assertIn("# [data] separated by", told)
            self.assertIn(says, told)
            self.assertIn("2 classes", told)
            self.assertIn(says, self.succeed("run", "t.toml", "-o", "t.h5", "--force", "--set",
                                             "stop.time=0.5"))
            with h5py.File(self.folder / "t.h5") as file:
                self.assertEqual(file["data/labels"][:].tolist(), [0, 0, 1, 1])
                self.assertEqual(file["data/points"][:].tolist(), [[5, 3], [4, 2], [6, 3], [7, 2]])

    def test_integers_that_look_like_labels_are_told(self):
        self.write("whole.csv", "x,y,label\n0,1,0\n1,0,1\n2,5,0\n3,1,1\n")
        keys = SMALL[SMALL.index("[latent]"):]
        data = '[data]\nkind = "csv"\nfile = "whole.csv"\n'
        hint = "column 'label' of integers is taken as a coordinate: label_column = \"label\" makes them labels"
        for more, told in [("", True), ('label_column = "label"\n', False)]:
            self.write("t.toml", data + more + keys)
            self.assertEqual(hint in self.succeed("check", "t.toml"), told)
        self.write("whole.csv", "x,y,label\n0,1,0.5\n1,0,1\n2,5,0\n3,1,1\n")
        self.write("t.toml", data + keys)
        self.assertNotIn(hint, self.succeed("check", "t.toml"))

    def test_starts_and_labels_are_read_as_data_are(self):
        self.write("start.csv", ",0,1\n" + "".join(f"{k},{c},{s}\n" for k, (c, s) in enumerate(
            [(1., .5), (.5, 1.), (-1., .5), (-.5, .25)])))
        self.write("x.csv", "1;2\n3;4\n5;6\n7;8,5\n")
        self.write("l.csv", "kind\nb\na\nb\na\n")
        self.write("t.toml", '[data]\nkind = "csv"\nfile = "x.csv"\nlabels = "l.csv"\n[initial]\n'
                   'kind = "file"\nfile = "start.csv"\n' + SMALL[SMALL.index("[energy]"):])
        told = self.succeed("check", "t.toml")
        self.assertIn("# [data] separated by semicolons, decimal commas; no header; labels in ", told)
        self.assertIn("# [initial] file: separated by commas; header 0 ... 1; first column an", told)

    @unsanitized
    def test_inputs_that_saturate_are_warned_of(self):
        for name in sorted(p.parent.name for p in (ROOT / "experiments").glob("*/config.toml")):
            config = ROOT / "experiments" / name / "config.toml"
            self.assertNotIn("saturate", self.succeed("check", config, "--set", "seeds=[]"), name)
        digits = 'kind = "mixture"\ndim = 64\nseparation = 8\nper_class = 4\nclusters = 2'
        self.write("t.toml", SMALL.replace('kind = "discs"\nper_class = 4', digits))
        told = self.succeed("check", "t.toml")
        self.assertRegex(told, r"# warning: network: inputs saturate tanh: it is flat at 9\d % of")
        for change in ("data.standardise=true", "flow.1.scaling=standard", "flow.1.activation=relu"):
            self.assertNotIn("saturate", self.succeed("check", "t.toml", "--set", change), change)
        kernel = SMALL[:SMALL.rindex("[[flow]]")] + '[[flow]]\nkind = "kernel"\nactivation = "erf"\n'
        self.write("k.toml", kernel.replace('kind = "discs"\nper_class = 4', digits))
        self.assertIn("inputs saturate erf", self.succeed("check", "k.toml"))


if __name__ == "__main__":
    main()
