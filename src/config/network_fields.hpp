#pragma once
// The keys of a flow that say what network it has. Private to config.
#include "fields.hpp"

namespace simclr_flow {

/// Of a network or kernel flow; the kind and the kernel are known.
void describe_network(Fields& fields, FlowConfig& flow, const Vocabulary& names);

/// How latents of a flow with a kernel move on the sphere; the integrator is known: the steps of a
/// descent, and test points, have z = y/|y| alone.
void describe_form(Fields& fields, FlowConfig& flow, const RunConfig& run, const Vocabulary& names);

}  // namespace simclr_flow
