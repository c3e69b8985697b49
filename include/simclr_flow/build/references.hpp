#pragma once
#include <string>
#include <vector>

#include "simclr_flow/geometry/manifold.hpp"

namespace simclr_flow {

/// n latents in equal clusters at the points of a reference configuration of theory's table, raw
/// coordinates in normal form. `points` is how many the configuration has, 0: the most that divide
/// n. Throws InputError for a name that is not in the table, and where it has no such number of
/// points in this dimension.
Points reference_latents(const std::string& name, Index points, const Manifold& manifold, Index n);

/// The names of the table with n points in the manifold's space, without the single atom.
std::vector<std::string> reference_names(const Manifold& manifold, Index n);

}  // namespace simclr_flow
