"""Views by quadrature: their energy is judged, and is the limit of many drawn views."""
import unittest

import h5py
from program import SMALL, ProgramTest

SHIFTS = """
[views]
mode = "quadrature"
transforms = [{{ kind = "shift", direction = [1, 1], scale = 0.3, nodes = {} }}]
"""
DRAWN = """
[views]
count = {}
transforms = [{{ kind = "shift", direction = [1, 1], scale = 0.3 }}]
"""


class Quadrature(ProgramTest):
    def energies(self, views, flow):
        """Energies over the run; every run agrees with theory."""
        config = self.write("views.toml", SMALL + "centered = false\n" + views)
        self.succeed("run", config, "-o", "out.h5", "--force", "--set", "stop.time=10")
        self.succeed("compare", "out.h5")
        with h5py.File(self.folder / "out.h5") as file:
            return file[f"observables/{flow}/energy/value"][:]

    def test_energies_are_the_limit_of_many_views(self):
        coarse, fine = (self.energies(SHIFTS.format(nodes), "network") for nodes in (8, 12))
        drawn = self.energies(DRAWN.format(60), "network")
        few = self.energies(DRAWN.format(2), "network")
        self.assertLess(abs(coarse - fine).max(), 1e-4)
        self.assertLess(abs(drawn - fine).max(), 0.03)
        self.assertGreater(abs(few - fine).max(), 2 * abs(drawn - fine).max())

    def test_weights_are_stored_and_judged(self):
        self.energies(SHIFTS.format(5), "particle")
        with h5py.File(self.folder / "out.h5", "r+") as file:
            weights = file["data/view_weights"]
            self.assertEqual(weights.shape, (5,))
            self.assertAlmostEqual(sum(weights[:]), 1, 14)
            weights[:] = weights[::-1] * 0.5 + 0.1  # sums to 1 still
        self.assertEqual(self.call("compare", "out.h5").returncode, 5)

    def test_energies_without_a_meaning_are_refused(self):
        config = self.write("views.toml", SMALL + SHIFTS.format(3))
        done = self.call("run", config, "-o", "out.h5", "--set", 'energy.preset="nt-xent"')
        self.assertEqual(done.returncode, 2)
        self.assertIn("has no views by quadrature", done.stderr)
        self.assertFalse((self.folder / "out.h5").exists())


if __name__ == "__main__":
    unittest.main()
