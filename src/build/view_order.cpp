#include "simclr_flow/build/view_order.hpp"

#include <fmt/format.h>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {
namespace {

/// The row of view a of sample i.
Index row_of_view(Index i, Index a, Index samples, Index views, ViewOrder order) {
  return order == ViewOrder::cat ? a * samples + i : i * views + a;
}

constexpr double far_closer = 0.5;

/// Between neighbouring views of every sample, of directions: rows of any length.
double mean_squared_distance(const Points& rows, Index views, ViewOrder order) {
  const Index samples = rows.cols() / views;
  double sum = 0;
  for (Index i = 0; i < samples; ++i)
    for (Index a = 1; a < views; ++a)
      sum += (rows.col(row_of_view(i, a, samples, views, order)) -
              rows.col(row_of_view(i, a - 1, samples, views, order)))
                 .squaredNorm();
  return sum / static_cast<double>(samples * (views - 1));
}

Points directions_of(const Points& rows) {
  Points all = rows;
  if (rows.rows() == 1) return all;  // angles, or the line: lengths tell
  for (Index i = 0; i < all.cols(); ++i) all.col(i).stableNormalize();
  return all;
}

}  // namespace

ViewOrder view_order(const std::string& where, const std::string& word) {
  if (word == "interleaved") return ViewOrder::interleaved;
  if (word == "cat") return ViewOrder::cat;
  throw InputError(
      fmt::format("{} '{}' is not known; allowed: interleaved (view a of sample i is row iV + "
                  "a), cat (row a n + i, as torch.cat([z1, z2]))",
                  where, shown(word)));
}

std::string_view name_of(ViewOrder order) {
  return order == ViewOrder::cat ? "cat" : "interleaved";
}

Points to_interleaved(const Points& rows, Index views, ViewOrder order) {
  const Index samples = rows.cols() / views;
  Points all(rows.rows(), rows.cols());
  for (Index i = 0; i < samples; ++i)
    for (Index a = 0; a < views; ++a)
      all.col(i * views + a) = rows.col(row_of_view(i, a, samples, views, order));
  return all;
}

Points from_interleaved(const Points& rows, Index views, ViewOrder order) {
  const Index samples = rows.cols() / views;
  Points all(rows.rows(), rows.cols());
  for (Index i = 0; i < samples; ++i)
    for (Index a = 0; a < views; ++a)
      all.col(row_of_view(i, a, samples, views, order)) = rows.col(i * views + a);
  return all;
}

std::optional<ViewOrder> closer_order(const Points& rows, Index views, ViewOrder given) {
  if (views == 1) return std::nullopt;
  const ViewOrder other = given == ViewOrder::cat ? ViewOrder::interleaved : ViewOrder::cat;
  const Points directions = directions_of(rows);
  const double here = mean_squared_distance(directions, views, given),
               there = mean_squared_distance(directions, views, other);
  if (!(there < far_closer * here)) return std::nullopt;
  return other;
}

std::optional<ViewOrder> evident_pairs(const Points& rows) {
  if (rows.cols() % 2 != 0 || rows.cols() < 4) return std::nullopt;
  const Points directions = directions_of(rows),
               between = directions.middleCols(1, directions.cols() - 2);
  const double unrelated = mean_squared_distance(between, 2, ViewOrder::interleaved);
  for (const ViewOrder order : {ViewOrder::cat, ViewOrder::interleaved})
    if (mean_squared_distance(directions, 2, order) < far_closer * unrelated) return order;
  return std::nullopt;
}

std::string order_hint(const std::string& source, Index views, ViewOrder other,
                       const std::string& remedy) {
  return fmt::format(
      "hint: '{}': the {} views of a sample would be far closer if {}: {}", source, views,
      other == ViewOrder::cat ? "they lay n rows apart, as torch.cat([z1, z2]) leaves them"
                              : "they were neighbouring rows",
      remedy);
}

}  // namespace simclr_flow
