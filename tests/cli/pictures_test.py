"""analysis/plot.py draws what the program wrote, and refuses what it cannot read."""
import subprocess
import unittest

from program import ROOT, ProgramTest

PLOT = ROOT / "analysis/plot.py"


class Pictures(ProgramTest):
    def plot(self, *arguments):
        return subprocess.run(["/usr/bin/python3", str(PLOT), *map(str, arguments)], cwd=self.folder,
                              text=True, capture_output=True, timeout=300)

    def test_a_run_becomes_a_picture(self):
        for manifold, dim in (("circle", 2), ("sphere", 3), ("euclidean", 1), ("euclidean", 4)):
            with self.subTest(manifold=manifold, dim=dim):
                out = self.run_small(f"{manifold}{dim}.h5", "--set", f"latent.manifold={manifold}",
                                     "--set", f"latent.dim={dim}", "--set", "stop.time=1")
                done = self.plot(out, "-o", self.folder / "pictures")
                self.assertEqual(done.returncode, 0, done.stderr)
                picture = self.folder / "pictures" / f"{manifold}{dim}-flows.png"
                self.assertEqual(picture.read_bytes()[:4], b"\x89PNG")

    def test_bad_files_are_refused_in_one_sentence(self):
        for path in ("none.h5", self.config):
            done = self.plot(path)
            self.assertEqual(done.returncode, 2)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)


if __name__ == "__main__":
    unittest.main()
