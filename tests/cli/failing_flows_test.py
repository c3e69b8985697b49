"""Flows that fail end as failed, with a reason and their last state; the others run. Starts close to
rest, tolerances near rounding, networks with kinks, by every adaptive one-step method."""
import h5py
from program import ProgramTest, main

NEAR_REST = """\
seed = 1
data = { kind = "discs", per_class = 10 }
latent = { manifold = "circle" }
energy = { preset = "simclr", temperature = 0.2 }
initial = { kind = "gaussian", spread = 1e-6 }
integrator = { method = "dopri5", rtol = 1e-3, atol = 1e-5 }
stop = { time = 10 }
[[flow]]
kind = "network"
activation = "softplus"
widths = [20, 20, 20]
[[flow]]
kind = "particle"
"""

KINKS = """\
seed = 1
data = { kind = "discs", per_class = 5 }
latent = { manifold = "euclidean", dim = 3 }
initial = { kind = "gaussian", spread = 0.02 }
energy = { preset = "simclr", temperature = 0.05 }
integrator = { method = "bulirsch_stoer", rtol = 1e-3, atol = 1e-5 }
stop = { time = 40 }
[views]
count = 2
transforms = [{ kind = "noise", scale = 0.1 }]
[[flow]]
kind = "network"
activation = "leaky_relu"
widths = [50, 50]
"""

NEAR_ROUNDING = """\
data = { kind = "discs", per_class = 3 }
energy = { preset = "simclr", temperature = 0.2 }
latent = { manifold = "circle" }
initial = { spread = 0.3 }
stop = { time = 1 }
integrator = { method = "bulirsch_stoer", rtol = 1e-14, atol = 1e-16 }
[[flow]]
kind = "particle"
[[flow]]
kind = "network"
widths = [5]
integrator = { method = "dopri5", rtol = 1e-6, min_step = 0 }
"""

ONE_STEP = ("dopri5", "fehlberg78", "bulirsch_stoer")


class FailingFlows(ProgramTest):
    def ends(self, text, *sets, code=0):
        """Runs a configuration; how each flow ended, and E in its last row."""
        self.result = self.call("run", self.write("c.toml", text), "-o", "c.h5", "--force", "--quiet",
                                *(word for key in sets for word in ("--set", key)))
        self.assertEqual(self.result.returncode, code, self.result.stderr)
        with h5py.File(self.folder / "c.h5") as file:
            return {flow: (file[f"parameters/{flow}/status"][()].rstrip(b"\0").decode(),
                           file[f"observables/{flow}/energy/value"][-1],
                           file[f"observables/{flow}/energy/time"][-1])
                    for flow in file["observables"]}

    def test_starts_near_rest_reach_the_end_and_agree(self):
        energies = {}
        for method in ONE_STEP:
            sets = (f"integrator.method={method}", "integrator.rtol=1e-8", "integrator.atol=1e-12")
            for flow, (status, energy, time) in self.ends(NEAR_REST, *sets).items():
                self.assertEqual((status, time), ("done", 10), (method, flow))
                energies.setdefault(flow, []).append(energy)
        for flow, found in energies.items():
            self.assertLess(max(found) - min(found), 1e-4, flow)
        self.succeed("compare", "c.h5")

    def test_loose_tolerances_near_rest_take_no_step_for_granted(self):
        for method in ONE_STEP:
            for spread in (1e-6, 1e-12):
                with self.subTest(method, spread=spread):
                    found = self.ends(NEAR_REST, f"integrator.method={method}", f"initial.spread={spread}")
                    self.assertEqual({status for status, _, _ in found.values()}, {"done"})
                    with h5py.File(self.folder / "c.h5") as file:
                        rows = file["observables/network/energy"]
                        self.assertGreater(rows["step"][2], 1)  # the first step ends by row 1

    def test_rows_between_kinks(self):
        found = self.ends(KINKS)
        self.assertEqual(found["network"][0], "done")
        reference = self.ends(KINKS, "integrator.method=dopri5", "integrator.rtol=1e-5")
        self.assertLess(abs(found["network"][1] - reference["network"][1]), 2e-3)

    def test_tolerances_near_rounding(self):
        found = self.ends(NEAR_ROUNDING)
        reference = self.ends(NEAR_ROUNDING, "integrator.method=fehlberg78", "integrator.rtol=1e-10")
        for flow, (status, energy, _) in found.items():
            self.assertEqual(status, "done")
            self.assertLess(abs(energy - reference[flow][1]), 1e-8)

    def test_a_flow_that_fails_leaves_the_others_and_says_why(self):
        text = NEAR_ROUNDING.replace('rtol = 1e-14, atol = 1e-16',
                                     'rtol = 1e-9, atol = 1e-16, min_step = 0.3')
        found = self.ends(text, code=1)
        self.assertEqual([found[flow][0] for flow in ("particle", "network")], ["failed", "done"])
        self.assertRegex(self.result.stderr, "c.h5: flow 'particle' failed: the tolerances ask for a step of "
                         ".* at t = .*, below integrator.min_step = 0.3")
        with h5py.File(self.folder / "c.h5") as file:
            self.assertEqual(found["particle"][2], file["particles/particle/position/time"][-1])
        again = self.call("resume", "c.h5")
        self.assertEqual(again.returncode, 1)
        self.assertIn("failed and is tried again from t = 0", again.stdout)
        self.assertIn("below integrator.min_step", again.stderr)


if __name__ == "__main__":
    main()
