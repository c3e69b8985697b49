#pragma once
#include <string>

#include "simclr_flow/kernel_sum/profile.hpp"

namespace simclr_flow {

/// How the sums of a cloud with itself are taken, and by what: for people to read.
struct SumPlan {
  bool is_fast;
  std::string geometry;  ///< "line", "circle", "plane", "sphere"; empty if not fast
  std::string reason;    ///< why not, in a few words; empty if fast
  bool is_settled;       ///< whether the sum is direct at any other latents, too
};

/// Of all pairs of these latents: see Summation. At other latents the plan may be another one.
SumPlan plan_of_sums(const Profile& profile, PointsView points);

}  // namespace simclr_flow
