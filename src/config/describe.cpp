#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "fields.hpp"
#include "network_fields.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

void describe_box(Fields& f, LatentConfig& latent) {
  f.reals("sides", latent.sides);
  f.require(!latent.sides.empty() && latent.sides.size() <= 3, "sides",
            "must be 1 to 3 lengths, e.g. [1.0] for an interval");
  f.require(std::ranges::all_of(latent.sides, [](double s) { return s > 0 && s <= 1e6; }), "sides",
            "must be above 0 and at most 1e+06");
  latent.dim = std::ssize(latent.sides);
}

void describe(Fields& f, LatentConfig& latent, const Vocabulary& names) {
  std::vector<std::string> manifolds = names.manifolds;
  manifolds.emplace_back("box");
  f.text("manifold", latent.manifold, manifolds);
  if (latent.manifold == "box") return describe_box(f, latent);
  f.integer("dim", latent.dim, {1, true, 1e4});
  f.require(latent.manifold != "circle" || latent.dim == 2, "dim",
            "must be 2, the ambient dimension of the circle");
  f.require(latent.manifold != "sphere" || latent.dim >= 2, "dim",
            "must be at least 2, the ambient dimension of a sphere");
}

void describe_initial_files(Fields& f, InitialConfig& initial, bool has_test) {
  f.text("file", initial.file, {}, Presence::required);
  f.require(!initial.file.empty(), "file", "must name a file of latents");
  f.text("test", initial.test);
  f.require(has_test || initial.test.empty(), "test", "needs test points: [data.test]");
  f.text("order", initial.order, {"interleaved", "cat"});
}

void describe_reference(Fields& f, InitialConfig& initial, const std::string& manifold) {
  f.text("reference", initial.reference, {}, Presence::required);
  f.integer("points", initial.points, not_negative);
  f.real("spread", initial.spread, {0, true, 1e6});
  f.require(manifold == "circle" || manifold == "sphere", "kind",
            "\"reference\" needs manifold circle or sphere");
}

void describe(Fields& f, InitialConfig& initial, const LatentConfig& latent, bool has_test,
              const Vocabulary& names) {
  f.text("kind", initial.kind, names.initials);
  f.require(initial.kind != "uniform" || latent.manifold != "euclidean", "kind",
            "\"uniform\" needs a compact manifold: circle, sphere or box");
  if (initial.kind == "reference") describe_reference(f, initial, latent.manifold);
  if (initial.kind == "gaussian") f.real("spread", initial.spread, {0, false, 1e6});
  if (initial.kind == "file") describe_initial_files(f, initial, has_test);
}

void describe(Fields& f, ContrastConfig& contrast) {
  f.text("outer", contrast.outer, {"log", "linear"});
  if (contrast.outer == "log") f.real("offset", contrast.offset, {0, true, 1e6});
  f.text("negatives", contrast.negatives, {"all", "other_samples", "same_view", "cross"});
  if (contrast.negatives == "all") f.boolean("self", contrast.self);
  f.boolean("mean", contrast.mean);
}

void describe(Fields& f, EnergyConfig& energy, const Vocabulary& names) {
  std::vector<std::string> presets = names.energies;
  presets.emplace_back("custom");
  f.text("preset", energy.preset, presets, Presence::required);
  if (energy.preset == "custom") describe(f, energy.contrast);
  f.text("kernel", energy.kernel, names.kernels);
  f.real("temperature", energy.temperature, {1e-4, true, 1e4});
}

void describe_descent(Fields& f, IntegratorConfig& integrator) {
  f.text("rule", integrator.rule, {"plain", "momentum", "adam"});
  if (integrator.rule == "momentum") f.real("momentum", integrator.momentum, {0, true, 1});
  if (integrator.rule != "adam") return;
  f.real("beta1", integrator.beta1, {0, true, 1});
  f.real("beta2", integrator.beta2, {0, true, 1});
  f.require(integrator.beta1 < 1, "beta1", "must be below 1");
  f.require(integrator.beta2 < 1, "beta2", "must be below 1");
  f.real("epsilon", integrator.epsilon, positive);
}

void describe_batch(Fields& f, IntegratorConfig& integrator, bool integrates) {
  f.defaults([&] {  // a batch of the run's own descent is none of an integrated flow's
    if (integrates) integrator.batch = 0;
  });
  f.integer("batch", integrator.batch, not_negative);
  f.require(!integrates || integrator.batch == 0, "batch",
            fmt::format("needs method \"gradient-descent\", not \"{}\": integrators follow the "
                        "flow of all samples",
                        integrator.method));
  f.require(integrator.batch != 1, "batch",
            "must be at least 2, as an energy of pairs needs, or 0 for all samples");
}

}  // namespace

void describe(Fields& f, IntegratorConfig& integrator, const Vocabulary& names) {
  f.text("method", integrator.method, names.method_names());
  f.real("rtol", integrator.rtol, {1e-15, true, 0.1});
  f.real("atol", integrator.atol, positive);
  f.real("initial_step", integrator.initial_step, not_negative);
  f.real("min_step", integrator.min_step, not_negative);
  f.real("max_step", integrator.max_step, not_negative);
  f.require(integrator.initial_step == 0 || integrator.initial_step >= integrator.min_step,
            "initial_step", "must be at least min_step, or 0 for the method's own choice");
  f.require(integrator.max_step == 0 || integrator.max_step >= integrator.min_step, "max_step",
            "must be at least min_step, or 0 for no bound");
  f.real("step", integrator.step, positive);
  f.integer("max_steps", integrator.max_steps, at_least(1));
  const bool integrates = names.method(integrator.method).integrates;
  describe_batch(f, integrator, integrates);
  if (!integrates) describe_descent(f, integrator);
}

namespace {

void describe(Fields& f, StopConfig& stop) {
  f.real("time", stop.time, positive);
  f.integer("steps", stop.steps, not_negative);
  f.real("wall_time", stop.wall_time, not_negative);
  f.real("gradient_norm", stop.gradient_norm, not_negative);
  f.table("plateau", [&stop](Fields& plateau) {
    plateau.real("drop", stop.plateau_drop, not_negative);
    plateau.integer("steps", stop.plateau_steps, at_least(1));
  });
}

void describe(Fields& f, CadenceConfig& cadence) {
  f.text("spacing", cadence.spacing, {"log", "linear", "steps", "ends"});
  if (cadence.spacing == "log") {
    f.real("first", cadence.first, positive);
    f.integer("per_decade", cadence.per_decade, {1, true, 1e5});
  } else if (cadence.spacing == "linear") {
    f.real("interval", cadence.interval, not_negative);
    if (cadence.interval == 0) f.integer("count", cadence.count, {1, true, 1e7});
  } else if (cadence.spacing == "steps") {
    f.integer("every", cadence.every, at_least(1));
  }
}

void describe(Fields& f, PairsConfig& pairs) {
  f.text("spacing", pairs.spacing, {"log", "linear", "none"});
  if (pairs.spacing == "none") return;
  if (pairs.spacing == "log") {
    f.real("first", pairs.first, positive);
    f.integer("per_decade", pairs.per_decade, {1, true, 1e3});
  } else {
    f.real("interval", pairs.interval, not_negative);
    if (pairs.interval == 0) f.integer("count", pairs.count, {1, true, 1e5});
  }
  f.real("apart", pairs.apart, {1e-6, true, 0.5});
}

void describe(Fields& f, OutputConfig& output) {
  f.table("frames", [&](Fields& t) { describe(t, output.frames); });
  f.defaults([&output] {
    output.observables = output.kernel = output.frames;
    output.pairs.first = output.frames.first;
  });
  f.table("observables", [&](Fields& t) { describe(t, output.observables); });
  f.table("kernel", [&](Fields& t) { describe(t, output.kernel); });
  f.table("weights", [&](Fields& t) { describe(t, output.weights); });
  f.table("pairs", [&](Fields& t) { describe(t, output.pairs); });
  f.real("checkpoint", output.checkpoint, not_negative);
}

bool is_plain_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

void describe_kernel(Fields& f, FlowConfig& flow, const LatentConfig& latent) {
  f.text("kernel", flow.kernel, {"infinite-width", "empirical"});
  f.text("form", flow.form, {"normalised", "intrinsic"});
  f.require(flow.form == "normalised" || latent.manifold == "sphere", "form",
            fmt::format("needs manifold \"sphere\", not \"{}\": elsewhere there is one kernel flow",
                        latent.manifold));
}

/// Only the descent of a network has anything to draw; particles have no views.
void require_samplable(Fields& f, const FlowConfig& flow, const ViewsConfig& views,
                       const Vocabulary& names) {
  const IntegratorConfig& integrator = flow.integrator;
  const bool fresh = views.mode == "fresh";
  f.require(!fresh || flow.kind != "kernel", "kind",
            "is frozen at fixed views, but [views] mode is \"fresh\"");
  f.require(!fresh || flow.kind != "network" || !names.method(integrator.method).integrates, "kind",
            fmt::format("needs integrator method \"gradient-descent\", not \"{}\", as [views] mode "
                        "is \"fresh\"",
                        integrator.method));
  f.require(integrator.batch == 0 || flow.kind == "network", "kind",
            fmt::format("has no minibatches, but integrator batch is {}; allowed: network, or "
                        "integrator = {{ batch = 0 }}",
                        integrator.batch));
}

void describe(Fields& f, FlowConfig& flow, const RunConfig& run, const Vocabulary& names) {
  f.text("kind", flow.kind, names.flows, Presence::required);
  if (flow.name.empty()) flow.name = flow.kind;
  f.text("name", flow.name);
  f.require(is_plain_name(flow.name), "name",
            "must be 1 to 64 letters, digits, '-' or '_': it names groups of the file");
  if (flow.kind == "kernel") describe_kernel(f, flow, run.latent);
  if (flow.kind != "particle") describe_network(f, flow, names);
  f.require(flow.kind == "particle" || run.data.kind != "none", "kind",
            fmt::format("\"{}\" needs data, but [data] kind is \"none\"", flow.kind));
  f.require(flow.kind != "network" || !flow.centered || !run.data.has_test() ||
                run.initial.kind != "file" || !run.initial.test.empty(),
            "centered",
            "needs [initial] test: a file of the latents at which the test points start");
  f.table("integrator", [&](Fields& t) { describe(t, flow.integrator, names); });
  require_samplable(f, flow, run.views, names);
  f.table("stop", [&](Fields& t) { describe(t, flow.stop); });
}

}  // namespace

void describe(Fields& f, RunConfig& config, const Vocabulary& names) {
  f.text("title", config.title);
  Index seed = static_cast<Index>(config.seed);
  f.integer("seed", seed, not_negative);
  config.seed = static_cast<std::uint64_t>(seed);
  f.integers("seeds", config.seeds, not_negative);
  auto sorted = config.seeds;
  std::ranges::sort(sorted);
  f.require(std::ranges::adjacent_find(sorted) == sorted.end(), "seeds", "lists a seed twice");
  f.table("data", [&](Fields& t) { describe(t, config.data, names); });
  f.table("views", [&](Fields& t) { describe(t, config.views, names); });
  f.table("latent", [&](Fields& t) { describe(t, config.latent, names); });
  f.table("initial", [&](Fields& t) {
    describe(t, config.initial, config.latent, config.data.has_test(), names);
  });
  f.table("energy", [&](Fields& t) { describe(t, config.energy, names); });
  f.table("integrator", [&](Fields& t) { describe(t, config.integrator, names); });
  f.table("stop", [&](Fields& t) { describe(t, config.stop); });
  f.table("output", [&](Fields& t) { describe(t, config.output); });
  bool has_study = config.study.has_value();
  f.optional_table("study", has_study, [&](Fields& t) {
    if (!config.study) config.study.emplace();
    describe(t, *config.study, config, names);
  });
  f.tables(
      "flow",
      [&](std::size_t size) {
        FlowConfig fresh;
        fresh.integrator = config.integrator;  // a flow overrides single keys of the run's own
        fresh.stop = config.stop;
        if (size != std::string::npos) config.flows.assign(size, fresh);
        return config.flows.size();
      },
      [&](Fields& item, std::size_t k) {
        describe(item, config.flows[k], config, names);
        for (std::size_t other = 0; other < k; ++other)
          item.require(config.flows[other].name != config.flows[k].name, "name",
                       fmt::format("\"{}\" is the name of two flows", config.flows[k].name));
      });
  f.require(!config.flows.empty() || config.study, "flow",
            "is missing: a run needs at least one [[flow]], a study of minimizers [study]");
  f.require(config.flows.empty() || config.latent.manifold != "box", "flow",
            "is not for manifold \"box\", which minimize alone knows");
}

}  // namespace simclr_flow
