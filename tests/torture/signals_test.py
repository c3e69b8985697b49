"""A signal ends a run with exit code 3 and a resumable file; a second writer is refused."""
import signal

from running import GROWN, LONG, RunningTest
from runs import RESUME, RUN
from torture import main


class Signals(RunningTest):
    def test_every_signal_ends_a_run_that_can_be_resumed(self):
        reference = self.reference(LONG)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
            with self.subTest(number.name):
                folder = self.fresh_folder("signalled")
                process = self.start(LONG, folder)
                process.send_signal(number)
                self.assertEqual(process.wait(60), 3)
                self.assertEqual(process.stderr.read(), "")
                self.assertIn("interrupted", self.succeed_in(folder, ("info", "run.h5")))
                self.assertEqual([p.name for p in folder.iterdir()], ["run.h5"])
                self.resumes(folder, reference)

    def test_a_grown_run_goes_on(self):
        reference = self.reference(GROWN)
        folder = self.fresh_folder("signalled")
        process = self.start(GROWN, folder, rows=20)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 3)
        self.resumes(folder, reference)

    def test_a_grown_run_goes_on_to_a_longer_horizon(self):
        further = ("--set", "stop.time=40")
        reference = self.reference(GROWN, (*RUN, *further))
        folder = self.fresh_folder("signalled")
        process = self.start(GROWN, folder, rows=20)
        process.kill()
        process.wait(60)
        self.resumes(folder, reference, (*RESUME, *further), besides=["parameters/argv"])

    def test_a_signal_ends_a_resume_that_can_be_resumed(self):
        reference = self.reference(LONG)
        folder = self.fresh_folder("signalled")
        for command in (RUN, RESUME, RESUME):
            process = self.start(LONG, folder, command, self.rows(folder / "run.h5") + 2)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(60), 3)
        self.resumes(folder, reference)

    def test_a_second_writer_is_refused(self):
        reference = self.reference(LONG)
        folder = self.fresh_folder("written")
        process = self.start(LONG, folder)
        for command in ((*RUN, "--force"), RESUME):
            done = self.call_in(folder, command)
            self.assertIn(done.returncode, (2, 4), command)
            self.one_sentence(done.stderr, "is being written")
        self.assertIsNone(process.poll())
        self.assertEqual(process.wait(60), 0)
        self.assertEqual(process.stderr.read(), "")
        self.same(folder, reference)


if __name__ == "__main__":
    main()
