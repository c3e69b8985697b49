// While all latents are but in one place, the modes of the kernel and the views against their
// rates.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "check_table.hpp"
#include "plain_energy.hpp"
#include "simclr_flow/theory/near_collapse.hpp"
#include "solver_error.hpp"
#include "stated_flow.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

constexpr double finest = 0.01;        // of the rate: a window with a larger tolerance is not used
constexpr double farthest_near = 0.1;  // of the kernel's length: the farthest latent from the mean
constexpr Index modes_checked = 4;     // that grow fastest, and that shrink fastest
constexpr std::size_t most_probes = 40;  // a network's cost a tangent kernel each

/// One latent that stands for all, |z| = 1 on spheres.
State common_latent(const theory::PlainSpace& space, const Points& z) {
  return space.nearest(z.rowwise().mean()).col(0);
}

/// P of the coordinates: onto the tangent space at the common latent where outputs have lengths.
Points projector(const Judged& j, const State& common) {
  const Index q = coordinate_count(j);
  const theory::PlainSpace& space = space_of(j);
  if (!space.free_lengths) return Points::Identity(q, q);
  return space.tangent_part(common.replicate(1, q), Points::Identity(q, q));
}

/// A ⊗ P, P within a latent.
Points in_all_outputs(const Points& a, const Points& p) {
  const Index q = p.rows();
  Points both(a.rows() * q, a.cols() * q);
  for (Index j = 0; j < a.cols(); ++j)
    for (Index i = 0; i < a.rows(); ++i) both.block(i * q, j * q, q, q) = a(i, j) * p;
  return both;
}

/// A probe: amplitudes of the modes, their derivatives by the stated flow, and the steps so far.
struct Sample {
  double time;
  Index step;
  Points amplitudes, slopes;  ///< a column per mode
};

class NearCollapse {
 public:
  NearCollapse(const Judged& j, const StatedFlow& stated)
      : judged_(j), stated_(stated), sizes_(sizes_of_states(j)) {}

  std::vector<Check> checks() {
    if (!prepare()) return {};
    const std::size_t probes = std::min(most_probes, judged_.flow.pairs.size());
    std::optional<Sample> before;
    for (std::size_t p = 0; p < probes && is_near(p); ++p) {
      Sample now = sample(p);
      for (const Index r : rows_) left_out_[r] = std::max(left_out_[r], left_out(now, r));
      if (before && now.time > before->time) see_all(*before, now);
      before = std::move(now);
    }
    std::vector<Check> all;
    for (const Index r : rows_)
      if (counts_[r] > 0) all.push_back(check(r));
    if (all.empty())
      all.push_back(no_theory_check(
          "growth.1", "growth of modes near collapse",
          "no two probes resolve a rate to 1 %: smaller tolerances, or more probes, would"));
    return all;
  }

 private:
  Points latents(std::size_t p) const {
    return stated_.latents(stated_.outputs(judged_.flow.pairs[p]));
  }
  bool is_near(std::size_t p) const {
    const Points z = latents(p);
    const State common = common_latent(space_of(judged_), z);
    const double distance = (z.colwise() - common).colwise().norm().maxCoeff();
    return distance <= farthest_near * theory::length_at_zero(plain_terms_of(judged_));
  }
  Points kernel_at_start() const {
    if (stated_.has_kernel()) return stated_.kernel(judged_.flow.pairs.front());
    return masses(judged_).cwiseInverse().asDiagonal();
  }

  /// The modes at the start; false where there are none to look at.
  bool prepare() {
    if (!is_near(0)) return false;
    const Points y = stated_.outputs(judged_.flow.pairs.front());
    projector_ = projector(judged_, common_latent(space_of(judged_), latents(0)));
    const Index views = judged_.config.views.count;
    Points form = theory::collapse_form(plain_terms_of(judged_), y.cols() / views, views,
                                        judged_.run.view_weights);
    if (space_of(judged_).free_lengths) form /= y.colwise().squaredNorm().mean();
    const Points theta = kernel_at_start();
    if (theta.rows() > form.rows()) form = in_all_outputs(form, projector_);
    modes_ = theory::collapse_modes(form, theta);
    largest_ = theta.cwiseAbs().rowwise().sum().maxCoeff();
    for (Index r = 0; r < modes_.rates.size(); ++r)
      if (std::min(grown(r), shrunk(r)) <= modes_checked) rows_.push_back(r);
    return !rows_.empty();
  }
  /// The number of a mode among those that grow, fastest first, or that shrink; else a large one.
  Index grown(Index r) const { return modes_.rates[r] > 0 ? r + 1 : modes_.rates.size() + 1; }
  Index shrunk(Index r) const {
    return modes_.rates.size() - r + (modes_.rates[r] < 0 ? 0 : modes_.rates.size());
  }

  /// Amplitudes of what outputs are, or of how they move.
  Points amplitudes(const Points& y) const {
    Points part = projector_ * y;
    part.colwise() -= part.rowwise().mean().eval();
    if (modes_.vectors.rows() == part.cols()) return part * modes_.vectors;
    return Eigen::Map<const State>(part.data(), part.size()).transpose() * modes_.vectors;
  }
  Sample sample(std::size_t p) const {
    const State& x = judged_.flow.pairs[p];
    return {judged_.flow.pairs_clock.time[p], judged_.flow.pairs_clock.step[p],
            amplitudes(stated_.outputs(x)), amplitudes(stated_.output_velocity(x))};
  }

  /// How much of an amplitude its derivative departs from the rate.
  double left_out(const Sample& s, Index r) const {
    return (s.slopes.col(r) - modes_.rates[r] * s.amplitudes.col(r)).stableNorm() /
           s.amplitudes.col(r).stableNorm();
  }
  /// What steps may have put outputs off by, in the Euclidean norm.
  double off(const Sample& a, const Sample& b) const {
    const State& x = judged_.flow.pairs.front();
    const double moved = judged_.flow.kind == "network" ? std::sqrt(largest_) : 1;
    const double rounding = stated_.output_rounding(x) * std::sqrt(double(judged_.flow.particles));
    return moved * std::sqrt(double(x.size())) *
               accumulated_error(judged_, b.step - a.step, sizes_.until(b.time)) +
           2 * rounding;
  }

  void see_all(const Sample& a, const Sample& b) {
    const double length = b.time - a.time, error = off(a, b);
    for (const Index r : rows_) {
      const double rate = modes_.rates[r];
      const double first = a.amplitudes.col(r).stableNorm(),
                   second = b.amplitudes.col(r).stableNorm();
      const double step = judged_.method.adaptive ? 0 : judged_.flow_config.integrator.step;
      const double tolerance =
          2 * left_out_.at(r) + (error / first + error / second) / length + step * rate * rate;
      if (!(tolerance <= finest * std::abs(rate))) continue;
      worst_[r].see(rate, std::log(second / first) / length, tolerance);
      ++counts_[r];
    }
  }

  Check check(Index r) const {
    const bool grows = modes_.rates[r] > 0;
    Check found = worst_.at(r).check(
        fmt::format("{}.{}", grows ? "growth" : "contraction", grows ? grown(r) : shrunk(r)),
        fmt::format("{} of mode {} near collapse, worst of {} windows",
                    grows ? "growth" : "contraction", grows ? grown(r) : shrunk(r), counts_.at(r)),
        "what linearisation left out until its end, doubled, and the solver's error within");
    found.status = "proven";
    found.source = is_sum(judged_)
                       ? "y' = Theta B y near collapse, B the sum of w_k B_k of the terms"
                       : "y' = Theta B y near collapse, B = (2 beta/(tau N)) (gamma H - c W)";
    return found;
  }

  const Judged& judged_;
  const StatedFlow& stated_;
  Sizes sizes_;
  Points projector_;
  theory::CollapseModes modes_;
  double largest_ = 0;  ///< at least the largest eigenvalue of Theta
  std::vector<Index> rows_;
  std::map<Index, double> left_out_;  ///< the most up to now: it may pass through 0
  std::map<Index, Worst> worst_;
  std::map<Index, Index> counts_;
};

bool has_modes(const Judged& j) {
  const theory::PlainSpace& space = space_of(j);
  if (!(space.unit_sphere || space.whole_space) || j.flow.pairs.size() < 2) return false;
  return j.flow.particles * coordinate_count(j) <= largest_dense;
}

}  // namespace

Findings check_near_collapse(const Judged& j) {
  std::string why;
  if (!has_modes(j) || !theory::has_collapse_form(plain_terms_of(j))) return {};
  const auto stated = StatedFlow::of(j, why);
  if (!stated) return {};
  return NearCollapse(j, *stated).checks();
}

}  // namespace simclr_flow
