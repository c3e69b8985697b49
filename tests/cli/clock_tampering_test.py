"""compare exits 5 where rows are missing, or steps or times are not those of the run."""
import shutil

import h5py
import numpy as np
from cadences import CADENCES, DESCENT, FEW_STEPS, FIXED, PLAIN, PLATEAU, SMALL_GRADIENT, STEPS, CadenceTest
from program import main


def drop(group, row):
    """Removes one row of a series from its file, as if it had never been written."""
    def tamper(file):
        track = "frames" if group.startswith("particles") else "observables"
        counter = file[f"parameters/{group.split('/')[1]}/committed/{track}"]
        count = counter[()]

        def cut(name, item):  # series share their times by links: each is visited once
            if isinstance(item, h5py.Dataset) and name.split("/")[-1] in ("value", "step", "time"):
                item[:count - 1] = np.delete(item[:count], row, axis=0)
        file[group].visititems(cut)
        counter[()] = count - 1
    return tamper


def shift(path, row, factor):
    def tamper(file):
        file[path][row] = file[path][row] * factor
    return tamper


def hasten(path):
    """Moves all times between 1 and 100, the end, by up to a quarter and keeps their order."""
    def tamper(file):
        time = file[path][:]
        inside = (time > 1) & (time < 100)
        time[inside] *= 10 ** (0.1 * np.sin(np.pi * np.log10(time[inside]) / 2))
        file[path][:] = time
    return tamper


def all_of(*tampers):
    def tamper(file):
        for one in tampers:
            one(file)
    return tamper


# Each flow alone, and not held against the continuum flow (see NARROW), is judged in little time.
START, *FLOWS = PLAIN.replace("spread = 0.3", "spread = 0.09").split("[[flow]]")
ALONE = {flow: f"{START}[[flow]]{keys}" for flow, keys in zip(("particle", "network"), FLOWS)}
FRAMES, SERIES = "particles/particle", "observables/particle"
TIME = f"{SERIES}/energy/time"


class ClockTampering(CadenceTest):
    def setUp(self):
        super().setUp()
        self.config = self.write("particle.toml", ALONE["particle"])

    def sees(self, honest, tamper, check, flow="particle"):
        copy = self.folder / "tampered.h5"
        shutil.copy(honest, copy)
        with h5py.File(copy, "r+") as file:
            tamper(file)
        self.assertIn(check, self.differing(copy, flow)[0])

    def sees_dropped_rows(self, group, ending=()):
        for name, sets in CADENCES.items():
            out = self.agrees(*sets, *ending)
            for row in (0, 1, -1):
                last = row == -1 or (row == 1 and self.count_rows(out, group) == 2)
                # Where a stopping rule may have cut the last row, the other series tells.
                check = "clock" if ending and last else "frames"
                with self.subTest(name, ending=ending, group=group, row=row):
                    self.sees(out, drop(group, row), check)

    def test_dropped_frames_are_seen(self):
        self.sees_dropped_rows(FRAMES)

    def test_dropped_observables_are_seen(self):
        self.sees_dropped_rows(SERIES)

    def test_dropped_frames_are_seen_where_a_rule_stopped_the_run(self):
        self.sees_dropped_rows(FRAMES, FEW_STEPS)

    def test_dropped_observables_are_seen_where_a_rule_stopped_the_run(self):
        self.sees_dropped_rows(SERIES, FEW_STEPS)

    def count_rows(self, out, group):
        with h5py.File(out) as file:
            return len(file[f"{group}/{'position' if group == FRAMES else 'energy'}/time"])

    def test_last_rows_dropped_from_both_are_seen(self):
        for ending in (FEW_STEPS, SMALL_GRADIENT, PLATEAU):
            with self.subTest(ending):
                out = self.agrees('output.frames={spacing="ends"}', *ending)
                both = [drop(group, -1) for group in (FRAMES, SERIES)]
                self.sees(out, all_of(*both), "clock")

    def test_shifted_times_are_seen(self):
        for name, sets, check in (("log", (), "frames"), ("linear", CADENCES["linear"], "frames"),
                                  ("steps, fixed", (*STEPS, *FIXED), "clock"),
                                  ("steps, descent", (*STEPS, *DESCENT), "clock"),
                                  ("every step", CADENCES["every step"], "clock")):
            with self.subTest(name):
                out = self.agrees(*sets)
                for path in (f"{FRAMES}/position/time", TIME):
                    self.sees(out, shift(path, 5, 1 + 1e-3), check)

    def test_rows_at_every_step_hold_the_energy_to_its_rate(self):
        for flow, config in ALONE.items():
            self.config = self.write("alone.toml", config)
            out = self.agrees(*CADENCES["every step"], "integrator.rtol=1e-8")
            times = [f"{home}/{flow}/{name}/time" for home, name in (("particles", "position"),
                                                                   ("observables", "energy"))]
            rate = f"observables/{flow}/dissipation/value"
            self.sees(out, all_of(*map(hasten, times)), "identity", flow)
            self.sees(out, shift(rate, slice(None), 0.5), "identity", flow)

    def test_shifted_steps_are_seen(self):
        out = self.agrees(*STEPS)
        self.sees(out, shift(f"{SERIES}/energy/step", 5, 2), "frames")
        out = self.agrees(*FIXED)
        self.sees(out, shift(f"{SERIES}/energy/step", -1, 2), "clock")


if __name__ == "__main__":
    main()
