#include <fmt/format.h>

#include <algorithm>

#include "fields.hpp"

namespace simclr_flow {
namespace {

using Kind = PositivesConfig::Kind;

void describe_semi(Fields& f, PositivesConfig& positives) {
  f.integers({"samples", "samples whose labels the energy knows, from 0; else a fraction, drawn"},
             positives.samples, not_negative);
  auto sorted = positives.samples;
  std::ranges::sort(sorted);
  f.require(std::ranges::adjacent_find(sorted) == sorted.end(), "samples", "lists a sample twice");
  if (positives.samples.empty())
    f.real({"fraction", "share of the samples whose labels the energy knows, drawn by the seed"},
           positives.fraction, {0, true, 1});
  else
    f.forbid("fraction", "is for samples that are drawn, but `samples` lists them");
}

}  // namespace

void describe(Fields& f, PositivesConfig& positives, const DataConfig& data) {
  f.choice({"kind",
            "what the positives of a latent are: the other views of its sample, all other latents "
            "of its class, these where labels are given, or by weights of a file"},
           positives.kind);
  if (positives.kind == Kind::semi) describe_semi(f, positives);
  if (positives.kind == Kind::weights) {
    f.text({"file", "weights of pairs of samples, a row i, j, w each, samples from 0"},
           positives.file, {}, Presence::required);
    f.require(!positives.file.empty(), "file", "must name a file of weights");
  }
  const bool by_labels = positives.kind == Kind::labels || positives.kind == Kind::semi;
  f.require(!by_labels || data.kind != "none", "kind",
            "needs labels, which data of kind \"none\" do not have; allowed: views, weights");
}

}  // namespace simclr_flow
