#pragma once
// What `compare` prints of checks and of pairs of flows.
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/judge/flow_pairs.hpp"

namespace simclr_flow {

/// A value to some digits, "-" where there is none.
std::string shown(const std::optional<double>& value, int digits = 5);
/// "'network' FAILED: its reason" of a flow that is not done, behind its name `whose`; else "".
std::string unfinished(const FlowReport& flow, const std::string& whose);
/// The verdict and what is unfinished, so that no failure hides behind an agreement: "Agrees ...",
/// "Agrees ...; but flow 'network' FAILED: its reason.".
std::string conclusion(const std::string& verdict, std::vector<std::string> unfinished);
void print_checks(const std::vector<Check>& checks);
/// A compact table per pair: the columns of its series at the start, once a decade and at the end,
/// and the largest value of each; and its verdict, where there is one.
void print_pairs(const std::vector<FlowPair>& pairs);
/// The same of flows against solutions of the continuum; of several sizes how the error falls as N
/// grows.
void print_solutions(std::vector<FlowPair> pairs);

}  // namespace simclr_flow
