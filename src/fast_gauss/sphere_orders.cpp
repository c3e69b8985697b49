#include "sphere_orders.hpp"

#include <algorithm>

#include "patch_passes.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {
namespace {

/// North and south become their sum and difference.
void fold_halves(const SphereOrders& orders, Index m, Index nodes) {
  for (const int part : {0, 1}) {
    double *north = orders.of(m, 0, part), *south = orders.of(m, 1, part);
    for (Index i = 0; i < nodes; ++i) {
      const double sum = north[i] + south[i];
      south[i] = north[i] - south[i];
      north[i] = sum;
    }
  }
}

/// Degrees of one order and parity: those that are even (odd) in z by the sums (differences) of
/// both halves.
class HarmonicRows {
 public:
  HarmonicRows(const LegendreTable& table, const SphereSpectrum& spectrum, Index m, int parity,
               bool with_radial)
      : table_(table),
        spectrum_(spectrum),
        m_(m),
        parity_(parity),
        columns_(with_radial ? 4 : 2),
        count_(table.rows(m, parity)),
        coefficients_(2 * count_),
        factors_(4 * count_),
        sums_(4 * table.nodes(m)) {}

  void analyse(const double* cosines, const double* sines) {
    harmonic_passes().rows_times_columns(table_.of(m_, parity_), count_, table_.nodes(m_), cosines,
                                         sines, coefficients_.data());
    for (Index r = 0; r < count_; ++r) {
      const auto l = static_cast<std::size_t>(m_ + parity_ + 2 * r);
      const double twice = m_ == 0 ? 1 : 2;
      for (Index c = 0; c < columns_; ++c)
        factors_.data()[r * columns_ + c] = twice * coefficients_.data()[2 * r + c % 2] *
                                            (c < 2 ? spectrum_.value[l] : spectrum_.radial[l]);
    }
  }
  /// The sums of value (0) and radial (1).
  void put(int which, double* cosines, double* sines) const {
    const Index n = table_.nodes(m_);
    std::copy_n(sums_.data() + 2 * which * n, n, cosines);
    std::copy_n(sums_.data() + (2 * which + 1) * n, n, sines);
  }
  void synthesise() {
    const auto combine = columns_ == 4 ? harmonic_passes().combine_4 : harmonic_passes().combine_2;
    combine(table_.of(m_, parity_), count_, table_.nodes(m_), factors_.data(), sums_.data());
  }

 private:
  const LegendreTable& table_;
  const SphereSpectrum& spectrum_;
  Index m_;
  int parity_;
  Index columns_, count_;
  ScratchArray coefficients_, factors_, sums_;
};

}  // namespace

SphereOrders::SphereOrders(const LegendreTable& table) : table_(table) {
  Index begin = 0;
  for (Index m = 0; m <= table.band_limit(); ++m) {
    begins_.push_back(begin);
    begin += 4 * table.nodes(m);
  }
  numbers_ = ScratchArray(begin);
  std::fill_n(numbers_.data(), begin, 0.0);
}

void sum_over_harmonics(const LegendreTable& table, const SphereSpectrum& spectrum,
                        const SphereOrders& charges, const SphereOrders& value,
                        const SphereOrders* radial) {
  parallel_blocks(table.band_limit() + 1, [&](Index m, Index) {
    const Index nodes = table.nodes(m);
    fold_halves(charges, m, nodes);
    for (const int parity : {0, 1}) {
      HarmonicRows rows(table, spectrum, m, parity, radial != nullptr);
      rows.analyse(charges.of(m, parity, 0), charges.of(m, parity, 1));
      rows.synthesise();
      rows.put(0, value.of(m, parity, 0), value.of(m, parity, 1));
      if (radial) rows.put(1, radial->of(m, parity, 0), radial->of(m, parity, 1));
    }
    fold_halves(value, m, nodes);
    if (radial) fold_halves(*radial, m, nodes);
  });
}

}  // namespace simclr_flow
