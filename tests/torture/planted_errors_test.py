"""The checks of the torture tests can fail: each is fed a file with a planted error."""
import struct
import zlib

import h5py
from kill_points import KillPoint
from runs import PLANNED, RESUME, RUN
from stored import MAY_DIFFER, complaints_of, differences, read_whole
from torture import TortureTest, main

ONE_OF = {"frames": "particles/network/position/value",
          "observables": "observables/network/energy/value",
          "weights": "parameters/network/weights/value",
          "kernel": "observables/network/kernel_drift/value",
          "pairs": "parameters/network/pairs/value"}
# Offsets in a checkpoint slot, whose last eight bytes are its checksum; the rows of each track lie before
# the payload.
VERSION, SEQUENCE, SIZE, TRACKS = 7, 8, 16, 24
PAYLOAD = 32 + 8 * len(ONE_OF)


def overwrite(file, dataset, position, new_bytes):
    """Bytes of a dataset, beside HDF5."""
    with h5py.File(file) as opened:
        offset = opened[dataset].id.get_offset()
    with open(file, "r+b") as raw:
        raw.seek(offset + position)
        raw.write(new_bytes)


def flip(file, dataset, position):
    byte = read_whole(file)[dataset].tobytes()[position]
    overwrite(file, dataset, position, bytes([byte ^ 0x10]))


class PlantedErrors(TortureTest):
    def setUp(self):
        super().setUp()
        self.letters, self.reference = self.undisturbed(PLANNED)
        self.killed = self.fresh_folder("killed")
        self.kill(self.killed, RUN, KillPoint(len(self.letters) * 3 // 4, False))
        self.assertEqual(self.complaints(self.killed / "run.h5"), [])

    def copy(self):
        return self.fresh_folder("copy", [self.killed / "run.h5"]) / "run.h5"

    def complaints(self, file):
        return complaints_of(read_whole(file), self.reference)

    def slots(self, flow):
        """The checkpoint slots of a flow, the newest first, and their size."""
        slots = read_whole(self.killed / "run.h5")[f"parameters/{flow}/checkpoint"]
        sequence = [struct.unpack_from("<Q", slot, SEQUENCE)[0] for slot in slots]
        return sorted((0, 1), key=lambda slot: -sequence[slot]), slots.shape[1]

    def test_a_counter_ahead_of_its_rows_is_seen(self):
        for track in ONE_OF:
            file = self.copy()
            room = len(read_whole(file)[ONE_OF[track]])
            overwrite(file, f"parameters/network/committed/{track}", 0, struct.pack("<q", room))
            self.assertTrue(self.complaints(file), track)

    def test_a_wrong_byte_in_any_series_is_seen(self):
        for path in ("particles/particle/position/value", "particles/network/angle/value",
                     "particles/network/position/step", "observables/particle/energy/time",
                     "observables/network/energy_gap/value", "parameters/network/weights/value",
                     "particles/network.test/position/value",
                     "particles/network.neurons/position/value",
                     "observables/network.test/eta2/value",
                     "observables/network/kernel_eigenvalues/value",
                     "observables/network/persistence/time"):
            file = self.copy()
            flip(file, path, 3)
            self.assertTrue(any(path.split("/")[2] in c for c in self.complaints(file)), path)

    def test_a_truncated_file_is_not_read(self):
        file = self.copy()
        file.write_bytes(file.read_bytes()[:-5000])
        self.assertRaises(OSError, read_whole, file)

    def test_any_difference_of_finished_runs_is_seen(self):
        for path in self.reference:
            if MAY_DIFFER.match(path):
                continue
            other = {**self.reference}
            del other[path]
            self.assertEqual(differences(other, self.reference), [path])
            self.assertEqual(differences(self.reference, other), [path])
        file = self.folder / "undisturbed/run.h5"
        flip(file, "parameters/particle/status", 0)
        self.assertEqual(differences(read_whole(file), self.reference),
                         ["parameters/particle/status"])

    def test_a_torn_slot_is_refused_and_the_older_one_used(self):
        (newest, _), size = self.slots("network")
        for position in (0, VERSION, SEQUENCE, SIZE, TRACKS, PAYLOAD - 8, PAYLOAD, PAYLOAD + 100):
            with self.subTest(position):
                file = self.copy()
                flip(file, "parameters/network/checkpoint", newest * size + position)
                self.resumes(file.parent, self.reference)

    def test_a_wrong_state_with_a_right_checksum_is_seen(self):
        (newest, _), size = self.slots("network")
        file, dataset = self.copy(), "parameters/network/checkpoint"
        flip(file, dataset, newest * size + PAYLOAD + 100)
        slot = read_whole(file)[dataset][newest].tobytes()
        end = PAYLOAD + struct.unpack_from("<Q", slot, SIZE)[0]
        checksum = struct.pack("<Q", zlib.crc32(slot[:end]))
        self.assertNotEqual(checksum, slot[end:end + 8])
        overwrite(file, dataset, newest * size + end, checksum)
        self.succeed_in(file.parent, RESUME)
        self.assertTrue(differences(read_whole(file), self.reference))


if __name__ == "__main__":
    main()
