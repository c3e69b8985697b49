#pragma once
// The energy of latents in memory. Private to python.
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/build/view_order.hpp"
#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/flow/latent_energy.hpp"

namespace simclr_flow::python {

/// How samples and their views lie in rows, and which samples are positives of which.
struct Samples {
  Index width;  ///< coordinates of a row
  Index count;  ///< n
  Index views;  ///< V; row iV + a is view a of sample i, or as `order` says
  ViewOrder order = ViewOrder::interleaved;
  std::vector<int> labels = {};  ///< n classes from 0; empty: none
  Points weights = {};           ///< rows i, j, w of positives, a column each; empty: none
};

/// Where latents are: a manifold by its name, of a box its sides.
struct Space {
  std::string manifold;
  std::vector<double> sides = {};
};

/// What evaluate found; what was not asked for is empty.
struct PointsValue {
  double value;
  Points gradient;        ///< dE/d(rows as given), width×nV
  State first_variation;  ///< dE/dp_i of each row's mass
};

/// E of n samples of V views at rows of coordinates: of spheres their directions count. The same
/// calls of the library as those of the program's command `energy`.
class PointsEnergy {
 public:
  /// text: tables [energy] and [positives] of a configuration. Throws InputError for what they may
  /// not say, and where they do not fit the samples.
  PointsEnergy(const std::string& text, const Space& space, const Samples& samples);

  /// Throws InputError for rows that are not finite, beyond 1e150 or, on spheres, zero;
  /// std::overflow_error in a sentence where E or what is asked for is beyond the range of numbers.
  PointsValue evaluate(PointsView rows, bool gradient, bool first_variation) const;
  /// The derivative of evaluate's gradient along v, exact; width×nV. Throws as evaluate.
  Points hessian_product(PointsView rows, PointsView v) const;

 private:
  PointsEnergy(const RunConfig& config, const Samples& samples);
  void require_usable(PointsView rows) const;
  void require_finite(const PointsValue& found, PointsView y) const;

  LatentEnergy energy_;
  std::vector<double> sides_;  ///< of a box; else empty
  Samples samples_;
};

}  // namespace simclr_flow::python
