"""Files as other tools read them: Octave's load, R's hdf5r, xarray by h5netcdf, ncdump, h5dump and torch give the
numbers that h5py gives. A tool that is not installed is left out, with a sentence."""
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from program import SMALL, ProgramTest, main  # noqa: E402

POSITION = "particles/network/position/value"
ENERGY = "observables/network/energy/value"
MODES = "observables/network/kernel_eigenvalues/value"


class Readers(ProgramTest):
    def setUp(self):
        super().setUp()
        self.succeed("run", self.write("small.toml", SMALL), "-o", "small.h5", "--quiet")

    def needs(self, program, package):
        if shutil.which(program) is None:
            self.skipTest(f"{program} is not installed: its reading is not tested (Debian's {package})")

    def needs_module(self, module, package):
        if importlib.util.find_spec(module) is None:
            self.skipTest(f"{module} is not installed: its reading is not tested (Debian's {package})")

    def value(self, path):
        with h5py.File(self.folder / "small.h5") as file:
            return file[path][()]

    def said(self, *command):
        done = subprocess.run(command, cwd=self.folder, text=True, capture_output=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def is_position(self, read):
        """Numbers in the order of the file, each in digits that give it back."""
        expected = self.value(POSITION).ravel()
        np.testing.assert_array_equal(np.array(read, dtype=float), expected)
        with self.assertRaises(AssertionError):
            np.testing.assert_array_equal(np.array(read, dtype=float) * (1 + 1e-15), expected)

    def test_octave_loads_every_group(self):
        self.needs("octave-cli", "octave")
        said = self.said("octave-cli", "--quiet", "--norc", "--eval", """
            file = load("-hdf5", "small.h5");
            disp(strjoin(sort(fieldnames(file))', " "));
            disp(file.parameters.title);
            disp(file.parameters.network.status);
            printf("%.17g\\n", file.particles.network.position.value(:));""").splitlines()
        self.assertEqual(said[0].split(), ["data", "h5md", "observables", "parameters", "particles", "theory"])
        self.assertEqual(said[1:3], ["small", "done"])
        self.is_position(said[3:])

    def test_r_reads_numbers_and_attributes(self):
        self.needs("Rscript", "r-cran-hdf5r")
        said = self.said("Rscript", "-e", f"""
            suppressMessages(library(hdf5r)); f <- H5File$new("small.h5", "r"); x <- f[["{POSITION}"]]
            cat(h5attr(x, "axes"), "\\n"); cat(f[["parameters/title"]]$read(), "\\n")
            cat(sprintf("%.17g", x$read()), sep = "\\n")""").splitlines()
        self.assertEqual([line.strip() for line in said[:2]], ["time latent coordinate", "small"])
        self.is_position(said[2:])

    def test_xarray_sees_coordinates(self):
        for module, package in (("xarray", "python3-xarray"), ("h5netcdf", "python3-h5netcdf")):
            self.needs_module(module, package)
        import xarray
        for path, axes in ((ENERGY, ["time"]), (MODES, ["time", "mode"]), (POSITION, ["time", "latent", "coordinate"])):
            with self.subTest(path), xarray.open_dataset(self.folder / "small.h5", engine="h5netcdf",
                                                         group=path.rpartition("/")[0]) as data:
                self.assertEqual(list(data.value.dims), axes)
                np.testing.assert_array_equal(data.value, self.value(path))
                np.testing.assert_array_equal(data.time, self.value(path.rpartition("/")[0] + "/time"))
                self.assertEqual(data.value.attrs["units"], "1")
        with h5py.File(self.folder / "small.h5", "r+") as file:
            del file[POSITION].attrs["DIMENSION_LIST"]
        with self.assertRaises(ValueError):
            xarray.open_dataset(self.folder / "small.h5", engine="h5netcdf", group=POSITION.rpartition("/")[0])

    def test_netcdf_knows_dimensions(self):
        self.needs("ncdump", "netcdf-bin")
        said = self.said("ncdump", "-h", "small.h5")
        self.assertRegex(said, r"double value\(time, latent, coordinate\)")
        self.assertRegex(said, r"double value\(time, mode\)")

    def test_h5dump_gives_every_bit(self):
        self.needs("h5dump", "hdf5-tools")
        self.said("h5dump", "-d", f"/{POSITION}", "-b", "LE", "-o", "out.bin", "small.h5")
        np.testing.assert_array_equal(np.fromfile(self.folder / "out.bin", "<f8"), self.value(POSITION).ravel())

    def test_torch_takes_latents(self):
        self.needs_module("torch", "python3-torch")
        import torch
        read = torch.from_numpy(self.value(POSITION))
        self.assertEqual(read.dtype, torch.float64)
        self.is_position(read.ravel().tolist())
        single = read.float().double().numpy()
        np.testing.assert_allclose(single, self.value(POSITION), rtol=1e-6, atol=1e-6)


if __name__ == "__main__":
    main()
