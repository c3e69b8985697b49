"""`export` and `extract --observables`: what is refused, what is left behind, runs that were stopped."""
import os
import resource
import subprocess
import sys

import h5py
import numpy as np
from program import PROGRAM, ROOT, ProgramTest, main

FORMATS = {"xdmf": ".xdmf", "vtkhdf": ".hdf", "h5md3d": ".h5md", "csv": ".csv", "npz": ".npz"}
STUDY = """\
[data]
kind = "none"
count = 4
[latent]
manifold = "circle"
[energy]
preset = "simclr"
temperature = 0.2
[study]
starts = 2
"""
MOST_MEMORY = 40  # MB beyond what a small export takes
PEAK = """\
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


class ExportTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.run_once("small.h5", "--set", "stop.time=1", "--set", 'integrator.method="dopri5"')

    def refused(self, says, *arguments, code=2, **options):
        before = {p: p.read_bytes() for p in self.folder.iterdir()}
        done = self.call(*arguments, **options)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertIn(says, done.stderr)
        self.assertEqual({p: p.read_bytes() for p in self.folder.iterdir()}, before)

    def test_every_format_is_listed_told_by_help_and_documented(self):
        listed = self.succeed("list").partition("\nformats ")[2].partition("\nexamples ")[0].splitlines()[1:]
        self.assertEqual([line.split()[0] for line in listed], list(FORMATS))
        self.assertIn(", ".join(FORMATS), self.succeed("export", "--help"))
        text = (ROOT / "src/app/README.md").read_text()
        self.assertEqual([name for name, ending in FORMATS.items() if f"| `{name}` | `{ending}`" not in text], [])

    def test_what_is_no_run_is_refused(self):
        self.write("study.toml", STUDY)
        self.succeed("minimize", "study.toml", "-o", "study.h5", "--quiet")
        self.succeed("sweep", self.config, "--command", "check", "--over", "seed=1:2", "-o", "sweep", "--quiet")
        with h5py.File(self.folder / "foreign.h5", "w") as file:
            file["particles/a/position/value"] = np.zeros((2, 3, 2))
        small = (self.folder / "small.h5").read_bytes()
        (self.folder / "short.h5").write_bytes(small[:len(small) // 2])
        (self.folder / "newer.h5").write_bytes(small)
        with h5py.File(self.folder / "newer.h5", "r+") as file:
            file.attrs["schema"] = np.bytes_("9.0")
        for name, path, value in (("timeless", "observables/particle/energy/time", np.nan),
                                  ("unlabelled", "particles/particle/species", 99)):
            (self.folder / f"{name}.h5").write_bytes(small)
            with h5py.File(self.folder / f"{name}.h5", "r+") as file:
                file[path][1] = value
        for name, says in (("timeless.h5", "a time that is not finite"), ("unlabelled.h5", "a label that is no class"),
                           ("study.h5", "it holds a study"), ("sweep", "is a folder, not a file"),
                           ("foreign.h5", "not a simclr-flow trajectory"), ("small.toml", "is not an HDF5 file"),
                           ("short.h5", "cannot be read"), ("newer.h5", "schema is '9.0'"),
                           ("nothing.h5", "does not exist")):
            for command in (("export", name, "--to", "csv"), ("extract", name, "--observables", "-o", "o.csv")):
                if not (self.folder / name).is_dir() or command[0] == "export":
                    with self.subTest(name=name, command=command[0]):
                        self.refused_beside_folders(says, *command)

    def refused_beside_folders(self, says, *arguments):
        done = self.call(*arguments)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertIn(says, done.stderr)
        self.assertEqual(list(self.folder.glob("*.csv")) + list(self.folder.glob("*.tmp")), [])

    def test_options_that_mean_nothing_are_refused(self):
        export = ("export", "small.h5", "--to")
        (self.folder / "copy.csv").write_bytes((self.folder / "small.h5").read_bytes())
        for says, arguments in (
                ("did you mean 'xdmf'?", (*export, "xdfm")),
                ("did you mean 'network'?", (*export, "csv", "--flow", "netwrok")),
                ("--flow is needed: network, particle", (*export, "npz")),
                ("--every 0: allowed are whole numbers from 1", (*export, "csv", "--every", 0)),
                ("committed frames: 0 to", (*export, "csv", "--row", 1000)),
                ("give --every or --row", (*export, "csv", "--row", 1, "--every", 2)),
                ("must end in .csv", (*export, "csv", "-o", "small.h5", "--force")),
                ("is a trajectory, which only a run replaces", (*export, "csv", "-o", "copy.csv", "--force")),
                ("--row and --rank are of other tables",
                 ("extract", "small.h5", "--observables", "--flow", "network", "-o", "o.csv", "--row", 2)),
                ("does not exist", (*export, "csv", "-o", "nowhere/a.csv")),
                ("XDMF takes no ':'", (*export, "xdmf", "-o", "a:b.xdmf")),
                ("must end in .csv", ("extract", "small.h5", "--observables", "-o", "o.npy")),
                ("give one of", ("extract", "small.h5", "--observables", "--latents", "-o", "o.csv")),
                ("--flow is needed", ("extract", "small.h5", "--observables", "-o", "o.csv"))):
            with self.subTest(says=says):
                self.refused(says, *arguments)

    def test_files_that_are_there_are_replaced_only_by_force(self):
        for name, ending in FORMATS.items():
            with self.subTest(name):
                self.succeed("export", "small.h5", "--to", name, "--flow", "network")
                self.refused("exists; --force replaces it", "export", "small.h5", "--to", name, "--flow", "network")
                self.succeed("export", "small.h5", "--to", name, "--flow", "network", "--force")
                self.assertTrue((self.folder / f"small{ending}").exists())
        (self.folder / "other-xdmf.h5").write_text("of somebody else")
        self.refused("other-xdmf.h5' exists", "export", "small.h5", "--to", "xdmf", "-o", "other.xdmf")

    def test_a_full_disk_is_exit_4_and_leaves_nothing(self):
        def small_files(most=1500):
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        for name, ending in FORMATS.items():
            self.succeed("export", "small.h5", "--to", name, "--flow", "network", "-o", f"whole{ending}")
            sizes = [path.stat().st_size for path in self.folder.glob("whole*")]
            for path in self.folder.glob("whole*"):
                path.unlink()
            for most in (1500, max(sizes) - 1):  # of XDMF: the numbers have room, the text has not
                with self.subTest(name, most=most):
                    self.refused("is the disk full?", "export", "small.h5", "--to", name, "--flow", "network", code=4,
                                 preexec_fn=lambda most=most: small_files(most))
        self.refused("is the disk full?", "extract", "small.h5", "--observables", "--flow", "network", "-o", "o.csv",
                     code=4, preexec_fn=small_files)

    def test_a_run_that_was_stopped_is_exported_as_far_as_it_is_committed(self):
        self.call("run", self.config, "-o", "long.h5", "--quiet", "--set", "stop.wall_time=1e-3", "--set",
                  "stop.time=1e6")
        with h5py.File(self.folder / "long.h5") as file:
            self.assertEqual(file["parameters/particle/status"][()], b"interrupted")
            committed = int(file["parameters/particle/committed/frames"][()])
            stored = file["particles/particle/position/value"][:committed]
        done = self.call("export", "long.h5", "--to", "npz", "--flow", "particle")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("'particle' is not done (interrupted: ", done.stderr)
        self.assertIn(f"its {committed} committed rows are taken", done.stderr)
        with np.load(self.folder / "long.npz") as arrays:
            self.assertTrue(np.array_equal(arrays["position"], stored))

    def test_rows_that_a_killed_run_did_not_commit_are_left_out(self):
        with h5py.File(self.folder / "small.h5", "r+") as file:
            for flow, rows in (("particle", 2), ("network", 0)):
                for counter in file[f"parameters/{flow}/committed"].values():
                    counter[()] = rows
        self.succeed("export", "small.h5", "--to", "csv", "--flow", "particle")
        lines = (self.folder / "small.csv").read_text().splitlines()
        self.assertEqual({line.split(",")[1] for line in lines[1:]}, {"0", "1"})
        self.succeed("extract", "small.h5", "--observables", "--flow", "particle", "-o", "o.csv")
        self.assertEqual(len((self.folder / "o.csv").read_text().splitlines()), 3)
        self.refused("has no committed frame", "export", "small.h5", "--to", "npz", "--flow", "network")
        self.succeed("export", "small.h5", "--to", "csv", "--force")  # of the flow that has some

    def make_large(self):
        """A run large.h5 of 80 MB, of one flow."""
        with h5py.File(self.folder / "small.h5") as file, h5py.File(self.folder / "large.h5", "w") as large:
            large.attrs["schema"] = file.attrs["schema"]
            for name in ("parameters", "data"):
                file.copy(name, large)
            del large["parameters/network"]
            rows, latents = 100, 20000
            position = large.create_group("particles/particle/position")
            position["value"] = np.broadcast_to(np.arange(rows)[:, None, None], (rows, latents, 5)) + 0.0
            position["time"], position["step"] = np.arange(rows) + 0.0, np.arange(rows)
            large["parameters/particle/committed/frames"][()] = rows

    def test_a_disk_that_is_full_in_the_midst_of_an_array_is_exit_4(self):
        self.make_large()
        for name in ("vtkhdf", "npz"):
            self.refused("is the disk full?", "export", "large.h5", "--to", name, "--force", code=4,
                         preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, 20_000_000)))

    def test_little_of_a_large_file_is_in_memory(self):
        self.make_large()
        self.assertGreater(os.path.getsize(self.folder / "large.h5"), 70e6)

        def used(run, name):
            """Of a process whose parent is small: what the parent has counts."""
            told = subprocess.run([sys.executable, "-c", PEAK, PROGRAM, "export", run, "--to", name, "--flow",
                                   "particle", "--force"], cwd=self.folder, text=True, capture_output=True, check=True)
            return int(told.stdout) / 1024
        for name in ("xdmf", "npz", "vtkhdf"):
            with self.subTest(name):
                self.assertLess(used("large.h5", name) - used("small.h5", name), MOST_MEMORY)


if __name__ == "__main__":
    main()
