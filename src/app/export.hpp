#pragma once
#include <string>

namespace simclr_flow {

/// "xdmf, vtkhdf, ...": the formats of `export`.
std::string names_of_export_formats();

}  // namespace simclr_flow
