"""Runs whose frames and observables have clocks of their own."""
import json

from program import SMALL, ProgramTest

PLAIN = SMALL.replace("frames = { first = 0.1, per_decade = 5 }\n", "").replace(
    "per_class = 4", "per_class = 2").replace("widths = [10]", "widths = [5]")
STEPS = ('output.frames={spacing="steps", every=4}', 'output.observables={spacing="steps", every=3}')
FIXED = ("integrator.method=rk4", "integrator.step=0.01", "stop.time=3")
DESCENT = ("integrator.method=gradient-descent", "integrator.step=0.01", "stop.time=3")
FEW_STEPS = ("stop.steps=50",)
SMALL_GRADIENT = ("stop.gradient_norm=0.1",)
PLATEAU = ("stop.plateau={drop=1e-4, steps=3}",)

CADENCES = {
    "the default": (),
    "observables denser": ('output.observables={per_decade=50}',),
    "observables denser, times equal but for rounding": (
        'output.frames={first=0.1, per_decade=5}', 'output.observables={first=0.01, per_decade=15}'),
    "observables sparser": ('output.observables={per_decade=2}',),
    "observables at the ends": ('output.observables={spacing="ends"}',),
    "frames at the ends": ('output.frames={spacing="ends"}', 'output.observables={spacing="log"}'),
    "every step": ('output.frames={spacing="steps"}',),
    "steps": STEPS,
    "steps and times": ('output.frames={spacing="steps", every=5}',
                        'output.observables={spacing="log", per_decade=7}'),
    "linear": ('output.frames={spacing="linear", interval=7}',
               'output.observables={spacing="linear", interval=3}'),
}


class CadenceTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.config = self.write("plain.toml", PLAIN)

    def differing(self, path, flow="particle"):
        report = json.loads(self.call("compare", path, "--json").stdout)
        flow = next(f for f in report["flows"] if f["name"] == flow)
        return {c["id"] for c in flow["checks"] if c["verdict"] == "differs"}, flow["checks"]

    def agrees(self, *sets):
        """The run, which the first test of the class that asks for it holds against theory."""
        def make():
            self.run_small("out.h5", "--force", *(w for one in sets for w in ("--set", one)))
            self.succeed("compare", "out.h5")
        return self.once("out.h5", (self.config.read_text(), *sets), make)
