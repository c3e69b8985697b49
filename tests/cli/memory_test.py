"""Memory that does not suffice is a sentence and exit code 2, whatever asks for it: no signal, no hang."""
import os
import resource
import subprocess
import time

from program import PROGRAM, SMALL, ProgramTest, main

MB = 1 << 20
LADDER = (100, 160, 200, 230, 260, 300, 380, 500)  # MB of addresses, of which a buffer for products takes 128
LARGE = """\
data = { kind = "none", count = 2000 }
latent = { manifold = "sphere", dim = 24 }
energy = { preset = "alignment" }
views = { count = 2 }
stop = { steps = 1 }
output = { pairs = { spacing = "none" } }
flow = [{ kind = "particle" }]
"""


class Memory(ProgramTest):
    def within(self, megabytes, *arguments, threads=2):
        """A command with so many addresses."""
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (megabytes * MB, megabytes * MB))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        return subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, text=True, capture_output=True,
                              timeout=60, preexec_fn=limit, env={**os.environ, "SIMCLR_FLOW_THREADS": str(threads)})

    def is_told(self, done):
        """Whether it was done; if not, for want of memory, in sentences."""
        if done.returncode == 0:
            return True
        told = done.stderr.strip().splitlines()  # by each flow
        self.assertEqual((done.returncode, ["memory" in line for line in told]), (2, [True] * max(1, len(told))), told)
        return False

    def climb(self, *arguments):
        """Refused at first, done in the end, whatever lies between."""
        told = [self.is_told(self.within(megabytes, *arguments)) for megabytes in LADDER]
        self.assertEqual((told[0], told[-1]), (False, True), told)

    def test_what_computes_nothing_needs_little(self):
        for arguments in (("list",), ("example", "four-discs"), ("--version",)):
            done = self.within(LADDER[0], *arguments)
            self.assertEqual((done.returncode, done.stderr), (0, ""), arguments)

    def test_flows(self):
        for method in ("bdf", "dopri5"):
            with self.subTest(method):
                self.climb("run", self.config, "-o", "x.h5", "--force", "--quiet", "--set", "stop.time=1",
                           "--set", f"integrator.method={method}")

    def test_studies(self):
        self.climb("minimize", self.config, "-o", "m.h5", "--force", "--quiet", "--set", "study.starts=2")

    def test_judgements(self):
        run = self.run_small("x.h5", "--set", "stop.time=1")
        self.climb("compare", run)
        self.climb("info", run)

    def test_energies_and_theory(self):
        self.write("points.csv", "".join(f"{k},{k * k % 7}\n" for k in range(9)))
        self.climb("energy", "points.csv", "--preset", "simclr", "--temperature", "1")
        self.climb("theory", "--points", "5")

    def test_multistep_methods_of_large_flows(self):
        """Steps of 5 MB, from what the program needs without a flow to the first that is enough."""
        config = self.write("large.toml", LARGE)
        least = next(at for at in range(190, 400, 10) if self.within(at, "theory", threads=1).returncode == 0)
        for method in ("bdf", "adams"):
            with self.subTest(method):
                tries = 0
                while not self.is_told(self.within(least + 5 * tries, "run", config, "-o", "l.h5", "--force", "--quiet",
                                                   "--set", f"integrator.method={method}", threads=1)):
                    tries += 1
                self.assertGreater(tries, 2)

    def test_products_start_no_thread(self):
        """The only parallelism is that of SIMCLR_FLOW_THREADS, whatever OpenBLAS is asked for."""
        self.write("long.toml", SMALL.replace("time = 100", "time = 1e9").replace('"bdf"', '"rk4"\nstep = 1e-4'))
        for threads in (1, 3):
            process = subprocess.Popen([PROGRAM, "run", "long.toml", "--quiet", "--force"], cwd=self.folder,
                                       env={**os.environ, "SIMCLR_FLOW_THREADS": str(threads), "OPENBLAS_NUM_THREADS": "4"})
            self.addCleanup(process.wait)
            self.addCleanup(process.kill)
            self.wait_for(lambda: (self.folder / "long.h5").exists())
            self.assertEqual(len(os.listdir(f"/proc/{process.pid}/task")), threads)
            process.kill()
            process.wait()
            (self.folder / "long.h5").unlink()

    def wait_for(self, condition):
        deadline = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)


if __name__ == "__main__":
    main()
