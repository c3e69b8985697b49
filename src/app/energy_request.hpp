#pragma once
// What `energy` is asked for, and what it finds. Private to app.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/build/view_order.hpp"
#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/energy/positives.hpp"
#include "simclr_flow/theory/energy_bound.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "simclr_flow/theory/minimum.hpp"

namespace simclr_flow {

/// An energy at a temperature, on a manifold.
struct EnergyCase {
  EnergyConfig energy;
  LatentConfig latent;
  bool of_directions;  ///< a loss of normalised outputs
  bool of_points;      ///< EnergyRequest::of_points
};

/// Of pairs of latents, whether of one view or of all: no pair is a positive one.
inline bool counts_all_pairs(const std::string& preset) {
  const theory::EnergyFacts* facts = theory::facts_of(preset);
  return facts && !facts->has_positive_pairs();
}

/// Of inner products of latents of R^d, and so not for other spaces.
inline bool is_of_inner_products(std::string_view preset) {
  const theory::EnergyFacts* facts = theory::facts_of(preset);
  return facts && facts->is_of_inner_products();
}

/// An energy that a table of every one does not hold, and why, in a sentence that names it.
struct LeftOut {
  std::string preset, why;
};

/// Checked: every case can be made of these points.
struct EnergyRequest {
  std::string source;  ///< of the points, as the user named it
  Points points;       ///< coordinates, view a of sample i in column iV + a
  Index views = 1;
  bool views_given = false;
  ViewOrder order = ViewOrder::interleaved;
  bool of_points = false;  ///< rows were points of a manifold of angles, which are in `points`
  std::string taken;       ///< PointsRead::taken
  std::vector<std::string> hints;
  std::vector<EnergyCase> cases;
  std::vector<LeftOut> left_out{};  ///< of --all
  PositivesConfig positives_config{};
  std::shared_ptr<const Positives> positives{};  ///< of the samples; null: by views
  std::string told_positives{};  ///< "labels of labels.csv: 2 classes"; empty: by views
  bool table = false;            ///< several cases, or all that is measured

  Index samples() const { return points.cols() / views; }
};
/// Reads the points and checks what is asked of them. Throws InputError.
EnergyRequest energy_request(const EnergyOptions& options);

/// Of one case. Values are finite, unless `failure` says why they are not.
struct EnergyResult {
  double energy, gradient_norm;
  Points gradient;  ///< dE/d(rows as given), in the order of the file; empty unless asked for
  std::optional<theory::Minimum> minimum;   ///< of laws
  std::optional<theory::LowerBound> bound;  ///< of n samples of V views
  std::string failure;
  std::string lack;  ///< why a sum of energies has no bound; else empty
};
/// Of the latents as a case sees them, with its kernel and temperature.
struct ViewMeasures {
  std::optional<double> alignment;  ///< of several views
  double uniformity, uniformity_per_view;
};

// How they are told.
std::string energy_text(const EnergyRequest& request, const EnergyResult& result,
                        const ViewMeasures& measures);
std::string energy_table(const EnergyRequest& request, const std::vector<EnergyResult>& results,
                         const std::vector<ViewMeasures>& measures);
std::string energy_json(const EnergyRequest& request, const std::vector<EnergyResult>& results,
                        const std::vector<ViewMeasures>& measures);

}  // namespace simclr_flow
