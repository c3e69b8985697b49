"""Every JSON document of a command: one on standard output, with its provenance, and keys that the page tells."""
import json
import re
import tomllib

from program import NARROW, ROOT, SMALL, STUDY, ProgramTest, main

# Keys of what there may be none of.
WHERE_ANY = {"point", "at", "reason", "starts", "count", "worst", "kernel_parameters", "terms", "weight", "alignment",
             "uniformity", "uniformity_per_view", "energies"}


def documented(page):
    """The keys that stand in backticks in the section on documents, by kind of document."""
    section = re.search(r"^## JSON\n(.*?)(?=^## )", page, re.MULTILINE | re.DOTALL)[1]
    kinds, kind = {}, None
    for name, keys in re.findall(r"^\| (?:`(\w+)`)? *\| (.*) \|$", section, re.MULTILINE):
        kind = name or kind
        kinds[kind] = kinds.get(kind, set()) | set(re.findall(r"`(\w+)`", keys))
    return {**kinds, "ensemble": kinds["ensemble"] | kinds["run"],
            "energies": kinds["energies"] | kinds["energy"]}


def keys_of(value, without=()):
    """All keys of a document, but for those within the values of `without`."""
    if isinstance(value, list):
        return set().union(*(keys_of(one, without) for one in value))
    if not isinstance(value, dict):
        return set()
    return set(value) | set().union(*(keys_of(one, without) for name, one in value.items() if name not in without))


class Documents(ProgramTest):
    page = (ROOT / "src/app/README.md").read_text()

    def document(self, *arguments, kind, code=0, told_elsewhere=False, whole=True):
        """The document; `whole`: it has all keys that the page tells, but for WHERE_ANY."""
        done = self.call(*arguments, "--json")
        self.assertEqual(done.returncode, code, done.stderr)
        document = json.loads(done.stdout)
        told = document["provenance"]
        self.assertEqual(set(told), {"version", "commit", "command"})
        version = self.succeed("--version").splitlines()[0]
        self.assertEqual(f"{told['version']} {told['commit']}", version)
        self.assertTrue(told["command"].endswith(" ".join((*map(str, arguments), "--json"))), told)
        self.assertEqual(list(document)[:3], ["schema", "kind", "provenance"])
        self.assertEqual((document["schema"], document["kind"]), ("1.0", kind))
        self.assertIn(kind, documented(self.page))
        if not told_elsewhere:
            keys = keys_of(document, without=("configuration",)) - {"schema", "kind", "provenance", "version",
                                                                   "commit", "command"}
            self.assertEqual(sorted(keys - documented(self.page)[kind]), [])
            self.assertEqual(sorted(documented(self.page)[kind] - keys - WHERE_ANY) if whole else [], [])
        return document

    def test_list(self):
        told = self.document("list", kind="list")
        text = self.succeed("list")
        for part in ("energies", "kernels", "manifolds", "data", "methods", "checks"):
            for entry in told[part]:
                self.assertIn(entry["name"], text)
        self.assertIn("four-discs", told["examples"])
        planted = self.page.replace("`activations`", "")
        self.assertNotIn("activations", documented(planted)["list"])

    def test_check(self):
        told = self.document("check", self.config, kind="check")
        resolved = tomllib.loads(self.succeed("check", self.config))
        self.assertEqual(told["configuration"], resolved)
        self.assertEqual((told["latents"], told["dim"], told["classes"], told["output"], told["study"]),
                         (16, 2, 4, "small.h5", None))
        self.assertEqual([flow["name"] for flow in told["flows"]], ["particle", "network"])
        study = self.document("check", self.write("study.toml", STUDY), kind="check", whole=False)
        self.assertEqual(study["study"], {"starts": 3, "latents": 4, "output": "study-minima.h5"})
        self.assertEqual((study["output"], study["bytes"]), (None, None))

    def test_info_of_a_run_an_ensemble_and_a_sweep(self):
        out = self.run_small("small.h5", "--set", "stop.time=1", *NARROW)
        told = self.document("info", out, kind="run")
        self.assertEqual([(f["name"], f["status"], f["time"]) for f in told["flows"]],
                         [("network", "done", 1), ("particle", "done", 1)])
        self.assertEqual(told["made_by_commit"], told["provenance"]["commit"])
        self.succeed("run", self.config, "-o", "runs", "--quiet", "--set", "seeds=[1, 2]", "--set", "stop.time=1")
        told = self.document("info", "runs", kind="ensemble")
        self.assertEqual([run["seed"] for run in told["runs"]], [1, 2])
        self.succeed("sweep", self.config, "--over", "energy.temperature=0.2,0.4", "--set", "stop.time=1", "-o",
                     "phases", "--quiet")
        told = self.document("info", "phases", kind="sweep")
        self.assertEqual((told["points"], told["done"], told["over"][0]["count"]), (2, 2, 2))

    def test_minimize_and_info_of_its_study(self):
        study = self.write("study.toml", STUDY)
        told = self.document("minimize", study, "-o", "s.h5", kind="study")
        self.assertEqual((told["starts"], told["configurations"][0]["clusters"]), (3, 4))
        again = self.document("info", "s.h5", kind="study")
        self.assertEqual({**again, "provenance": 0}, {**told, "provenance": 0})
        self.succeed("extract", "s.h5", "--table", "-o", "t.json")
        table = json.loads((self.folder / "t.json").read_text())
        self.assertEqual(table, {key: value for key, value in told.items() if key != "provenance"})

    def test_compare_theory_and_energy(self):
        out = self.run_small("small.h5", "--set", "stop.time=1", *NARROW)
        for files in ((out,), (out, out)):
            self.document("compare", *files, kind="comparison", told_elsewhere=True)
        self.succeed("run", self.config, "-o", "runs", "--quiet", "--set", "seeds=[1]", "--set", "stop.time=1", *NARROW)
        self.document("compare", "runs", kind="ensemble_comparison", told_elsewhere=True)
        self.assertEqual(self.document("theory", "--samples", "4", kind="theory")["samples"], 4)
        z = self.write("z.csv", "1,2\n3,4\n5,6\n")
        at = ("--temperature", "1")
        self.document("energy", z, "--preset", "simclr", "--manifold", "sphere", *at, kind="energy")
        self.document("energy", z, "--all", "--manifold", "sphere", *at, kind="energies")

    def test_keys(self):
        told = self.document("help", kind="keys")
        self.assertGreater(len(told["keys"]), 100)
        one = self.document("help", "data.gap", kind="keys")["keys"]
        self.assertEqual([key["where"] for key in one], ["data.kind = half-gaussians"])

    def test_a_failed_or_refused_command_prints_no_document(self):
        for arguments in (("info", "none.h5"), ("check", "none.toml"), ("minimize", "none.toml")):
            done = self.call(*arguments, "--json")
            self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)


if __name__ == "__main__":
    main()
