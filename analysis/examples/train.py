#!/usr/bin/python3
"""A SimCLR loop of torch whose loss is the program's: two views of points of four discs, noise as augmentation.

The same network is trained once more with nt-xent written in torch; what the two losses differ by is rounding.

    analysis/examples/train.py [STEPS]
"""
import argparse
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import simclr_flow  # noqa: E402
from simclr_flow.torch import EnergyLoss  # noqa: E402

TEMPERATURE = 0.5


def nt_xent(z):
    """Chen et al. 2020, equation 1, of rows torch.cat([z1, z2])."""
    z = torch.nn.functional.normalize(z)
    n = len(z) // 2
    similar = z @ z.T / TEMPERATURE
    similar = similar.masked_fill(torch.eye(2 * n, dtype=torch.bool), -torch.inf)
    return torch.nn.functional.cross_entropy(similar, torch.arange(2 * n).roll(n))


def batches(steps):
    """Two views each of 64 points of four discs of radius .3 around (+-1, +-1)."""
    random = torch.Generator().manual_seed(1)
    centers = torch.tensor([[1, 1], [-1, 1], [-1, -1], [1, -1]], dtype=torch.float64).repeat(16, 1)
    for _ in range(steps):
        angle = 2 * torch.pi * torch.rand(64, generator=random, dtype=torch.float64)
        radius = 0.3 * torch.rand(64, generator=random, dtype=torch.float64).sqrt()
        points = centers + torch.stack([radius * angle.cos(), radius * angle.sin()], 1)
        yield torch.cat([points + 0.05 * torch.randn(64, 2, generator=random, dtype=torch.float64) for _ in range(2)])


def train(loss, steps):
    """The loss of every step, and the outputs of the last."""
    torch.manual_seed(2)
    network = torch.nn.Sequential(torch.nn.Linear(2, 64), torch.nn.Tanh(), torch.nn.Linear(64, 3)).double()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.5)
    losses = []
    for views in batches(steps):
        optimizer.zero_grad()
        z = network(views)
        value = loss(z)
        value.backward()
        optimizer.step()
        losses.append(value.item())
    return losses, z.detach()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("steps", nargs="?", type=int, choices=range(1, 100_001), default=200, metavar="STEPS")
    steps = parser.parse_args().steps
    ours, z = train(EnergyLoss("nt-xent", TEMPERATURE, views=2, order="cat"), steps)
    torchs, _ = train(nt_xent, steps)
    difference = max(abs(a - b) for a, b in zip(ours, torchs))
    print(f"{steps} steps: loss {ours[0]:.6f} -> {ours[-1]:.6f}; differs from torch's by {difference:.1e} at most")
    print(simclr_flow.standing(z.numpy(), "nt-xent", TEMPERATURE, views=2, order="cat"))
    return 0 if difference <= 1e-12 else 1


if __name__ == "__main__":
    sys.exit(main())
