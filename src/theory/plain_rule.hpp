#pragma once
// The double sum that defines an energy, for views of some number. Private to theory.
#include <utility>
#include <vector>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "simclr_flow/theory/plain_sum.hpp"

namespace simclr_flow::theory {

/// The energy as its double sum. Throws std::invalid_argument for one that theory does not know.
struct Defined {
  EnergyFacts::Sum sum;
  PlainContrast contrast;
  bool pair_mean = false;  ///< sum_{i != j} p_i p_j log k_ij instead, of single views
};
Defined defined(const PlainEnergy& energy);

/// What the table of energies says of one preset, for these views.
struct Rule {
  bool own_latent, own_sample, other_views;  ///< which latents R takes
  bool cross = false;                        ///< rows of view 0, columns of view 1
  bool mean = false;                         ///< R is a mean over its latents' number, else a sum
  long double offset = 0;                    ///< Psi = log(offset + R/A)
  long double constant = 0;
  bool linear = false;                        ///< Psi = R/A
  long double offset_of_pairs = 0;            ///< between latents; `offset` may be of a twin
  const PlainPositives* positives = nullptr;  ///< null: the views of a sample
  bool has_pairs = true;                      ///< else every row is its own positive
};
Rule rule_of(const PlainContrast& contrast, Index views, const PlainPositives* positives = nullptr);
/// That of a row whose positive is another latent: no view of it is a twin.
Rule between_latents(Rule rule);

/// The positive pairs of a row and their parts in its mean: view a of sample i is latent
/// i·views + a; weights of views, of any sum, or none.
std::vector<PlainPositives::Part> positives_of(const Rule& rule, Index row, Index views,
                                               const State& weights);

/// Whether R of a row takes latent j; view a of sample i is latent i·views + a.
bool takes(const Rule& rule, Index row, Index j, Index views);

/// Psi as a function of x = log(R/A), and its derivative.
std::pair<long double, long double> psi(const Rule& rule, long double x);

/// The sum of |terms| of Psi: log R and log A where Psi is their difference, else log(offset) and
/// what R/A adds to it, and the constant.
long double size_of_terms(const Rule& rule, long double log_row, long double log_a,
                          long double term);

}  // namespace simclr_flow::theory
