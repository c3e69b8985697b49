#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "fields.hpp"
#include "network_fields.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {

std::string manifolds_with(const Vocabulary& vocabulary, bool ManifoldFacts::*fact,
                           const char* quote) {
  std::vector<std::string> names;
  for (const ManifoldTraits& known : vocabulary.manifolds)
    if (known.facts.*fact) names.push_back(quote + known.name + quote);
  std::string all;
  for (std::size_t k = 0; k < names.size(); ++k)
    all += (k == 0 ? "" : k + 1 == names.size() ? " or " : ", ") + names[k];
  return all;
}

namespace {

void describe_sides(Fields& f, LatentConfig& latent) {
  f.reals({"sides", "lengths of the box, one per dimension"}, latent.sides);
  f.require(!latent.sides.empty() && latent.sides.size() <= 3, "sides",
            "must be 1 to 3 lengths, e.g. [1.0] for an interval");
  f.require(std::ranges::all_of(latent.sides, [](double s) { return s > 0 && s <= 1e6; }), "sides",
            "must be above 0 and at most 1e+06");
  latent.dim = std::ssize(latent.sides);
}

void describe(Fields& f, LatentConfig& latent, const Vocabulary& names) {
  f.text({"manifold", "the space of the latents"}, latent.manifold, names.manifold_names());
  latent.traits = names.manifold(latent.manifold);
  if (latent.traits.has_sides) return describe_sides(f, latent);
  f.integer({"dim",
             "dimension of the ambient space: d for R^d and S^{d-1}, 2 for the circle, twice the "
             "angles of a torus"},
            latent.dim, {1, true, 1e4});
  const DimRule& dims = latent.traits.dims;
  f.require(dims.allows(latent.dim), "dim", fmt::format("must be {}", dims.words));
}

void describe_initial_files(Fields& f, InitialConfig& initial, bool has_test) {
  f.text(
      {"file",
       "latents to start from: CSV, .npy or file.h5:/path, relative to the configuration's folder"},
      initial.file, {}, Presence::required);
  f.require(!initial.file.empty(), "file", "must name a file of latents");
  f.text({"test", "the same of the points of [data.test], for centred networks"}, initial.test);
  f.require(has_test || initial.test.empty(), "test", "needs test points: [data.test]");
  f.choice({"order", "of the views in the rows of these files: row i V + a, or with cat a n + i"},
           initial.order);
}

void describe_reference(Fields& f, InitialConfig& initial, const LatentConfig& latent,
                        const Vocabulary& names) {
  f.text({"reference", "a configuration of theory's table, such as icosahedron"}, initial.reference,
         {}, Presence::required);
  f.integer({"points",
             "points of it, with equal clusters of latents at each; 0: as many as the table has "
             "and N is divided by"},
            initial.points, not_negative);
  f.real({"spread", "standard deviation of the displacement from the configuration"},
         initial.spread, {0, true, 1e6});
  f.require(latent.traits.facts.unit_sphere, "kind",
            fmt::format("needs manifold {}", manifolds_with(names, &ManifoldFacts::unit_sphere)));
}

void describe(Fields& f, InitialConfig& initial, const LatentConfig& latent, bool has_test,
              const Vocabulary& names) {
  f.text({"kind", "the law of the latents at t = 0"}, initial.kind, names.initials);
  f.require(
      initial.kind != "uniform" || latent.traits.facts.compact, "kind",
      fmt::format("needs a compact manifold: {}", manifolds_with(names, &ManifoldFacts::compact)));
  if (initial.kind == "reference") describe_reference(f, initial, latent, names);
  if (initial.kind == "gaussian")
    f.real({"spread", "standard deviation about the one point where latents start"}, initial.spread,
           {0, false, 1e6});
  if (initial.kind == "file") describe_initial_files(f, initial, has_test);
}

void describe_descent(Fields& f, IntegratorConfig& integrator) {
  f.choice({"rule", "what a descent does with its gradient"}, integrator.rule);
  if (integrator.rule == IntegratorConfig::Rule::momentum)
    f.real({"momentum", "v = momentum v + gradient, and the step is along v"}, integrator.momentum,
           {0, true, 1});
  if (integrator.rule != IntegratorConfig::Rule::adam) return;
  f.real({"beta1", "of adam: decay of the mean gradient"}, integrator.beta1, {0, true, 1});
  f.real({"beta2", "of adam: decay of the mean square"}, integrator.beta2, {0, true, 1});
  f.require(integrator.beta1 < 1, "beta1", "must be below 1");
  f.require(integrator.beta2 < 1, "beta2", "must be below 1");
  f.real({"epsilon", "of adam: added to the root of the mean square"}, integrator.epsilon,
         positive);
}

void describe_batch(Fields& f, IntegratorConfig& integrator, bool integrates) {
  f.defaults([&] {  // a batch of the run's own descent is none of an integrated flow's
    if (integrates) integrator.batch = 0;
  });
  f.integer({"batch", "of gradient-descent: samples per step; 0: all"}, integrator.batch,
            not_negative);
  f.require(!integrates || integrator.batch == 0, "batch",
            fmt::format("needs method \"gradient-descent\", not \"{}\": integrators follow the "
                        "flow of all samples",
                        integrator.method));
  f.require(integrator.batch != 1, "batch",
            "must be at least 2, as an energy of pairs needs, or 0 for all samples");
}

}  // namespace

void describe(Fields& f, IntegratorConfig& integrator, const Vocabulary& names) {
  f.text({"method", "integrator of the flow, or gradient-descent"}, integrator.method,
         names.method_names());
  f.real({"rtol", "relative tolerance of a step, of adaptive methods"}, integrator.rtol,
         {1e-15, true, 0.1});
  f.real({"atol", "absolute tolerance of a step, of adaptive methods"}, integrator.atol, positive);
  f.real({"initial_step", "first step of adaptive methods; 0: the method chooses"},
         integrator.initial_step, not_negative);
  f.real({"min_step", "smallest step of adaptive methods: a flow that needs a smaller one fails"},
         integrator.min_step, not_negative);
  f.real({"max_step", "largest step of adaptive methods; 0: no bound"}, integrator.max_step,
         not_negative);
  f.require(integrator.initial_step == 0 || integrator.initial_step >= integrator.min_step,
            "initial_step", "must be at least min_step, or 0 for the method's own choice");
  f.require(integrator.max_step == 0 || integrator.max_step >= integrator.min_step, "max_step",
            "must be at least min_step, or 0 for no bound");
  f.real({"step", "step of euler and rk4; the rate of gradient-descent"}, integrator.step,
         positive);
  f.integer({"max_steps", "steps after which a flow ends as interrupted"}, integrator.max_steps,
            at_least(1));
  const bool integrates = names.method(integrator.method).integrates;
  describe_batch(f, integrator, integrates);
  if (!integrates) describe_descent(f, integrator);
}

namespace {

void describe(Fields& f, StopConfig& stop) {
  f.real({"time", "end of the flow"}, stop.time, positive);
  f.integer({"steps", "ends a flow after as many accepted steps; 0 is off"}, stop.steps,
            not_negative);
  f.real({"wall_time",
          "seconds since the program began after which it stops with a checkpoint; 0 is off"},
         stop.wall_time, not_negative);
  f.real({"gradient_norm", "ends a flow once its gradient norm is at most this; 0 is off"},
         stop.gradient_norm, not_negative);
  f.table({"plateau", "ends a flow whose energy no longer falls"}, [&stop](Fields& plateau) {
    plateau.real({"drop", "fall of E that counts as none, over `steps` steps; 0 is off"},
                 stop.plateau_drop, not_negative);
    plateau.integer({"steps", "steps over which E must fall by more than `drop`"},
                    stop.plateau_steps, at_least(1));
  });
}

void describe(Fields& f, CadenceConfig& cadence) {
  using enum CadenceConfig::Spacing;
  f.choice({"spacing",
            "how rows are spaced in time: log, linear, by accepted steps, or start and end alone"},
           cadence.spacing);
  if (cadence.spacing == log) {
    f.real({"first", "first time after 0 of a log spacing"}, cadence.first, positive);
    f.integer({"per_decade", "rows per factor of 10 in time of a log spacing"}, cadence.per_decade,
              {1, true, 1e5});
  } else if (cadence.spacing == linear) {
    f.real({"interval", "time between rows of a linear spacing; 0: by count"}, cadence.interval,
           not_negative);
    if (cadence.interval > 0)
      f.forbid("count", "is told by interval: it takes one of them");
    else
      f.integer({"count", "rows after the first of a linear spacing"}, cadence.count,
                {1, true, 1e7});
  } else if (cadence.spacing == steps) {
    f.integer({"every", "accepted steps between rows"}, cadence.every, at_least(1));
  }
}

void describe(Fields& f, PairsConfig& pairs) {
  f.choice(
      {"spacing",
       "how the probes of the velocity, states at two close times, are spaced; none stores none"},
      pairs.spacing);
  if (pairs.spacing == PairsConfig::Spacing::none) return;
  if (pairs.spacing == PairsConfig::Spacing::log) {
    f.real({"first", "first time after 0 of a log spacing; that of the frames unless given"},
           pairs.first, positive);
    f.integer({"per_decade", "probes per factor of 10 in time of a log spacing"}, pairs.per_decade,
              {1, true, 1e3});
  } else {
    f.real({"interval", "time between probes of a linear spacing; 0: by count"}, pairs.interval,
           not_negative);
    if (pairs.interval > 0)
      f.forbid("count", "is told by interval: it takes one of them");
    else
      f.integer({"count", "probes after the first of a linear spacing"}, pairs.count,
                {1, true, 1e5});
  }
  f.real({"apart", "where the second time of a probe is, as a share of the way to the next probe"},
         pairs.apart, {1e-6, true, 0.5});
}

void describe(Fields& f, OutputConfig& output) {
  f.table({"frames", "rows of latents"}, [&](Fields& t) { describe(t, output.frames); });
  f.defaults([&output] {
    output.observables = output.kernel = output.frames;
    output.pairs.first = output.frames.first;
  });
  f.table({"observables", "rows of energies and measures; as the frames unless given"},
          [&](Fields& t) { describe(t, output.observables); });
  f.table({"kernel", "rows of the tangent kernel's measures; as the frames unless given"},
          [&](Fields& t) { describe(t, output.kernel); });
  f.table({"weights", "rows of parameters"}, [&](Fields& t) { describe(t, output.weights); });
  f.table({"pairs", "states stored at two close times, by which compare judges the velocity"},
          [&](Fields& t) { describe(t, output.pairs); });
  f.real({"checkpoint", "seconds between checkpoints; 0: after every step"}, output.checkpoint,
         not_negative);
}

bool is_plain_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

void describe_kernel(Fields& f, FlowConfig& flow) {
  f.text({"kernel", "which tangent kernel moves the outputs"}, flow.kernel,
         {"infinite-width", "empirical"});
}

/// Only the descent of a network has anything to draw; particles have no views.
void require_samplable(Fields& f, const FlowConfig& flow, const ViewsConfig& views,
                       const Vocabulary& names) {
  const IntegratorConfig& integrator = flow.integrator;
  const bool fresh = views.mode == ViewsConfig::Mode::fresh;
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
  f.text(
      {"kind",
       "what is moved: free latents, outputs by a frozen kernel, or the parameters of a network"},
      flow.kind, names.flows, Presence::required);
  if (flow.name.empty()) flow.name = flow.kind;
  f.text({"name", "name of the flow's groups in the file; its kind unless given"}, flow.name);
  f.require(is_plain_name(flow.name), "name",
            "must be 1 to 64 letters, digits, '-' or '_': it names groups of the file");
  if (flow.kind == "kernel") describe_kernel(f, flow);
  if (flow.kind != "particle") describe_network(f, flow, names);
  f.require(flow.kind == "particle" || run.data.kind != "none", "kind",
            "needs data, but [data] kind is \"none\"");
  f.require(flow.kind != "network" || !flow.centered || !run.data.has_test() ||
                run.initial.kind != "file" || !run.initial.test.empty(),
            "centered",
            "needs [initial] test: a file of the latents at which the test points start");
  f.table({"integrator", "overrides single keys of [integrator] for this flow"},
          [&](Fields& t) { describe(t, flow.integrator, names); });
  if (flow.kind != "particle") describe_form(f, flow, run, names);
  require_samplable(f, flow, run.views, names);
  f.table({"stop", "overrides single keys of [stop] for this flow"},
          [&](Fields& t) { describe(t, flow.stop); });
}

}  // namespace

void describe(Fields& f, RunConfig& config, const Vocabulary& names) {
  f.text({"title", "name of the run, in its file and in pictures"}, config.title);
  f.text({"author", "who made the run, in its file; the name of the user unless given"},
         config.author);
  Index seed = static_cast<Index>(config.seed);
  f.integer({"seed", "seed of every random number of the run"}, seed, not_negative);
  config.seed = static_cast<std::uint64_t>(seed);
  f.integers({"seeds", "an ensemble: one run per seed, in a folder, instead of `seed`"},
             config.seeds, not_negative);
  auto sorted = config.seeds;
  std::ranges::sort(sorted);
  f.require(std::ranges::adjacent_find(sorted) == sorted.end(), "seeds", "lists a seed twice");
  f.table({"data", "the data points and their classes"},
          [&](Fields& t) { describe(t, config.data, names); });
  f.table({"views", "what makes views of the data"},
          [&](Fields& t) { describe(t, config.views, names); });
  f.table({"positives", "which samples the energy takes for positives of which"},
          [&](Fields& t) { describe(t, config.positives, config.data); });
  f.table({"latent", "where latents live"}, [&](Fields& t) { describe(t, config.latent, names); });
  f.table({"initial", "where latents start"}, [&](Fields& t) {
    describe(t, config.initial, config.latent, config.data.has_test(), names);
  });
  f.table({"energy", "what flows descend"}, [&](Fields& t) {
    describe(t, config.energy, names, config.latent.traits);
    const std::string lack = names.lack_of_space(config.energy, config.latent.traits);
    t.require(lack.empty(), config.energy.terms.empty() ? "preset" : "term", lack);
  });
  f.table({"integrator", "how flows are integrated"},
          [&](Fields& t) { describe(t, config.integrator, names); });
  f.table({"stop", "what ends a flow, whichever comes first"},
          [&](Fields& t) { describe(t, config.stop); });
  f.table({"output", "when series have rows, and when a run can be resumed"},
          [&](Fields& t) { describe(t, config.output); });
  bool has_study = config.study.has_value();
  f.optional_table({"study", "a study of minimizers, for minimize"}, has_study, [&](Fields& t) {
    if (!config.study) config.study.emplace();
    describe(t, *config.study, config, names);
  });
  f.tables(
      {"flow", "one table per flow: all start at the same latents"},
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
  f.require(config.flows.empty() || !config.latent.traits.facts.walls, "flow",
            fmt::format("is not for manifold \"{}\", which minimize alone knows",
                        config.latent.manifold));
}

}  // namespace simclr_flow
