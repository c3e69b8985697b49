#include "simclr_flow/kernel_sum/kernel_sum.hpp"

#include <limits>

namespace simclr_flow {
namespace {

/// Every `stride`-th latent from `first` on.
struct Selection {
  Index first, stride;
  Index operator[](Index k) const { return first + k * stride; }
  template <class Array>
  auto columns_of(Array&& z) const {
    return z(Eigen::all, indices(z.cols()));
  }
  /// Empty if there are no entries.
  State entries_of(const State& all) const {
    return all.size() ? State(all(indices(all.size()))) : State();
  }
  Eigen::ArithmeticSequence<Index, Index, Index> indices(Index count) const {
    return Eigen::seqN(first, (count - first + stride - 1) / stride, stride);
  }
};

}  // namespace

/// One CrossSum of a sum and the latents that are its rows and columns.
struct KernelSum::Part {
  bool is_whole() const { return rows.stride == 1; }
  bool is_within() const { return rows.first == columns.first; }
  CrossSum sum;
  Selection rows, columns;
};

template <class Visit>
void KernelSum::for_each_part(PointsView z, const Visit& visit) const {
  const auto visit_within = [&](Selection points, Index group) {
    if (points.stride == 1)
      return visit(Part{CrossSum::within(profile_, z, group, log_weights_), points, points});
    const Points selected = points.columns_of(z);
    visit(Part{CrossSum::within(profile_, selected, group, points.entries_of(log_weights_)), points,
               points});
  };
  switch (negatives_) {
    case Negatives::all:
      return visit_within({0, 1}, 0);
    case Negatives::others:
      return visit_within({0, 1}, 1);
    case Negatives::other_samples:
      return visit_within({0, 1}, views_);
    case Negatives::same_view:
      for (Index view = 0; view < views_; ++view) visit_within({view, views_}, 1);
      return;
    case Negatives::cross: {
      if (views_ == 1) return visit_within({0, 1}, 0);
      const Selection rows{0, views_}, columns{1, views_};
      const Points u = rows.columns_of(z), v = columns.columns_of(z);
      return visit(Part{CrossSum(profile_, u, v, columns.entries_of(log_weights_)), rows, columns});
    }
  }
}

State KernelSum::log_potential(PointsView z) const {
  State potential = State::Zero(z.cols());
  for_each_part(z, [&](const Part& part) {
    potential(part.rows.indices(z.cols())) = part.sum.log_potential();
  });
  return potential;
}

void KernelSum::add_force(PointsView z, const State& weights, PointsOut gradient) const {
  add_gradient(
      z, [&](Index row, double) { return weights[row]; }, gradient);
}

void KernelSum::add_gradient(PointsView z, const RowWeight& weight, PointsOut gradient) const {
  for_each_part(z, [&](const Part& part) {
    if (part.is_whole()) return part.sum.add_gradient(weight, gradient, gradient);
    const auto weight_of_part = [&](Index row, double log_sum) {
      return weight(part.rows[row], log_sum);
    };
    Points of_rows = Points::Zero(z.rows(), part.sum.rows());
    if (part.is_within()) {
      part.sum.add_gradient(weight_of_part, of_rows, of_rows);
    } else {
      Points of_columns = Points::Zero(z.rows(), part.sum.columns());
      part.sum.add_gradient(weight_of_part, of_rows, of_columns);
      part.columns.columns_of(gradient) += of_columns;
    }
    part.rows.columns_of(gradient) += of_rows;
  });
}

State KernelSum::log_response(PointsView z, const State& row_logs) const {
  State response = State::Constant(z.cols(), -std::numeric_limits<double>::infinity());
  for_each_part(z, [&](const Part& part) {
    const CrossSum back = part.sum.transposed(part.rows.entries_of(row_logs));
    response(part.columns.indices(z.cols())) = back.log_potential();
  });
  return response;
}

void KernelSum::add_hessian_vector(PointsView z, PointsView v, const RowCurvature& curvature,
                                   PointsOut out, const State& log_weight_direction) const {
  for_each_part(z, [&](const Part& part) {
    Points of_rows = Points::Zero(z.rows(), part.sum.rows()),
           of_columns = Points::Zero(z.rows(), part.sum.columns());
    part.sum.add_hessian_vector(
        Points(part.rows.columns_of(v)), Points(part.columns.columns_of(v)),
        [&](Index row, double log_sum, double log_sum_dot) {
          return curvature(part.rows[row], log_sum, log_sum_dot);
        },
        of_rows, of_columns, part.columns.entries_of(log_weight_direction));
    part.rows.columns_of(out) += of_rows;
    part.columns.columns_of(out) += of_columns;
  });
}

KernelSum::PotentialAlong KernelSum::potential_along(PointsView z, PointsView v,
                                                     const State& log_weight_direction) const {
  PotentialAlong all{State::Zero(z.cols()), State::Zero(z.cols())};
  for_each_part(z, [&](const Part& part) {
    const PotentialAlong found = part.sum.potential_along(
        Points(part.rows.columns_of(v)), Points(part.columns.columns_of(v)),
        part.columns.entries_of(log_weight_direction));
    all.log_sum(part.rows.indices(z.cols())) = found.log_sum;
    all.log_sum_dot(part.rows.indices(z.cols())) = found.log_sum_dot;
  });
  return all;
}

KernelSum::PotentialAlong KernelSum::response_along(PointsView z, PointsView v,
                                                    const State& row_logs,
                                                    const State& row_log_direction) const {
  PotentialAlong all{State::Constant(z.cols(), -std::numeric_limits<double>::infinity()),
                     State::Zero(z.cols())};
  for_each_part(z, [&](const Part& part) {
    const CrossSum back = part.sum.transposed(part.rows.entries_of(row_logs));
    const PotentialAlong found =
        back.potential_along(Points(part.columns.columns_of(v)), Points(part.rows.columns_of(v)),
                             part.rows.entries_of(row_log_direction));
    all.log_sum(part.columns.indices(z.cols())) = found.log_sum;
    all.log_sum_dot(part.columns.indices(z.cols())) = found.log_sum_dot;
  });
  return all;
}

}  // namespace simclr_flow
