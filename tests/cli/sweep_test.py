"""A sweep is its points' single runs; it goes on after kills, in shards, and past points that fail."""
import csv
import fcntl
import json
import signal
import subprocess
import time

import h5py
import numpy as np
from ensemble_test import begun, datasets
from program import PROGRAM, ProgramTest, main, unsanitized

TINY = """\
title = "tiny"
[data]
kind = "none"
count = 4
[initial]
spread = 0.3
[energy]
preset = "simclr"
[integrator]
method = "rk4"
step = 0.05
[stop]
time = 1
[output]
frames = { first = 0.1, per_decade = 3 }
[[flow]]
kind = "particle"
"""
GRID = ("--over", "energy.temperature=logspace(0.01,1,3)", "--over", "data.count=4:6")
TEMPERATURES, COUNTS = ("0.01", "0.1", "1"), ("4", "5", "6")
SLOW = ("--over", "energy.temperature=0.1,1", "--over", "data.count=4,5", "--set", "integrator.step=4e-5", "--set",
        "output.checkpoint=0.02")


def table(folder):
    with (folder / "table.csv").open(newline="") as file:
        return list(csv.DictReader(file))


class SweepTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.config = self.write("tiny.toml", TINY)

    def sweep(self, name="out", *arguments, grid=GRID, code=0):
        done = self.call("sweep", self.config, *grid, "-o", name, *arguments)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return self.folder / name, done

    def files(self, folder):
        """Names, inodes, times and contents."""
        return {p.name: (p.stat().st_ino, p.stat().st_mtime_ns, p.read_bytes()) for p in folder.iterdir()}


class Sweeps(SweepTest):
    def test_points_are_the_single_runs_of_the_product(self):
        folder, done = self.sweep()
        self.assertEqual(sorted(p.name for p in folder.iterdir()),
                         [f"{k:04}.h5" for k in range(9)] + ["manifest.json", "table.csv"])
        expected = [(t, n) for t in TEMPERATURES for n in COUNTS]
        self.assertEqual([(r["energy.temperature"], r["data.count"]) for r in table(folder)], expected)
        manifest = json.loads((folder / "manifest.json").read_text())
        self.assertEqual([(p["index"], p["output"]) for p in manifest["points"]],
                         [(k, f"{k:04}.h5") for k in range(9)])
        self.assertEqual([tuple(map(str, p["values"].values())) for p in manifest["points"]], expected)
        self.assertEqual(manifest["config"]["text"], TINY)
        for k, (temperature, count) in enumerate(expected):
            self.succeed("run", self.config, "-o", "single.h5", "--quiet", "--force", "--set",
                         f"energy.temperature={temperature}", "--set", f"data.count={count}")
            self.assertEqual(datasets(folder / f"{k:04}.h5"), datasets(self.folder / "single.h5"))
            self.assertIn(f"{k:04}  energy.temperature={temperature}, data.count={count}: done", done.stdout)
        self.assertIn("9 done, 0 failed, 0 open", self.succeed("info", folder))

    def test_the_table_is_what_the_files_say(self):
        self.config = self.write("discs.toml", TINY.replace('"none"\ncount = 4', '"discs"\nper_class = 2')
                                 + '[[flow]]\nkind = "network"\nwidths = [4]\n')
        folder, done = self.sweep(grid=("--over", "energy.preset=[\"simclr\", \"nt-xent\"]", "--over", "seed=1,2"))
        rows = table(folder)
        self.assertEqual([r["energy.preset"] for r in rows], ["simclr", "simclr", "nt-xent", "nt-xent"])
        for row in rows:
            with h5py.File(folder / f"{int(row['index']):04}.h5") as file:
                for flow in ("particle", "network"):
                    self.assertEqual((row["state"], row[f"{flow}.status"]), ("done", "done"))
                    for name in ("energy", "energy_gap", "eta2", "knn_accuracy"):
                        series = file.get(f"observables/{flow}/{name}/value")
                        told = row[f"{flow}.{name}"]
                        self.assertEqual(float(told) if told else None, series and series[-1])
                        self.assertIn(f"{float(told):.4g}" if told else "", done.stdout)
        self.assertEqual([bool(r["particle.energy_gap"]) for r in rows], [True, True, False, False])

    @unsanitized
    def test_times_of_clusters_are_those_of_compare(self):
        flows = '[[flow]]\nkind = "network"\nactivation = "tanh"\nwidths = [20]\n'
        self.config = self.write("discs.toml", TINY.replace('"none"\ncount = 4', '"discs"\nper_class = 4').replace(
            "time = 1", "time = 1e4").replace('"rk4"\nstep = 0.05', '"bdf"') + flows)
        folder, _ = self.sweep(grid=("--over", "data.radius=0.1,0.2"))
        formed = 0
        for row in table(folder):
            report = json.loads(self.call("compare", folder / f"{int(row['index']):04}.h5", "--json").stdout)
            flow, = (flow for flow in report["flows"] if flow["name"] == "network")
            for name in ("t_form", "t_break"):
                check, = (check for check in flow["checks"] if check["id"] == name)
                told, after = row[f"network.{name}"], row[f"network.{name}_after"]
                self.assertEqual(None if told == "never" else float(told), check["measured"])
                if told == "never":
                    self.assertEqual(after, "")
                    continue
                formed += 1
                with h5py.File(folder / f"{int(row['index']):04}.h5") as file:
                    time = file["observables/network/ari/time"][:]
                    self.assertEqual(float(after), time[np.searchsorted(time, float(told)) - 1])
        self.assertGreater(formed, 1)

    def test_seeds_are_taken_together_and_absent_times_are_told(self):
        self.config = self.write("discs.toml", TINY.replace('"none"\ncount = 4', '"discs"\nper_class = 4'))
        folder, done = self.sweep(grid=("--over", "energy.temperature=0.2,0.5", "--over", "seed=1:3"))
        rows = table(folder)
        self.assertEqual({(r["particle.t_form"], r["particle.t_break"]) for r in rows}, {("never", "never")})
        with (folder / "repetitions.csv").open(newline="") as file:
            together = list(csv.DictReader(file))
        self.assertEqual([r["energy.temperature"] for r in together], ["0.2", "0.5"])
        for row in together:
            energies = [float(r["particle.energy"]) for r in rows
                        if r["energy.temperature"] == row["energy.temperature"]]
            self.assertAlmostEqual(float(row["particle.energy.mean"]), np.mean(energies), delta=1e-14)
            self.assertAlmostEqual(float(row["particle.energy.sd"]), np.std(energies, ddof=1), delta=1e-14)
            self.assertEqual((row["particle.energy.n"], row["particle.t_form.never"], row["state"]),
                             ("3", "3", "done"))
        self.assertIn("over seeds:", done.stdout)

    def test_a_restart_leaves_what_is_done(self):
        folder, _ = self.sweep()
        first = self.files(folder)
        _, done = self.sweep("out", "--over", "data.count=4,5,6", grid=GRID[:2])  # the same values
        again = self.files(folder)
        self.assertIn("; 0 to do", done.stdout)
        self.assertEqual({k: v for k, v in again.items() if k != "table.csv"},
                         {k: v for k, v in first.items() if k != "table.csv"})
        self.assertEqual(first["table.csv"][2], again["table.csv"][2])
        (folder / "0004.h5").unlink()
        (folder / "table.csv").unlink()
        _, done = self.sweep()
        self.assertIn("; 1 to do", done.stdout)
        third = self.files(folder)
        self.assertEqual({k for k in third if third[k][:2] != first[k][:2]}, {"0004.h5", "table.csv"})
        self.assertEqual(third["table.csv"][2], first["table.csv"][2])

    def test_shards_are_the_whole(self):
        whole, _ = self.sweep("whole")
        folder, done = self.sweep("parts", "--shard", "2/2")
        self.assertIn("shard 2/2: 4 points; 4 to do", done.stdout)
        self.assertEqual([r["state"] for r in table(folder)], ["open", "done"] * 4 + ["open"])
        self.assertEqual(sorted(p.name for p in folder.glob("*.h5")), [f"{k:04}.h5" for k in (1, 3, 5, 7)])
        self.assertIn("4 done, 0 failed, 5 open", self.succeed("info", folder))
        self.sweep("parts", "--shard", "1/2")
        self.assertEqual((folder / "table.csv").read_bytes(), (whole / "table.csv").read_bytes())
        for k in range(9):
            self.assertEqual(datasets(folder / f"{k:04}.h5"), datasets(whole / f"{k:04}.h5"))

    def test_shards_at_the_same_time_make_one_table(self):
        whole, _ = self.sweep("whole")
        for attempt in range(3):
            name = f"parts{attempt}"
            parts = [subprocess.Popen([PROGRAM, "sweep", self.config, *GRID, "-o", name, "--quiet", "--shard",
                                       f"{i}/4"], cwd=self.folder) for i in (1, 2, 3, 4)]
            self.assertEqual([part.wait(60) for part in parts], [0] * 4)
            self.assertEqual((self.folder / name / "table.csv").read_bytes(), (whole / "table.csv").read_bytes())
            self.assertEqual(sorted(p.name for p in (self.folder / name).iterdir()),
                             sorted(p.name for p in whole.iterdir()))

    def test_check_builds_every_point(self):
        folder, _ = self.sweep("out", "--command", "check")
        text = self.succeed("check", self.config, "--set", "energy.temperature=0.1", "--set", "data.count=6")
        self.assertTrue(text.startswith((folder / "0005.toml").read_text()))
        self.sweep("out", "--command", "check")
        (folder / "0005.toml").write_text("title = 'mine'\n")
        _, done = self.sweep("out", "--command", "check", code=1)
        self.assertIn("0005.toml' is another configuration than its point's", done.stderr)
        self.assertEqual((folder / "0005.toml").read_text(), "title = 'mine'\n")

    def test_long_tables_are_told_in_part(self):
        _, done = self.sweep(grid=("--over", "seed=1:53",), code=0)
        self.assertIn("... and 3 more, see out/table.csv", done.stdout)
        self.assertNotIn("\n   50  ", done.stdout)
        self.assertIn("\n   49  ", done.stdout)
        self.assertEqual(len(table(self.folder / "out")), 53)

    def test_a_configuration_that_changes_under_the_sweep_does_not_matter(self):
        process = subprocess.Popen([PROGRAM, "sweep", self.config, *GRID, "-o", "out"], cwd=self.folder,
                                   stdout=subprocess.PIPE, text=True)
        process.stdout.readline()
        self.config.write_text(TINY.replace("spread = 0.3", "spread = 0.1"))
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        with h5py.File(self.folder / "out/0008.h5") as file:
            self.assertEqual(file["parameters/config"][()].rstrip(b"\0").decode(), TINY)


class Failures(SweepTest):
    # data.count = 1 parses, and cannot be built; so many steps are too few for the first step size.
    GRID = ("--over", "data.count=1,4", "--over", "integrator.step=0.01,0.1", "--set", "integrator.max_steps=20")

    def test_failures_are_listed_and_the_sweep_goes_on(self):
        folder, done = self.sweep(grid=self.GRID, code=1)
        self.assertEqual([r["state"] for r in table(folder)], ["failed", "failed", "failed", "done"])
        listed = [line for line in done.stderr.splitlines() if line.startswith("simclr-flow: point ")]
        self.assertEqual(len(listed), 3)
        self.assertIn("point 0 (data.count=1, integrator.step=0.01) failed: ", listed[0])
        self.assertIn("[data] gives 1 data point", listed[0])
        self.assertIn("flow 'particle': 20 steps reached", listed[2])
        self.assertIn("20 steps reached", (folder / "0002.failed.txt").read_text())
        self.assertFalse((folder / "0003.failed.txt").exists())
        info = self.succeed("info", folder)
        self.assertIn("1 done, 3 failed, 0 open", info)
        self.assertIn("failed   0002 (data.count=4, integrator.step=0.01): flow 'particle': 20 steps", info)

    def test_a_failed_point_is_tried_again(self):
        self.config = self.write("file.toml", TINY.replace('"none"\ncount = 4', '"csv"\nfile = "a.csv"'))
        grid = ("--over", "seed=1,2", "--over", "data.file=a.csv,b.csv")
        self.write("a.csv", "0,0\n1,0\n0,1\n")
        folder, done = self.sweep(grid=grid, code=1)
        self.assertEqual([r["state"] for r in table(folder)], ["done", "failed"] * 2)
        self.assertIn("b.csv", (folder / "0001.failed.txt").read_text())
        before = self.files(folder)
        self.write("b.csv", "0,0\n1,0\n0,1\n")
        _, done = self.sweep("out", grid=grid)
        self.assertIn("; 2 to do", done.stdout)
        self.assertEqual([r["state"] for r in table(folder)], ["done"] * 4)
        self.assertFalse(list(folder.glob("*.failed.txt")))
        self.assertEqual(self.files(folder)["0000.h5"], before["0000.h5"])

    def test_files_of_others_are_left_alone(self):
        folder, _ = self.sweep()
        (folder / "0001.h5").write_text("precious")
        self.succeed("run", self.config, "-o", "other.h5", "--quiet")
        (self.folder / "other.h5").rename(folder / "0002.h5")
        (folder / "0003.h5").write_bytes((folder / "0004.h5").read_bytes())
        before = self.files(folder)
        _, done = self.sweep(code=1)
        self.assertIn("0001.h5' is not an HDF5 file", done.stderr)
        self.assertIn("0002.h5' is a run with other --set options than its point's", done.stderr)
        self.assertIn("0003.h5' is a run with other --set options than its point's", done.stderr)
        after = self.files(folder)
        self.assertEqual({name: after[name] for name in before if name.endswith(".h5")},
                         {name: before[name] for name in before if name.endswith(".h5")})


class Interruptions(SweepTest):
    def begin(self, name, *arguments, points=2):
        """A slow sweep of which so many points are there, the last of them begun."""
        process = subprocess.Popen([PROGRAM, "sweep", self.config, *SLOW, "-o", name, "--quiet", *arguments],
                                   cwd=self.folder, stderr=subprocess.PIPE, text=True)
        last = self.folder / name / f"{points - 1:04}.h5"
        deadline = time.monotonic() + 60
        while not begun(last) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.01)
        self.assertTrue(begun(last))
        return process, last

    def status(self, path):
        with h5py.File(path, locking=False) as file:
            return file["parameters/particle/status"][()].rstrip(b"\0").decode()

    def goes_on(self, last):
        """The sweep resumes the begun point, does the rest, and is the undisturbed one."""
        folder, done = self.sweep("out", grid=SLOW)
        self.assertIn("; 3 to do", done.stdout)
        with h5py.File(last) as file:
            self.assertIn("parameters/resumed", file)
            self.assertEqual(len(file["parameters/resumed"][()].rstrip(b"\0").splitlines()), 1)
        table, runs = self.undisturbed()
        self.assertEqual((folder / "table.csv").read_bytes(), table)
        for k in range(4):
            self.assertEqual(datasets(folder / f"{k:04}.h5"), runs[k])

    def undisturbed(self):
        """The table and the runs, made once for all tests of the class."""
        if "whole" not in self.kept:
            whole, _ = self.sweep("whole", grid=SLOW)
            self.kept["whole"] = ((whole / "table.csv").read_bytes(),
                                  [datasets(whole / f"{k:04}.h5") for k in range(4)])
        return self.kept["whole"]

    @unsanitized
    def test_a_killed_sweep_goes_on_to_the_same_table(self):
        process, last = self.begin("out")
        process.kill()
        process.communicate()
        self.assertEqual(self.status(last), "running")
        self.assertIn("1 done, 0 failed, 3 open, 1 of them begun", self.succeed("info", "out"))
        self.goes_on(last)

    def test_a_signal_ends_the_sweep_with_exit_3_to_go_on(self):
        process, last = self.begin("out")
        process.send_signal(signal.SIGTERM)
        told = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 3)
        self.assertIn("1 of 4 points are done; the same command goes on", told)
        self.assertEqual(self.status(last), "interrupted")
        self.assertEqual([r["state"] for r in table(self.folder / "out")], ["done", "unfinished"] + ["open"] * 2)
        self.assertFalse(list((self.folder / "out").glob("*.failed.txt")))
        self.goes_on(last)

    def test_wall_time_ends_the_sweep_too(self):
        folder, done = self.sweep("out", "--set", "stop.wall_time=0.02", grid=SLOW, code=3)
        self.assertIn("the same command goes on", done.stderr)
        self.assertEqual(sorted(p.name for p in folder.glob("*.h5")), ["0000.h5"])

    def test_overlapping_shards_are_refused_while_they_run(self):
        process, last = self.begin("out", "--shard", "1/3", points=1)
        for shard in ("1/3", "1/1", "2/2"):
            _, done = self.sweep("out", "--shard", shard, grid=SLOW, code=2)
            self.assertIn(f"another process works on shard 1/3, which has points of shard {shard}", done.stderr)
        process.kill()
        process.communicate()
        self.assertTrue((self.folder / "out/.shard-1-of-3.lock").exists())
        self.sweep("out", "--shard", "1/1", grid=SLOW)
        self.assertFalse(list((self.folder / "out").glob(".*")))

    def test_the_table_waits_for_the_lock_of_the_folder(self):
        folder, _ = self.sweep()
        (folder / "table.csv").unlink()
        with (folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            process = subprocess.Popen([PROGRAM, "sweep", self.config, *GRID, "-o", "out", "--quiet"], cwd=self.folder)
            with self.assertRaises(subprocess.TimeoutExpired):
                process.wait(0.5)
            self.assertFalse((folder / "table.csv").exists())
        self.assertEqual(process.wait(60), 0)
        self.assertTrue((folder / "table.csv").exists())


class BadSweeps(SweepTest):
    def refused(self, *arguments, says, into="out", grid=GRID):
        before = {p: p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}
        _, done = self.sweep(into, *arguments, grid=grid, code=2)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertIn(says, done.stderr)
        self.assertEqual({p: p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}, before)

    def test_bad_sweeps_are_refused_and_nothing_is_written(self):
        for grid, says in {
                (): "at least one --over",
                ("--over", "energy.temperature=logspace(0,1,3)"): "a = 0 is not above 0",
                ("--over", "energy.temprature=1,2"): "tiny.toml with --set: unknown key 'temprature' in [energy], did you mean 'temperature'?",
                ("--over", "energy.temprature=1,1.5"): "point 0 (energy.temprature=1): ",
                ("--over", "energy.preset=simclr,nt-xnt"): "point 1 (energy.preset=nt-xnt)",
                ("--over", "data.count=4,5.5"): "point 1 (data.count=5.5)",
                ("--over", "data.count=4,5", "--over", "data.count=6,7"): "the key has an axis already",
                ("--over", "data.count=4,5", "--set", "data.count=6"): "gives the key its values",
                ("--over", "data.count=4:1000", "--over", "seed=1:1000"): "more than 100000 points",
                ("--over", "seeds=[[1, 2], [3, 4]]"): "sweep over `seed` instead",
                (*GRID, "--shard", "0/2"): "--shard 0/2: must be i/n with 1 <= i <= n",
                (*GRID, "--command", "compare"): "--command compare: a sweep cannot do that at its points; "
                "allowed: run, minimize, check"}.items():
            with self.subTest(grid):
                self.refused(grid=grid, says=says)
                self.assertFalse((self.folder / "out").exists())
        self.refused(into="no/such", says="a sweep needs a folder here")
        self.refused(into="tiny.toml", says="a sweep needs a folder here")
        self.refused(into=".", says="but no manifest.json: it is no sweep")

    def test_another_sweep_in_the_folder_is_refused(self):
        self.sweep()
        says = "holds another sweep: "
        self.refused(grid=(*GRID[:2], "--over", "data.count=4:7"), says=says + "its axes are --over energy.temp")
        self.refused(grid=(*GRID[2:], *GRID[:2]), says=says + "its axes are")
        self.refused("--set", "seed=2", says=says + "it has no --set, not --set seed=2")
        self.refused("--command", "check", says=says + "its command is 'run', not 'check'")
        self.write("tiny.toml", TINY.replace("spread = 0.3", "spread = 0.4"))
        self.refused(says=says + "line 6 of its configuration is 'spread = 0.3', not 'spread = 0.4'")
        self.write("tiny.toml", TINY + "# more\n")
        self.refused(says=says + "line 18 of its configuration is '', not '# more'")

    def test_a_damaged_manifest_is_refused(self):
        folder, _ = self.sweep()
        for damage in ("", "{}", '{"schema": "2.0"}', "[1]"):
            (folder / "manifest.json").write_text(damage)
            self.refused(says="manifest.json' is no manifest of a sweep: ")
            self.assertEqual(self.call("info", "out").returncode, 2)


if __name__ == "__main__":
    main()
