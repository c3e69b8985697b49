#pragma once
// Degrees and widths of cells on surfaces, from the accuracy that is asked. Private.

namespace simclr_flow {

/// Cells of this width, in units of sqrt(tau), whose polynomials are of degree < P.
struct PatchChoice {
  int degree;
  double width;
};

/// The width c a^{1/P}, by which gradients in the plane are wrong by less than half of the accuracy
/// a through what is cut off: that falls as width^P; c was found from the errors of PlaneTable.
/// Ours.
PatchChoice choose_patches(double accuracy);

/// Where the kernel is cut off, in units of sqrt(tau), or its expansion: what is left there is
/// 2^-26 a, so that a charge alone may feel millions of others from far away.
double patch_cut_off(double accuracy);
inline constexpr double patch_cut_off_factor = 0x1p-26;

}  // namespace simclr_flow
