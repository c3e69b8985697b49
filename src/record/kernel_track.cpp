#include <algorithm>

#include "planned_rows.hpp"
#include "simclr_flow/diagnostics/kernel_measures.hpp"
#include "simclr_flow/io/series_paths.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "tracks.hpp"

namespace simclr_flow::record {
namespace {

bool is_smooth_at_zero(const TermView& term) {
  return !theory::depends_on_kernel(term.energy.preset) ||
         build_profile(term.energy).functions().at_zero() == KernelFunctions::AtZero::smooth;
}

/// Whether latents in one place have a form, and it costs no more than a row.
bool has_growth(const EnergyConfig& config, const Experiment& e) {
  return std::ranges::all_of(terms_of(config), is_smooth_at_zero) &&
         e.energy->is_translation_invariant() &&
         (!e.positives || e.particles() <= most_growing_of_positives);
}

KernelScope scope_of(const Setup& setup, const Course& course) {
  const Experiment& e = setup.experiment;
  if (!setup.config.has_kernel(course.config)) return {};
  return {.latents = e.particles(),
          .outputs = e.manifold->coordinate_dim(),
          .frozen = course.config.has_frozen_kernel(),
          .integrates = course.method->integrates,
          .classes = e.species.empty() ? 0 : 1 + *std::ranges::max_element(e.species),
          .grows = has_growth(setup.config.energy, e),
          .intrinsic = course.config.form == FlowConfig::Form::intrinsic,
          .free_lengths = setup.config.has_free_lengths(course.config)};
}

SeriesLayout layout_of(const KernelSeries& series, const std::string& flow) {
  return {.path = observable_path(flow, series.name),
          .extents = series.width > 0 ? std::vector{series.width} : std::vector<Index>{},
          .attributes = {{counter_attribute, track_name::kernel}}};
}

void start(KernelMeasures& measures, const Flow& flow, const Experiment& e, bool grows) {
  const State x = flow.initial_state();
  const Points outputs = flow.outputs(x);
  const double energy = flow.latent_energy()->evaluate(outputs, nullptr);
  Points form;
  if (grows)
    form = collapse_form(*e.energy, e.particles(), e.views(), e.view_weights, e.positives.get());
  measures.start(outputs, energy, flow.tangent_kernel(x)->matrix(), std::move(form));
}

}  // namespace

std::optional<Track> kernel_track(const Setup& setup, const Course& course) {
  const KernelScope scope = scope_of(setup, course);
  const std::vector<KernelSeries> all = kernel_series(scope);
  if (all.empty()) return std::nullopt;
  auto [cadence, rows] = planned_rows(setup.config.output.kernel, course.config, *course.method);
  const auto measures = std::make_shared<KernelMeasures>(scope, setup.experiment.species);
  Track track{.name = track_name::kernel,
              .series = {},
              .cadence = std::move(cadence),
              .rows = rows,
              .row =
                  [measures, &flow = *course.flow, &e = setup.experiment,
                   grows = scope.grows](const Snapshot& s) {
                    if (!measures->has_started()) start(*measures, flow, e, grows);
                    return measures->measure(s.time(), s.energy(), s.outputs(), s.latents(),
                                             flow.tangent_kernel(s.state())->matrix());
                  },
              .memory = [measures](Archive& a) { measures->archive(a); }};
  for (const KernelSeries& series : all)
    track.series.push_back(layout_of(series, course.config.name));
  return track;
}

}  // namespace simclr_flow::record
