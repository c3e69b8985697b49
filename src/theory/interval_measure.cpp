// Measures on an interval, their potentials, and what these prove.
#include <algorithm>
#include <vector>

#include "domain.hpp"
#include "simclr_flow/theory/equilibrium.hpp"
#include "simclr_flow/theory/interval_minimizer.hpp"

namespace simclr_flow::theory {
namespace {

using Real = long double;
constexpr double allowed_gap = 1e-10;

/// K and three derivatives.
struct Jet {
  Real value, slope, curvature, third;
};

Jet jet(const IntervalMeasure& rho, Real x) {
  Jet sum{0, 0, 0, 0};
  const Real root = std::sqrt(Real(rho.tau));
  for (Index j = 0; j < rho.atoms.size(); ++j) {
    const Real u = (x - rho.atoms[j]) / root, k = rho.masses[j] * std::exp(-u * u / 2);
    sum.value += k;
    sum.slope -= k * u / root;
    sum.curvature += k * (u * u - 1) / (root * root);
    sum.third -= k * u * (u * u - 3) / (root * root * root);
  }
  return sum;
}

/// The cells of [0, length], each with a number below K on it.
class Cells {
 public:
  Cells(const IntervalMeasure& rho, Index count)
      : rho_(rho), count_(count), width_(Real(rho.length) / Real(count)) {
    for (Index i = 0; i < count; ++i) {
      middles_.push_back(jet(rho, (Real(i) + 0.5L) * width_));
      const Jet& m = middles_.back();
      floors_.push_back(m.value - std::abs(m.slope) * width_ / 2 +
                        std::min<Real>(least_curvature(i), 0) * width_ * width_ / 8);
    }
  }

  /// Raises the floors of cells that are joined to an atom.
  void spread_from_atoms() {
    for (const double x : rho_.atoms) {
      const Jet at = jet(rho_, x);
      const Index cell = std::clamp(Index(Real(x) / width_), Index(0), count_ - 1);
      if (x <= 0) {
        for (Index i = 0; i < count_ && rises(i, 1); ++i) raise(i, at.value);
      } else if (x >= rho_.length) {
        for (Index i = count_ - 1; i >= 0 && rises(i, -1); --i) raise(i, at.value);
      } else {
        const Real tangent = at.value - std::abs(at.slope) * Real(rho_.length);
        for (Index i = cell; i < count_ && least_curvature(i) > 0; ++i) raise(i, tangent);
        for (Index i = cell; i >= 0 && least_curvature(i) > 0; --i) raise(i, tangent);
      }
    }
  }

  Real floor() const { return *std::ranges::min_element(floors_); }

 private:
  const Jet& middle(Index i) const { return middles_[static_cast<std::size_t>(i)]; }
  void raise(Index i, Real to) {
    Real& floor = floors_[static_cast<std::size_t>(i)];
    floor = std::max(floor, to);
  }
  Real least_curvature(Index i) const {
    const Real fourth = 3 / (Real(rho_.tau) * Real(rho_.tau));
    return middle(i).curvature - std::abs(middle(i).third) * width_ / 2 -
           fourth * width_ * width_ / 8;
  }
  /// K grows on all of the cell in this direction; |K'''| <= 1.3802 tau^{-3/2}.
  bool rises(Index i, Real direction) const {
    const Real third = 1.3802L / (Real(rho_.tau) * std::sqrt(Real(rho_.tau)));
    return direction * middle(i).slope >
           std::abs(middle(i).curvature) * width_ / 2 + third * width_ * width_ / 8;
  }

  const IntervalMeasure& rho_;
  Index count_;
  Real width_;
  std::vector<Jet> middles_;
  std::vector<Real> floors_;
};

void require_measure(const IntervalMeasure& rho) {
  require_temperature("measure on an interval", rho.tau);
  const Index n = rho.atoms.size();
  bool fits = n > 0 && rho.masses.size() == n && rho.atoms[0] >= 0 &&
              rho.atoms[n - 1] <= rho.length && rho.masses.minCoeff() > 0 &&
              std::abs(rho.masses.sum() - 1) < 1e-12;
  for (Index i = 1; i < n && fits; ++i) fits = rho.atoms[i - 1] < rho.atoms[i];
  if (!fits)
    throw InputError(
        fmt::format("measure on an interval: {} atoms, {} masses; allowed are "
                    "ascending atoms in [0, {}] with as many positive masses of sum 1",
                    n, rho.masses.size(), rho.length));
}

Real residual(const IntervalMeasure& rho, Real pair_energy) {
  Real worst = 0;
  for (const double x : rho.atoms) {
    const Jet at = jet(rho, x);
    worst = std::max(worst, std::abs(at.value - pair_energy));
    if (x > 0 && x < rho.length)
      worst = std::max(worst, std::abs(at.slope) * std::sqrt(Real(rho.tau)));
  }
  return worst;
}

}  // namespace

double interval_energy(const IntervalMeasure& rho, double alpha) {
  require_measure(rho);
  require_offset("energy on an interval", "alpha", alpha);
  Real sum = 0;
  for (Index i = 0; i < rho.atoms.size(); ++i)
    sum += rho.masses[i] * std::log(alpha + jet(rho, rho.atoms[i]).value);
  return static_cast<double>(sum);
}

IntervalPotential interval_potential(const IntervalMeasure& rho, double x) {
  require_measure(rho);
  const Jet at = jet(rho, x);
  return {double(at.value), double(at.slope), double(at.curvature)};
}

IntervalCertificate certify(const IntervalMeasure& rho, Index cells) {
  require_measure(rho);
  if (cells < 1)
    throw InputError(fmt::format("certificate: {} cells; at least 1 is needed", cells));
  Real energy = 0;
  for (Index i = 0; i < rho.atoms.size(); ++i)
    energy += rho.masses[i] * jet(rho, rho.atoms[i]).value;
  Cells checked(rho, cells);
  checked.spread_from_atoms();
  const auto gap = double(energy - checked.floor());
  const bool holds = gap <= allowed_gap * double(energy);
  return {holds, double(energy), double(checked.floor()), double(residual(rho, energy)),
          fmt::format("K >= {:.15g} - {:.1e} on [0, {}]: {}", double(energy), gap, rho.length,
                      holds ? "the minimizer" : "not shown to be the minimizer")};
}

double interval_lower_bound(const IntervalCertificate& certificate, double alpha) {
  return equilibrium_lower_bound(std::max(certificate.floor, 0.0), certificate.pair_energy, alpha);
}

}  // namespace simclr_flow::theory
