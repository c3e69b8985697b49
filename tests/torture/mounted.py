"""A test of folders that are mounted, for which it must run as root; otherwise it is skipped."""
import unittest

from mounts import enter_private_mounts, unmount
from running import RunningTest


class MountedTest(RunningTest):
    @classmethod
    def setUpClass(cls):
        try:
            enter_private_mounts()
        except OSError as refusal:
            raise unittest.SkipTest(f"folders cannot be mounted here: {refusal}")

    def mounted(self, folder, mount, *arguments):
        mount(folder, *arguments)
        self.addCleanup(unmount, folder)
