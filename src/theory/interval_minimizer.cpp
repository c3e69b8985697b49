#include "simclr_flow/theory/interval_minimizer.hpp"

#include <algorithm>
#include <vector>

#include "domain.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"

namespace simclr_flow::theory {
namespace {

using Real = long double;
using Vector = LongState;
using Matrix = LongPoints;

constexpr Real least_mass = 1e-14L;
constexpr Real tiny = 1e-13L;

/// Atoms in units of sqrt(tau), where k = exp(-r^2/2).
struct Atoms {
  Real length;
  Vector x, p;
  Index count() const { return x.size(); }
};

Real kernel(Real r) { return std::exp(-r * r / 2); }

Real potential(const Atoms& a, Real at) {
  Real sum = 0;
  for (Index j = 0; j < a.count(); ++j) sum += a.p[j] * kernel(at - a.x[j]);
  return sum;
}

Real half_energy(const Atoms& a) {
  Real sum = 0;
  for (Index i = 0; i < a.count(); ++i) sum += a.p[i] * potential(a, a.x[i]);
  return sum / 2;
}

/// Gradient and Hessian of I/2 in (p_1, ..., p_n, x_1, ..., x_n).
struct Expansion {
  Vector gradient;
  Matrix hessian;
};

Expansion expand(const Atoms& a) {
  const Index n = a.count();
  Matrix k(n, n), k1(n, n), k2(n, n);  // the kernel and its derivatives in r = x_i - x_j
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      const Real r = a.x[i] - a.x[j];
      k(i, j) = kernel(r);
      k1(i, j) = -r * k(i, j);
      k2(i, j) = (r * r - 1) * k(i, j);
    }
  const Vector slope = k1 * a.p;
  Expansion e{Vector(2 * n), Matrix(2 * n, 2 * n)};
  e.gradient << k * a.p, a.p.cwiseProduct(slope);
  Matrix cross = -k1 * a.p.asDiagonal();
  cross.diagonal() += slope;
  Matrix moves = k2.cwiseProduct(a.p * a.p.transpose());
  moves.diagonal().setZero();
  const Vector sums = moves.rowwise().sum();
  e.hessian << k, cross, cross.transpose(), Matrix(sums.asDiagonal()) - moves;
  return e;
}

/// Orthonormal directions that keep the sum of the masses and the atoms at the ends.
Matrix directions(Index n) {
  Matrix z = Matrix::Zero(2 * n, 2 * n - 3);
  for (Index m = 1; m < n; ++m) {  // Helmert's contrasts
    z.col(m - 1).head(m).setConstant(1);
    z(m, m - 1) = -Real(m);
    z.col(m - 1).normalize();
  }
  for (Index i = 1; i + 1 < n; ++i) z(n + i, n - 2 + i) = 1;
  return z;
}

/// Newton's direction with the eigenvalues' absolute values: always a descent.
Vector descent(const Expansion& e, const Matrix& z) {
  const auto [values, vectors] = long_symmetric_eigen(Matrix(z.transpose() * e.hessian * z));
  const Vector size = values.cwiseAbs().cwiseMax(1e-16L);
  const Vector g = vectors.transpose() * (z.transpose() * e.gradient);
  return -z * (vectors * g.cwiseQuotient(size));
}

/// The longest step, at most 1, that keeps a tenth of every mass and half of every gap.
Real longest_step(const Atoms& a, const Vector& step) {
  const Index n = a.count();
  Real t = 1;
  for (Index i = 0; i < n; ++i)
    if (step[i] < 0) t = std::min(t, -0.9L * a.p[i] / step[i]);
  for (Index i = 1; i < n; ++i) {
    const Real closing = step[n + i - 1] - step[n + i];
    if (closing > 0) t = std::min(t, (a.x[i] - a.x[i - 1]) / (2 * closing));
  }
  return t;
}

Atoms moved(Atoms a, const Vector& step, Real t) {
  a.p += t * step.head(a.count());
  a.p /= a.p.sum();
  a.x += t * step.tail(a.count());
  return a;
}

/// Newton with halved steps until I no longer falls beyond its rounding, then thrice as it is: the
/// gradient still improves.
void descend(Atoms& a) {
  int polish = 3;
  for (int iteration = 0; iteration < 300 && polish > 0; ++iteration) {
    const Expansion e = expand(a);
    const Vector step = descent(e, directions(a.count()));
    const Real slope = e.gradient.dot(step), before = half_energy(a);
    Real t = longest_step(a, step);
    if (slope > -1e-17L)
      --polish;
    else
      while (t > 1e-10L && half_energy(moved(a, step, t)) > before + 1e-4L * t * slope) t /= 2;
    a = moved(a, step, t);
    if (a.p.minCoeff() < least_mass || t <= 1e-10L) return;
  }
}

using Lists = std::vector<std::pair<Real, Real>>;  // positions and masses

void assign(Atoms& a, Lists all) {
  std::ranges::sort(all);
  a.x.resize(Index(all.size()));
  a.p.resize(Index(all.size()));
  for (Index i = 0; i < a.count(); ++i) std::tie(a.x[i], a.p[i]) = all[std::size_t(i)];
  a.p /= a.p.sum();
}

/// Inner atoms without mass leave, inner atoms that met become one. True if any did.
bool tidy(Atoms& a) {
  Lists kept;
  for (Index i = 0; i < a.count(); ++i) {
    const bool inner = i > 0 && i + 1 < a.count();
    if (inner && a.p[i] < 2 * least_mass) continue;
    if (inner && kept.size() > 1 && a.x[i] - kept.back().first < 1e-3L) {
      auto& [x, p] = kept.back();
      x = (p * x + a.p[i] * a.x[i]) / (p + a.p[i]);
      p += a.p[i];
    } else {
      kept.emplace_back(a.x[i], a.p[i]);
    }
  }
  const bool changed = Index(kept.size()) < a.count();
  if (changed) assign(a, kept);
  return changed;
}

Real curvature(const Atoms& a, Real at) {
  Real sum = 0;
  for (Index j = 0; j < a.count(); ++j) {
    const Real r = at - a.x[j];
    sum += a.p[j] * (r * r - 1) * kernel(r);
  }
  return sum;
}

/// An inner atom on top of a hill of K, held there by symmetry, becomes two at the distance that
/// lowers I most. True if there was one.
bool split_atom(Atoms& a) {
  Index top = 1;
  while (top + 1 < a.count() && curvature(a, a.x[top]) > -tiny) ++top;
  if (top + 1 >= a.count()) return false;
  Atoms best = a;
  for (Real apart = 0.5L; apart > 1e-3L; apart /= 2) {
    Lists all;
    for (Index i = 0; i < a.count(); ++i)
      if (i != top) all.emplace_back(a.x[i], a.p[i]);
    all.emplace_back(a.x[top] - apart, a.p[top] / 2);
    all.emplace_back(a.x[top] + apart, a.p[top] / 2);
    Atoms next = a;
    assign(next, all);
    if (half_energy(next) < half_energy(best)) best = next;
  }
  const bool changed = best.count() > a.count();
  a = best;
  return changed;
}

/// The local minima of K on a grid, below its mean over rho.
std::vector<Real> low_places(const Atoms& a) {
  constexpr std::size_t grid = 2000;
  std::vector<Real> k, found;
  const auto place = [&](std::size_t i) { return a.length * Real(i) / Real(grid); };
  for (std::size_t i = 0; i <= grid; ++i) k.push_back(potential(a, place(i)));
  const Real constant = 2 * half_energy(a) * (1 - tiny);
  for (std::size_t i = 1; i < grid; ++i)
    if (k[i] < constant && k[i] < k[i - 1] && k[i] <= k[i + 1]) found.push_back(place(i));
  return found;
}

/// New atoms at these places with the share s of the mass that lowers I most: along (1-s) rho +
/// s nu, I/2 = const + s (I(rho,nu) - I(rho,rho)) + s^2 I(nu-rho,nu-rho)/2. True if there are any.
bool insert_atoms(Atoms& a, const std::vector<Real>& places) {
  if (places.empty()) return false;
  const Real each = 1 / Real(places.size());
  Real mixed = 0, own = 0;
  for (const Real x : places) {
    mixed += each * potential(a, x);
    for (const Real y : places) own += each * each * kernel(x - y);
  }
  const Real energy = 2 * half_energy(a);
  const Real share = std::min<Real>((energy - mixed) / (energy - 2 * mixed + own), 0.5L);
  Lists all;
  for (Index i = 0; i < a.count(); ++i) all.emplace_back(a.x[i], (1 - share) * a.p[i]);
  for (const Real x : places) all.emplace_back(x, share * each);
  assign(a, all);
  return true;
}

/// Evenly spaced at about the distance that minimizers show.
Atoms start(Real length) {
  const Index n = std::max<Index>(2, Index(std::lround(length / 1.6L)) + 1);
  return {length, Vector::LinSpaced(n, 0, length), Vector::Constant(n, 1 / Real(n))};
}

IntervalMeasure measure_of(const Atoms& a, double length, double tau) {
  IntervalMeasure rho{length, tau, (a.x * std::sqrt(Real(tau))).cast<double>(), a.p.cast<double>()};
  rho.atoms[a.count() - 1] = length;
  return rho;
}

}  // namespace

double IntervalMinimizer::energy(double alpha) const {
  require_offset("energy on an interval", "alpha", alpha);
  return static_cast<double>(std::log(Real(alpha) + kappa));
}

IntervalMinimizer interval_minimizer(double length, double tau) {
  require_temperature("interval minimizer", tau);
  const double longest = 16 * std::sqrt(tau);
  if (!(length > 0 && length <= longest))
    throw InputError(
        fmt::format("interval minimizer: length = {}; allowed is (0, {}], 16 "
                    "sqrt(tau)",
                    length, longest));
  Atoms a = start(Real(length) / std::sqrt(Real(tau)));
  for (int round = 0; round < 100; ++round) {
    descend(a);
    if (!tidy(a) && !split_atom(a) && !insert_atoms(a, low_places(a))) break;
  }
  const IntervalMeasure rho = measure_of(a, length, tau);
  return {rho, static_cast<double>(2 * half_energy(a)), certify(rho)};
}

}  // namespace simclr_flow::theory
