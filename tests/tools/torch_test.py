"""Energies as losses of torch: derivatives of both orders pass torch's own checks, types and devices are kept, and
a training loop follows torch's own nt-xent."""
import copy
import importlib.util
import io
import subprocess
import sys
import unittest

from bound import ROOT, ProgramTest, main

TORCH = importlib.util.find_spec("torch") is not None
if TORCH:
    import torch

    from simclr_flow.torch import EnergyLoss, energy


def rows(count=8, width=3):
    return torch.randn(count, width, dtype=torch.float64, generator=torch.Generator().manual_seed(1))


def cross_entropy(z, temperature):
    """nt-xent of rows torch.cat([z1, z2]), as one writes it in torch."""
    z = torch.nn.functional.normalize(z)
    similar = (z @ z.T / temperature).masked_fill(torch.eye(len(z), dtype=torch.bool), -torch.inf)
    return torch.nn.functional.cross_entropy(similar, torch.arange(len(z)).roll(len(z) // 2))


class Losses(ProgramTest):
    @classmethod
    def setUpClass(cls):
        if not TORCH:
            raise unittest.SkipTest("torch is not installed (Debian's python3-torch)")

    def test_derivatives_pass_torchs_checks(self):
        for preset, options in (("nt-xent", {"views": 2}), ("simclr", {"manifold": "euclidean"}),
                                ("nt-xent", {"views": 2, "order": "cat"}), ("spectral", {"views": 2}),
                                ("sum", {"views": 2, "term": [{"preset": "alignment"}, {"preset": "uniformity"}]})):
            loss = EnergyLoss(preset, 0.5, **options)
            z = rows().requires_grad_()
            self.assertTrue(torch.autograd.gradcheck(loss, (z,)))
            self.assertTrue(torch.autograd.gradgradcheck(loss, (z,)))

    def test_the_checks_see_a_wrong_gradient(self):
        loss = EnergyLoss("nt-xent", 0.5, views=2)
        exact = loss.energy
        loss.energy = lambda z, **asked: exact(z, **asked)._replace(gradient=1.1 * exact(z).gradient)
        with self.assertRaises(RuntimeError):
            torch.autograd.gradcheck(loss, (rows().requires_grad_(),))

    def test_value_and_gradient_are_those_of_torchs_cross_entropy(self):
        ours, theirs = rows().requires_grad_(), rows().requires_grad_()
        value, expected = energy(ours, "nt-xent", 0.5, views=2, order="cat"), cross_entropy(theirs, 0.5)
        (3 * value).backward()
        (3 * expected).backward()
        self.assertAlmostEqual(value.item(), expected.item(), places=14)
        torch.testing.assert_close(ours.grad, theirs.grad, rtol=0, atol=1e-14)

    def test_types_are_kept_and_nothing_is_asked_of_constants(self):
        z = rows().float().requires_grad_()
        value = energy(z, "nt-xent", 0.5, views=2)
        value.backward()
        self.assertEqual((value.dtype, z.grad.dtype), (torch.float32, torch.float32))
        self.assertFalse(energy(rows(), "nt-xent", 0.5, views=2).requires_grad)

    def test_third_derivatives_are_refused(self):
        z, v = rows().requires_grad_(), rows() + 1
        gradient, = torch.autograd.grad(EnergyLoss("nt-xent", 0.5, views=2)(z), z, create_graph=True)
        product, = torch.autograd.grad((gradient * v).sum(), z, create_graph=True)
        with self.assertRaisesRegex(NotImplementedError, "third"):
            product.pow(2).sum().backward()

    def test_losses_are_copied_and_stored(self):
        loss = EnergyLoss("nt-xent", 0.5, views=2)
        value = loss(rows())
        file = io.BytesIO()
        torch.save(torch.nn.Sequential(torch.nn.Linear(3, 2), copy.deepcopy(loss)), file)
        file.seek(0)
        self.assertEqual(torch.load(file)[1](rows()), value)
        self.assertEqual(dict(loss.state_dict()), {})

    def test_numbers_that_have_no_gradient_are_refused(self):
        for kind in (torch.int64, torch.complex64, torch.bool):
            with self.assertRaisesRegex(ValueError, "floating"):
                energy(rows().to(kind), "nt-xent", 0.5)

    def test_a_training_loop_follows_torchs(self):
        done = subprocess.run([sys.executable, ROOT / "analysis/examples/train.py", "100"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("100 steps", done.stdout)


if __name__ == "__main__":
    main()
