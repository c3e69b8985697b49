"""The command `minimize`: its table, its file, resumption, and what it refuses."""
import csv
import json
import os
import re
import resource
import signal
import subprocess
import time

import h5py
import numpy as np

from program import PATIENCE, PROGRAM, ProgramTest, main, unsanitized

STUDY = """\
title = "sixteen"
[data]
kind = "none"
count = 16
[latent]
manifold = "sphere"
dim = 3
[energy]
preset = "simclr"
temperature = 0.1
[study]
starts = 40
[output]
checkpoint = 0.05
"""
FEW = ("--set", "study.starts=6")


class Minimize(ProgramTest):
    def setUp(self):
        super().setUp()
        self.study = self.write("study.toml", STUDY)

    def minimize(self, name, *arguments):
        return self.succeed("minimize", self.study, "-o", name, *arguments)

    def starts(self, name):
        with h5py.File(self.folder / name) as file:
            return {key: file["starts"][key][()] for key in file["starts"]}

    def test_the_file_agrees_with_plain_sums(self):
        table = self.minimize("study.h5")
        starts = self.starts("study.h5")
        self.assertTrue((starts["state"] == 1).all())
        for k in range(40):
            z = starts["position"][k]
            gram = z @ z.T
            kernel = np.exp((gram - 1) / 0.1)
            self.assertAlmostEqual(np.log1p(kernel.mean(axis=1)).mean(), starts["energy"][k], 13)
            w = 1 / (1 + kernel.mean(axis=1))
            force = (kernel * np.add.outer(w, w)) @ z / 16 / 0.1
            force -= (force * z).sum(axis=1, keepdims=True) * z
            self.assertLess(np.abs(force).max(), 1e-12)
        with h5py.File(self.folder / "study.h5") as file:
            self.assertEqual(file.attrs["content"], b"study")
            energies = file["configurations/energy"][()]
            counts = file["configurations/count"][()]
            self.assertEqual(counts.sum(), 40)
            self.assertTrue((np.diff(energies) > 1e-6).all())
            self.assertEqual(set(file["configurations/kind"][()]), {b"minimum"})
            pairs = file["configurations/0000/pairs"][()]
            self.assertEqual(pairs.sum(), 16 * 15 // 2)
            self.assertLess(file["theory/bound/value"][()], energies[0])
        rows = re.findall(r"^ +\d+ +(\S+) +minimum +- +(\d+)", table, re.M)
        self.assertEqual([int(count) for _, count in rows], list(counts))
        np.testing.assert_allclose([float(e) for e, _ in rows], energies, rtol=1e-12)
        self.assertEqual(self.succeed("info", "study.h5").splitlines()[0], table.splitlines()[1])

    def same(self, a, b):
        first, second = self.starts(a), self.starts(b)
        for key in first:
            self.assertEqual(first[key].tobytes(), second[key].tobytes(), key)
        self.assertEqual(self.succeed("info", a), self.succeed("info", b))

    @unsanitized
    def test_a_killed_study_resumes_to_the_same_table(self):
        starts = 32 * PATIENCE
        many = ("--set", f"study.starts={starts}", "--set", "output.checkpoint=0.01")
        self.minimize("whole.h5", "--quiet", *many)
        for how in (signal.SIGKILL, signal.SIGTERM):
            name = f"{how.name}.h5"
            running = subprocess.Popen([PROGRAM, "minimize", self.study, "-o", name, "--quiet", *many],
                                       cwd=self.folder, stderr=subprocess.DEVNULL)
            while running.poll() is None:  # until it has kept some
                time.sleep(0.005)
                try:
                    done = (self.starts(name)["state"] > 0).sum()
                except OSError:
                    continue
                if done > 3:
                    break
            running.send_signal(how)
            code = running.wait()
            self.assertEqual(code, 3 if how == signal.SIGTERM else -how)
            kept = (self.starts(name)["state"] > 0).sum()
            self.assertGreater(kept, 3)
            self.assertLess(kept, starts)
            self.assertIn("still open", self.succeed("info", name))
            self.succeed("resume", name, "--quiet")
            self.same("whole.h5", name)

    def test_a_study_goes_on_to_more_starts(self):
        self.minimize("whole.h5", "--quiet", "--set", "study.starts=20")
        self.minimize("more.h5", "--quiet", "--set", "study.starts=5")
        self.succeed("resume", "more.h5", "--quiet", "--set", "study.starts=20")
        self.same("whole.h5", "more.h5")

    def test_one_process_at_a_time(self):
        running = subprocess.Popen([PROGRAM, "minimize", self.study, "-o", "busy.h5", "--quiet",
                                    "--set", "study.starts=3000"], cwd=self.folder)
        while not (self.folder / "busy.h5").exists():
            time.sleep(0.01)
        done = self.call("resume", "busy.h5")
        running.terminate()
        running.wait()
        self.assertEqual(done.returncode, 4)
        self.assertIn("is being worked on by another program", done.stderr)
        self.assertFalse((self.folder / "busy.h5.lock").exists())

    def test_the_time_limit_interrupts(self):
        done = self.call("minimize", self.study, "-o", "late.h5", "--set", "study.starts=100000",
                         "--set", "stop.wall_time=0.3")
        self.assertEqual(done.returncode, 3)
        self.assertIn("`resume", done.stderr)
        self.assertIn("still open", done.stdout)

    def test_points_of_the_user_are_starts(self):
        corners = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
        np.savetxt(self.folder / "points.csv", corners, delimiter=",")
        config = self.write("mine.toml", STUDY.replace("count = 16", "count = 4").replace(
            "starts = 40", 'starts = 2\nkinds = ["initial"]') +
            '[initial]\nkind = "file"\nfile = "points.csv"\n')
        self.succeed("minimize", config, "-o", "mine.h5")
        starts = self.starts("mine.h5")
        np.testing.assert_allclose(starts["position"][0], corners / np.sqrt(3), atol=1e-14)
        self.assertGreater(starts["flow_steps"][1], 0)
        (self.folder / "points.csv").unlink()
        self.succeed("resume", "mine.h5", "--set", "study.starts=3")
        self.assertTrue((self.starts("mine.h5")["state"] == 1).all())

    def test_a_study_as_a_file_of_points_is_its_best_start(self):
        self.minimize("all.h5", "--quiet")
        energies = self.starts("all.h5")["energy"]
        last = np.flatnonzero(energies > energies.min() + 1e-6)[-1]
        self.minimize("study.h5", "--quiet", "--set", f"study.starts={last + 1}")
        starts = self.starts("study.h5")
        best = np.argmin(starts["energy"])
        self.assertLess(best, last)
        told = self.succeed("energy", "study.h5:/starts/position", "--preset", "simclr", "--temperature",
                            "0.1", "--manifold", "sphere", "--json")
        self.assertAlmostEqual(json.loads(told)["energy"], starts["energy"][best], 12)
        with h5py.File(self.folder / "study.h5", "r+") as file:
            file["starts/state"][...] = 2
        self.refused("no start of the study is stationary", "energy", "study.h5:/starts/position",
                     "--preset", "simclr", "--temperature", "0.1")

    def test_a_start_that_is_not_stationary_is_told_and_exits_1(self):
        done = self.call("minimize", self.study, "-o", "hard.h5", "--set", "study.starts=2",
                         "--set", "study.integrator.max_steps=3")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("is not stationary: residual", done.stdout)
        self.assertEqual(list(self.starts("hard.h5")["state"]), [2, 2])

    def test_reference_starts_of_runs(self):
        config = self.write("run.toml", STUDY.replace("count = 16", "count = 12") +
                            '[initial]\nkind = "reference"\nreference = "icosahedron"\nspread = 0.0\n'
                            '[stop]\ntime = 1\n[[flow]]\nkind = "particle"\n')
        self.succeed("run", config, "-o", "run.h5", "--quiet")
        with h5py.File(self.folder / "run.h5") as file:
            z = file["particles/particle/position/value"][()]
        gram = np.sort((z[0] @ z[0].T).ravel())
        self.assertAlmostEqual(gram[0], -1, 14)
        self.assertAlmostEqual(gram[20], -1 / np.sqrt(5), 14)
        np.testing.assert_allclose(z[-1], z[0], atol=1e-12)

    def refused(self, sentence, *arguments):
        before = sorted(self.folder.iterdir())
        done = self.call(*arguments)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(sentence, done.stderr)
        self.assertEqual(sorted(self.folder.iterdir()), before)

    def test_bad_input_is_refused_and_nothing_is_written(self):
        for option, sentence in [
                ("study.starts=0", "starts = 0 must be at least 1"),
                ('study.kinds=["wild"]', "allowed: uniform, clustered, reference, initial"),
                ("study.kinds=[]", "must not be empty"),
                ("latent.manifold=euclidean", "need a compact manifold"),
                ("latent.manifold=box", "sides must be 1 to 3 lengths"),
                ("study.tolerance=1", "at most 0.001"),
                ("integrator.rtol=1e-3", "[integrator] is that of [[flow]], and there is none"),
                ("stop.time=10", "[stop] ends each [[flow]], and there is none"),
                ("study.integrator.method=gradient-descent", "must be a method that integrates"),
                ("seeds=[1,2]", "one `seed`"),
                ('study.kinds=["reference"]', "no reference configuration of 16 points"),
                ("data.count=1", "at least 2")]:
            with self.subTest(option):
                self.refused(sentence, "minimize", self.study, "-o", "bad.h5", "--set", option)
        self.refused("no [[flow]] to run", "run", self.study, "-o", "bad.h5")
        self.refused('not for manifold "box"', "check", self.config, "--set", "latent.manifold=box", "--set",
                     "latent.sides=[1.0]")

    def test_nothing_else_is_overwritten_or_mistaken(self):
        self.minimize("study.h5", "--quiet", *FEW)
        self.run_small("run.h5")
        self.refused("exists; --force replaces it", "minimize", self.study, "-o", "study.h5")
        self.refused("is no study", "minimize", self.study, "-o", "run.h5", "--force")
        self.refused("is no trajectory", "run", self.config, "-o", "study.h5", "--force")
        self.refused("a study of minimizers", "compare", "study.h5")
        self.refused("resume may raise study.starts", "resume", "study.h5", "--set",
                     "energy.temperature=0.2")
        self.refused("is below the 6", "resume", "study.h5", "--set", "study.starts=3")
        self.minimize("study.h5", "--quiet", *FEW, "--force")

    def test_wall_time_is_kept_inside_one_start(self):
        config = self.write("wide.toml", STUDY.replace("count = 16", "count = 98").replace("dim = 3", "dim = 100"))
        begin = time.monotonic()
        done = self.call("minimize", config, "-o", "wide.h5", "--set", "study.starts=1", "--set",
                         "stop.wall_time=0.5")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertLess(time.monotonic() - begin, 2.5 * PATIENCE)
        self.assertEqual(list(self.starts("wide.h5")["state"]), [0])

    def test_a_start_without_memory_stays_open(self):
        if os.environ.get("SIMCLR_FLOW_SANITIZER"):
            self.skipTest("sanitizers need more memory than is left here")
        config = self.write("large.toml", STUDY.replace("count = 16", "count = 7000").replace(
            '"sphere"\ndim = 3', '"circle"').replace("starts = 40", 'starts = 1\nkinds = ["clustered"]\n'
                                                     "clusters = 1\nspread = 0.0\ndense = 20000"))
        limit = 400 << 20  # the Hessian's matrix alone takes 392 MB
        run = subprocess.run([PROGRAM, "minimize", config, "-o", "large.h5", "--quiet"], cwd=self.folder,
                             capture_output=True, text=True, env=os.environ | {"SIMCLR_FLOW_THREADS": "1"},
                             preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
        self.assertEqual(run.returncode, 2, run.stderr)
        self.assertIn("there is not enough memory", run.stderr)
        self.assertEqual(list(self.starts("large.h5")["state"]), [0])

    def test_four_latents_of_many_dimensions_are_a_tetrahedron(self):
        config = self.write("dim.toml", STUDY.replace("count = 16", "count = 4").replace("dim = 3", "dim = 512"))
        begin = time.monotonic()
        self.succeed("minimize", config, "-o", "dim.h5", "--set", "study.starts=2", "--quiet")
        self.assertLess(time.monotonic() - begin, 3 * PATIENCE)
        starts = self.starts("dim.h5")
        self.assertEqual(starts["position"].shape, (2, 4, 512))
        np.testing.assert_allclose(starts["position"][0] @ starts["position"][0].T,
                                   4 / 3 * np.eye(4) - 1 / 3, atol=1e-9)
        self.assertEqual(starts["index"][0], 0)

    def test_files_with_impossible_values_are_refused_by_start_and_dataset(self):
        self.minimize("study.h5", "--quiet", *FEW)
        whole = (self.folder / "study.h5").read_bytes()
        for name, value in [("position", np.nan), ("position", np.inf), ("position", 2.0), ("energy", np.nan),
                            ("residual", np.inf), ("largest_eigenvalue", np.nan), ("eigenvalues", np.nan),
                            ("eigenvalues", np.inf), ("index", -1), ("index", 1 << 40), ("unknowns", 3),
                            ("zero_eigenvalues", 99), ("atoms", 0), ("atoms", 17), ("state", 9)]:
            with self.subTest(name, value=value):
                (self.folder / "study.h5").write_bytes(whole)
                with h5py.File(self.folder / "study.h5", "r+") as file:
                    rows = file["starts"][name][()]
                    rows[(4,) + (0,) * (rows.ndim - 1)] = value
                    file["starts"][name][...] = rows
                for command in ("info", "resume"):
                    self.refused("start 4", command, "study.h5")
                    self.refused(f"'starts/{'eigenvalues' if name == 'unknowns' else name}'", command, "study.h5")

    def test_files_of_another_shape_than_their_configuration_are_refused(self):
        self.minimize("study.h5", "--quiet", *FEW)
        whole = (self.folder / "study.h5").read_bytes()
        for name, cut in [("position", np.s_[:, :, :2]), ("position", np.s_[:, :8]), ("position", np.s_[:3]),
                          ("eigenvalues", np.s_[:, :3])]:
            with self.subTest(name, cut=cut):
                (self.folder / "study.h5").write_bytes(whole)
                with h5py.File(self.folder / "study.h5", "r+") as file:
                    rows = file["starts"][name][()][cut]
                    del file["starts"][name]
                    file["starts"][name] = rows
                self.refused("study.h5", "info", "study.h5")

    def test_damaged_files_are_refused(self):
        self.minimize("study.h5", "--quiet", *FEW)
        whole = (self.folder / "study.h5").read_bytes()
        for damage in ("kind", "position", "energy"):
            (self.folder / "study.h5").write_bytes(whole)
            with h5py.File(self.folder / "study.h5", "r+") as file:
                rows = file["starts"][damage][()][:3]
                del file["starts"][damage]
                file["starts"][damage] = rows
            self.refused("cannot be read", "info", "study.h5")

    def test_extract_takes_the_table_and_minimizers_out(self):
        self.minimize("s.h5", "--set", "energy.preset=dcl", "--set", "latent={manifold=\"circle\"}", "--set",
                      "data.count=8", "--set", "energy.temperature=0.15", "--set", "study.starts=12")
        for name in ("t.csv", "t.json", "t.tex"):
            self.assertIn("configurations", self.succeed("extract", "s.h5", "--table", "-o", name))
        told = json.loads((self.folder / "t.json").read_text())
        with (self.folder / "t.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        with h5py.File(self.folder / "s.h5") as file:
            table, starts = file["configurations"], file["starts"]
            self.assertEqual(len(told["configurations"]), len(table["energy"]))
            for rank, (row, found) in enumerate(zip(rows, told["configurations"])):
                start = table["start"][rank]
                self.assertEqual([float(row["energy"]), found["energy"]], [starts["energy"][start]] * 2)
                self.assertEqual(row["kind"], table["kind"][rank].rstrip(b"\0").decode())
                count = len(file[f"configurations/{rank:04}/starts"])
                self.assertEqual([int(row["starts"]), found["starts"]], [count, count])
                eigenvalues = found["eigenvalues"]
                np.testing.assert_array_equal(eigenvalues, starts["eigenvalues"][start][:len(eigenvalues)])
                self.succeed("extract", "s.h5", "--minimizer", "--rank", rank, "-o", f"m{rank}.npy")
                np.testing.assert_array_equal(np.load(self.folder / f"m{rank}.npy"), starts["position"][start])
        latex = (self.folder / "t.tex").read_text()
        self.assertEqual(latex.count("minimum"), [r["kind"] for r in rows].count("minimum"))
        self.assertIn(f"${float(rows[0]['energy']):.13g}$", latex)
        for arguments, says in ((("--minimizer", "--rank", 99, "-o", "x.npy"), "--rank 99"),
                                (("--table", "-o", "x.npy"), ".csv, .json or .tex"),
                                (("--latents", "-o", "x.npy"), "a study of minimizers"),
                                (("--table", "--minimizer", "-o", "x.csv"), "give one of")):
            done = self.call("extract", "s.h5", *arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn(says, done.stderr)


if __name__ == "__main__":
    main()
