// Sums over pairs at size are plain_sum's, to the bounds that they state.
#include "simclr_flow/theory/pair_pass.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/theory/discrepancy.hpp"
#include "simclr_flow/theory/plain_measures.hpp"
#include "support/energy_samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::PairPass;
using theory::PlainSum;

namespace {

/// Both say the same of one energy, within bounds that are small themselves: exponents are up to
/// `range`.
void check_within_bounds(const PlainSum& fast, const PlainSum& plain, double range = 100) {
  CHECK(std::abs(fast.value - plain.value) <= fast.value_rounding + 1e-16);
  CHECK(fast.value_rounding <= 1e-14 * range * std::max(1.0, plain.value_scale));
  const double off = (fast.gradient - plain.gradient).colwise().norm().maxCoeff();
  CHECK(off <= fast.gradient_rounding + 1e-18);
  CHECK(fast.gradient_rounding <= 1e-14 * range * plain.gradient_scale + 1e-290);
  CHECK(fast.value_scale >= std::abs(plain.value) * (1 - 1e-12));
  CHECK(fast.gradient_scale == doctest::Approx(plain.gradient_scale).epsilon(0.01));
  CHECK(fast.pull <= plain.pull * (1 + 1e-9));
}

/// log of the mean of k over i != j.
double log_mean_of_others(const Points& z, double tau) { return theory::plain_uniformity(z, tau); }

double mean_by_mass(const Points& z, double tau, const State& p) {
  double sum = 0;
  for (Index i = 0; i < z.cols(); ++i)
    for (Index j = 0; j < z.cols(); ++j)
      sum += p[i] * p[j] * std::exp(-(z.col(i) - z.col(j)).squaredNorm() / (2 * tau));
  return sum;
}

/// A kernel whose rows are not its formula.
class WrongRows final : public theory::PlainKernel {
 public:
  explicit WrongRows(double error) : error_(error) {}
  long double log_k(long double s) const override { return -s; }
  long double pull(long double) const override { return 1; }
  void row(const double* s, Index n, double least, double* k, double* pulls) const override {
    PlainKernel::row(s, n, least, k, pulls);
    for (Index j = 0; j < n; ++j) k[j] *= 1 + error_;
  }

 private:
  double error_;
};

}  // namespace

TEST_CASE("pair pass: every energy and kernel, with views, is the plain sum within its bounds") {
  for (const EnergySample& sample : energy_samples())
    for (const KernelEntry& kernel : kernels())
      for (const Index views : {1, 2, 3}) {
        INFO(sample.label, ", ", kernel.name, ", ", views, " views");
        if (!takes_kernel(sample, kernel, views)) continue;
        const Points z = random_points(3, 60, 11);
        const theory::PlainTerms energy = sample.plain(kernel, 0.3);
        check_within_bounds(theory::pair_pass(energy, z, views).sum,
                            theory::plain_sum(energy, z, views));
      }
}

TEST_CASE("pair pass: in many dimensions, beyond one tile, and where all kernels underflow") {
  for (const Index d : {1, 2, 5})
    for (const double size : {1e-3, 1.0, 100.0})
      for (const char* preset : {"simclr", "nt-xent", "dcl", "uniformity"}) {
        INFO(d, ", ", size, ", ", preset);
        const Points z = size * random_points(d, 90, 12);
        const theory::PlainEnergy energy{preset, "gauss", 0.1};
        check_within_bounds(theory::pair_pass(energy, z, 1).sum, theory::plain_sum(energy, z, 1),
                            100 + 200 * size * size * static_cast<double>(d));
      }
  const Points z = random_points(2, 1100, 13);
  const theory::PlainEnergy energy{"nt-xent", "gauss", 0.3};
  check_within_bounds(theory::pair_pass(energy, z, 1).sum, theory::plain_sum(energy, z, 1), 1000);
}

TEST_CASE("pair pass: views of a quadrature") {
  State weights(3);
  weights << 0.5, 0.3, 0.2;
  const Points z = random_points(3, 60, 14);
  for (const char* preset : {"simclr", "simclr-noself", "info-nce", "linear", "alignment"})
    for (const char* kernel : {"gauss", "student"}) {
      INFO(preset, kernel);
      const theory::PlainEnergy energy{preset, kernel, 0.4};
      const PairPass fast = theory::pair_pass(energy, z, 3, weights);
      check_within_bounds(fast.sum, theory::plain_sum_by_quadrature(energy, z, weights));
    }
}

TEST_CASE("pair pass: mean kernels, by the energy's pass and alone") {
  State weights(3);
  weights << 0.5, 0.3, 0.2;
  const double tau = 0.3;
  for (const bool quadrature : {false, true}) {
    const Points z = random_points(3, 60, 15);
    const State w = quadrature ? weights : State();
    const State p = quadrature ? State(w.replicate(20, 1) / 20) : State::Constant(60, 1. / 60);
    const auto alone = theory::kernel_means(z, tau, 3, w);
    const auto passed = theory::pair_pass({"simclr", "gauss", tau}, z, 3, w).means;
    REQUIRE(passed.has_value());
    for (const theory::KernelMeans& means : {alone, *passed}) {
      CHECK(means.log_others == doctest::Approx(log_mean_of_others(z, tau)).epsilon(1e-13));
      CHECK(means.by_mass == doctest::Approx(mean_by_mass(z, tau, p)).epsilon(1e-13));
    }
  }
  CHECK_FALSE(theory::pair_pass({"simclr-cross", "gauss", tau}, random_points(3, 60, 15), 3).means);
  CHECK_FALSE(theory::pair_pass({"simclr", "student", tau}, random_points(3, 60, 15), 1).means);
  const Points separate = 10 * random_points(20, 60, 17);  // kernels below the smallest double
  CHECK_FALSE(theory::pair_pass({"simclr", "gauss", 0.03}, separate, 1).means);
  CHECK(theory::kernel_means(separate, 0.03, 1).log_others ==
        doctest::Approx(log_mean_of_others(separate, 0.03)).epsilon(1e-13));
  const Points apart = 1e3 * random_points(2, 40, 16);
  CHECK(theory::kernel_means(apart, tau, 1).log_others ==
        doctest::Approx(log_mean_of_others(apart, tau)).epsilon(1e-13));
}

TEST_CASE("pair pass: no number depends on the number of threads") {
  const Points z = random_points(3, 500, 17);
  const Index threads = thread_count();
  const auto with = [&](Index count) {
    set_thread_count(count);
    return theory::pair_pass({"nt-xent", "gauss", 0.3}, z, 2);
  };
  const PairPass one = with(1), three = with(3);
  set_thread_count(threads);
  CHECK(one.sum.value == three.sum.value);
  CHECK(one.sum.gradient == three.sum.gradient);
  CHECK(one.sum.value_rounding == three.sum.value_rounding);
  CHECK(one.means->log_others == three.means->log_others);
}

TEST_CASE("pair pass: a broken sum is seen by the latents that are summed in long double") {
  theory::add_plain_kernel("wrong-rows", [](double, const Parameters&) {
    return std::make_unique<const WrongRows>(1e-9);
  });
  theory::add_plain_kernel(
      "right-rows", [](double, const Parameters&) { return std::make_unique<const WrongRows>(0); });
  const Points z = random_points(3, 200, 18);
  CHECK_NOTHROW(theory::pair_pass({"info-nce", "right-rows", 1}, z, 1));
  CHECK_THROWS_WITH_AS(theory::pair_pass({"info-nce", "wrong-rows", 1}, z, 1),
                       doctest::Contains("a plain sum in doubles is broken"), std::logic_error);
}

TEST_CASE("plain kernels: rows are the formulas, to the error that they state") {
  const State s = random_state(300, 19).cwiseAbs() * 20;
  for (const KernelEntry& kernel : kernels())
    for (const Parameters& given : parameters_tried(kernel))
      for (const double tau : {1e-3, 0.3, 50.0}) {
        const auto plain = theory::plain_kernel(kernel.name, tau, given);
        for (const double least : {0.0, s.minCoeff()}) {
          if (least == 0 && plain->has_pole()) continue;
          State k(s.size()), pulls(s.size());
          plain->row(s.data(), s.size(), least, k.data(), pulls.data());
          for (Index j = 0; j < s.size(); ++j) {
            const long double log_k = plain->log_k(s[j]) - plain->log_k(least);
            const double error = theory::PlainKernel::row_error;
            CHECK(std::abs(k[j] - double(std::exp(log_k))) <=
                  error * (1 - double(log_k)) * double(std::exp(log_k)) + 1e-300);
            CHECK(std::abs(pulls[j] - double(plain->pull(s[j]))) <= error * pulls[j]);
          }
        }
      }
}
