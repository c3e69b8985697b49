#pragma once
// Degrees, cells and cut-offs from the accuracy that is asked. Private.

namespace simclr_flow {

/// Cells of this width, in units of sqrt(tau), whose polynomials have `degree` powers.
struct ChainChoice {
  int degree;
  double width;
};

/// The fewest powers with which cells may be at least half of sqrt(tau) wide, and the widest such
/// cells: values that are cut off by less than a third of the accuracy, gradients by less than a
/// third of it/sqrt(tau), as far as interpolation_error knows. Of the kernel on the line, to which
/// that on a circle comes near.
ChainChoice choose_chain(double accuracy);

/// -log of what the kernel has left where sums are cut off, far below the accuracy: latents alone
/// feel a million others that are there by less.
double cut_off_exponent(double accuracy);

/// Throws InputError unless they lie in the domain of grids.
void check_grid(double tau, double accuracy);
void check_radius(double radius);

}  // namespace simclr_flow
