"""Views by quadrature: their energy is judged, and is the limit of many drawn views."""

import h5py
from program import SMALL, ProgramTest, main

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


FEW = SMALL.replace("per_class = 4", "per_class = 2")


class Quadrature(ProgramTest):
    def energy(self, views, flow):
        """The energy at the start of a run that agrees with theory."""
        config = self.write("views.toml", FEW + "centered = false\n" + views)
        self.succeed("run", config, "-o", "out.h5", "--force", "--set", "stop.time=0.1")
        self.succeed("compare", "out.h5")
        with h5py.File(self.folder / "out.h5") as file:
            return file[f"observables/{flow}/energy/value"][0]

    def test_the_energy_is_the_limit_of_many_views(self):
        exact = self.energy(SHIFTS.format(24), "network")
        errors = [abs(self.energy(SHIFTS.format(nodes), "network") - exact) for nodes in (4, 10, 16)]
        self.assertGreater(errors[0], 10 * errors[1])
        self.assertGreater(errors[1], 10 * errors[2])
        drawn = [abs(self.energy(DRAWN.format(count), "network") - exact) for count in (2, 40)]
        self.assertGreater(drawn[0], 2 * drawn[1])
        self.assertLess(drawn[1], 0.03)

    def test_networks_have_their_kernel(self):
        self.energy(SHIFTS.format(3), "network")
        with h5py.File(self.folder / "out.h5") as file:
            self.assertIn("persistence", file["observables/network"])

    def test_weights_are_stored_and_judged(self):
        self.energy(SHIFTS.format(5), "particle")
        with h5py.File(self.folder / "out.h5", "r+") as file:
            weights = file["data/view_weights"]
            self.assertEqual(weights.shape, (5,))
            self.assertAlmostEqual(sum(weights[:]), 1, 14)
            weights[:] = weights[:] * 0.5 + 0.1  # sums to 1 still
        self.assertEqual(self.call("compare", "out.h5").returncode, 5)

    def test_energies_without_a_meaning_are_refused(self):
        config = self.write("views.toml", SMALL + SHIFTS.format(3))
        done = self.call("run", config, "-o", "out.h5", "--set", 'energy.preset="nt-xent"')
        self.assertEqual(done.returncode, 2)
        self.assertIn("has no views by quadrature", done.stderr)
        self.assertFalse((self.folder / "out.h5").exists())


if __name__ == "__main__":
    main()
