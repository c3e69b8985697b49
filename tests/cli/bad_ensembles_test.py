"""Bad ensembles: exit code 2, one clear sentence, no file changed."""

from program import ProgramTest, main


class BadEnsembles(ProgramTest):
    def refused(self, *arguments, says):
        before = {p: p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}
        done = self.call(*arguments)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertIn(says, done.stderr)
        after = {p: p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}
        self.assertEqual(after, before)

    def run_with(self, seeds, *arguments, into="runs"):
        return ("run", self.config, "--set", f"seeds={seeds}", "-o", into, "--quiet", *arguments)

    def test_seeds_and_folders(self):
        self.refused(*self.run_with("[1, 1]"), says="lists a seed twice")
        self.refused(*self.run_with("[1, -1]"), says="must be at least 0")
        self.refused(*self.run_with("[1, 1.5]"), says="seeds")
        self.refused(*self.run_with("[1, 2]", into="small.toml"), says="needs a folder here")
        self.refused(*self.run_with("[1, 2]", into="no/such"), says="needs a folder here")
        self.assertFalse((self.folder / "runs").exists())

    def test_existing_members_are_kept_unless_forced(self):
        self.succeed(*self.run_with("[2]"))
        self.refused(*self.run_with("[1, 2]"), says="seed-2.h5' exists; --force replaces it")
        self.succeed(*self.run_with("[1, 2]", "--force"))
        self.succeed("compare", "runs")

    def test_folders_without_members(self):
        (self.folder / "empty").mkdir()
        (self.folder / "empty/seed-01.h5").write_text("no name of a member")
        for command in ("compare", "resume", "info"):
            self.refused(command, "empty", says="it is no ensemble")

    def test_a_member_that_is_no_trajectory(self):
        self.succeed(*self.run_with("[1]"))
        (self.folder / "runs/seed-2.h5").write_text("precious")
        for command in ("compare", "resume", "info"):
            self.refused(command, "runs", says="seed-2.h5' is not an HDF5 file")


if __name__ == "__main__":
    main()
