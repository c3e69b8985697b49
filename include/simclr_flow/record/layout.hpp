#pragma once
#include "simclr_flow/io/layout.hpp"
#include "simclr_flow/record/setup.hpp"

namespace simclr_flow::record {

/// The file of a setup, with room for the rows that are planned; Layout::bytes tells its size.
/// Throws InputError for a flow whose name the file needs, and for more rows than can be planned.
Layout layout_of(const Setup& setup);

}  // namespace simclr_flow::record
