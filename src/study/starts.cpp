#include <fmt/format.h>

#include <algorithm>

#include "simclr_flow/build/references.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/study/search.hpp"

namespace simclr_flow {
namespace {

RandomStream stream(const StudySetting& setting, Index k) {
  return {setting.config.seed, streams::study, static_cast<std::uint32_t>(k)};
}

/// Start k is the turn-th of its kind.
struct Deal {
  std::string kind;
  Index turn;
};

Deal deal(const StudySetting& setting, Index k) {
  const auto kinds = std::ssize(setting.study.kinds);
  return {setting.study.kinds[static_cast<std::size_t>(k % kinds)], k / kinds};
}

std::string reference_of(const StudySetting& setting, Index turn) {
  if (!setting.study.reference.empty()) return setting.study.reference;
  const auto names = reference_names(*setting.experiment.manifold, setting.particles());
  if (names.empty())
    throw InputError(fmt::format(
        "[study] kinds: there is no reference configuration of {} points in R^{}; name one whose "
        "number of points divides {} by `reference`",
        setting.particles(), setting.config.latent.dim, setting.particles()));
  return names[static_cast<std::size_t>(turn % std::ssize(names))];
}

Points displaced(const StudySetting& setting, RandomStream& random, Points y, double spread) {
  y += spread * random.normals(y.rows(), y.cols());
  setting.experiment.manifold->retract(y);
  return y;
}

Points clustered(const StudySetting& setting, RandomStream& random) {
  const Index n = setting.particles(), clusters = std::min(setting.study.clusters, n);
  const Points centres = setting.experiment.manifold->uniform(random, clusters);
  Points y(centres.rows(), n);
  for (Index i = 0; i < n; ++i) y.col(i) = centres.col(i / setting.experiment.views() % clusters);
  return displaced(setting, random, y, setting.study.spread);
}

}  // namespace

Points study_start(const StudySetting& setting, Index k) {
  RandomStream random = stream(setting, k);
  const auto [kind, turn] = deal(setting, k);
  if (kind == "uniform") return setting.experiment.manifold->uniform(random, setting.particles());
  if (kind == "clustered") return clustered(setting, random);
  if (kind == "reference")
    return displaced(setting, random,
                     reference_latents(reference_of(setting, turn), 0, *setting.experiment.manifold,
                                       setting.particles()),
                     setting.study.perturbation);
  return displaced(setting, random, setting.experiment.start,
                   turn == 0 ? 0 : setting.study.perturbation);
}

std::string study_start_kind(const StudySetting& setting, Index k) {
  const auto [kind, turn] = deal(setting, k);
  return kind == "reference" ? "reference " + reference_of(setting, turn) : kind;
}

}  // namespace simclr_flow
