#pragma once
// Which cells of the plane act upon which, in two steps: along x, then along y. Private.
#include <span>

#include "plane_cells.hpp"

namespace simclr_flow {

/// What acts on a cell from `offset` cells below it: a source cell, or a row.
struct PlaneNeighbour {
  Index number;
  std::int64_t offset;
};

/// A column of targets is served from bottom to top. Rows are what the sources at one j give, by
/// translation along x, to that column; a target takes the rows that are within reach. Rows have
/// numbers below rows_in_sight: the number of one that is out of sight is used again.
class PlaneRows {
 public:
  virtual ~PlaneRows() = default;
  virtual void make_row(Index row, std::span<const PlaneNeighbour> sources) = 0;
  virtual void serve(Index target, std::span<const PlaneNeighbour> rows) = 0;
};

class PlaneSweep {
 public:
  PlaneSweep(const CellOrder& sources, const CellOrder& targets, Index reach);
  Index rows_in_sight() const { return 2 * reach_ + 1; }

  /// Serves every target by an object of its part of a column; parts may run in parallel. Which
  /// neighbours serve a target, and in which order, depends on the cells alone.
  void run(const std::function<std::unique_ptr<PlaneRows>()>& make_rows) const;

  /// How many cells all columns see within reach along x.
  double sources_seen() const;

 private:
  struct Part {
    std::int64_t i;
    Index begin, end;  ///< targets
  };
  std::span<const PlaneColumn> columns_near(std::int64_t i) const;
  void serve_part(const Part& part, PlaneRows& rows) const;
  friend class PartSweep;

  const CellOrder &sources_, &targets_;
  Index reach_;
  std::vector<PlaneColumn> columns_;
  std::vector<Part> parts_;
};

}  // namespace simclr_flow
