"""`compare` exits 5 on a file that was tampered with, and names what differs."""
import json
import shutil

import h5py
import numpy as np
from program import NARROW, ProgramTest, main


def scale(path, factor, rows=slice(None)):
    def tamper(file):
        file[path][rows] = file[path][rows] * factor
    return tamper


def add(path, amount):
    def tamper(file):
        file[path][:] = file[path][:] + amount
    return tamper


def replace_text(path, old, new):
    def tamper(file):
        text = file[path][()].decode()
        assert old in text
        data = text.replace(old, new).encode()
        del file[path]
        file.create_dataset(path, data=data, dtype=h5py.string_dtype("utf-8", len(data)))
    return tamper


def remove(path):
    def tamper(file):
        del file[path]
    return tamper


def below_the_minimum(file):
    file["observables/particle/energy/value"][-1] = file["theory/minimum_energy"][()] - 1e-3
    file["observables/particle/energy_gap/value"][-1] = -1e-3


def rising_energy(file):
    energy = file["observables/network/energy/value"]
    energy[4] = energy[3] + 1e-3


def both_temperatures(file):
    replace_text("parameters/config", "temperature = 0.2", "temperature = 0.3")(file)
    replace_text("parameters/resolved", "temperature = 0.2", "temperature = 0.3")(file)


def swap_angles(file):
    angle = file["particles/particle/angle/value"]
    row = angle[5]
    row[[0, 7]] = row[[7, 0]]
    angle[5] = row
    file["particles/particle/position/value"][5] = np.stack([np.cos(row), np.sin(row)], axis=1)


def rotate_frame(file):
    angle = file["particles/particle/angle/value"][5] + 0.3
    file["particles/particle/angle/value"][5] = angle
    file["particles/particle/position/value"][5] = np.stack([np.cos(angle), np.sin(angle)], axis=1)


def withhold_frames(file):
    for track in ("frames", "observables"):
        file[f"parameters/particle/committed/{track}"][()] = 4


def add_series(name, track):
    """One more series among the observables, in the rows of a track of its own or of another's."""
    def tamper(file):
        energy = file["observables/particle/energy"]
        series = file.create_group(f"observables/particle/{name}")
        for part in ("value", "step", "time"):
            series[part] = energy[part][:]
        committed = file["parameters/particle/committed"]
        if track:
            series.attrs["counter"] = np.bytes_(track)
        if track and track not in committed:
            committed[track] = len(energy["value"])
    return tamper


def negate_dissipation(file):
    file["observables/network/dissipation/value"][3] *= -1


class Tampering(ProgramTest):
    # what was done to the file, and the check that must see it
    CASES = {
        "one energy": (scale("observables/particle/energy/value", 1 + 1e-8, 4), "energy"),
        "network energies": (scale("observables/network/energy/value", 0.5), "energy"),
        "one gap": (scale("observables/network/energy_gap/value", 1.001, 2), "gap"),
        "gradient halved": (scale("observables/particle/gradient_norm/value", 0.5), "gradient"),
        "dissipation": (scale("observables/particle/dissipation/value", 0.5), "dissipation"),
        "negative dissipation": (negate_dissipation, "dissipation"),
        "one position": (scale("particles/particle/position/value", 0.99, (3, 2)), "manifold"),
        "one angle": (scale("particles/network/angle/value", 1.001, (3, 2)), "angle"),
        "a NaN angle": (scale("particles/network/angle/value", float("nan"), (3, 2)), "frames"),
        "times halved": (scale("particles/network/position/time", 0.5), "frames"),
        "frames withheld": (withhold_frames, "frames"),
        "one frame rotated": (rotate_frame, "mean"),
        "two particles swapped": (swap_angles, "order"),
        "temperature, verbatim": (replace_text("parameters/config", "temperature = 0.2",
                                               "temperature = 0.3"), "configuration"),
        "temperature, resolved": (replace_text("parameters/resolved", "temperature = 0.2",
                                               "temperature = 0.3"), "energy"),
        "temperature, both": (both_temperatures, "energy"),
        "minimum": (scale("theory/minimum_energy", 0.9, ()), "minimum"),
        "ari": (scale("observables/particle/ari/value", 0.5), "measures"),
        "alignment": (add("observables/particle/alignment/value", 1e-8), "measures"),
        "eta2": (scale("observables/network/eta2/value", 1 - 1e-7, -1), "measures"),
        "knn_accuracy": (scale("observables/network/knn_accuracy/value", 0.9, -1), "measures"),
        "probe_accuracy": (add("observables/network/probe_accuracy/value", 0.1), "measures"),
        "margin": (add("observables/network/margin/value", 1e-6), "measures"),
        "within_over_between": (scale("observables/network/within_over_between/value", 1.001),
                                "measures"),
        "simplex_deviation": (add("observables/network/simplex_deviation/value", 1e-6), "measures"),
        "uniformity": (scale("observables/network/uniformity/value", 1.01), "measures"),
        "an energy below the minimum": (below_the_minimum, "bound"),
        "a rising energy": (rising_energy, "monotone"),
        "a missing flow": (remove("parameters/network"), "flow-stored"),
        "missing angles": (remove("particles/network/angle"), "frames"),
        "a missing observable": (remove("observables/network/eta2"), "frames"),
        "a foreign observable": (add_series("foreign", None), "frames"),
        "a foreign track": (add_series("foreign", "x"), "frames"),
        "a foreign series of frames": (add_series("foreign", "frames"), "frames"),
        "a foreign series of a kernel": (add_series("foreign", "kernel"), "frames"),
        "time reversed": (scale("particles/particle/position/time", -1), "frames"),
        "a NaN": (scale("observables/particle/energy/value", float("nan"), 4), "frames"),
    }

    def differing(self, path):
        done = self.call("compare", path, "--json")
        report = json.loads(done.stdout)
        checks = report["checks"] + [c for f in report["flows"] for c in f["checks"]]
        return done.returncode, {c["id"] for c in checks if c["verdict"] == "differs"}

    def test_every_tampering_is_found_and_named(self):
        honest = self.run_small("honest.h5", *NARROW)
        self.assertEqual(self.differing(honest), (0, set()))
        for name, (tamper, check) in self.CASES.items():
            with self.subTest(name):
                copy = self.folder / "tampered.h5"
                shutil.copy(honest, copy)
                with h5py.File(copy, "r+") as file:
                    tamper(file)
                code, ids = self.differing(copy)
                self.assertEqual(code, 5)
                self.assertIn(check, ids)

    def test_a_planted_run_of_another_energy_differs(self):
        other = self.run_small("other.h5", "--set", "energy.preset=nt-xent")
        with h5py.File(other, "r+") as file:
            replace_text("parameters/resolved", "nt-xent", "simclr")(file)
            replace_text("parameters/overrides", "nt-xent", "simclr")(file)
        self.assertEqual(self.differing(other)[0], 5)

    def test_the_offset_of_a_custom_energy_is_seen(self):
        own = self.run_small("own.h5", "--set", "energy.preset=custom", "--set", "energy.offset=0.25")
        self.assertEqual(self.differing(own), (0, set()))
        with h5py.File(own, "r+") as file:
            replace_text("parameters/resolved", "offset = 0.25", "offset = 0.26")(file)
            replace_text("parameters/overrides", "offset=0.25", "offset=0.26")(file)
        code, ids = self.differing(own)
        self.assertEqual(code, 5)
        self.assertIn("energy", ids)

    def test_expectations_can_fail(self):
        self.run_small("honest.h5")
        statement = '[[expect]]\nid = "x"\nflow = "particle"\nquantity = "energy_gap"\n' \
                    'window = [100, 100]\nat_most = {}\nstatus = "numerical"\nsource = "s"\n'
        for bound, code in ((1, 0), (-1, 5)):
            expected = self.write("expected.toml", statement.format(bound))
            done = self.call("compare", "honest.h5", "--expect", expected)
            self.assertEqual(done.returncode, code, done.stdout)
        empty = self.write("expected.toml", statement.replace("[100, 100]", "[1e3, 1e4]").format(1))
        self.assertEqual(self.call("compare", "honest.h5", "--expect", empty).returncode, 5)


if __name__ == "__main__":
    main()
