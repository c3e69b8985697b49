"""experiments/reproduce.sh with a small experiment of its own: what is planted wrong is told, work is done once, damaged
outputs are made again, what was interrupted goes on."""
import csv
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import h5py
from program import PROGRAM, ROOT, SMALL, ProgramTest, main

REPRODUCE = ROOT / "experiments/reproduce.sh"
STEP = '[[step]]\nid = "{0}"\ncommand = {1}\noutput = "{2}"\n'
CLAIM = """\
[[claim]]
id = "{id}"
text = "{id} holds."
whose = "ours"
theory = "as it is"
of = "{of}"
reason = "chosen"
source = "here"
{rest}
"""
COUNT = """\
import sys
from pathlib import Path
out = Path(sys.argv[1]).resolve()
(out.parents[2] / "marks").open("a").write("x")
out.write_text("0.25")
"""
MEASURE = """\
def number(results):
    return float((results / "number.txt").read_text())

def nothing(results):
    return float("nan")
"""
EXPECTED = """\
[[expect]]
id = "falls"
flow = "particle"
quantity = "energy"
at_most = {bound}
status = "numerical"
source = "log 2"
"""


class Reproduce(ProgramTest):
    """The experiment `small`: the step `count` writes .25 and a mark for each time that it ran."""

    def setUp(self):
        super().setUp()
        (self.folder / "of/small").mkdir(parents=True)
        self.marks = self.folder / "marks"
        self.write("of/small/count.py", COUNT)
        self.write("of/small/measure.py", MEASURE)
        self.steps = [("count", ["python", "{here}/count.py", "{output}"], "number.txt")]

    def reproduce(self, *claims, code=0, arguments=()):
        """What is printed by a call for these claims, {id, of, rest} each."""
        self.plan(*claims)
        done = subprocess.run(self.command(*arguments), text=True, capture_output=True, timeout=300, check=False,
                              env=self.environment())
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def plan(self, *claims):
        texts = [STEP.format(name, json.dumps(words), output) for name, words, output in self.steps]
        texts += [CLAIM.format(**({"id": f"claim-{k}", "of": "count"} | claim)) for k, claim in enumerate(claims)]
        self.write("of/small/claims.toml", 'title = "Small"\nsummary = "Is it small?"\n' + "\n".join(texts))

    def command(self, *arguments):
        return [REPRODUCE, "--experiments", self.folder / "of", "--results", self.folder / "to", *arguments]

    def environment(self):
        return {**os.environ, "SIMCLR_FLOW": str(Path(PROGRAM).resolve()), "SIMCLR_FLOW_THREADS": "1"}

    def lines(self):
        with (self.folder / "to/claims.csv").open() as file:
            return list(csv.DictReader(file))

    def verdicts(self):
        return [line["verdict"] for line in self.lines()]


RIGHT = {"rest": 'measure = "number"\nvalue = 0.25\ntolerance = 0.01'}
WRONG = {"rest": 'measure = "number"\nvalue = 0.5\ntolerance = 0.2'}


class Verdicts(Reproduce):
    def test_a_claim_planted_wrong_is_told_as_differing(self):
        told = self.reproduce(RIGHT, WRONG, {"rest": 'measure = "number"\nat_most = 0.2'},
                              {"rest": 'measure = "nothing"\nat_least = 0'}, code=5)
        self.assertEqual(self.verdicts(), ["agrees", "differs", "differs", "differs"])
        self.assertIn("differs: small: claim-1: claim-1 holds. Measured 0.25, 0.5 ± 0.2.", told)
        self.assertEqual([line["tolerance"] for line in self.lines()],
                         ["0.25 ± 0.01", "0.5 ± 0.2 (wide: ±40 %)", "at most 0.2", "at least 0"])
        page = (self.folder / "to/claims.html").read_text()
        self.assertEqual(page.count('<span class="differs">'), 3)
        self.assertIn("Nothing explains it.", page)
        self.assertIn("| 0.25 | 0.5 ± 0.2 (wide: ±40 %) | chosen | differs |", (self.folder / "to/claims.md").read_text())

    def test_verdicts_are_held_against_those_of_another_call(self):
        self.reproduce(RIGHT, WRONG, code=5)
        (self.folder / "to").rename(self.folder / "others")
        against = ("--against", self.folder / "others")
        told = self.reproduce(RIGHT, WRONG, code=5, arguments=against)
        self.assertIn("2 of 2 verdicts are those in", told)
        self.assertIn("0 of 1 verdicts", self.reproduce({"id": "claim-1", "rest": RIGHT["rest"]}, code=5, arguments=against))
        self.assertIn("1 of 1 verdicts", self.reproduce(RIGHT, arguments=against))
        self.assertIn("has no claim of small", self.reproduce({**RIGHT, "id": "another"}, code=2, arguments=against))
        self.assertIn("is no table of claims", self.reproduce(RIGHT, code=2, arguments=("--against", self.folder)))
        self.write("others/claims.csv", "a,b\n1,2\n")
        self.assertIn("wants the columns", self.reproduce(RIGHT, code=2, arguments=against))

    def test_what_is_explained_still_differs_and_is_no_failure(self):
        self.reproduce(RIGHT, {"rest": WRONG["rest"] + '\nexplanation = "It is known."'})
        self.assertEqual(self.verdicts(), ["agrees", "differs"])
        self.assertEqual([line["note"] for line in self.lines()], ["", "It is known."])
        told = self.reproduce({"rest": RIGHT["rest"] + '\nexplanation = "It is known."'})
        self.assertIn("agrees, though it is explained why it differs: small: claim-0", told)

    def test_a_check_of_compare_that_differs_is_told(self):
        self.write("of/small/config.toml", SMALL)
        self.write("of/small/expected.toml", EXPECTED.format(bound=0.7))
        self.steps = [("run", ["run", "{here}/config.toml", "-o", "{output}", "--quiet", "--set", "seeds=[1,2]",
                               "--set", "initial.spread=0.09"], "seeds"),
                      ("judge", ["compare", "{out}/seeds", "--expect", "{here}/expected.toml", "--json"], "judged.json")]
        claims = [{"of": "judge", "rest": 'check = "expect.falls"\nflow = "particle"'}, {"of": "judge", "rest": 'check = "all"'},
                  {"of": "judge", "rest": 'check = "expect.falls"\nflow = "network"'}]
        told = self.reproduce(*claims, code=1)
        self.assertEqual(self.verdicts(), ["agrees", "agrees", "not measured"])
        self.assertIn("judged.json has no such check of network; its flows: network, particle", told)
        mean = EXPECTED.format(bound=0.7) + 'over = "mean"\nof = "last"\n'
        self.write("of/small/expected.toml", mean)
        self.reproduce(claims[0])
        self.assertEqual((self.verdicts(), self.lines()[0]["tolerance"]), (["agrees"], "mean over runs at most 0.7"))
        self.write("of/small/expected.toml", mean.replace("0.7", "0.1"))
        self.reproduce(claims[0], code=5)
        self.write("of/small/expected.toml", EXPECTED.format(bound=0.1))
        self.assertIn("small: run is there", self.reproduce(*claims[:2], code=5))
        self.assertEqual(self.verdicts(), ["differs", "agrees"])
        with h5py.File(self.folder / "to/small/seeds/seed-2.h5", "r+") as file:
            file["observables/network/energy/value"][3] *= 1 + 1e-9
        self.assertIn("small: run took", self.reproduce(*claims[:2], code=5))  # a damaged member: all are made again


class Steps(Reproduce):
    def ran(self):
        return len(self.marks.read_text())

    def test_two_calls_do_the_work_once(self):
        self.assertIn("small: count took", self.reproduce(RIGHT))
        self.assertIn("small: count is there", self.reproduce(RIGHT))
        relative = os.path.relpath(self.folder / "to")
        self.assertIn("small: count is there", self.reproduce(RIGHT, arguments=("--results", relative)))
        self.assertEqual(self.ran(), 1)

    def test_a_reader_that_leaves_ends_nothing(self):
        self.plan(RIGHT)
        call = subprocess.Popen(self.command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment())
        call.stdout.close()
        self.assertEqual((call.stderr.read(), call.wait(300)), (b"", 0))
        call.stderr.close()
        self.assertEqual(self.verdicts(), ["agrees"])

    def test_two_calls_at_once_do_the_work_once(self):
        self.write("of/small/count.py", "import time\ntime.sleep(1)\n" + COUNT)
        self.plan(RIGHT)
        both = [subprocess.Popen(self.command(), text=True, stdout=subprocess.PIPE, env=self.environment()) for _ in range(2)]
        told = [call.communicate(timeout=300)[0] for call in both]
        self.assertEqual([call.returncode for call in both], [0, 0])
        self.assertEqual(self.ran(), 1)
        self.assertIn("waits for another call", "".join(told))

    def test_what_changed_is_run_again(self):
        self.reproduce(RIGHT)
        changes = [lambda: self.write("to/small/number.txt", "0.75"), lambda: self.write("of/small/count.py", COUNT + "\n"),
                   lambda: (self.folder / "to/small/number.txt").unlink(),
                   lambda: (self.folder / "to/small/number.txt.stamp").write_text("{"),
                   lambda: self.steps[0][1].append("more")]
        said = ["its output is damaged", "a file that it reads is another", "its output is damaged", "", "another command"]
        for count, (change, why) in enumerate(zip(changes, said), 2):
            change()
            self.assertIn(f"count ...{f' again: {why}' * bool(why)}\n", self.reproduce(RIGHT))
            self.assertEqual(self.ran(), count)

    def test_a_step_that_fails_leaves_nothing_and_others_go_on(self):
        self.write("of/small/count.py", COUNT + "sys.exit('planted')\n")
        self.write("of/small/other.py", COUNT)
        self.steps += [("after", ["python", "{here}/other.py", "{output}", "{out}/number.txt"], "after.txt"),
                       ("other", ["python", "{here}/other.py", "{output}"], "other.txt")]
        told = self.reproduce(RIGHT, RIGHT | {"of": "after"}, code=1)
        self.assertEqual(self.verdicts(), ["not measured", "not measured"])
        self.assertIn("step count failed with exit code 1: planted", told)
        self.assertIn("step after wants the output of count", told)
        self.assertEqual(sorted(path.name for path in (self.folder / "to/small").glob("*.txt*")),
                         ["number.txt.log", "other.txt", "other.txt.log", "other.txt.stamp"])

    def test_quick_leaves_out_long_steps_and_what_reads_them(self):
        self.steps = [("count", self.steps[0][1], 'number.txt"\nquick = false\npicture = "None'),
                      ("after", ["python", "{here}/count.py", "{output}", "{out}/number.txt"], "after.txt")]
        self.reproduce(RIGHT, RIGHT | {"of": "after"}, arguments=("--quick",))
        self.assertEqual(self.verdicts(), ["left out", "left out"])
        self.assertFalse(self.marks.exists())

    def test_an_interrupted_run_goes_on(self):
        self.write("of/small/config.toml", SMALL.replace('"bdf"', '"rk4"\nstep = 1e-5').replace("time = 100", "time = 2"))
        self.steps += [("run", ["run", "{here}/config.toml", "-o", "{output}", "--quiet", "--set", "output.checkpoint=0.05"],
                        "run.h5")]
        self.plan(RIGHT)
        call = subprocess.Popen(self.command(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=self.environment())
        self.wait_for_frames(self.folder / "to/small/run.h5")
        call.send_signal(signal.SIGTERM)
        _, told = call.communicate(timeout=300)
        self.assertEqual((call.returncode, told), (3, "reproduce.sh: interrupted; the same call goes on from here.\n"))
        self.assertEqual(sorted(path.name for path in (self.folder / "to/small").glob("run.h5*")),
                         ["run.h5", "run.h5.begun", "run.h5.log"])
        self.assertIn("small: run took", self.reproduce(RIGHT))
        told = json.loads(self.succeed("info", self.folder / "to/small/run.h5", "--json"))
        self.assertEqual({flow["status"] for flow in told["flows"]}, {"done"})
        self.assertTrue(told["resumed"])

    def wait_for_frames(self, path):
        end = time.monotonic() + 300
        while time.monotonic() < end:
            try:
                with h5py.File(path) as file:
                    if file["parameters/particle/committed/frames"][()] > 3:
                        return
            except (OSError, KeyError):
                time.sleep(0.02)
        self.fail(f"{path} has no frames")


class Input(Reproduce):
    def test_wrong_names_and_keys_are_told(self):
        self.assertIn("there is no experiment smal in", told := self.reproduce(RIGHT, code=2, arguments=("smal",)))
        self.assertIn("(nearest: small)", told)
        told = self.reproduce({"rest": 'measur = "number"'}, code=2)
        self.assertIn("claim.claim-0.measur is no key (nearest: measure); allowed: id, text", told)
        self.assertIn(str(self.folder / "of/small/claims.toml"), told)
        self.assertIn("there is no experiment xyz in", told := self.reproduce(RIGHT, code=2, arguments=("xyz",)))
        self.assertNotIn("nearest", told)
        for output in ("../number.txt", "a/b", "/b"):
            self.steps[0] = ("count", ["python", "{here}/count.py", "{output}"], output)
            self.assertIn("step.count.output is", self.reproduce(RIGHT, code=2))
        self.steps[0] = ("count", ["python", "{heer}/count.py", "{output}"], "number.txt")
        self.assertIn("step.count.command has {heer} (nearest: here)", self.reproduce(RIGHT, code=2))

    def test_scripts_and_measures_find_the_package_wherever_they_lie(self):
        self.write("of/small/count.py", COUNT + "\nimport simclr_flow\n")
        self.write("of/small/measure.py", "import simclr_flow\n" + MEASURE)
        self.reproduce(RIGHT)

    def test_a_program_that_is_missing_is_told(self):
        done = subprocess.run([REPRODUCE], text=True, capture_output=True, env={**os.environ, "SIMCLR_FLOW": "/none"}, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no program /none. Build it by experiments/quickstart.sh", done.stderr)

    def test_results_that_cannot_be_written_are_told(self):
        (self.folder / "to").touch()
        self.assertIn(f"reproduce.sh: {self.folder / 'to'}: file exists.", self.reproduce(RIGHT, code=4))


if __name__ == "__main__":
    main()
