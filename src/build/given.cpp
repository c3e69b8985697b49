#include "simclr_flow/build/given.hpp"

#include <fmt/format.h>

#include <cmath>

#include "repeated.hpp"
#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/build/networks.hpp"
#include "simclr_flow/build/points_source.hpp"
#include "simclr_flow/build/positives.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/build/view_order.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/standardise.hpp"

namespace simclr_flow {
namespace {

Split read_data(const RunConfig& config, const std::string& folder) {
  Split data = entry(datasets(), config.data.kind).make(config.data, folder, config.seed);
  if (config.data.standardise) standardise(data);
  return data;
}

/// Angles are kept as given, with their turns: beyond these, turns would cost the digits of steps.
void require_moderate(const std::string& source, const Points& angles) {
  constexpr double largest = 1e4;
  for (Index i = 0; i < angles.cols(); ++i)
    for (const double angle : angles.col(i))
      if (std::abs(angle) > largest)
        throw InputError(fmt::format("'{}' row {}: the angle {:g} is beyond the {:g} allowed",
                                     source, i, angle, largest));
}

void require_on(const Manifold& manifold, const std::string& source, const Points& z) {
  for (Index i = 0; i < z.cols(); ++i)
    if (const double far = manifold.distance_from(z.col(i)); !(far <= farthest_off))
      throw InputError(fmt::format("'{}' row {} is {:.3g} off the {}, at most {:g} is allowed",
                                   source, i, far, manifold.name(), farthest_off));
}

/// Rows as raw coordinates in normal form: angles on the circle, unit vectors on the sphere.
Points coordinates_of(Points rows, const Manifold& manifold, const std::string& source) {
  const Index ambient = manifold.ambient_dim(), free = manifold.coordinate_dim();
  if (rows.rows() != free && rows.rows() != ambient)
    throw InputError(
        fmt::format("'{}' has {} columns, expected {}", source, rows.rows(),
                    free == ambient ? fmt::format("the {} of [latent] dim", ambient)
                                    : fmt::format("{} (angles) or {} (points of {})", free, ambient,
                                                  ambient == 2 ? "the plane" : "the space")));
  const ManifoldFacts facts = manifold.facts();
  if (facts.angles && rows.rows() == free) require_moderate(source, rows);
  if (rows.rows() != ambient || !(facts.directions || facts.angles)) return rows;
  if (!facts.unit_sphere) require_on(manifold, source, rows);
  require_directions(source, rows);
  if (facts.unit_sphere)
    for (Index i = 0; i < rows.cols(); ++i) rows.col(i).stableNormalize();
  return manifold.coordinates_of(std::move(rows));
}

/// One row per latent: those of the file, or each of them for all views of its sample.
Points for_all_views(const Points& rows, Index samples, Index views, const std::string& source) {
  if (rows.cols() == samples * views) return rows;
  if (rows.cols() != samples)
    throw InputError(fmt::format(
        "'{}' has {} rows, expected {}", source, rows.cols(),
        views == 1 ? fmt::format("{}, one per sample", samples)
                   : fmt::format("{} (one per sample) or {} (view a of sample i in row {} i + a)",
                                 samples, samples * views, views)));
  return repeated(rows, views);
}

/// Rows that are all views of the samples, in the order of the program; says if another fits
/// better.
Points ordered(Points rows, Index samples, Index views, const RunConfig& config,
               const std::string& source, std::vector<std::string>& hints) {
  if (rows.cols() != samples * views) return rows;
  const ViewOrder order =
      config.initial.order == InitialConfig::Order::cat ? ViewOrder::cat : ViewOrder::interleaved;
  if (const auto other = closer_order(rows, views, order))
    hints.push_back(order_hint(source, views, *other,
                               fmt::format("[initial] order = \"{}\"", name_of(*other))));
  return to_interleaved(rows, views, order);
}

/// Where the latents of these data start, by a file; what was taken of it is told.
Points read_start(const RunConfig& config, const char* key, const std::string& source,
                  const Dataset& data, Index views, Given& given) {
  const auto manifold = build_manifold(config.latent);
  try {
    PointsRead read = read_points(source, {.views = views});
    if (!read.taken.empty()) given.told.push_back(fmt::format("[initial] {}: {}", key, read.taken));
    const Points rows =
        ordered(std::move(read.points), data.count(), views, config, source, given.hints);
    return for_all_views(coordinates_of(rows, *manifold, source), data.count(), views, source);
  } catch (const InputError& error) {
    throw InputError(fmt::format("[initial] {}: {}", key, error.what()));
  }
}

State read_flow_weights(const FlowConfig& flow, const std::string& folder, Index inputs,
                        Index outputs) {
  if (flow.weights.empty()) return {};
  try {
    return read_weights(in_folder(folder, flow.weights), build_network(flow, inputs, outputs));
  } catch (const InputError& error) {
    throw InputError(fmt::format("[[flow]] '{}': {}", flow.name, error.what()));
  }
}

}  // namespace

Given read_given(const RunConfig& config, const std::string& folder) {
  Given given{.data = read_data(config, folder)};
  const Dataset &data = given.data.training, &test = given.data.test;
  for (const auto& [table, part] : {std::pair{"[data]", &data}, {"[data.test]", &test}})
    if (!part->understood.empty() && (part == &data || config.data.test.has_files()))
      given.told.push_back(fmt::format("{} {}", table, part->understood));
  if (config.initial.kind == "file") {
    const Index views = view_count(config, data);
    given.start =
        read_start(config, "file", in_folder(folder, config.initial.file), data, views, given);
    if (!config.initial.test.empty())
      given.test_start =
          read_start(config, "test", in_folder(folder, config.initial.test), test, views, given);
  }
  if (config.positives.kind == PositivesConfig::Kind::weights)
    given.positive_weights = read_positive_weights(in_folder(folder, config.positives.file));
  const Index outputs = build_manifold(config.latent)->coordinate_dim();
  for (const FlowConfig& flow : config.flows)
    given.weights.push_back(read_flow_weights(flow, folder, data.points.rows(), outputs));
  return given;
}

}  // namespace simclr_flow
