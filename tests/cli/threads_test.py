"""Every loop that runs on several threads, from the outside: what comes out does not depend on how many.

Small, as the thread sanitizer looks at it, too.
"""
import os

import h5py
import numpy as np
from program import ProgramTest, main

STUDY = """\
[data]
kind = "none"
count = 4
[latent]
manifold = "sphere"
dim = 3
[energy]
preset = "simclr"
temperature = 0.5
[study]
starts = 6
"""
VIEWS = ("--set", "views.count=2", "--set", 'views.transforms=[{kind="shift", direction=[1,1], scale=0.1}]')


class Threads(ProgramTest):
    def told(self, threads, *arguments):
        done = self.call(*arguments, env={**os.environ, "SIMCLR_FLOW_THREADS": threads})
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_runs_and_their_judgement(self):
        sets = (*VIEWS, "--set", "data.per_class=20", "--set", "stop.time=0.3")
        judged = []
        for threads in ("1", "3"):
            self.told(threads, "run", self.config, "-o", "run.h5", "--quiet", "--force", *sets)
            with h5py.File(self.folder / "run.h5") as file:
                latents = [file[f"particles/{flow}/position/value"][()]
                           for flow in ("particle", "network")]
            judged.append((latents, self.told(threads, "compare", "run.h5", "--json")))
        for one, three in zip(*(latents for latents, _ in judged)):
            self.assertTrue(np.array_equal(one, three))
        self.assertEqual(judged[0][1], judged[1][1])

    def test_studies(self):
        study = self.write("study.toml", STUDY)
        tables = []
        for threads in ("1", "3"):
            self.told(threads, "minimize", study, "-o", f"{threads}.h5", "--quiet")
            with h5py.File(self.folder / f"{threads}.h5") as file:
                tables.append({key: file[f"starts/{key}"][()].tobytes() for key in file["starts"]})
        self.assertEqual(*tables)


if __name__ == "__main__":
    main()
