"""ParaView reads runs that were exported to XDMF, and single frames of VTKHDF. Of VTKHDF over time, which ParaView
reads from version 5.12 on, the structure is held against VTK's specification by h5py."""
import shutil
import subprocess
import unittest
from pathlib import Path

import h5py
import numpy as np
from exported import ToolTest, differing
from program import main

PVPYTHON = shutil.which("pvpython")
SETS = ("network", "network.test", "particle")


def right_frame(stored, frame):
    """What a grid of vertices holds."""
    found = {"position": stored.in_space()[frame], "label": stored.labels, "cells": np.array(len(stored.labels))}
    return found | ({} if stored.angle is None else {"angle": stored.angle[frame]})


def spec_complaints(file):
    """What in an UnstructuredGrid over time breaks VTK's specification of VTKHDF 2.0."""
    root, wrong = file["VTKHDF"], []

    def want(holds, what):
        if not holds:
            wrong.append(what)
    steps, count = root["Steps"], root["Steps"].attrs["NSteps"]
    want(list(root.attrs["Version"]) == [2, 0], "Version")
    want(root.attrs["Type"] == b"UnstructuredGrid", "Type")
    for name in ("Values", "PartOffsets", "NumberOfParts", "PointOffsets"):
        want(steps[name].shape == (count,), name)
    for name in ("CellOffsets", "ConnectivityIdOffsets"):
        want(steps[name].shape == (count, 1), name)
    for k in range(count):
        part, cell, place = steps["PartOffsets"][k], steps["CellOffsets"][k, 0], steps["ConnectivityIdOffsets"][k, 0]
        points, cells = root["NumberOfPoints"][part], root["NumberOfCells"][part]
        begin = steps["PointOffsets"][k]
        want(begin + points <= len(root["Points"]), "Points")
        offsets = root["Offsets"][cell:cell + cells + 1]
        ids = root["Connectivity"][place:place + root["NumberOfConnectivityIds"][part]]
        want(len(offsets) == cells + 1 and offsets[-1] == len(ids), "Offsets")
        want(ids.max() < points and ids.min() >= 0, "Connectivity")
        want(list(root["Types"][cell:cell + cells]) == [1] * cells, "Types")  # vertices
        for name, array in root["PointData"].items():
            at = steps[f"PointDataOffsets/{name}"][k] if name in steps["PointDataOffsets"] else begin
            want(at + points <= len(array), name)
    return sorted(set(wrong))


def frames_of(file):
    """The numbers of each step, as a reader finds them by the offsets."""
    root, steps = file["VTKHDF"], file["VTKHDF/Steps"]
    for k, part in enumerate(steps["PartOffsets"]):
        points, begin = root["NumberOfPoints"][part], steps["PointOffsets"][k]
        found = {"position": root["Points"][begin:begin + points], "cells": root["NumberOfCells"][part]}
        for name, array in root["PointData"].items():
            at = steps[f"PointDataOffsets/{name}"][k]
            found[name] = array[at:at + points]
        yield found


class VtkhdfTest(ToolTest):
    def export(self, run, name, *arguments):
        self.call("export", run, "--to", "vtkhdf", "--flow", name, "-o", "out.hdf", "--force", *arguments)
        return self.folder / "out.hdf"

    def test_a_run_over_time(self):
        for name in SETS:
            stored = self.stored("circle.h5", name)
            with h5py.File(self.export("circle.h5", name)) as file:
                self.assertEqual(spec_complaints(file), [])
                self.assertTrue(np.array_equal(file["VTKHDF/Steps/Values"], stored.time))
                for frame, read in enumerate(frames_of(file)):
                    self.assertEqual(differing(read, right_frame(stored, frame)), [], (name, frame))

    def test_planted_errors_are_found(self):
        out, stored = self.export("circle.h5", "network"), self.stored("circle.h5", "network")
        with h5py.File(out, "r+") as file:
            root = file["VTKHDF"]
            for path, says in (("Offsets", "Offsets"), ("Connectivity", "Connectivity"), ("Types", "Types"),
                               ("Steps/PointOffsets", "Points"), ("Steps/PointDataOffsets/angle", "angle"),
                               ("NumberOfPoints", "Points")):
                kept = root[path][-1]
                root[path][-1] += 1
                self.assertIn(says, spec_complaints(file), path)
                root[path][-1] = kept
            self.assertEqual(spec_complaints(file), [])
            root["Points"][1, 0] += 1e-15
            self.assertEqual(differing(next(frames_of(file)), right_frame(stored, 0)), ["position"])

    def test_a_projection_is_told(self):
        with h5py.File(self.export("r5.h5", "network")) as file:
            self.assertEqual(spec_complaints(file), [])
            self.assertTrue(0 < file["VTKHDF/FieldData/variance_share"][0] < 1)
            self.assertEqual(list(file["VTKHDF/Steps/FieldDataOffsets/variance_share"]),
                             [0] * file["VTKHDF/Steps"].attrs["NSteps"])


class ParaviewTest(ToolTest):
    """All files are read by one call of pvpython."""
    @classmethod
    def setUpClass(cls):
        if PVPYTHON is None:
            raise unittest.SkipTest("paraview (pvpython) is not installed")
        super().setUpClass()
        for run in ("circle", "r5"):
            cls.call("export", f"{run}.h5", "--to", "xdmf")
        cls.call("export", "circle.h5", "--to", "xdmf", "-o", "planted.xdmf")
        with h5py.File(cls.folder / "planted-xdmf.h5", "r+") as file:
            file["network/position"][1, 0, 0] += 1e-15
            file["network/angle"][1, 0] += 1e-12
            file["network/label"][0] += 1
        text = (cls.folder / "planted.xdmf").read_text()
        (cls.folder / "planted.xdmf").write_text(text.replace('Time Value="0.1"', 'Time Value="0.11"'))
        for name in SETS:
            cls.call("export", "circle.h5", "--to", "vtkhdf", "--flow", name, "--row", 3, "-o", f"{name}.hdf")
        files = ("circle.xdmf", "planted.xdmf", "r5.xdmf", *(f"{name}.hdf" for name in SETS))
        done = subprocess.run([PVPYTHON, Path(__file__).with_name("paraview_reads.py"), *files],
                              cwd=cls.folder, text=True, capture_output=True, timeout=600)
        if done.returncode:
            raise AssertionError(done.stderr + done.stdout)
        cls.told = done.stdout + done.stderr
        with np.load(cls.folder / "read.npz") as arrays:
            cls.read = dict(arrays)

    def grid(self, file, block, frame):
        head = f"{file}:{block}:{frame}:"
        return {key.removeprefix(head): one for key, one in self.read.items() if key.startswith(head)}

    def test_xdmf_over_time(self):
        for name in SETS:
            stored = self.stored("circle.h5", name)
            self.assertTrue(np.array_equal(self.read["circle.xdmf:times"], stored.time))
            for frame in range(len(stored.time)):
                self.assertEqual(differing(self.grid("circle.xdmf", name, frame), right_frame(stored, frame)), [],
                                 (name, frame))

    def test_planted_errors_are_found(self):
        stored = self.stored("circle.h5", "network")
        self.assertEqual(sorted(differing(self.grid("planted.xdmf", "network", 1), right_frame(stored, 1))),
                         ["angle", "label", "position"])
        self.assertFalse(np.array_equal(self.read["planted.xdmf:times"], stored.time))

    def test_latents_of_more_dimensions_keep_their_distances_as_far_as_three_hold_them(self):
        stored = self.stored("r5.h5", "network").position
        centred = (stored - stored.mean(axis=(0, 1))).reshape(-1, 5)
        read = np.concatenate([self.grid("r5.xdmf", "network", k)["position"] for k in range(len(stored))])
        values = np.linalg.svd(centred, compute_uv=False)
        gram = read.T @ read
        self.assertLess(np.abs(gram - np.diag(values[:3]**2)).max(), 1e-12 * values[0]**2)
        self.assertIn(f'Name="variance_share" Value="{(values[:3]**2).sum() / (values**2).sum():.10f}'[:-1],
                      (self.folder / "r5.xdmf").read_text())

    def test_one_frame_of_vtkhdf(self):
        self.assertNotIn("File version", self.told)  # of later versions than the reader's
        for name in SETS:
            stored, read = self.stored("circle.h5", name), self.grid(f"{name}.hdf", "", 0)
            right = right_frame(stored, 3) | {"time": stored.time[3:4]}
            self.assertEqual(differing(read, right), [], name)
            self.assertEqual(sorted(differing(read, right_frame(stored, 2))), ["angle", "position"])


if __name__ == "__main__":
    main()
