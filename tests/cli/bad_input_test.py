"""Bad input: exit code 2, one clear sentence, no output left, none overwritten."""
import gzip

from program import ROOT, SMALL, ProgramTest, main

DATA = ROOT / "experiments/data"


def idx(images, labels):
    return (f'[data]\nkind = "idx"\nimages = "{images}"\nlabels = "{labels}"\n'
            'classes = [0, 1]\nper_class = 5\n' + SMALL[SMALL.index("[latent]"):])


class BadInput(ProgramTest):
    def refused(self, *arguments, says, command="run", code=2):
        before = {p: p.read_bytes() for p in self.folder.iterdir()}
        done = self.call(command, *arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertIn(says, done.stderr)
        self.assertEqual({p: p.read_bytes() for p in self.folder.iterdir()}, before)

    def refused_config(self, text, says):
        self.refused(self.write("bad.toml", text), says=says)
        self.refused(self.folder / "bad.toml", says=says, command="check")

    def test_configurations(self):
        for old, new, says in [
                ("temperature", "temprature", "bad.toml:11: unknown key 'temprature' in [energy], "
                                              "did you mean 'temperature'?"),
                ("0.2", '"hot"', "bad.toml:11: [energy] temperature = 'hot' must be a number"),
                ("0.2", "-0.2", "temperature = -0.2 must be at least 0.0001"),
                ("0.2", "nan", "temperature = nan must be finite"),
                ("spread = 0.3", "spread = -0.3", "spread = -0.3 must be above 0 and at most"),
                ("spread = 0.3", 'kind = "reference"\nreference = "square"\nspread = -0.3',
                 "spread = -0.3 must be at least 0"),
                ("per_class = 4", "per_class = 0", "must be at least 1"),
                ('"simclr"', '"simclear"', 'did you mean "simclr"?'),
                ('"simclr"', '"custom"\nofset = 1', "did you mean 'offset'?"),
                ('"simclr"', '"custom"\noffset = -1', "offset = -1 must be at least 0"),
                ('"simclr"', '"custom"\nnegatives = "al"', 'did you mean "all"?'),
                ('"simclr"', '"custom"\nouter = "linear"\noffset = 1', 'offset = 1 goes with outer = "log", given: "linear"'),
                ('"simclr"', '"simclr"\noffset = 1', 'offset = 1 goes with preset = "custom", given: "simclr"'),
                ("per_class = 4", "per_class = 4\n[integrater]", "did you mean 'integrator'?"),
                ('kind = "discs"\nper_class = 4', 'kind = "none"', "kind = 'network' needs data"),
                ('kind = "particle"', 'kind = "particle"\nname = "config"', "is taken"),
                ("time = 100", "time = 1e400", "not valid TOML"),
                ('"bdf"', '"gradient-descent"\nrule = "adma"', 'did you mean "adam"?'),
                ('"bdf"', '"gradient-descent"\nrule = "adam"\nbeta1 = 1', "must be below 1"),
                ('"bdf"', '"bdf"\nmin_step = 1\nmax_step = 0.1', "must be at least min_step"),
                ('"bdf"', '"dopri5"\ninitial_step = 1e-6\nmin_step = 1e-4',
                 "initial_step = 1e-06 must be at least min_step"),
                ("first = 0.1, per_decade = 5", 'spacing = "linear", interval = 1e-9',
                 "a series of 1e+11 rows to t = 100: at most 1e+08"),
                ("time = 100", "time = 100\nsteps = -1", "steps = -1 must be at least 0"),
                ("time = 100", "plateau = { drops = 1 }", "did you mean 'drop'?"),
                ("time = 100", "time = 100\n[output.weights]\nspacing = 'every'",
                 "is not known; allowed: log, linear, steps, ends"),
                ('title = "small"', "seeds = [1, 1]", "seeds = [1, 1] lists a seed twice"),
                ("per_decade = 5", "per_decade = 100000\n}\n[x", "not valid TOML")]:
            with self.subTest(new):
                self.refused_config(SMALL.replace(old, new, 1), says)

    def test_one_data_point(self):
        particle = SMALL[:SMALL.rindex("[[flow]]")]
        self.refused_config(particle.replace('kind = "discs"\nper_class = 4',
                                             'kind = "none"\ncount = 1'), "1 data point")

    def test_one_image(self):
        text = idx(DATA / "mnist-3000-images-idx3-ubyte.gz",
                          DATA / "mnist-3000-labels-idx1-ubyte.gz")
        self.refused_config(text.replace("classes = [0, 1]\nper_class = 5",
                                         "classes = [0]\nper_class = 1"), "1 data point")
        self.refused_config(text.replace("per_class = 5", "per_class = 301"),
                            "300 items of class 0, 301 were asked for")

    def test_missing_and_truncated_data(self):
        labels = DATA / "mnist-3000-labels-idx1-ubyte.gz"
        self.refused_config(idx("nowhere.gz", labels), "nowhere.gz' does not exist")
        whole = gzip.decompress((DATA / "mnist-3000-images-idx3-ubyte.gz").read_bytes())
        (self.folder / "cut").write_bytes(whole[:10000])
        self.refused_config(idx("cut", labels), "cut' is truncated")

    def test_missing_configuration(self):
        self.refused("none.toml", says="file 'none.toml' does not exist")

    def test_outputs(self):
        self.refused(self.config, "-o", "no/such/folder/x.h5", says="does not exist")
        self.refused(self.config, "-o", ".", says="is a folder")
        self.refused(self.config, "-o", "/proc/x.h5", says="not writable", code=4)
        (self.folder / "precious.h5").write_text("precious")
        self.refused(self.config, "-o", "precious.h5", says="--force replaces it")
        self.refused(self.config, "--force", "-o", "precious.h5", says="is no trajectory")
        self.refused(self.config, "--force", "-o", "small.toml", says="is no trajectory")
        self.refused(self.write("bad.toml", SMALL.replace("0.2", "nan")), "--force",
                     "-o", "precious.h5", says="must be finite")
        huge = SMALL[:SMALL.rindex("[[flow]]")].replace('kind = "discs"\nper_class = 4',
                                                        'kind = "none"\ncount = 2000000')
        self.refused(self.write("huge.toml", huge), "--set", "output.frames.per_decade=100000",
                     "--set", "stop.time=1e9", says="MB free", code=4)

    def test_command_lines(self):
        for arguments in [(), ("fly",), ("run",), ("run", self.config, "--sed", "1"),
                          ("compare", "none.h5"), ("info", self.config), ("example", "four-disc")]:
            with self.subTest(arguments):
                done = self.call(*arguments)
                self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
                self.assertTrue(done.stderr)


if __name__ == "__main__":
    main()
