#pragma once
#include <functional>
#include <string>
#include <vector>

#include "simclr_flow/data/dataset.hpp"

namespace simclr_flow {

/// What a file or a law offers to choose from, in its order. Points are made of those items alone
/// that are asked for.
struct Items {
  std::string name;  ///< for messages: "data file 'digits.csv'"
  Index count = 0;
  Index dim = 0;              ///< coordinates of a point
  std::vector<Index> labels;  ///< an integer of any value for each item, or empty
  /// These items, one per column, dim×(their number).
  std::function<Points(const std::vector<Index>&)> points{};
  std::string source;           ///< Dataset::source
  Index height = 0, width = 0;  ///< Dataset
  /// The words that labels 0, 1, ... stand for, where a file has words for labels.
  std::vector<std::string> label_words{};
  std::string understood{};  ///< Dataset

  /// The word that a label stands for, or the integer.
  std::string label_name(Index label) const;
  /// A label in messages: the word it stands for, or the integer.
  std::string shown_label(Index label) const;
};

/// Labels as a file gives them.
struct ItemLabels {
  std::vector<Index> integers{};     ///< one an item, or none
  std::vector<std::string> words{};  ///< Items::label_words
  std::string understood{};          ///< "labels in column 'species': setosa = 0, virginica = 1"
};

/// The columns of a table as items; label i of `labels`, which may be none, is of column i.
/// Throws InputError naming the items when there are other than one label per point.
Items table_items(const std::string& name, Points points, ItemLabels labels, std::string source);

/// The same items as images, row by row of pixels.
/// Throws InputError naming the items unless height·width is the number of their coordinates.
Items image_items(Items items, Index height, Index width);

/// The points of a dataset as items.
Items dataset_items(const std::string& name, Dataset data);

/// The numbers of a 1×n table as integers. Throws InputError naming the table `name` and the row
/// (from 0) for a number that is no integer below 2^53 in absolute value, or for several columns.
std::vector<Index> integer_labels(const std::string& name, const Points& values);

}  // namespace simclr_flow
