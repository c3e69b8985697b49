#include "plane_rows.hpp"

namespace simclr_flow {

void PlaneSquares::make_row(Index row, std::span<const PlaneNeighbour> sources) {
  steps_.clear();
  for (const PlaneNeighbour& source : sources)
    steps_.push_back({table_.of(source.offset), moments_.of(source.number)});
  passes_.along_x(steps_.data(), static_cast<long>(steps_.size()), square_of_row(row));
}

void PlaneSquares::serve(Index target, std::span<const PlaneNeighbour> rows) {
  steps_.clear();
  for (const PlaneNeighbour& row : rows)
    steps_.push_back({table_.of(row.offset), square_of_row(row.number)});
  double* square = squares_ + target * passes_.size;
  passes_.along_y(steps_.data(), static_cast<long>(steps_.size()), square);
  passes_.to_monomials(square);
}

void PlaneEnvelopes::make_row(Index row, std::span<const PlaneNeighbour> sources) {
  rows_[static_cast<std::size_t>(row)] = sum_of(sources, charges_);
}

void PlaneEnvelopes::serve(Index target, std::span<const PlaneNeighbour> rows) {
  sums_[target] = sum_of(rows, rows_);
}

double PlaneEnvelopes::sum_of(std::span<const PlaneNeighbour> near,
                              const std::vector<double>& of) const {
  double sum = 0;
  for (const PlaneNeighbour& n : near)
    sum += table_.envelope(n.offset) * of[static_cast<std::size_t>(n.number)];
  return sum;
}

}  // namespace simclr_flow
