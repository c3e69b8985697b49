#pragma once
#include <string>

#include "simclr_flow/core/array_axes.hpp"
#include "simclr_flow/data/items.hpp"

namespace simclr_flow {

/// The images of an IDX file pair (plain or gzip) with their labels; pixels divided by 255 into
/// [0, 1].
/// Throws InputError naming the file when it is missing, truncated, not IDX of unsigned bytes, or
/// when counts disagree.
/// Source of the format: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
Items idx_items(const std::string& images, const std::string& labels);

/// The rows of a text table (read_csv_table). Labels are its column `label_column`, by name or by
/// number from 1, or the one column of the file `labels`, text or .npy; both empty: the one column
/// of words, if there is one, else there are none. Words for labels are numbered 0, 1, ... in the
/// order of their bytes.
/// Throws InputError naming file and line for what is no table of finite numbers; for a column that
/// does not exist, labels that are no integers, columns of words beside labels, or other than one
/// label per point.
Items csv_items(const std::string& file, const std::string& labels,
                const std::string& label_column);

/// The rows of a NumPy array (read_npy_points), labels as above.
Items npy_items(const std::string& file, const std::string& labels, const ArrayAxes& asked = {});

/// The labels of a file of their own, as csv_items takes them.
ItemLabels labels_of_file(const std::string& path);

}  // namespace simclr_flow
