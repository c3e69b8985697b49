"""A run that was stopped goes on as if it had not been: the same datasets, bit for bit."""
import os
import re
import signal
import subprocess
import time

import h5py
import numpy as np
from program import NARROW, PROGRAM, ProgramTest, main, unsanitized

METHODS = ("euler", "rk4", "dopri5", "fehlberg78", "bulirsch_stoer", "gradient-descent")
# What tells of the call, not of the flow.
OF_THE_CALL = ("created", "argv", "overrides", "resumed")
ADAPTIVE = (*NARROW, "--set", "integrator.step=4e-3", "--set", "output.weights.spacing=steps", "--set",
            "output.weights.every=7", "--set", "output.observables.per_decade=11")


def datasets(path):
    found = {}

    def see(name, item):
        of_the_call = set(name.split("/")) & {*OF_THE_CALL, "seconds", "checkpoint", "evaluations"}
        if isinstance(item, h5py.Dataset) and not of_the_call:
            found[name] = np.asarray(item[()]).tobytes()
    with h5py.File(path) as file:
        file.visititems(see)
    return found


class Resume(ProgramTest):
    def run_to(self, name, end, *sets):
        self.succeed("run", self.config, "-o", name, "--quiet", *sets, "--set", f"stop.time={end}")
        return self.folder / name

    def refused(self, *arguments, says):
        before = {p: p.read_bytes() for p in self.folder.iterdir()}
        done = self.call("resume", *arguments)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertIn(says, done.stderr)
        self.assertEqual({p: p.read_bytes() for p in self.folder.iterdir()}, before)

    @unsanitized
    def test_a_later_end_gives_what_one_run_would_have_given(self):
        for method in METHODS:
            with self.subTest(method):
                sets = ("--force", *ADAPTIVE, "--set", f"integrator.method={method}")
                whole = self.run_to("whole.h5", 10, *sets)
                parts = self.run_to("parts.h5", 0.3, *sets)
                self.succeed("resume", parts, "--set", "stop.time=3", "--quiet")
                self.assertIn("goes on from t", self.succeed("resume", parts, "--set",
                                                             "stop.time=10"))
                self.assertEqual(datasets(parts), datasets(whole))
                self.succeed("compare", parts)

    def test_a_bdf_flow_is_restarted_and_says_so(self):
        part = self.run_to("part.h5", 1)
        self.assertIn("a restart, bdf keeps no history",
                      self.succeed("resume", part, "--set", "stop.time=100"))
        whole = self.run_to("whole.h5", 100)
        self.assertNotEqual(datasets(part), datasets(whole))
        with h5py.File(part) as a, h5py.File(whole) as b:
            self.assertEqual(a["parameters/particle/restarts"][()], 1)
            self.assertEqual(b["parameters/particle/restarts"][()], 0)
            path = "observables/network/energy/value"
            np.testing.assert_allclose(a[path][:], b[path][:], atol=1e-5)
            self.assertIn(b"resume", a["parameters/resumed"][()])
        self.succeed("compare", part)

    def seconds(self, path, flow):
        with h5py.File(path) as file:
            kinds = {kind: value[()] for kind, value in file[f"parameters/{flow}/seconds"].items()}
        return kinds.pop("total"), kinds

    def test_what_the_time_went_to_adds_up_over_parts(self):
        part = self.run_to("part.h5", 1)
        first, kinds = self.seconds(part, "network")
        self.assertGreater(min(kinds[k] for k in ("energy", "network", "jacobian", "measures", "output")), 0)
        self.assertLessEqual(sum(kinds.values()), first)
        self.succeed("resume", part, "--set", "stop.time=100", "--quiet")
        both, later = self.seconds(part, "network")
        self.assertGreater(both, first)
        self.assertLessEqual(sum(later.values()), both)
        for kind in kinds:
            self.assertGreaterEqual(later[kind], kinds[kind], kind)

    def test_a_file_that_does_not_count_seconds_goes_on(self):
        part = self.run_to("part.h5", 1)
        with h5py.File(part, "r+") as file:
            for flow in ("particle", "network"):
                del file[f"parameters/{flow}/seconds"]
        self.succeed("resume", part, "--set", "stop.time=10", "--quiet")
        self.succeed("compare", part)

    def test_an_older_file_without_forms_goes_on_and_on(self):
        # Networks on the sphere had outputs of any length alone, and files did not say so.
        rng = np.random.default_rng(3)
        np.savetxt(self.folder / "points.csv", rng.normal(size=(8, 2)), delimiter=",")
        self.config = self.write("older.toml", """\
data = { kind = "csv", file = "points.csv" }
latent = { manifold = "sphere", dim = 3 }
energy = { preset = "simclr", temperature = 0.5 }
[[flow]]
kind = "network"
widths = [10]
form = "normalised"
""")
        part = self.run_to("older.h5", 1)
        whole = datasets(self.run_to("whole.h5", 3))
        with h5py.File(part, "r+") as file:
            for name in ("config", "resolved"):
                text = file[f"parameters/{name}"][()].decode()
                kept = [line for line in text.splitlines(True) if not line.strip().startswith("form")]
                self.assertEqual(len(kept), len(text.splitlines()) - 1)
                del file[f"parameters/{name}"]
                file[f"parameters/{name}"] = np.bytes_("".join(kept))
        for end in (2, 3):
            self.succeed("compare", part)
            self.succeed("resume", part, "--set", f"stop.time={end}", "--quiet")
        self.succeed("compare", part)
        self.assertEqual(datasets(part).keys(), whole.keys())

    def resumed_with(self, part, end, **environment):
        """What a resume to a later end says on standard error, and the record of resumes."""
        done = self.call("resume", part, "--quiet", "--set", f"stop.time={end}",
                         env={**os.environ, "SIMCLR_FLOW_SIMD": "", **environment})
        self.assertEqual(done.returncode, 0, done.stderr)
        with h5py.File(part) as file:
            return done.stderr, file["parameters/resumed"][()].rstrip(b"\0").decode().splitlines()

    def test_another_arithmetic_is_said_and_noted(self):
        part = self.run_to("part.h5", 1, "--set", "integrator.method=dopri5")
        with h5py.File(part) as file:
            widest = re.search("kernel sums by (.*)", file["parameters/versions"][()].decode())[1]
        for end, threads in ((2, "1"), (3, "2"), (4, "")):
            told, noted = self.resumed_with(part, end, SIMCLR_FLOW_THREADS=threads)
            self.assertEqual(told, "")
            self.assertNotIn("before", noted[-1])
        if widest == "baseline":
            self.skipTest("this processor has one instruction set")
        told, noted = self.resumed_with(part, 9, SIMCLR_FLOW_SIMD="baseline")
        change = f"kernel sums by baseline (before: {widest})"
        self.assertIn(change, told)
        self.assertIn("part.h5", told)
        self.assertEqual([change in line for line in noted], [False] * 3 + [True])
        # A flow that is done goes on with nothing: nothing is lost.
        done = self.call("resume", part, "--quiet", env={**os.environ, "SIMCLR_FLOW_SIMD": "baseline"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_other_libraries_and_commits_are_said(self):
        part = self.run_to("part.h5", 1, "--set", "integrator.method=dopri5")
        with h5py.File(part) as file:
            commit = file["parameters/commit"][()]
        other, content = self.folder / "other.h5", part.read_bytes()
        for old, new, says in ((b"C library glibc 2", b"C library glibc 1", "(before: glibc 1"),
                               (b"OpenBLAS 0", b"OpenBLAS 9", "(before: 9"),
                               (commit, b"0" * len(commit), f"(before: {'0' * len(commit)})"),
                               (b"HDF5 1", b"HDF5 2", ""), (b"zlib 1", b"zlib 2", "")):  # of how numbers are stored
            with self.subTest(old):
                self.assertIn(old, content)
                other.write_bytes(content.replace(old, new))
                told, noted = self.resumed_with(other, 2)
                self.assertIn(says, told)
                self.assertIn(says, noted[-1])
                self.assertEqual(bool(says), bool(told))

    def test_a_finished_run_stays_as_it_is(self):
        done = self.run_small()
        before = datasets(done)
        self.succeed("resume", done)
        self.assertEqual(datasets(done), before)

    def test_stopping_rules_end_with_their_reason(self):
        for rule, reason in (("stop.steps=20", "took 20 steps"),
                             ("stop.gradient_norm=1e-3", "is at most 0.001"),
                             ("stop.plateau={drop=1e-6, steps=3}", "over each of 3 steps")):
            with self.subTest(rule):
                out = self.run_small("stop.h5", "--force", "--set", rule)
                with h5py.File(out) as file:
                    self.assertEqual(file["parameters/particle/status"][()].rstrip(b"\0"), b"done")
                    self.assertIn(reason, file["parameters/particle/reason"][()].decode())
                self.succeed("compare", out)
        self.succeed("resume", out, "--set", "stop.plateau.drop=0")
        with h5py.File(out) as file:
            self.assertEqual(file["particles/particle/position/time"][-1], 100)

    @unsanitized
    def test_a_rule_that_held_holds_after_a_resume(self):
        for rule in ("stop.steps=20", "stop.gradient_norm=1e-2",
                     "stop.plateau={drop=1e-6, steps=3}"):
            with self.subTest(rule):
                sets = ("--force", "--set", rule, "--set", "integrator.method=dopri5")
                whole, part = self.run_to("whole.h5", 200, *sets), self.run_to("part.h5", 100, *sets)
                self.succeed("resume", part, "--set", "stop.time=200")
                self.assertEqual(datasets(part), datasets(whole))

    def test_an_end_between_two_doubles_is_passed(self):
        spaced = ("--set", 'output.frames={spacing="linear", interval=0.3}')
        part = self.run_to("part.h5", 0.9, *spaced)  # 3 times .3 is just below .9
        self.succeed("resume", part, "--set", "stop.time=1.8")
        self.succeed("compare", part)

    def test_a_signal_while_rows_are_measured_loses_none(self):
        many = ("--set", "data.per_class=120", "--set", "integrator.method=dopri5", "--set",
                "flow.1.widths=[2]", "--set", "integrator.rtol=1e-4")
        begin = time.monotonic()
        whole = self.run_to("whole.h5", 0.2, *many)
        duration = time.monotonic() - begin
        for k in range(6):
            process = subprocess.Popen([PROGRAM, "run", self.config, "-o", "part.h5", "--force",
                                        "--quiet", *many, "--set", "stop.time=0.2"],
                                       cwd=self.folder)
            while process.poll() is None and not (self.folder / "part.h5").exists():
                time.sleep(0.01)
            time.sleep(duration * k / 6)
            process.send_signal(signal.SIGINT)
            self.assertIn(process.wait(60), (0, 3))
            self.succeed("resume", "part.h5", "--quiet")
            self.assertEqual(datasets(self.folder / "part.h5"), datasets(whole))
            (self.folder / "part.h5").unlink()

    def test_an_interrupted_run_agrees_whatever_its_cadences(self):
        long = ("--set", "integrator.method=rk4", "--set", "integrator.step=1e-4")
        process = subprocess.Popen([PROGRAM, "run", self.config, "-o", "cut.h5",
                                    "--quiet", *long, "--set", "output.checkpoint=0.01",
                                    "--set", "output.observables.per_decade=40"],
                                   cwd=self.folder)
        end = time.monotonic() + 60
        while not (self.folder / "cut.h5").exists() and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 3)
        self.succeed("compare", "cut.h5")

    def test_a_wall_clock_limit_is_exit_3(self):
        long = ("--set", "integrator.method=rk4", "--set", "integrator.step=1e-5")
        done = self.call("run", self.config, "-o", "wall.h5", *long, "--set", "stop.wall_time=0.2")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("the wall-clock limit of 0.2 s was reached", done.stdout)

    def test_a_file_in_chunks_is_refused_until_it_is_in_one_piece(self):
        self.run_to("chunks.h5", 5)
        for path in ("observables/particle/energy/value", "parameters/particle/checkpoint"):
            with self.subTest(path), h5py.File(self.folder / "chunks.h5", "r+") as file:
                old = file[path]
                values, attributes = old[()], {k: v for k, v in old.attrs.items() if k != "DIMENSION_LIST"}
                del file[path]
                file.create_dataset(path, data=values, chunks=values.shape, compression=1).attrs.update(attributes)
            told = self.call("resume", "chunks.h5", "--set", "stop.time=6")
            self.assertEqual(told.returncode, 2, told.stderr)
            self.assertIn("h5repack -f NONE -l CONTI", told.stderr)
            self.run_to("chunks.h5", 5, "--force")

    def test_only_the_end_may_change(self):
        out = self.run_small()
        for key in ("energy.temperature=0.3", "seed=2", "integrator.rtol=1e-3",
                    "output.frames.per_decade=7", "flow.0.name=x"):
            self.refused(out, "--set", key, says="may change stop and output.checkpoint only")
        self.refused(out, "--set", "stop.time=1", says="an end may only move to later times")
        self.refused(self.config, says="is not an HDF5 file")
        self.refused("none.h5", says="does not exist")
        counted = self.run_small("counted.h5", "--set",
                                 'output.frames={spacing="linear", count=5}')
        self.refused(counted, "--set", "stop.time=200", says="space them by `interval`")

    def test_a_file_of_the_former_version_is_read_and_not_gone_on_with(self):
        out = self.run_to("former.h5", 1)
        bytes_of_file = out.read_bytes()
        self.assertIn(b"SCFSLOT5", bytes_of_file)
        out.write_bytes(bytes_of_file.replace(b"SCFSLOT5", b"SCFSLOT4"))
        self.refused(out, "--set", "stop.time=2", says="are of version 4")
        self.assertIn("frames committed", self.succeed("info", out))
        self.succeed("compare", out)
        self.succeed("extract", out, "--latents", "--flow", "particle", "-o", "latents.npy")

    def test_a_file_without_a_text_is_refused_by_its_name(self):
        out = self.run_to("lacking.h5", 1)
        content = out.read_bytes()
        for text in ("versions", "commit", "config", "resolved", "overrides", "data_source"):
            with self.subTest(text):
                out.write_bytes(content)
                with h5py.File(out, "r+") as file:
                    del file[f"parameters/{text}"]
                self.refused(out, "--set", "stop.time=2",
                             says=f"'{out}' has no dataset 'parameters/{text}'")

    def test_a_file_has_one_writer(self):
        process = subprocess.Popen([PROGRAM, "run", self.config, "-o", "long.h5", "--quiet",
                                    "--set", "integrator.method=rk4", "--set",
                                    "integrator.step=1e-5"], cwd=self.folder)
        self.addCleanup(process.kill)
        while not (self.folder / "long.h5").exists():
            time.sleep(0.05)
        second = self.call("resume", "long.h5")
        self.assertEqual(second.returncode, 2, second.stderr)
        self.assertIn("is being written by another program", second.stderr)
        process.send_signal(signal.SIGUSR1)
        self.assertEqual(process.wait(60), 3)


if __name__ == "__main__":
    main()
