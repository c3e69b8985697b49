"""The JSON Schema of the configuration: what the program takes is valid, a wrong key, choice or range is not."""
import copy
import json
import tomllib

from json_schema import complaints
from program import ROOT, SMALL, STUDY, ProgramTest, main


class Schema(ProgramTest):
    def setUp(self):
        super().setUp()
        self.schema = json.loads(self.once("schema.json", "schema", self.write_schema).read_text())

    def write_schema(self):
        self.write("schema.json", self.succeed("schema"))

    def complaints(self, text):
        return complaints(tomllib.loads(text), self.schema)

    def test_every_experiment_is_valid_and_so_are_they_with_all_defaults(self):
        configs = sorted((ROOT / "experiments").glob("*/config.toml"))
        self.assertGreater(len(configs), 5)
        for config in configs:
            self.assertEqual(self.complaints(config.read_text()), [], config)
        for text in (SMALL, STUDY):
            self.assertEqual(self.complaints(text), [])
            resolved = self.succeed("check", self.write("all.toml", text))
            self.assertEqual(self.complaints(resolved), [])

    def test_every_key_is_there_with_its_sentence_default_and_choices(self):
        told = json.loads(self.succeed("help", "--json"))["keys"]
        self.assertGreater(len(told), 100)
        for key in told:
            at = self.schema
            for name in key["path"].split("."):
                at = at["properties"][name]
                inner, at = at, at.get("items", at) if "properties" in at.get("items", {}) else at
            self.assertTrue(inner["description"].startswith(key["sentence"]), key["path"])
            listed = inner.get("enum", inner.get("items", {}).get("enum", []))
            self.assertLessEqual(set(key["choices"]), set(listed), key["path"])
            if key["type"] in ("number", "integer", "boolean", "string"):
                self.assertEqual(inner["type"], key["type"], key["path"])
        temperature = self.schema["properties"]["energy"]["properties"]["temperature"]
        self.assertEqual({key: temperature[key] for key in ("default", "minimum", "maximum")},
                         {"default": 0.2, "minimum": 1e-4, "maximum": 1e4})

    def test_what_is_wrong_is_told_and_the_program_refuses_it_too(self):
        for good, bad, told in (
                ("temperature = 0.2", "temprature = 0.2", ".energy: temprature is unknown"),
                ("temperature = 0.2", "temperature = 0", ".energy.temperature: 0 is below 0.0001"),
                ("temperature = 0.2", 'temperature = "hot"', ".energy.temperature: 'hot' is no number"),
                ("rtol = 1e-7", "rtol = 0.5", ".integrator.rtol: 0.5 is above 0.1"),
                ("time = 100", "time = 0", ".stop.time: 0 is not above 0"),
                ("per_class = 4", "per_class = 4.5", ".data.per_class: 4.5 is no integer"),
                ('"simclr"', '"simclear"', ".energy.preset: 'simclear' is none of"),
                ('kind = "particle"', 'kind = "wave"', ".flow[0].kind: 'wave' is none of"),
                ('kind = "particle"', 'name = "a"', ".flow[0]: kind is missing"),
                ('preset = "simclr"', "", ".energy: preset is missing")):
            with self.subTest(bad):
                text = SMALL.replace(good, bad, 1)
                found = self.complaints(text)
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith(told), found)
                self.assertEqual(self.call("check", self.write("bad.toml", text)).returncode, 2)
        self.assertTrue(self.complaints(SMALL[:SMALL.index("[[flow]]")]))
        self.assertTrue(complaints({}, self.schema))

    def test_the_validator_sees_planted_errors_of_the_schema(self):
        value = tomllib.loads(SMALL)
        for where, word, planted in ((("energy", "temperature"), "maximum", 0.1), (("data", "kind"), "enum", ["idx"]),
                                     (("title",), "type", "integer")):
            schema = copy.deepcopy(self.schema)
            at = schema
            for name in where:
                at = at["properties"][name]
            at[word] = planted
            self.assertEqual(len(complaints(value, schema)), 1, where)
        with self.assertRaises(ValueError):
            complaints(1, {"multipleOf": 2})


if __name__ == "__main__":
    main()
