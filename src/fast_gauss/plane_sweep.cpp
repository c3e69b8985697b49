#include "plane_sweep.hpp"

#include <algorithm>

#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {

namespace {
constexpr Index targets_of_part = 128;  // rows at its ends are made twice
}

/// One part of a column, from bottom to top.
class PartSweep {
 public:
  PartSweep(const PlaneSweep& sweep, const PlaneSweep::Part& part, PlaneRows& rows)
      : sweep_(sweep), rows_(rows) {
    for (const PlaneColumn& column : sweep.columns_near(part.i))
      heads_.push_back({part.i - column.i, column.begin, column.end});
  }

  void serve(Index target) {
    const std::int64_t j = row_of(sweep_.targets_, target), reach = sweep_.reach_;
    std::erase_if(in_sight_, [&](const Row& row) { return row.j < j - reach; });
    skip_below(j - reach);
    for (std::int64_t next = lowest(); next <= j + reach; next = lowest()) make_row(next);
    near_.clear();
    for (const Row& row : in_sight_) near_.push_back({row.number, j - row.j});
    rows_.serve(target, near_);
  }

 private:
  static constexpr std::int64_t none = std::int64_t{1} << 40;
  struct Head {  ///< the rest of a column of sources
    std::int64_t offset;
    Index next, end;
  };
  struct Row {
    std::int64_t j;
    Index number;
  };

  static std::int64_t row_of(const CellOrder& cells, Index cell) {
    return plane_cell_of(cells.keys[static_cast<std::size_t>(cell)]).j;
  }
  std::int64_t row_of(const Head& head) const {
    return head.next < head.end ? row_of(sweep_.sources_, head.next) : none;
  }
  std::int64_t lowest() const {
    std::int64_t j = none;
    for (const Head& head : heads_) j = std::min(j, row_of(head));
    return j;
  }
  void skip_below(std::int64_t j) {
    for (Head& head : heads_)
      if (row_of(head) < j) {
        const auto keys = std::span(sweep_.sources_.keys);
        const auto rest = keys.subspan(static_cast<std::size_t>(head.next),
                                       static_cast<std::size_t>(head.end - head.next));
        head.next += std::ranges::lower_bound(
                         rest, j, {}, [](std::int64_t key) { return plane_cell_of(key).j; }) -
                     rest.begin();
      }
  }
  void make_row(std::int64_t j) {
    near_.clear();
    for (Head& head : heads_)
      if (row_of(head) == j) near_.push_back({head.next++, head.offset});
    in_sight_.push_back({j, made_++ % sweep_.rows_in_sight()});
    rows_.make_row(in_sight_.back().number, near_);
  }

  const PlaneSweep& sweep_;
  PlaneRows& rows_;
  std::vector<Head> heads_;
  std::vector<Row> in_sight_;
  std::vector<PlaneNeighbour> near_;
  Index made_ = 0;
};

PlaneSweep::PlaneSweep(const CellOrder& sources, const CellOrder& targets, Index reach)
    : sources_(sources), targets_(targets), reach_(reach), columns_(columns_of(sources)) {
  for (const PlaneColumn& column : columns_of(targets))
    for (Index begin = column.begin; begin < column.end; begin += targets_of_part)
      parts_.push_back({column.i, begin, std::min(begin + targets_of_part, column.end)});
}

void PlaneSweep::run(const std::function<std::unique_ptr<PlaneRows>()>& make_rows) const {
  parallel_blocks(static_cast<Index>(parts_.size()), [&](Index p, Index) {
    const Part& part = parts_[static_cast<std::size_t>(p)];
    const std::unique_ptr<PlaneRows> rows = make_rows();
    PartSweep sweep(*this, part, *rows);
    for (Index target = part.begin; target < part.end; ++target) sweep.serve(target);
  });
}

double PlaneSweep::sources_seen() const {
  double seen = 0;
  for (const Part& part : parts_)
    for (const PlaneColumn& column : columns_near(part.i))
      seen += static_cast<double>(
          std::min(column.end - column.begin, part.end - part.begin + 2 * reach_));
  return seen;
}

std::span<const PlaneColumn> PlaneSweep::columns_near(std::int64_t i) const {
  const auto begin = std::ranges::lower_bound(columns_, i - reach_, {}, &PlaneColumn::i),
             end = std::ranges::upper_bound(columns_, i + reach_, {}, &PlaneColumn::i);
  return {begin, end};
}

}  // namespace simclr_flow
