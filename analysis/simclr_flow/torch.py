"""Energies as losses of torch: differentiable functions of a tensor, with second derivatives."""

import torch

from .energies import Energy, InputError


class EnergyLoss(torch.nn.Module):
    """The energy of rows z, (n*views, d), as a scalar: a loss. Its options are those of simclr_flow.Energy.

        loss = EnergyLoss("nt-xent", 0.5, views=2, order="cat")
        loss(torch.cat([z1, z2])).backward()

    Computed in float64 on the processor, whatever the tensor is; value and gradient have its type and device. Rows of
    losses of normalised outputs need no normalising. First and second derivatives are exact; there are no third
    ones. Labels belong to the loss: a batch with others wants a loss of its own.
    """

    def __init__(self, preset, temperature, **options):
        super().__init__()
        self.energy = Energy(preset, temperature, **options)

    def forward(self, z):
        if not z.is_floating_point():
            raise InputError(f"z is a tensor of {z.dtype}; allowed: floating-point numbers")
        return Value.apply(z, self.energy, torch.is_grad_enabled() and z.requires_grad)


def energy(z, preset, temperature, **options):
    """The energy of rows z, a tensor (n*views, d), as a scalar tensor. Options are those of simclr_flow.Energy."""
    return EnergyLoss(preset, temperature, **options)(z)


class Value(torch.autograd.Function):
    """z -> E(z)."""

    @staticmethod
    def forward(ctx, z, energy, with_gradient):
        value, gradient, _ = energy(z, gradient=with_gradient, first_variation=False)
        ctx.energy = energy
        ctx.save_for_backward(z, as_tensor(gradient, z) if with_gradient else None)
        return z.new_tensor(value)

    @staticmethod
    def backward(ctx, slope):
        z, gradient = ctx.saved_tensors
        return slope * Gradient.apply(z, gradient, ctx.energy), None, None


class Gradient(torch.autograd.Function):
    """z -> dE/dz, which is known already."""

    @staticmethod
    def forward(ctx, z, gradient, energy):
        ctx.energy = energy
        ctx.save_for_backward(z)
        return gradient.clone()

    @staticmethod
    def backward(ctx, along):
        (z,) = ctx.saved_tensors
        return HessianProduct.apply(z, along, ctx.energy), None, None


class HessianProduct(torch.autograd.Function):
    """(z, v) -> the derivative of dE/dz along v. Its own derivatives are refused, not left out."""

    @staticmethod
    def forward(ctx, z, along, energy):
        return as_tensor(energy.hessian_product(z, along), z)

    @staticmethod
    def backward(ctx, slope):
        raise NotImplementedError("an EnergyLoss has first and second derivatives, no third ones")


def as_tensor(array, like):
    return torch.from_numpy(array).to(like.device, like.dtype)
