"""Damaged files: a few trials of tests/fuzz/flipped_bytes.py, and what it found."""
import sys

import h5py
import numpy as np
from drawing import DrawingTest
from program import NARROW, ROOT, main

sys.path.insert(0, str(ROOT / "tests/fuzz"))

import flipped_bytes  # noqa: E402

TRIALS = 8
SEED = 1


def with_other_extent(content, shape, larger):
    """The bytes of a file in which the only dataset of this shape has another last extent but one."""
    told = np.array(shape, "<u8").tobytes()
    other = np.array((*shape[:-2], larger, shape[-1]), "<u8").tobytes()
    if content.count(told) == 0:
        raise AssertionError(f"no dataset of shape {shape}")
    return content.replace(told, other)


class FlippedBytes(DrawingTest):
    def test_trials(self):
        files = flipped_bytes.make_files(self.folder)
        for number, kind, content in flipped_bytes.trials(files, SEED, range(TRIALS)):
            # Every picture takes a second: of few.
            commands = flipped_bytes.READERS[kind][:] if number < 2 else \
                [command for command in flipped_bytes.READERS[kind] if command is not flipped_bytes.PLOT]
            with self.subTest(number):
                self.assertEqual(list(flipped_bytes.faults_of(commands, content, self.folder)), [])

    def test_planted_deaths_are_seen(self):
        for code, told in ((139, ""), (1, ""), (3, "Traceback"), (7, "a sentence")):
            command = ("/bin/sh", "-c", f"echo {told}; exit {code}" if code < 128 else "kill -SEGV $$")
            self.assertNotEqual(flipped_bytes.fault_of(command, self.folder), "", (code, told))
        self.assertEqual(flipped_bytes.fault_of(("/bin/sh", "-c", "echo a sentence; exit 2"), self.folder), "")

    def test_a_shape_that_claims_more_than_is_stored_is_refused_before_it_is_read(self):
        run = self.run_once("x.h5", *NARROW, "--set", "stop.time=1")
        with h5py.File(run) as file:
            shape = file["particles/particle/position/value"].shape
        for larger in (shape[1] + 1, shape[1] - 1, shape[1] + (1 << 24), shape[1] + (1 << 50)):
            with self.subTest(larger):
                (self.folder / "y.h5").write_bytes(with_other_extent(run.read_bytes(), shape, larger))
                for command in (("info", "y.h5"), ("compare", "y.h5"),
                                ("extract", "y.h5", "--latents", "--flow", "particle", "-o", "z.npy")):
                    code, told, memory = flipped_bytes.ended((flipped_bytes.PROGRAM, *command), self.folder)
                    self.assertEqual(code, 2, told)
                    self.assertIn("bytes by its shape", told)
                    self.assertLess(memory, 100 << 20)
                self.is_refused(self.draw("y.h5"), "bytes by its shape")
                self.assertFalse((self.folder / "z.npy").exists())


if __name__ == "__main__":
    main()
