#include "plane_table.hpp"

#include <algorithm>
#include <cmath>

#include "chebyshev_series.hpp"

namespace simclr_flow {
namespace {

/// Beyond P, coefficients that truncation is measured by; what is behind them adds nothing in
/// double.
constexpr Index further_degrees = 14;

/// C_o of all n×n coefficients.
LongMatrix plane_coefficients(Index offset, double width, const LongVector& nodes,
                              const LongMatrix& transform) {
  const long double w = width;
  LongMatrix values(nodes.size(), nodes.size());
  for (Index i = 0; i < nodes.size(); ++i)
    for (Index j = 0; j < nodes.size(); ++j) {
      const long double t = static_cast<long double>(offset) * w + (nodes(i) - nodes(j)) * w / 2;
      values(i, j) = std::exp(-t * t / 2);
    }
  return transform * values * transform.transpose();
}

/// By degree: A_o(k), what degree k of the source or r of the target gives to slopes, in units of
/// 1/sqrt(tau), and the absolute sums of monomials of the target.
struct DegreeSizes {
  State value, slope_of_source, slope_at_target, value_terms, slope_terms;
};

DegreeSizes sizes_by_degree(const LongMatrix& coefficients, double width) {
  DegreeSizes sizes;
  sizes.value = coefficients.cwiseAbs().colwise().sum().cast<double>();
  const State k =
      State::LinSpaced(sizes.value.size(), 0, static_cast<double>(sizes.value.size() - 1));
  const double growth = std::asinh(1);  // sum_j |coefficient of x^j in T_k| = cosh(k asinh 1)
  sizes.slope_of_source =
      (coefficients.cwiseAbs().transpose().cast<double>() * k.cwiseAbs2()) * 2 / width;
  sizes.slope_at_target = sizes.value.array() * k.array().square() * 2 / width;
  sizes.value_terms = sizes.value.array() * (growth * k.array()).cosh();
  sizes.slope_terms =
      sizes.value.array() * k.array() * (growth * k.array()).sinh() * std::sqrt(2) / width;
  return sizes;
}

/// sum_{k+b>=P} a(k) b(b).
double product_tail(const State& a, const State& b, Index degree) {
  double sum = 0;
  for (Index k = 0; k < a.size(); ++k) {
    const Index from = std::max<Index>(0, degree - k);
    sum += a(k) * b.tail(std::max<Index>(0, b.size() - from)).sum();
  }
  return sum;
}

struct CutOff {
  double value, gradient;
};

CutOff cut_off_at(const DegreeSizes& in_x, const DegreeSizes& in_y, Index degree) {
  const auto slope = [&](const DegreeSizes& along, const DegreeSizes& across) {
    return product_tail(along.slope_of_source, across.value, degree) +
           product_tail(along.slope_at_target, across.value, degree);
  };
  return {2 * product_tail(in_x.value, in_y.value, degree),
          std::hypot(slope(in_x, in_y), slope(in_y, in_x))};
}

CutOff terms_at(const DegreeSizes& in_x, const DegreeSizes& in_y, Index degree) {
  const auto sum = [&](const State& a) { return a.head(degree).sum(); };
  return {sum(in_x.value_terms) * sum(in_y.value_terms),
          std::hypot(sum(in_x.slope_terms) * sum(in_y.value_terms),
                     sum(in_x.value_terms) * sum(in_y.slope_terms))};
}

}  // namespace

PlaneTable::PlaneTable(const PatchChoice& choice, Index reach) : reach_(reach) {
  const PatchPasses& passes = patch_passes(choice.degree);
  size_ = passes.size;
  entries_ = ScratchArray((2 * reach + 1) * size_);
  std::fill_n(entries_.data(), entries_.size(), 0.0);
  const Index n = choice.degree + further_degrees;
  const LongVector nodes = chebyshev_nodes(n);
  const LongMatrix transform = chebyshev_transform(n);
  std::vector<DegreeSizes> sizes;
  for (Index o = 0; o <= reach; ++o) {
    const LongMatrix coefficients = plane_coefficients(o, choice.width, nodes, transform);
    sizes.push_back(sizes_by_degree(coefficients, choice.width));
    for (Index k = 0; k < choice.degree; ++k)
      for (Index r = 0; r < choice.degree; ++r) {
        const double c = static_cast<double>(coefficients(r, k));
        const Index at = k * passes.stride + r;
        entries_.data()[(reach + o) * size_ + at] = c;
        entries_.data()[(reach - o) * size_ + at] = (k + r) % 2 == 0 ? c : -c;
      }
  }
  const CutOff here = cut_off_at(sizes[0], sizes[0], choice.degree);
  for (const DegreeSizes& o : sizes) {
    const auto ratio = [&](const CutOff& there) {
      return std::max(there.value / here.value, there.gradient / here.gradient);
    };
    envelope_.push_back(std::max(std::sqrt(ratio(cut_off_at(o, o, choice.degree))),
                                 ratio(cut_off_at(o, sizes[0], choice.degree))));
  }
  for (Index o = 0; o <= reach; ++o)
    for (Index p = 0; p <= o; ++p) {
      const DegreeSizes &a = sizes[static_cast<std::size_t>(o)],
                        &b = sizes[static_cast<std::size_t>(p)];
      const double scale = envelope(o) * envelope(p);
      const CutOff error = cut_off_at(a, b, choice.degree), terms = terms_at(a, b, choice.degree);
      value_error_ = std::max(value_error_, error.value / scale);
      gradient_error_ = std::max(gradient_error_, error.gradient / scale);
      value_terms_ = std::max(value_terms_, terms.value / scale);
      gradient_terms_ = std::max(gradient_terms_, terms.gradient / scale);
    }
}

}  // namespace simclr_flow
