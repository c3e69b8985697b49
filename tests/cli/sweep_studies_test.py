"""A sweep of studies of minimizers."""
import subprocess
import time

import h5py
from program import PATIENCE, PROGRAM, main
from sweep_test import SweepTest, table

STUDY = """\
[data]
kind = "none"
[latent]
manifold = "sphere"
dim = 3
[energy]
preset = "simclr"
[study]
starts = 6
"""


class Studies(SweepTest):
    def test_studies_tell_their_lowest_configurations(self):
        config = self.write("study.toml", STUDY)
        grid = ("--over", "data.count=4,6,12", "--over", "energy.temperature=0.1,0.5")
        self.succeed("sweep", config, *grid, "--command", "minimize", "-o", "studies")
        rows = table(self.folder / "studies")
        solids = {"4": "tetrahedron", "6": "octahedron", "12": "icosahedron"}
        self.assertEqual([row["name"] for row in rows],
                         [solids[row["data.count"]] for row in rows])
        for row in rows:
            self.assertEqual((row["state"], row["kind"], row["index"], row["not_stationary"]),
                             ("done", "minimum", "0", "0"))
            self.assertGreaterEqual(float(row["gap_to_bound"]), -1e-15)
            self.assertLess(abs(float(row["gap_to_best"])), 1e-14)
            self.assertGreater(float(row["eigenvalue"]), 0)
        before = self.files(self.folder / "studies")
        self.succeed("sweep", config, *grid, "--command", "minimize", "-o", "studies")
        after = self.files(self.folder / "studies")
        self.assertEqual([n for n in before if n.endswith(".h5") and before[n] != after[n]], [])

    def ended(self, path):
        """The starts of a study that have ended, as far as they are stored."""
        try:
            with h5py.File(path, locking=False) as file:
                return (file["starts/state"][()] > 0).sum()
        except (OSError, KeyError):
            return 0

    def test_a_killed_study_of_a_sweep_goes_on(self):
        starts = 40 * PATIENCE
        config = self.write("study.toml", STUDY.replace("starts = 6", f"starts = {starts}") +
                            "[output]\ncheckpoint = 0.01\n")
        grid = ("--over", "data.count=4,16", "--command", "minimize", "-o")
        self.succeed("sweep", config, *grid, "whole", "--quiet")
        running = subprocess.Popen([PROGRAM, "sweep", config, *grid, "killed", "--quiet"],
                                   cwd=self.folder)
        while running.poll() is None and not self.ended(self.folder / "killed/0001.h5"):
            time.sleep(0.01)
        running.kill()
        running.wait()
        self.assertLess(self.ended(self.folder / "killed/0001.h5"), starts)
        self.assertNotEqual([row["state"] for row in table(self.folder / "killed")],
                            ["done", "done"])
        self.succeed("sweep", config, *grid, "killed", "--quiet")
        self.assertEqual(table(self.folder / "killed"), table(self.folder / "whole"))


if __name__ == "__main__":
    main()
