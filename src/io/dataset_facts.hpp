#pragma once
// What the datasets of a file are, as their attributes tell it. Private to io.
#include <hdf5.h>

#include <string>
#include <string_view>
#include <vector>

namespace simclr_flow {

/// A dataset in words: attributes `long_name`, `units`, `axes` (a name per dimension; none of a
/// scalar) and `source` (whose definition it is; none where it is plain data).
struct DatasetFacts {
  std::string_view path;  ///< in the file; * is any one name
  std::string_view long_name;
  std::string_view axes = "";  ///< names between blanks
  std::string_view source = "";
  std::string_view units = "1";  ///< of numbers; "1": dimensionless
};

/// What is known of the dataset at a path; nullptr if nothing is. To add a dataset to files: a line
/// in dataset_facts.cpp.
const DatasetFacts* facts_of(std::string_view path);

/// The names of its dimensions. Throws std::logic_error if nothing is known of it.
std::vector<std::string> axes_of(const std::string& path);

/// Writes their attributes to all datasets of a file. Throws std::logic_error naming a dataset of
/// which nothing is known, or one that has other dimensions than axes.
void describe_datasets(hid_t file);

}  // namespace simclr_flow
