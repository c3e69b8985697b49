#include "simclr_flow/study/distinct.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "search_parts.hpp"
#include "simclr_flow/study/accuracy.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/spherical_codes.hpp"

namespace simclr_flow {
namespace {

constexpr double same_energy = 1e-10;
constexpr double rounded_energy = 1e-14;  // what sums of kernels leave of one energy

/// Latents about the centre of their box, so that its reflections are isometries about 0, in units
/// of its longest side.
Points centred_latents(const StudySetting& setting, const Points& z) {
  const std::vector<double>& sides = setting.config.latent.sides;
  if (sides.empty()) return z;
  const Eigen::Map<const State> lengths(sides.data(), std::ssize(sides));
  return (z.colwise() - 0.5 * lengths) / lengths.maxCoeff();
}

double least_distance(const Points& z) {
  double least = std::numeric_limits<double>::infinity();
  for (Index j = 0; j < z.cols(); ++j)
    for (Index i = 0; i < j; ++i) least = std::min(least, (z.col(i) - z.col(j)).norm());
  return least;
}

Configuration configuration_of(const StudySetting& setting, const StudyEnd& end, Index start) {
  const State weight = end.masses.size() > 0 ? end.masses : State(State::Ones(end.latents.cols()));
  const double uncertainty = place_uncertainty(end, length_scale(*setting.experiment.manifold));
  const Points z = centred_latents(setting, end.latents);
  WeightedPoints atoms = distinct_points(z, weight, coincident);
  const double told = std::min(uncertainty, least_distance(atoms.z) / 4);
  if (end.zero == 0 && 2 * told > coincident) atoms = distinct_points(z, weight, 2 * told);
  return {.start = start,
          .starts = {start},
          .atoms = std::move(atoms),
          .uncertainty = told,
          .kind = stationarity_of(end),
          .name = ""};
}

/// Products of points of length 1 at most, each of which may be off by so much.
double near(double uncertainty_a, double uncertainty_b) {
  return std::max(congruent, 2 * (uncertainty_a + uncertainty_b));
}

/// Whether their Morse indices may be one, eigenvalues of 0 being of any sign.
bool is_index_same(const StudyEnd& a, const StudyEnd& b) {
  return a.negative <= b.negative + b.zero && b.negative <= a.negative + a.zero;
}

bool is_same(const Configuration& a, const StudyEnd& end_a, const Configuration& b,
             const StudyEnd& end_b) {
  const double e = end_a.energy;
  if (std::abs(e - end_b.energy) > same_energy * std::max(1.0, std::abs(e))) return false;
  if (!is_index_same(end_a, end_b)) return false;
  const bool family = end_a.zero > 0 && end_b.zero > 0, valley = end_a.zero + end_b.zero > 0;
  if (family) return true;
  if (valley && std::abs(e - end_b.energy) <= rounded_energy * std::max(1.0, std::abs(e)))
    return true;
  return congruence(a.atoms, b.atoms, near(a.uncertainty, b.uncertainty)).has_value();
}

/// Whether second derivatives tell more of `a`: eigenvalues of 0 may have any sign.
bool tells_more(const StudyEnd& a, const StudyEnd& b) {
  if ((a.zero == 0) != (b.zero == 0)) return a.zero == 0;
  return a.zero > 0 && a.negative < b.negative;
}

/// Another start that ended at a configuration, which is told by the end that tells more.
void add_start(Configuration& found, const StudyEnd& end, Configuration candidate,
               const StudyEnd& other) {
  candidate.starts.insert(candidate.starts.begin(), found.starts.begin(), found.starts.end());
  if (tells_more(other, end))
    found = std::move(candidate);
  else
    found.starts = std::move(candidate.starts);
}

/// How near a reference configuration must be to name one.
double near_reference(const Configuration& c) {
  return c.kind == Stationarity::degenerate ? congruent : near(c.uncertainty, 0);
}

/// The name of the least law on their box for atoms, about its centre, that are it.
std::string box_name(const std::optional<WeightedPoints>& least, const WeightedPoints& atoms) {
  constexpr double to_least = 1e-4;  // the root of the gap that its certificate leaves
  if (!least) return "";
  const WeightedPoints law{atoms.z, atoms.weight / atoms.weight.sum()};
  return congruence(law, *least, to_least) ? least_law_name : "";
}

void name_all(const StudySetting& setting, std::vector<Configuration>& found) {
  std::optional<WeightedPoints> least;
  const bool box = !setting.config.latent.sides.empty();
  if (const auto law = box ? least_law_on_box(setting) : std::nullopt)
    least = WeightedPoints{centred_latents(setting, law->atoms), law->masses};
  for (Configuration& c : found)
    c.name = box ? box_name(least, c.atoms) : reference_name(c.atoms, near_reference(c));
}

}  // namespace

Stationarity stationarity_of(const StudyEnd& end) {
  if (end.negative > 0) return Stationarity::saddle;
  return end.zero > 0 ? Stationarity::degenerate : Stationarity::minimum;
}

std::string_view stationarity_name(Stationarity kind) {
  switch (kind) {
    case Stationarity::minimum:
      return "minimum";
    case Stationarity::saddle:
      return "saddle";
    case Stationarity::degenerate:
      break;
  }
  return "degenerate";
}

std::vector<Configuration> distinct_configurations(
    const StudySetting& setting, const std::vector<std::optional<StudyEnd>>& ends) {
  std::vector<Configuration> found;
  const auto end_of = [&](Index start) -> const StudyEnd& {
    return *ends[static_cast<std::size_t>(start)];
  };
  for (Index k = 0; k < std::ssize(ends); ++k) {
    const auto& end = ends[static_cast<std::size_t>(k)];
    if (!end || !end->stationary) continue;
    Configuration candidate = configuration_of(setting, *end, k);
    const auto same = std::ranges::find_if(found, [&](const Configuration& other) {
      return is_same(other, end_of(other.start), candidate, *end);
    });
    if (same != found.end())
      add_start(*same, end_of(same->start), std::move(candidate), *end);
    else
      found.push_back(std::move(candidate));
  }
  std::ranges::stable_sort(found, {},
                           [&](const Configuration& c) { return end_of(c.start).energy; });
  name_all(setting, found);
  return found;
}

namespace {

std::string told(std::string_view name, double each) {
  return each < 1.5 ? std::string(name) : fmt::format("{:.0f} × {}", each, name);
}

}  // namespace

std::string reference_name(const WeightedPoints& atoms, double near) {
  const State& weight = atoms.weight;
  const double each = weight.mean();
  if ((weight.array() - each).abs().maxCoeff() > congruent) return "";
  for (const theory::ConfigurationEntry* row :
       theory::configurations_of(atoms.z.rows(), atoms.z.cols())) {
    if (row->in_one_place && atoms.z.cols() > 1) continue;
    const WeightedPoints reference{row->make(atoms.z.rows(), atoms.z.cols()), weight};
    if (congruence(atoms, reference, near)) return told(row->name, each);
  }
  const auto* code = theory::spherical_code(atoms.z.rows(), atoms.z.cols());
  if (code && theory::sees_everywhere(code->products(), atoms.z, near))
    return told(code->name, each);
  return "";
}

}  // namespace simclr_flow
