"""Energies as losses of torch: a differentiable function of a tensor, with second derivatives."""

import torch

from .energies import Energy


class EnergyLoss(torch.nn.Module):
    """The energy of rows z, (n*views, d), as a scalar: a loss. Options are those of simclr_flow.Energy.

        loss = EnergyLoss("nt-xent", 0.5, views=2, order="cat")
        loss(torch.cat([z1, z2])).backward()

    Computed in float64 on the processor, whatever the tensor is; value and gradient have its type and device. Rows of
    losses of normalised outputs need no normalising. Derivatives of any two orders are exact.
    """

    def __init__(self, preset, temperature, **options):
        super().__init__()
        self.energy = Energy(preset, temperature, **options)

    def forward(self, z):
        return Value.apply(z, self.energy)


def energy(z, preset, temperature, **options):
    """The energy of rows z, a tensor (n*views, d), as a scalar tensor. Options are those of simclr_flow.Energy."""
    return EnergyLoss(preset, temperature, **options)(z)


class Value(torch.autograd.Function):
    """z -> E(z)."""

    @staticmethod
    def forward(ctx, z, energy):
        value, gradient, _ = energy(as_numpy(z), gradient=z.requires_grad, first_variation=False)
        ctx.energy = energy
        ctx.save_for_backward(z, None if gradient is None else as_tensor(gradient, z))
        return z.new_tensor(value)

    @staticmethod
    def backward(ctx, slope):
        z, gradient = ctx.saved_tensors
        return slope * Gradient.apply(z, gradient, ctx.energy), None


class Gradient(torch.autograd.Function):
    """z -> dE/dz, which is known already."""

    @staticmethod
    def forward(ctx, z, gradient, energy):
        ctx.energy = energy
        ctx.save_for_backward(z)
        return gradient

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, along):
        (z,) = ctx.saved_tensors
        return as_tensor(ctx.energy.hessian_product(as_numpy(z), as_numpy(along)), z), None, None


def as_numpy(tensor):
    return tensor.detach().to("cpu", torch.float64).numpy()


def as_tensor(array, like):
    return torch.from_numpy(array).to(like.device, like.dtype)
