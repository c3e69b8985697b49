"""Experiments state their claims: each folder has a claims.toml with every key, the table of experiments is made of
them, and what expected.toml expects is claimed. Each check is also seen to fail on a planted fault."""
import re
import sys
import tempfile
import tomllib
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXPERIMENTS = ROOT / "experiments"
sys.path[:0] = [str(EXPERIMENTS / "reproduce"), str(ROOT / "tests/cli"), str(ROOT / "tests/house")]
import documents  # noqa: E402
from claims import NEEDED, POSSIBLE, ClaimsError, experiments_in, read  # noqa: E402
from overview import with_overview  # noqa: E402
from program import main  # noqa: E402

FAULTS = [  # what is replaced, by what, and what the complaint must hold
    ('measure = "minima"', 'measur = "minima"', ("claim.one-minimum.measur", "measure", "allowed")),
    ('measure = "minima"', 'measure = "maxima"', ("claim.one-minimum.measure", "maxima", "minima")),
    ('measure = "minima"', 'measure = "minima"\ncheck = "all"', ("claim.one-minimum.measure", "one of the two")),
    ('measure = "minima"', 'check = "all"', ("claim.one-minimum.check", "expected.toml has the bounds")),
    ("tolerance = 2e-8", 'tolerance = "small"', ("claim.below-the-octagon.tolerance", "'small'", "a finite number")),
    ("tolerance = 2e-8", "tolerance = -1", ("claim.below-the-octagon.tolerance", "-1", "0 or more")),
    ("tolerance = 2e-8", "at_most = 1", ("claim.below-the-octagon.measure", "at_most, value", "value and tolerance")),
    ('of = "octagon-table"\nmeasure = "index', 'of = "octagn"\nmeasure = "index', ("claim.octagon.of", "octagn", "octagon-table")),
    ('whose = "ours"\ntheory = "one minimum"', 'theory = "one minimum"', ("claim.one-minimum.whose is missing", "a text")),
    ('title = "Twelve latents on the sphere"', 'title = ""', ("title is ''", "not empty")),
    ('output = "twelve.json"', 'output = "twelve.h5"', ("step.output", "twelve.h5", "each once")),
    ('id = "twelve"\ncommand = [', 'id = "twelve"\ncommand = [3, ', ("step.twelve.command", "a list of words")),
    ('id = "twelve"\n', 'id = "twelve"\nquick = true\n', ("step.twelve.quick", "true".title(), "false or a list")),
    ('id = "twelve"\n', 'id = \n', ("line", "column"))]


def without_claims(folders):
    """Of folders those with a configuration and no claims."""
    return [folder.name for folder in folders if (folder / "config.toml").exists() and not (folder / "claims.toml").exists()]


def unclaimed(expected, claims):
    """The expectations that no claim is of, and the claims of expectations that there are not."""
    def is_of(claim, expect):
        return claim.check == f"expect.{expect['id']}" and claim.flow in ("", expect["flow"])

    return ([f"{one['flow']}: {one['id']}" for one in expected if not any(is_of(claim, one) for claim in claims)],
            [claim.id for claim in claims if claim.check.startswith("expect.")
             and not any(is_of(claim, one) for one in expected)])


class Experiments(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.experiments = experiments_in(EXPERIMENTS)

    def test_each_has_claims_and_a_page(self):
        self.assertGreater(len(self.experiments), 8)
        self.assertEqual(without_claims(EXPERIMENTS.iterdir()), [])
        for one in self.experiments.values():
            self.assertTrue((one.folder / "README.md").exists(), one.name)
        with tempfile.TemporaryDirectory() as scratch:
            (Path(scratch) / "config.toml").touch()
            self.assertEqual(without_claims([Path(scratch)]), [Path(scratch).name])

    def test_the_table_of_experiments_is_that_of_their_claims(self):
        text = (EXPERIMENTS / "README.md").read_text()
        self.assertEqual(with_overview(text, self.experiments), text, "experiments/reproduce.sh --overview makes it")
        planted = text.replace(self.experiments["mnist"].summary, "Planted")
        self.assertNotEqual(with_overview(planted, self.experiments), planted)
        with self.assertRaises(ClaimsError):
            with_overview(text.replace("<!--", ""), self.experiments)

    def test_what_is_expected_is_claimed(self):
        for one in self.experiments.values():
            paths = sorted(one.folder.glob("expected*.toml"))
            expected = [table for path in paths for table in tomllib.loads(path.read_text())["expect"]]
            self.assertEqual(unclaimed(expected, one.claims), ([], []), one.name)
            if expected:
                planted = [*expected, {"flow": "particle", "id": "planted"}]
                self.assertEqual(unclaimed(planted, one.claims)[0], ["particle: planted"])
                self.assertNotEqual(unclaimed([], one.claims)[1], [])

    def test_every_key_is_documented(self):
        words = documents.words(documents.text_of("experiments/reproduce/README.md"))
        keys = {f"{table}.{key}".lstrip(".") for known in (NEEDED, POSSIBLE) for table in known for key in known[table]}
        self.assertEqual(sorted(keys - words - {"step", "claim"}), [])
        self.assertIn("claim.explanation", keys)

    def test_wrong_keys_are_told_with_file_key_and_what_is_allowed(self):
        folder = EXPERIMENTS / "minimizers"
        text = (folder / "claims.toml").read_text()
        for before, after, told in FAULTS:
            with self.subTest(after), tempfile.TemporaryDirectory() as scratch:
                (Path(scratch) / "measure.py").write_text((folder / "measure.py").read_text())
                path = Path(scratch) / "claims.toml"
                path.write_text(text)
                self.assertEqual(len(read(scratch).claims), 7)
                self.assertEqual(text.count(before), 1)
                path.write_text(text.replace(before, after))
                with self.assertRaisesRegex(ClaimsError, re.escape(str(path))) as caught:
                    read(scratch)
                for word in told:
                    self.assertIn(word, str(caught.exception))


if __name__ == "__main__":
    main()
