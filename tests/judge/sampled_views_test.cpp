// Estimates from samples whose views are not alike, and what samples leave unsaid.
#include <doctest/doctest.h>

#include <set>

#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/diagnostics/cluster_measures.hpp"
#include "simclr_flow/theory/plain_measures.hpp"
#include "support/judged_runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr Index views = 2;

std::string two_views(int per_class, const std::string& preset, int dim = 3) {
  return fmt::format(
      "seed = 4\n[data]\nkind = \"discs\"\nper_class = {}\n[views]\ncount = 2\n"
      "transforms = [{{ kind = \"noise\", scale = 0.1 }}]\n"
      "[latent]\nmanifold = \"sphere\"\ndim = {}\n[initial]\nspread = 0.5\n"
      "[energy]\npreset = \"{}\"\ntemperature = 0.2\n[stop]\ntime = 0.5\n"
      "[output]\nframes = {{ spacing = \"ends\" }}\nobservables = {{ spacing = \"ends\" }}\n"
      "pairs = {{ spacing = \"linear\", interval = 0.5 }}\n"
      "[[flow]]\nkind = \"particle\"\nintegrator = {{ method = \"dopri5\", rtol = 1e-4 }}\n",
      per_class, dim, preset);
}

/// The first views of a class together, the second ones anywhere.
Points unlike_views(const std::vector<int>& labels, Index row) {
  RandomStream random(2026, "unlike", std::uint32_t(row));
  const auto n = static_cast<Index>(labels.size());
  const Points centres = random.normals(3, 4), noise = random.normals(3, n);
  Points z(3, n);
  for (Index i = 0; i < n; ++i)
    z.col(i) = i % views == 0
                   ? State(centres.col(labels[std::size_t(i)]).normalized() + 1e-3 * noise.col(i))
                   : State(noise.col(i));
  return z.colwise().normalized();
}

/// The run with such latents, and the measures of these.
StoredRun with_unlike_views(StoredRun run) {
  StoredFlow& flow = run.flows.at(0);
  for (std::size_t t = 0; t < flow.positions.size(); ++t) {
    const Points z = flow.positions[t] = unlike_views(flow.species, Index(t));
    auto& stored = flow.observables;
    stored.at("alignment")[t] = theory::plain_alignment(z, views, run.view_weights);
    stored.at("uniformity")[t] = theory::plain_uniformity(z, 0.2);
    stored.at("ari")[t] = theory::plain_rand_index(k_means(z, 4, run.seed), flow.species);
    stored.at("eta2")[t] = theory::plain_eta_squared(z, flow.species).value;
    stored.at("knn_accuracy")[t] = theory::plain_knn_accuracy(z, flow.species, views).value;
    stored.at("probe_accuracy")[t] = theory::plain_probe_accuracy(z, flow.species, views).value;
    stored.at("margin")[t] = theory::plain_class_margin(z, flow.species).value;
    stored.at("within_over_between")[t] = theory::plain_within_over_between(z, flow.species).value;
    stored.at("simplex_deviation")[t] = theory::plain_simplex_deviation(z, flow.species).value;
  }
  return run;
}

Report judge_a_sample(const StoredRun& run) {
  const double n = static_cast<double>(run.flows[0].particles);
  return compare(run, vocabulary(), {}, {.pairs = 10 * n * n});
}

}  // namespace

TEST_CASE("sampled views: accuracy is that of all views of the samples that are drawn") {
  const Folder folder;
  StoredRun run = with_unlike_views(stored_run(two_views(125, "simclr"), folder));
  const double accuracy = run.flows[0].observables.at("knn_accuracy").back();
  CHECK(accuracy > 0.55);
  CHECK(accuracy < 0.7);  // first views are told right, second ones by chance
  const Report report = judge_a_sample(run);
  CHECK(report.flows[0].looked_at.find("two halves of 125 of 500 samples") != std::string::npos);
  CHECK(check_of(report, "measures").verdict == Verdict::agrees);
  run.flows[0].observables.at("knn_accuracy").back() += 0.2;
  const Report planted = judge_a_sample(run);
  CHECK(check_of(planted, "measures").verdict == Verdict::differs);
}

TEST_CASE("sampled views: too few samples are looked at by all pairs, or not at all") {
  const Folder folder;
  const StoredRun run = stored_run(two_views(30, "simclr"), folder);
  const Report all = judge_a_sample(run);
  CHECK(all.flows[0].looked_at.find("halves") == std::string::npos);
  CHECK(check_of(all, "energy").verdict == Verdict::agrees);
  const Report none = compare(run, vocabulary(), {}, {.pairs = 1e4});
  CHECK(check_of(none, "energy").theory_text.ends_with("the samples too few for estimates"));
  CHECK(check_of(none, "measures")
            .quantity.ends_with("but knn_accuracy, uniformity: all pairs are too many"));
}

TEST_CASE("sampled views: what a sample does not tell is said") {
  const Folder folder;
  const StoredRun run = stored_run(two_views(125, "simclr-cross", 8), folder);
  const Report report = judge_a_sample(run);
  for (const char* id : {"mmd", "moment.1"}) {
    CHECK(check_of(report, id).verdict == Verdict::no_theory);
    CAPTURE(check_of(report, id).theory_text);
    CHECK(check_of(report, id).theory_text.starts_with("all pairs of latents are too many"));
  }
  CHECK(check_of(report, "measures").quantity.ends_with("but uniformity: all pairs are too many"));
}
