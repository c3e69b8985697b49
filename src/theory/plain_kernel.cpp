#include "simclr_flow/theory/plain_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "plain_table.hpp"
#include "row_loops.hpp"

namespace simclr_flow::theory {
namespace {

using Real = long double;

/// Mixtures of exp(-s/t) over t > 0 (Bernstein): those of the library all are.
struct MonotoneKernel : PlainKernel {
  bool is_completely_monotone() const override { return true; }
};

/// exp(-s/tau)
struct PlainGauss final : MonotoneKernel {
  PlainGauss(Real temperature, const Parameters&) : tau(temperature) {}
  Real log_k(Real s) const override { return -(s / tau); }
  Real pull(Real) const override { return 1 / tau; }
  void row(const double* s, Index n, double least, double* k, double* pulls) const override {
    const double rate = 1 / double(tau);
    gauss_row(s, n, least, rate, k);
    std::fill_n(pulls, n, rate);
  }
  Real tau;
};

/// 1/(1 + s/tau)
struct PlainStudent final : MonotoneKernel {
  PlainStudent(Real temperature, const Parameters&) : tau(temperature) {}
  Real log_k(Real s) const override { return -std::log1p(s / tau); }
  Real pull(Real s) const override { return 1 / (tau + s); }
  void row(const double* s, Index n, double least, double* k, double* pulls) const override {
    const double t = double(tau), top = t + least;
    for (Index j = 0; j < n; ++j) {
      pulls[j] = 1 / (t + s[j]);
      k[j] = top * pulls[j];
    }
  }
  Real tau;
};

/// (1 + s/(p tau))^(-p)
struct PlainRational final : MonotoneKernel {
  PlainRational(Real temperature, const Parameters& given)
      : tau(temperature), p(given.at("exponent")) {}
  Real log_k(Real s) const override { return -p * std::log1p(s / (p * tau)); }
  Real pull(Real s) const override { return 1 / (tau + s / p); }
  void row(const double* s, Index n, double least, double* k, double* pulls) const override {
    const double t = double(tau), power = double(p), top = power * t + least;
    for (Index j = 0; j < n; ++j) {
      k[j] = std::exp(-power * std::log1p((s[j] - least) / top));
      pulls[j] = 1 / (t + s[j] / power);
    }
  }
  Real tau, p;
};

/// (1 + 2 s/tau)^(-1/2)
struct PlainImq final : MonotoneKernel {
  PlainImq(Real temperature, const Parameters&) : tau(temperature) {}
  Real log_k(Real s) const override { return -std::log1p(2 * s / tau) / 2; }
  Real pull(Real s) const override { return 1 / (tau + 2 * s); }
  Real tau;
};

/// exp(-r/tau), r = (2 s)^{1/2}
struct PlainLaplace final : MonotoneKernel {
  PlainLaplace(Real temperature, const Parameters&) : tau(temperature) {}
  Real log_k(Real s) const override { return -std::sqrt(2 * s) / tau; }
  // what is nearer than doubles can tell of s is in one place
  Real pull(Real s) const override { return s < 2.3e-308L ? 0 : 1 / (tau * std::sqrt(2 * s)); }
  bool has_kink() const override { return true; }
  Real tau;
};

/// r^(-p)
struct PlainRiesz : MonotoneKernel {
  PlainRiesz(Real, const Parameters& given) : PlainRiesz(given.at("exponent")) {}
  explicit PlainRiesz(Real power) : p(power) {}
  Real log_k(Real s) const override { return -p * std::log(2 * s) / 2; }
  Real pull(Real s) const override { return s > 0 ? p / (2 * s) : 0; }
  bool has_pole() const override { return true; }
  Real p;
};

/// -log r is the energy of a pair: the log of r^(-1)
struct PlainLogarithm final : PlainRiesz {
  PlainLogarithm(Real, const Parameters&) : PlainRiesz(1) {}
  bool is_pair_energy() const override { return true; }
};

struct Named {
  std::string name;
  MakePlainKernel make;
};

template <class K>
Named named(const char* name) {
  return {name, [](double tau, const Parameters& given) {
            return std::make_unique<const K>(tau, given);
          }};
}

std::vector<Named>& plain_kernels() {
  static std::vector<Named> all{named<PlainGauss>("gauss"),      //
                                named<PlainStudent>("student"),  //
                                named<PlainRational>("rational"), named<PlainImq>("imq"),
                                named<PlainLaplace>("laplace"),   named<PlainRiesz>("riesz"),
                                named<PlainLogarithm>("log"),     named<PlainTable>("table")};
  return all;
}

}  // namespace

void PlainKernel::row(const double* s, Index n, double least, double* k, double* pulls) const {
  const Real top = log_k(least);
  for (Index j = 0; j < n; ++j) {
    k[j] = static_cast<double>(std::exp(log_k(s[j]) - top));
    pulls[j] = static_cast<double>(pull(s[j]));
  }
}

bool has_plain_kernel(std::string_view name) {
  return std::ranges::count(plain_kernels(), name, &Named::name) > 0;
}

std::unique_ptr<const PlainKernel> plain_kernel(std::string_view name, double temperature,
                                                const Parameters& parameters) {
  const auto found = std::ranges::find(plain_kernels(), name, &Named::name);
  if (found == plain_kernels().end())
    throw std::invalid_argument("no plain kernel '" + std::string(name) + "'");
  return found->make(temperature, parameters);
}

void add_plain_kernel(std::string name, MakePlainKernel make) {
  if (name.empty()) throw std::invalid_argument("a plain kernel needs a name");
  if (!make) throw std::invalid_argument("plain kernel '" + name + "' has no function");
  if (has_plain_kernel(name))
    throw std::invalid_argument("plain kernel '" + name + "' is there already");
  plain_kernels().push_back({std::move(name), std::move(make)});
}

}  // namespace simclr_flow::theory
