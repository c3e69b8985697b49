#include "sampled_sums.hpp"

#include "effort.hpp"
#include "plain_energy.hpp"

namespace simclr_flow {

std::string lack_of_sample(const Judged& j) {
  if (std::string why = lack_of_plain_sums(j); !why.empty()) return why;
  if (effort_of(j).too_few)
    return "all pairs of latents are too many, and the samples too few for estimates";
  if (is_sum(j)) return "all pairs of latents are too many, and sums of energies are not estimated";
  if (theory::can_be_sampled(plain_terms_of(j).front().energy, j.config.views.count)) return "";
  return "all pairs of latents are too many, and this energy is not estimated from some";
}

theory::Halves halves_of(const Judged& j) {
  const Index samples = j.flow.particles / j.config.views.count;
  return theory::draw_halves(samples, effort_of(j).samples, j.run.seed);
}

std::shared_ptr<const theory::PairSample> sample_of(const Judged& j, const Points& z) {
  return j.samples->of(z, [&] {
    return pair_sample(plain_terms_of(j).front().energy, space_of(j), z, j.config.views.count,
                       j.run.view_weights, halves_of(j));
  });
}

}  // namespace simclr_flow
