"""compare agrees with honest runs whatever the clocks of their series."""

from cadences import CADENCES, DESCENT, FEW_STEPS, FIXED, PLAIN, PLATEAU, SMALL_GRADIENT, STEPS, CadenceTest
from program import main


class Cadence(CadenceTest):
    def agree_at_every_cadence(self, ending=()):
        self.agrees(*ending)  # held against the continuum flow, too
        if ending:
            self.config = self.write("narrow.toml", PLAIN.replace("spread = 0.3", "spread = 0.09"))
        for name, sets in CADENCES.items():
            with self.subTest(name, ending=ending):
                self.agrees(*sets, *ending)

    def test_honest_clocks_agree(self):
        self.agree_at_every_cadence()

    def test_honest_clocks_agree_after_some_steps(self):
        self.agree_at_every_cadence(FEW_STEPS)

    def test_honest_clocks_agree_to_a_small_gradient(self):
        self.agree_at_every_cadence(SMALL_GRADIENT)

    def test_honest_clocks_agree_to_a_plateau(self):
        self.agree_at_every_cadence(PLATEAU)

    def test_honest_methods_agree(self):
        for method in ("euler", "rk4", "dopri5", "fehlberg78", "bulirsch_stoer", "adams"):
            for sets in (STEPS, CADENCES["observables denser"]):
                with self.subTest(method, sets=sets):
                    self.agrees(*sets, *FIXED[1:], f"integrator.method={method}")

    def test_descents_agree(self):
        for rule in ("plain", "momentum", "adam"):
            for ending in ((), FEW_STEPS, SMALL_GRADIENT, PLATEAU):
                for sets in (STEPS, CADENCES["observables denser"]):
                    with self.subTest(rule, ending=ending, sets=sets):
                        self.agrees(*sets, *DESCENT, *ending, f"integrator.rule={rule}")

    def test_frames_whose_times_differ_by_rounding_are_recomputed(self):
        out = self.agrees(*CADENCES["observables denser, times equal but for rounding"])
        _, checks = self.differing(out)
        energy = next(c for c in checks if c["id"] == "energy")
        self.assertIn("worst of all frames", energy["quantity"])
        out = self.agrees('output.frames={spacing="linear", count=3}', 'output.observables={spacing="ends"}')
        _, checks = self.differing(out)
        energy = next(c for c in checks if c["id"] == "energy")
        self.assertIn("worst of 2 of 4 frames", energy["quantity"])


if __name__ == "__main__":
    main()
