"""`simclr-flow theory`: the table of a setting, to read and as JSON, and bad settings."""
import json
import math

from program import ProgramTest, main


class Theory(ProgramTest):
    def statements(self, *arguments):
        found = json.loads(self.succeed("theory", "--json", *arguments))
        return found, {s["id"]: s for s in found["statements"]}

    def test_json(self):
        found, by_id = self.statements("--latent-dim", 3, "--temperature", 0.5, "--points", 12)
        self.assertEqual((found["schema"], found["dim"], found["points"]), ("1.0", 3, 12))
        kappa_0 = 0.25 * (1 - math.exp(-4))
        self.assertAlmostEqual(by_id["kappa_0"]["value"], kappa_0, 15)
        self.assertAlmostEqual(by_id["minimum"]["value"], math.log1p(kappa_0), 14)
        self.assertAlmostEqual(by_id["configuration.icosahedron.12"]["value"], .2198096847249, 13)
        self.assertGreater(by_id["configuration.icosahedron.12"]["gap"], 0)
        self.assertIsNone(by_id["kappa_0"]["gap"])
        for statement in by_id.values():
            self.assertIn(statement["status"], {"proven", "numerical", "stationary by symmetry",
                                                "not a minimizer", "vacuous"})

    def test_table(self):
        printed = self.succeed("theory", "--energy", "dcl", "--points", 8, "--temperature", 0.15)
        for words in ("8-gon, mode 1", "0.347828", "unstable for temperatures from",
                      "not a minimizer", "simplex bound"):
            self.assertIn(words, printed)

    def test_bad_settings(self):
        for says, arguments in (("alignment", ("--energy", "alignment")),
                                ("1 points", ("--points", 1)),
                                ("temperature", ("--temperature", 0)),
                                ("temperature", ("--temperature", "nan")),
                                ("dimension", ("--latent-dim", 1))):
            with self.subTest(arguments):
                done = self.call("theory", *arguments)
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
                self.assertIn(says, done.stderr)


if __name__ == "__main__":
    main()
