// Particles against solutions of the continuum, as pairs of what was judged.
#include "simclr_flow/judge/flow_pairs.hpp"

namespace simclr_flow {

std::vector<FlowPair> pairs_with_solutions(const Report& report) {
  std::vector<FlowPair> pairs;
  for (const FlowReport& flow : report.flows)
    for (const SolutionSeries& against : flow.solutions) {
      FlowPair pair;
      pair.a = {report.file, flow.name};
      pair.b = {report.file, against.solution};
      pair.temperature = against.temperature;
      pair.latents = against.latents;
      pair.series = {against.series.times,
                     {against.series.columns[0],
                      {"w2", "W2", {}},
                      {"gram", "Gram", {}},
                      against.series.columns[1]}};
      pairs.push_back(std::move(pair));
    }
  return pairs;
}

}  // namespace simclr_flow
