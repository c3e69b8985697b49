#pragma once
#include <span>
#include <string>
#include <vector>

#include "simclr_flow/io/array_file.hpp"
#include "simclr_flow/io/run_rows.hpp"

namespace simclr_flow {

/// Rows of an array of a file, gathered into blocks of about a megabyte. Private to export. All
/// throw StorageError.
class ArrayRows {
 public:
  ArrayRows(ArrayFile& file, std::string path, Index first = 0)
      : file_(file), path_(std::move(path)), next_(first) {}
  /// One more row; of an array of points, so many of them.
  void add(std::span<const double> values, Index rows = 1) {
    values_.insert(values_.end(), values.begin(), values.end());
    held_ += rows;
    if (values_.size() >= numbers_of_a_block) flush();
  }
  /// To be called at the end.
  void flush() {
    file_.write(path_, next_, values_);
    next_ += held_;
    held_ = 0;
    values_.clear();
  }

 private:
  static constexpr std::size_t numbers_of_a_block = 1 << 17;
  ArrayFile& file_;
  std::string path_;
  Index next_, held_ = 0;
  std::vector<double> values_;
};

/// An array of as many numbers of a kind, written at once.
template <class T>
void write_list(ArrayFile& file, const std::string& path, ArrayFile::Number number,
                const std::vector<T>& values) {
  file.make(path, number, {std::ssize(values)});
  file.write(path, 0, std::span<const T>(values));
}

/// The rows of a series that are exported, as the array `path`.
inline void copy_rows(const RunRows& run, const StoredSeries& series, Index committed,
                      const std::vector<Index>& rows, ArrayFile& file, const std::string& path) {
  std::vector<Index> extents{std::ssize(rows)};
  extents.insert(extents.end(), series.extents.begin(), series.extents.end());
  file.make(path, ArrayFile::Number::real, extents);
  RowReader reader(run, series, committed);
  ArrayRows out(file, path);
  for (const Index k : rows) out.add(reader.row(k));
  out.flush();
}

/// Labels as the numbers that arrays take.
inline std::vector<long long> as_integers(const std::vector<int>& labels) {
  return {labels.begin(), labels.end()};
}

/// The entries of a list at these places.
template <class T>
std::vector<T> picked(const std::vector<T>& all, const std::vector<Index>& places) {
  std::vector<T> some;
  for (const Index k : places) some.push_back(all[static_cast<std::size_t>(k)]);
  return some;
}

}  // namespace simclr_flow
