#pragma once
#include <vector>

#include "simclr_flow/config/expectation.hpp"
#include "simclr_flow/config/parse.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/judge/check.hpp"
#include "simclr_flow/judge/judging.hpp"

namespace simclr_flow {

/// Holds a stored run against theory, from the file alone.
///
/// Of the file: its resolved configuration follows from the verbatim one; the minimum is the proven
/// one. Of every flow: frames and observables at their planned times or steps, finite, of one clock
/// and ended for a reason; latents on their manifold; energy and gradient recomputed from the
/// positions by plain double sums (every frame that has observables, as far as the pairs of
/// judge/effort.hpp go; each report says what was looked at); the energy falls by the integral of
/// the dissipation where rows are as dense as steps; gap, dissipation and cluster measures
/// recomputed; the energy never below the proven minimum and never rising; the order of
/// one-dimensional particles kept; neurons the parameters that they are; within probes - the states
/// at two close times - the state moves by the stated velocity; kernels as computed from data and
/// weights; energies above what is proven of N points and of laws, and particles near the continuum
/// flow and its rates (src/judge/README.md); formation and break-up times. `expectations` add the
/// statements of an experiment.
///
/// Throws InputError if the stored configuration cannot be read.
Report compare(const StoredRun& run, const Vocabulary& vocabulary,
               const std::vector<Expectation>& expectations, const Judging& judging = {});

}  // namespace simclr_flow
