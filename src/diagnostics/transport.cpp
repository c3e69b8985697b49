#include "simclr_flow/diagnostics/transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/diagnostics/assignment.hpp"

namespace simclr_flow {
namespace {

Points squared_distances_between(PointsView a, PointsView b) {
  Points squares(a.cols(), b.cols());
  for (Index j = 0; j < b.cols(); ++j)
    squares.col(j) = (a.colwise() - b.col(j)).colwise().squaredNorm().transpose();
  return squares;
}

}  // namespace

double w2_by_assignment(PointsView a, PointsView b) {
  const Points cost = squared_distances_between(a, b);
  const std::vector<Index> column = optimal_assignment(cost);
  double sum = 0;
  for (Index i = 0; i < a.cols(); ++i) sum += cost(i, column[static_cast<std::size_t>(i)]);
  return std::sqrt(sum / static_cast<double>(a.cols()));
}

std::string transport_name(Transport transport) {
  switch (transport) {
    case Transport::line:
      return "exact on the line";
    case Transport::circle:
      return "exact on the circle, arc length";
    case Transport::assignment:
      return "exact by assignment, chords";
    case Transport::sliced:
      break;
  }
  return fmt::format("sliced, {} directions, chords", slicing_directions);
}

Transport choose_transport(const Law& a, const Law& b, bool on_circle) {
  if (a.z.rows() == 1) return Transport::line;
  const bool alike = a.size() == b.size() && !a.mass && !b.mass;
  if (alike && on_circle) return Transport::circle;
  if (alike && a.size() <= largest_assignment) return Transport::assignment;
  return Transport::sliced;
}

double transport_distance(Transport transport, const Law& a, const Law& b, std::uint64_t seed) {
  switch (transport) {
    case Transport::line:
      return w2_on_line(a, b);
    case Transport::circle:
      return w2_on_circle(a.z, b.z);
    case Transport::assignment:
      return w2_by_assignment(a.z, b.z);
    case Transport::sliced:
      break;
  }
  return sliced_w2(a, b, seed);
}

}  // namespace simclr_flow
