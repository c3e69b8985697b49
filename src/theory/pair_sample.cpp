#include "simclr_flow/theory/pair_sample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "row_loops.hpp"
#include "row_terms.hpp"
#include "sampled_gradient.hpp"
#include "sampled_square.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/theory/energy_facts.hpp"

namespace simclr_flow::theory {
namespace {

constexpr std::size_t fewest_samples = 4;  // whose errors can be found

/// Values of single samples: exact ones of a half, and rough ones of all.
struct PerSample {
  std::vector<double> exact;  ///< of the half, in its order
  State rough;
};

double deviation(const std::vector<double>& values) {
  const double n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return std::sqrt(squares / (n - 1));
}

/// The sum over all samples, by those of a half.
Estimate estimate(const std::vector<Index>& half, const PerSample& values) {
  const double n = static_cast<double>(values.rough.size()), m = static_cast<double>(half.size());
  std::vector<double> rest = values.exact;
  for (std::size_t k = 0; k < half.size(); ++k) rest[k] -= values.rough[half[k]];
  const double with = deviation(rest), without = deviation(values.exact);
  const bool helps = values.rough.allFinite() && with <= without;
  const auto& used = helps ? rest : values.exact;
  const double mean = std::accumulate(used.begin(), used.end(), 0.0) / m;
  return {(helps ? values.rough.sum() : 0) + n * mean,
          n * (helps ? with : without) / std::sqrt(m) * std::sqrt(1 - m / n)};
}

Estimate both(const Estimate& a, const Estimate& b) {
  return {(a.value + b.value) / 2, (a.error + b.error) / 2};
}

/// A contrast at latents of which two halves are drawn.
class SampledContrast {
 public:
  SampledContrast(const PlainEnergy& energy, PointsView z, Index views, const State& weights,
                  const Halves& halves)
      : kernel_(plain_kernel(energy.kernel, energy.temperature, energy.parameters)),
        columns_(z, views),
        rule_(rule_of(defined(energy).contrast, views)),
        weights_(weights * static_cast<double>(views)),
        summed_{columns_, *kernel_, rule_, weights_},
        halves_{&halves.first, &halves.second},
        rows_(columns_, *kernel_, rule_, weights_) {
    for (const std::size_t half : {0u, 1u}) sums_[half] = sum_half(summed_, *halves_[half]);
    for (const std::size_t half : {0u, 1u}) rough_[half] = rough_rows(sums_[half]);
  }

  /// Each half's exact values against the rough ones of the other.
  template <class Exact, class Rough>
  Estimate total(const Exact& exact, const Rough& rough) const {
    std::array<Estimate, 2> found;
    for (const std::size_t half : {0u, 1u}) {
      PerSample values{{}, State(columns_.samples)};
      for (const Index sample : *halves_[half]) values.exact.push_back(exact(half, sample));
      for (Index sample = 0; sample < columns_.samples; ++sample)
        values.rough[sample] = rough(1 - half, sample);
      found[half] = estimate(*halves_[half], values);
    }
    return both(found[0], found[1]);
  }

  Estimate energy() const {
    const auto value = [this](const RoughRows& rows, Index sample) {
      double sum = 0;
      for (Index b = 0; b < columns_.views; ++b) sum += rows.value[b * columns_.samples + sample];
      return sum;
    };
    return total([&](std::size_t half, Index s) { return value(sums_[half].exact, s); },
                 [&](std::size_t half, Index s) { return value(rough_[half], s); });
  }

  bool takes_all() const { return !rule_.cross && rule_.own_sample && rule_.other_views; }

  /// sum_ij p_i p_j k_ij
  Estimate by_mass() const {
    Estimate found = others_by_mass();
    for (Index c = 0; c < columns_.count(); ++c) found.value += rows_.mass(c) * rows_.mass(c);
    return found;
  }
  /// The mean over i != j, of equal masses.
  Estimate others() const {
    const double n = static_cast<double>(columns_.count());
    const Estimate found = others_by_mass();
    return {found.value * n / (n - 1), found.error * n / (n - 1)};
  }

  void add_gradient(const PlainSpace& space, PairSample& to) const {
    std::array<HalfGradient, 2> found;
    for (const std::size_t half : {0u, 1u})
      found[half] = gradient_of_half(summed_, space, *halves_[half], sums_[half].exact,
                                     rough_[half], rough_[1 - half]);
    to.squared_gradient = both(squares_of_half(space, 0, found[0], found[1].rough),
                               squares_of_half(space, 1, found[1], found[0].rough));
    tell(found, to.gradient);
  }

 private:
  RoughRows rough_rows(const HalfSums& sums) const { return rows_by_half(summed_, sums); }

  Estimate others_by_mass() const {
    const auto value = [this](const State& others, Index sample) {
      double sum = 0;
      for (Index b = 0; b < columns_.views; ++b) {
        const Index c = b * columns_.samples + sample;
        sum += rows_.mass(c) * others[c];
      }
      return sum / static_cast<double>(columns_.count());
    };
    return total([&](std::size_t half, Index s) { return value(sums_[half].exact.others, s); },
                 [&](std::size_t half, Index s) { return value(rough_[half].others, s); });
  }

  /// |P_i g_i|^2/p_i by samples.
  State rough_squares(const PlainSpace& space, const Points& gradient) const {
    const State squares =
        space.tangent_part(columns_.x, gradient).colwise().squaredNorm().transpose();
    State sums = State::Zero(columns_.samples);
    for (Index c = 0; c < columns_.count(); ++c)
      sums[columns_.sample(c)] += squares[c] / rows_.mass(c);
    return sums;
  }

  /// sum_i |P_i g_i|^2/p_i, by the squares of a half and rough ones of all. Errors of its gradients
  /// are of one field, so that squares of latents are off together: the standard error is found by
  /// leaving out samples.
  Estimate squares_of_half(const PlainSpace& space, std::size_t half, const HalfGradient& found,
                           const Points& rough_gradient) const {
    const State rough = rough_squares(space, rough_gradient), known = rough(*halves_[half]);
    const double n = static_cast<double>(columns_.samples), m = static_cast<double>(known.size());
    const State with = n / (m - 1) * (found.without.array() - (known.sum() - known.array())),
                alone = n / (m - 1) * found.without;
    const double noise = n / m * found.noise.sum(), error = error_of_squares(with, noise),
                 error_alone = error_of_squares(alone, noise);
    if (rough.allFinite() && error <= error_alone)
      return {rough.sum() + n / m * (found.square - known).sum(), error};
    return {n / m * found.square.sum(), error_alone};
  }

  void tell(const std::array<HalfGradient, 2>& found, SampledGradient& told) const {
    const Index count = std::ssize(found[0].columns) + std::ssize(found[1].columns);
    told.gradient.resize(columns_.x.rows(), count);
    told.errors.resize(count);
    for (const HalfGradient& half : found)
      for (std::size_t k = 0; k < half.columns.size(); ++k) {
        const auto at = std::ssize(told.latents);
        told.latents.push_back(columns_.latent(half.columns[k]));
        told.gradient.col(at) = half.gradient.col(Index(k));
        told.errors[at] = std::sqrt(half.variance[Index(k)]);
      }
  }

  std::unique_ptr<const PlainKernel> kernel_;
  Columns columns_;
  Rule rule_;
  State weights_;
  Summed summed_;
  std::array<const std::vector<Index>*, 2> halves_;
  ContrastRows rows_;
  std::array<HalfSums, 2> sums_;
  std::array<RoughRows, 2> rough_;
};

}  // namespace

Halves draw_halves(Index samples, Index each, std::uint64_t seed) {
  if (each < 1 || 2 * each > samples)
    throw InputError(
        fmt::format("halves of {} of {} samples: allowed are 1 to {}", each, samples, samples / 2));
  RandomStream random(seed, streams::judge_sample);
  std::vector<Index> numbers(static_cast<std::size_t>(samples));
  std::iota(numbers.begin(), numbers.end(), Index{0});
  for (Index k = 0; k < 2 * each; ++k)
    std::swap(numbers[std::size_t(k)], numbers[std::size_t(k + random.below(samples - k))]);
  Halves halves{{numbers.begin(), numbers.begin() + each},
                {numbers.begin() + each, numbers.begin() + 2 * each}};
  std::ranges::sort(halves.first);
  std::ranges::sort(halves.second);
  return halves;
}

bool can_be_sampled(const PlainEnergy& energy, Index views) {
  const Defined parts = defined(energy);
  return parts.sum == EnergyFacts::Sum::contrast && (views == 1 || !parts.contrast.linear);
}

PairSample pair_sample(const PlainEnergy& energy, const PlainSpace& space, PointsView z,
                       Index views, const State& weights, const Halves& halves) {
  if (!can_be_sampled(energy, views))
    throw std::invalid_argument("no estimates of energy preset '" + std::string(energy.preset) +
                                "'");
  if (halves.first.size() < fewest_samples)
    throw InputError(fmt::format("halves of {} samples: allowed are {} or more",
                                 halves.first.size(), fewest_samples));
  const SampledContrast contrast(energy, z, views, weights, halves);
  PairSample found;
  found.energy = contrast.energy();
  contrast.add_gradient(space, found);
  if (contrast.takes_all() && speaks_of_kernel(energy.kernel)) {
    found.by_mass = contrast.by_mass();
    if (weights.size() == 0) found.others = contrast.others();
  }
  return found;
}

}  // namespace simclr_flow::theory
