// Particles of one field: what starts apart stays apart where the field separates.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "check_table.hpp"
#include "effort.hpp"
#include "make_check.hpp"
#include "plain_energy.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "solver_error.hpp"
#include "stated_positives.hpp"

namespace simclr_flow {
namespace {

constexpr double together = 1e-9, once_apart = 1e-6;

using Pair = std::pair<Index, Index>;

/// The first pair of points no farther apart than `distance` that `matters`, if there is one.
template <class Predicate>
std::optional<Pair> find_pair(const Points& z, double distance, Predicate matters) {
  std::vector<Index> order(static_cast<std::size_t>(z.cols()));
  std::iota(order.begin(), order.end(), Index{0});
  std::ranges::sort(order, {}, [&z](Index i) { return z(0, i); });
  for (std::size_t a = 0; a < order.size(); ++a)
    for (std::size_t b = a + 1; b < order.size(); ++b) {
      const Index i = order[a], k = order[b];
      if (z(0, k) - z(0, i) > distance) break;
      // Squares of the smallest distances would vanish.
      if ((z.col(k) - z.col(i)).stableNorm() <= distance && matters(i, k)) return Pair{i, k};
    }
  return std::nullopt;
}

/// The rate at which the pair, moved to its middle, leaves it along its own direction u, u·J u with
/// J of v_i - v_k, v = -N dE/dz by plain sums, with respect to z_i - z_k, by central differences;
/// the largest of all directions where the latents are equal.
double separation_rate(const Judged& j, const Points& z, const Pair& pair) {
  const double h = 1e-5 * std::sqrt(least_temperature(j.config.energy, theory::depends_on_kernel));
  const theory::PlainSpace& space = space_of(j);
  const Points basis = space.tangent_basis(z.col(pair.first));
  const State middle = (z.col(pair.first) + z.col(pair.second)) / 2;
  const auto apart_by = [&](const State& step) -> State {
    Points moved = z;
    moved.col(pair.first) = middle + step;
    moved.col(pair.second) = middle - step;
    moved = space.nearest(moved);
    const Points gradient = space.tangent_part(moved, plain_sum_of(j, moved).gradient);
    return -static_cast<double>(z.cols()) * basis.transpose() *
           (gradient.col(pair.first) - gradient.col(pair.second));
  };
  Points jacobian(basis.cols(), basis.cols());
  for (Index c = 0; c < basis.cols(); ++c)
    jacobian.col(c) = (apart_by(h * basis.col(c)) - apart_by(-h * basis.col(c))) / (4 * h);
  const State u = basis.transpose() * (z.col(pair.first) - z.col(pair.second));
  if (u.stableNorm() > 0) {
    const State direction = u / u.stableNorm();
    return direction.dot(jacobian * direction);
  }
  return symmetric_eigenvalues((jacobian + jacobian.transpose()) / 2).maxCoeff();
}

/// Whether a law without atoms drew the start.
bool is_drawn(const Judged& j) {
  return j.config.initial.kind == "gaussian" || j.config.initial.kind == "uniform";
}

/// Whether two have met that should not have.
bool have_met(const Judged& j) {
  const Points& start = j.flow.positions.front();
  const auto always = [](Index, Index) { return true; };
  if (is_drawn(j) && find_pair(start, 0, always)) return true;
  // The solver's errors may bring together what is no farther apart.
  const double n = static_cast<double>(start.cols()), q = static_cast<double>(start.rows());
  const double largest = sizes_of_latents(j).all();
  const double solver =
      std::sqrt(2 * n * q) * accumulated_error(j, j.flow.frames.step.back(), largest);
  const auto were_apart = [&start, least = std::max(once_apart, solver)](Index i, Index k) {
    return (start.col(i) - start.col(k)).norm() > least;
  };
  const double least = 1e-8 * bending(j);
  return std::ranges::any_of(j.flow.positions, [&](const Points& z) {
    const double size = std::max(1.0, z.cwiseAbs().maxCoeff());
    const auto pair = find_pair(z, together * size, were_apart);
    return pair && separation_rate(j, z, *pair) > least;
  });
}

}  // namespace

Findings check_distinct(const Judged& j) {
  if (j.flow.kind != "particle" || !j.method.integrates || j.config.views.count != 1) return {};
  if (const std::string why = lack_of_views(j.config); !why.empty())
    return no_theory_check("distinct", "latents that met where their field separates", why);
  const std::string lack = lack_of_plain_sums(j);
  if (is_sampled(j))
    return no_theory_check("distinct", "latents that met where their field separates",
                           "the field at two latents takes all pairs, which are too many");
  const bool met = lack.empty() && have_met(j);
  Check check = yes_no_check("distinct", "latents that met where their field separates", "none",
                             !met, met ? 1 : 0);
  check.tolerance = together;
  check.tolerance_reason = "met: within 1e-9, from 1e-6 apart at the start; drawn starts: equal";
  check.status = "numerical";
  check.source =
      "single views feel one smooth field: solutions that differ never meet, nor near where it "
      "parts them";
  if (!lack.empty()) return without_theory(check, lack);
  return check;
}

}  // namespace simclr_flow
