#pragma once
// Energies by the text of a configuration. Private to python.
#include <string>

#include "simclr_flow/config/run_config.hpp"

namespace simclr_flow::python {

/// The tables [energy] and [positives] of this text, read as those of a configuration for latents
/// of this manifold whose samples have so many views; nothing else of it has a meaning. Throws
/// InputError with the key, what was given and what is allowed.
RunConfig settings_of(const std::string& text, const std::string& manifold, Index views);

}  // namespace simclr_flow::python
