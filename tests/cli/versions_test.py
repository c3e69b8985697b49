"""Files of schema 1.0 and 1.1: older ones lack what was not measured yet, those of today lack nothing."""
import h5py
from program import ProgramTest, main

VIEWS = ("--set", "views.count=2", "--set", 'views.transforms=[{kind="noise",scale=0.3}]',
         "--set", "initial.spread=0.09", "--set", "stop.time=1")
NEWER = ("observables/particle/spectral_alignment", "observables/network/spectral_alignment",
         "observables/network/growth_rates", "observables/network/growth_alignment")


class Versions(ProgramTest):
    def stored(self, schema, without=()):
        self.succeed("run", self.config, "-o", "out.h5", "--force", "--quiet", *VIEWS)
        with h5py.File(self.folder / "out.h5", "r+") as file:
            file.attrs.create("schema", schema, dtype=h5py.string_dtype("utf-8", 1 + len(schema)))
            for path in without:
                del file[path]

    def test_a_file_of_today_that_lacks_a_series_differs(self):
        for path in NEWER:
            with self.subTest(path):
                self.stored("1.1", [path])
                done = self.call("compare", "out.h5")
                self.assertEqual(done.returncode, 5, done.stderr)
                self.assertIn(f"observable '{path.split('/')[-1]}' is missing", done.stdout)

    def test_an_older_one_is_read_judged_and_resumed(self):
        self.stored("1.0", NEWER)
        told = self.succeed("compare", "out.h5")
        self.assertIn("written before growth_rates, growth_alignment, spectral_alignment were measured", told)
        self.succeed("info", "out.h5")
        self.stored("1.0")
        self.assertNotIn("written before", self.succeed("compare", "out.h5"))
        self.succeed("resume", "out.h5", "--set", "stop.time=2", "--quiet")
        with h5py.File(self.folder / "out.h5") as file:
            self.assertEqual(file["observables/particle/energy/time"][-1], 2)
            self.assertEqual(file.attrs["schema"].decode(), "1.1")  # laid out again, whole

    def test_what_an_older_one_lacks_is_not_resumed(self):
        self.stored("1.0", NEWER)
        done = self.call("resume", "out.h5", "--set", "stop.time=2", "--quiet")
        self.assertEqual(done.returncode, 2, done.stderr)

    def test_other_versions_are_refused_by_program_and_pictures(self):
        self.stored("1.2")
        for command in ("compare", "info", "resume"):
            done = self.call(command, "out.h5")
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn("its schema is '1.2', this program reads 1.0 and 1.1", done.stderr)


if __name__ == "__main__":
    main()
