"""READMEs hold what the program has: every key with its choices and default, every command and option, every dataset
of its files, every check; their links lead somewhere, and the first page stays short.
And analysis reads from files nothing that they do not hold.

What there is comes from the program and its sources, so that what is new must be documented. Each check is also shown
to catch a planted omission.
"""
import re
import sys
import tempfile
import tomllib
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("tests", "tests/cli", "tests/house")]
import asked  # noqa: E402
import documents  # noqa: E402
import rooms  # noqa: E402
from documents import text_of  # noqa: E402
from program import main  # noqa: E402
from whole_files import RUN, STUDY, make_files  # noqa: E402

FOLDERS = ["", "experiments", "src", "src/app", "src/io", "src/judge", "src/study", "src/sweep", "src/theory",
           "analysis", "tests", "tests/benchmark"]
CONFIGURATION = ["experiments/README.md", "src/study/README.md"]

SPHERE = ("latent.manifold=sphere", "latent.dim=3")
SEMI = ("positives={kind='semi'}",)
WEIGHTS = ("positives={kind='weights', file='pairs.csv'}",)
QUADRATURE = ("views.mode=quadrature", "views.count=0", "views.transforms.0.nodes=2")
IMAGES = ("data={kind='npy', file='images.npy', labels='labels.npy', image=[2, 2], test={per_class=2}}",
          "views.count=1", "views.transforms=[]", "initial={kind='file', file='start.npy', test='start-test.npy'}")
# Everything but what is asked for left out.
WITH_DEFAULTS = """\
data = { kind = "discs" }
energy = { preset = "simclr" }
[study]
"""
DESCENT = '[integrator]\nmethod = "gradient-descent"\n'
FLOWS = ['kinds = ["clustered", "reference"]\n[[flow]]\nkind = "network"\nactivation = "leaky_relu"\n',
         f'[[flow]]\nkind = "kernel"\nactivation = "relu"\n{DESCENT}',
         *(f'[[flow]]\nkind = "particle"\n{DESCENT}rule = "{rule}"\n' for rule in ("adam", "momentum")),
         '[output]\nframes = { spacing = "linear" }\npairs = { spacing = "linear" }\n',
         '[output]\nframes = { spacing = "steps" }\n']


def undocumented(names, text):
    """Of these names those that do not stand in backticks."""
    return sorted(set(names) - documents.words(text))


def missing_keys(keys, text):
    """Keys that are not documented: of tables with the same keys, in none of them."""
    words, alike = documents.words(text), {}
    for table, names in keys.tables.items():
        lacking = {table + name for name in names} - words
        alike.setdefault(frozenset(names), []).append(lacking)
    return sorted(set().union(*(min(found, key=len) for found in alike.values())))


def value_of(cell):
    """What a cell of defaults says; None where it says more than a value."""
    text = cell.strip("`")
    if re.fullmatch(r'"[^"]*"', text):
        return text.strip('"')
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text)
    except ValueError:
        return None


def wrong_defaults(values, text):
    """Defaults in tables that are not the program's, and how many were compared."""
    wrong, compared = [], 0
    for row in documents.rows(text):
        key = row[0].strip("`")
        if len(row) < 3 or key not in values or (told := value_of(row[1])) is None:
            continue
        compared += 1
        if told != values[key]:
            wrong.append(f"{key}: {row[1]}, not {values[key]}")
    return wrong, compared


def complaints_of_checks(ids, text):
    """Checks that are in no table of the page, and those of its tables of checks that there are not. What two flows
    share and members of ensembles is told in sentences, distances between flows in a table of their own."""
    tables = [row[0] for row in documents.rows(documents.section(text, "Checks") or "")]
    told = documents.words("\n".join(tables))
    lacking = {one for one in set(ids) - told if one not in documents.words(text)
               or one not in {"start", "member", "w2", "gram"}}
    return sorted(lacking), sorted(told - set(ids))


def plain_id(identifier):
    """The listed id of one that a judgement tells."""
    return "expect.<id>" if identifier.startswith("expect.") else re.sub(r"\.\d+$", ".<l>", identifier)


def documented_paths(text):
    """The datasets that tables and sentences name, choices in braces each by itself."""
    paths = {one for code in documents.codes(text) for one in documents.expanded(code)}
    return {path for path in paths if re.match(r"(particles|observables|parameters|data|theory|starts|configurations)/",
                                               path)}


def paths_in(code):
    """Paths that strings of Python name, those with an {expression} in a part too."""
    found = re.findall(r'f?"((?:particles|observables|parameters|data|theory|starts|configurations|\{home\})/[^"\s]*)"',
                       code)
    return {path.replace("{home}", "parameters/{name}") for path in found}


def not_in_files(code, paths):
    """Of the paths that code names those that no file holds, as a dataset or a group."""
    held = {path[:end.start()] for path in paths for end in re.finditer("/|$", path)}
    return sorted(path for path in paths_in(code)
                  if not any(re.fullmatch(re.sub(r"\\\{[^{}]*\\\}", "[^/]+", re.escape(path)), one) for one in held))


class Documentation(unittest.TestCase):
    def test_every_page_is_there_and_every_link_leads_somewhere(self):
        for folder in FOLDERS:
            self.assertTrue((ROOT / folder / "README.md").exists(), folder)
        found = [told for path in documents.pages() for told in documents.broken_links(path, path.read_text())]
        self.assertEqual(found, [])

    def test_pages_are_short_and_cells_narrow(self):
        found = [told for path in documents.pages() for told in documents.shape_complaints(path, path.read_text())]
        self.assertEqual(found, [])

    def test_every_experiment_is_listed_and_every_picture_is_in_the_gallery(self):
        folders = {path.parent for path in (ROOT / "experiments").glob("*/config.toml")}
        pictures = {path for folder in folders for path in folder.glob("*.png")}
        self.assertGreater(min(len(folders), len(pictures)), 5)
        self.assertEqual(documents.not_shown(folders, pictures, text_of("experiments/README.md")), [])

    def test_rooms_and_their_arrows_are_those_by_which_they_are_linked(self):
        self.assertEqual(documents.told_arrows(text_of("src/README.md")),
                         {room: set(others) for room, others in rooms.arrows().items()})

    def test_every_check_is_documented(self):
        with tempfile.TemporaryDirectory() as folder:
            checks = asked.checks(folder)
        self.assertGreater(len(checks), 45)
        text = text_of("src/judge/README.md")
        self.assertEqual(complaints_of_checks(checks, text), ([], []))
        for identifier in ("travel", "rate.<l>", "gradient", "w2"):
            self.assertEqual(complaints_of_checks(checks, text.replace(f"`{identifier}`", ""))[0], [identifier])
        del checks["travel"]
        self.assertEqual(complaints_of_checks(checks, text), ([], ["travel"]))

    def test_expectations_are_documented(self):
        source = (ROOT / "src/config/expectation.cpp").read_text()
        keys = [f"expect.{key}" for key in re.findall(r'f\.(?:text|reals|real|choice|integer)\(\{"(\w+)",', source)]
        self.assertGreater(len(keys), 9)
        self.assertEqual(undocumented(keys, text_of("experiments/README.md")), [])

    def test_commands_and_their_options_are_documented(self):
        with tempfile.TemporaryDirectory() as folder:
            commands = asked.commands(folder)
        self.assertGreater(len(commands), 10)
        self.assertEqual(documents.complaints_of_commands(commands, text_of("src/app/README.md")), [])


class Keys(unittest.TestCase):
    """Of the keys of a configuration, as the program tells them."""
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = Path(scratch.name)
        cls.keys = asked.Keys(cls.folder)
        cls.text = "\n".join(text_of(name) for name in CONFIGURATION)

    def test_all_are_found(self):
        self.assertGreater(len(self.keys.paths), 100)
        self.assertGreater(len(self.keys.choices), 15)
        resolved = tomllib.loads(asked.call(self.folder, "example", "mnist-views").stdout)
        self.assertEqual(sorted(set(asked.flat(resolved)) - self.keys.paths), [])

    def test_each_is_documented(self):
        self.assertEqual(missing_keys(self.keys, self.text), [])

    def test_each_choice_is_documented(self):
        self.assertEqual(undocumented(sum(self.keys.choices.values(), []), self.text), [])

    def test_defaults_are_those_of_the_program(self):
        values = {}
        for text in (WITH_DEFAULTS, *(f"{WITH_DEFAULTS}{more}" for more in FLOWS)):
            (self.folder / "defaults.toml").write_text(text)
            told = asked.call(self.folder, "check", "defaults.toml")
            self.assertEqual(told.returncode, 0, told.stderr)
            values = asked.flat(tomllib.loads(told.stdout)) | values
        values = self.keys.defaults | values  # of kernels, say, that are not the default one
        wrong, compared = wrong_defaults(values, self.text)
        self.assertEqual(wrong, [])
        self.assertGreater(compared, 50)
        for key, told, planted in (("energy.temperature", ".2", ".3"), ("energy.exponent", "2", "1")):
            text = self.text.replace(f"| `{key}` | {told} |", f"| `{key}` | {planted} |")
            self.assertEqual(wrong_defaults(values, text)[0], [f"{key}: {planted}, not {values[key]}"])

    def test_an_omission_is_caught(self):
        for key in ("energy.temperature", "data.test.label_column", "output.frames.per_decade", "study.masses",
                    "views.transforms.sigma_low"):
            self.assertIn(key, missing_keys(self.keys, self.text.replace(f"`{key}`", "")))
        self.assertEqual(undocumented(["student"], re.sub(r"[\"`]student[\"`]", "", self.text)), ["student"])


class Files(unittest.TestCase):
    """Of the datasets of files, as the program makes them."""
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = Path(scratch.name)
        cls.judged = set()
        cls.paths = set()
        make_files(cls.folder)
        cls.run_and_look("circle", RUN)
        cls.run_and_look("sphere", RUN, *SPHERE, *QUADRATURE)
        cls.run_and_look("images", RUN, *IMAGES)
        cls.run_and_look("semi", RUN, *SEMI)
        cls.run_and_look("weights", RUN, *WEIGHTS)
        for name, masses in (("places", "false"), ("masses", "true")):
            cls.command("minimize", name, STUDY, f"study.masses={masses}")
            cls.paths |= asked.datasets(cls.folder / f"{name}.h5")

    @classmethod
    def command(cls, command, name, text, *settings):
        (cls.folder / f"{name}.toml").write_text(text)
        options = [word for setting in settings for word in ("--set", setting)]
        done = asked.call(cls.folder, command, f"{name}.toml", "-o", f"{name}.h5", "--quiet", *options)
        if done.returncode:
            raise AssertionError(f"{name}: {done.stderr}")

    @classmethod
    def run_and_look(cls, name, text, *settings):
        cls.command("run", name, text, *settings)
        cls.paths |= asked.datasets(cls.folder / f"{name}.h5")
        told = asked.call(cls.folder, "compare", f"{name}.h5", "--json").stdout
        cls.judged |= set(re.findall(r'"id": "([^"]*)"', told))

    def test_each_dataset_is_documented_and_each_documented_one_is_there(self):
        documented = documented_paths(text_of("src/io/README.md"))
        self.assertGreater(len(self.paths), 100)
        self.assertEqual(sorted(self.paths - documented), [])
        leaves = {path for path in documented if path.rpartition("/")[2] not in ("<name>", "")}
        self.assertEqual(sorted(leaves - self.paths), [])

    def test_analysis_reads_what_files_hold(self):
        read = {path.name: path.read_text() for path in sorted((ROOT / "analysis").rglob("*.py"))}
        self.assertGreater(len(set().union(*map(paths_in, read.values()))), 12)
        self.assertEqual({name: lacking for name, code in read.items()
                          if (lacking := not_in_files(code, self.paths))}, {})
        for planted in ('file["particles/x/planted"]', 'f"{home}/planted"', 'f"starts/{name}/planted"'):
            self.assertEqual(len(not_in_files(read["study.py"] + planted, self.paths)), 1, planted)

    def test_an_omission_is_caught(self):
        text = text_of("src/io/README.md")
        for path in ("parameters/<flow>/restarts", "starts/mass", "data/view_weights"):
            self.assertIn(path, self.paths - documented_paths(text.replace(f"`{path}`", "")))

    def test_the_ids_of_judgements_are_those_of_the_list(self):
        self.assertGreater(len(self.judged), 20)
        self.assertEqual(sorted({plain_id(one) for one in self.judged} - set(asked.checks(self.folder))), [])


class Planted(unittest.TestCase):
    """Omissions and errors that need no program."""
    def page(self):
        return ROOT / "README.md", text_of("README.md")

    def test_broken_links_are_caught(self):
        path, text = self.page()
        for planted in ("[a](src/nothing/README.md)", "[a](src/io/README.md#nothing)", "`src/judge/nothing.cpp`"):
            self.assertTrue(documents.broken_links(path, text + planted), planted)

    def test_wide_cells_long_lines_and_long_pages_are_caught(self):
        path, text = self.page()
        for planted in (f"\n| a | {'b ' * 81}|\n", f"\n{'long ' * 30}\n", "\n" * 60):
            self.assertTrue(documents.shape_complaints(path, text + planted), planted)

    def test_an_experiment_or_a_picture_that_is_not_shown_is_caught(self):
        new = ROOT / "experiments/new"
        self.assertEqual(documents.not_shown({new}, {new / "new.png"}, text_of("experiments/README.md")),
                         ["new: not in the table", "new/new.png: not in the gallery"])

    def test_an_arrow_that_is_not_told_is_caught(self):
        text = text_of("src/README.md")
        planted = text.replace("`kernel_sum`, `geometry` |", "`kernel_sum` |")
        self.assertNotEqual(documents.told_arrows(text), documents.told_arrows(planted))

    def test_an_undocumented_command_or_option_is_caught(self):
        text = text_of("src/app/README.md")
        self.assertEqual(documents.complaints_of_commands({"fly": set()}, text), ["no section on fly"])
        self.assertEqual(documents.complaints_of_commands({"run": {"--force", "--fast"}}, text), ["run: --fast"])


if __name__ == "__main__":
    main()
