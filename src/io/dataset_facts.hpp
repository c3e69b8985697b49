#pragma once
// What the datasets of a file are, as their attributes tell it. Private to io.
#include <hdf5.h>

#include <string>
#include <vector>

namespace simclr_flow {

// To add a dataset to files: a line in dataset_facts.cpp.

/// The names of the dimensions of the dataset at a path. Throws std::logic_error if nothing is
/// known of it.
std::vector<std::string> axes_of(const std::string& path);

/// Writes to all datasets of a file what they are, as attributes: `long_name`; `units` of numbers;
/// `axes`, a name per dimension, none of a scalar; `source`, whose definition it is, where it is no
/// plain data. Throws std::logic_error naming a dataset of
/// which nothing is known, or one that has other dimensions than axes.
void describe_datasets(hid_t file);

}  // namespace simclr_flow
