"""nt-xent and its neighbours against PyTorch's cross_entropy with masks, in float64.

Checked: value and gradient with respect to the rows as given, 1e-11, for 2 and 3 views.
"""
import json

import numpy
import torch

from program import ProgramTest, main

TOLERANCE = 1e-11


def logits_of(z, temperature):
    z = torch.nn.functional.normalize(z, dim=1)
    return z @ z.T / temperature


def partners(count, views):
    """For each shift the row of the other view, as cross_entropy's classes."""
    row = torch.arange(count)
    return [row - row % views + (row + shift) % views for shift in range(1, views)]


def nt_xent(z, temperature, views):
    logits = logits_of(z, temperature).masked_fill(torch.eye(len(z), dtype=torch.bool), -torch.inf)
    losses = [torch.nn.functional.cross_entropy(logits, b) for b in partners(len(z), views)]
    return sum(losses) / len(losses)


def info_nce(z, temperature, views):
    logits = logits_of(z, temperature)
    losses = [torch.nn.functional.cross_entropy(logits, b) for b in partners(len(z), views)]
    return sum(losses) / len(losses)


def dcl(z, temperature, views):
    logits, sample = logits_of(z, temperature), torch.arange(len(z)) // views
    others = logits.masked_fill(sample[:, None] == sample[None, :], -torch.inf)
    losses = [(torch.logsumexp(others, 1) - logits.gather(1, b[:, None])[:, 0]).mean()
              for b in partners(len(z), views)]
    return sum(losses) / len(losses)


class Torch(ProgramTest):
    def errors(self, preset, loss, views, d, temperature, spoil=1.0):
        """Of value and gradient, relative to the value and to the largest entry of the gradient."""
        generator = torch.Generator().manual_seed(100 * views + d)
        z = torch.randn(30, d, generator=generator, dtype=torch.float64)
        z = (z + z.repeat_interleave(views, 0)[:30]).requires_grad_()
        value = loss(z, temperature, views) * spoil
        value.backward()
        numpy.save(self.folder / "z.npy", z.detach().numpy())
        printed = self.succeed("energy", "z.npy", "--preset", preset, "--temperature", temperature,
                               "--views", views, "--gradient", "g.npy", "--force", "--json")
        ours, gradient = json.loads(printed)["energy"], numpy.load(self.folder / "g.npy")
        theirs = z.grad.numpy()
        return (abs(ours - value.item()) / abs(value.item()),
                numpy.abs(gradient - theirs).max() / numpy.abs(theirs).max())

    def test_values_and_gradients(self):
        for preset, loss in (("nt-xent", nt_xent), ("info-nce", info_nce), ("dcl", dcl)):
            for views in (2, 3):
                for d in (2, 3, 16, 128):
                    for temperature in (0.05, 0.5):
                        with self.subTest(preset=preset, views=views, d=d, temperature=temperature):
                            errors = self.errors(preset, loss, views, d, temperature)
                            self.assertLess(max(errors), TOLERANCE)

    def test_a_planted_error_is_seen(self):
        for loss, spoil in ((nt_xent, 1 + 1e-10), (dcl, 1)):
            value, gradient = self.errors("nt-xent", loss, 2, 3, 0.5, spoil)
            self.assertGreater(min(value, gradient), TOLERANCE)


if __name__ == "__main__":
    main()
