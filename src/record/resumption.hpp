#pragma once
#include <string>
#include <vector>

#include "simclr_flow/record/setup.hpp"

namespace simclr_flow::record {

/// What a trajectory file goes on with.
struct Resumption {
  Setup setup;
  std::vector<bool> changed_ends;  ///< per flow, whether its end is another than the stored one
};

/// The setup that a trajectory file holds, its data included, with further overrides, which may
/// change when flows stop and how often checkpoints are written. Throws InputError.
Resumption resumption_of(const std::string& file, const std::vector<std::string>& overrides);

}  // namespace simclr_flow::record
