#include "simclr_flow/io/named_blocks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "hdf5.hpp"
#include "input_file.hpp"
#include "new_file.hpp"

namespace simclr_flow {
namespace {

using namespace hdf5;

H5I_type_t type_of(hid_t file, const std::string& path) {
  const Handle object(H5Oopen(file, path.c_str(), H5P_DEFAULT), H5Oclose, "it");
  return H5Iget_type(object);
}

std::string shape_text(const std::vector<hsize_t>& shape) {
  return fmt::format("[{}]", fmt::join(shape, "]["));
}

std::vector<hsize_t> shape_of(const NamedBlock& block) {
  std::vector<hsize_t> shape{static_cast<hsize_t>(block.rows)};
  if (block.columns > 0) shape.push_back(static_cast<hsize_t>(block.columns));
  return shape;
}

std::vector<std::string> names_of(const NamedBlocks& blocks) {
  std::vector<std::string> names;
  for (const NamedBlock& block : blocks) names.push_back(block.name);
  return names;
}

/// The names of `all` that are not among `known`.
std::vector<std::string> names_beyond(const std::vector<std::string>& all,
                                      const std::vector<std::string>& known) {
  std::vector<std::string> rest;
  std::ranges::copy_if(all, std::back_inserter(rest), [&known](const std::string& name) {
    return std::ranges::find(known, name) == known.end();
  });
  return rest;
}

void require_names(const std::vector<std::string>& found, const NamedBlocks& blocks) {
  const auto wanted = names_of(blocks), missing = names_beyond(wanted, found),
             extra = names_beyond(found, wanted);
  if (missing.empty() && extra.empty()) return;
  std::string what;
  if (!missing.empty()) what = fmt::format("it has no '{}'", fmt::join(missing, "', '"));
  if (!extra.empty())
    what += fmt::format("{}'{}' is not known", what.empty() ? "" : "; ", fmt::join(extra, "', '"));
  throw StorageError(fmt::format("{}; expected {}", what, fmt::join(wanted, ", ")));
}

/// The numbers of a block's dataset.
std::vector<double> read_block(hid_t group, const NamedBlock& block) {
  const auto refuse = [&block](const std::string& why) {
    throw StorageError(fmt::format("'{}': {}", block.name, why));
  };
  try {
    require_numbers(group, block.name);
  } catch (const StorageError& error) {
    refuse(error.what());
  }
  const auto shape = extents(open_dataset(group, block.name));
  if (shape != shape_of(block))
    refuse(fmt::format("its shape is {}, expected {}", shape_text(shape),
                       shape_text(shape_of(block))));
  auto values = read_rows<double>(group, block.name, shape[0]);
  if (!Eigen::Map<const State>(values.data(), std::ssize(values)).allFinite())
    refuse("it holds a value that is not finite");
  return values;
}

}  // namespace

bool is_hdf5_file(const std::string& file) {
  initialise();
  return is_hdf5(file);
}

bool is_group(const std::string& name, const std::string& path) {
  return with_hdf5_input("weights", name, path, [&path](hid_t file) {
    if (path != "/" && !exists(file, path)) throw StorageError("it has no such group or dataset");
    return type_of(file, path) == H5I_GROUP;
  });
}

State read_flat_dataset(const std::string& name, const std::string& path) {
  return with_hdf5_input("weights", name, path, [&path](hid_t file) -> State {
    require_numbers(file, path);
    const auto shape = extents(open_dataset(file, path));
    const bool column = shape.size() == 1 || (shape.size() == 2 && shape[1] == 1);
    if (!column && shape.size() != 2)
      throw StorageError(fmt::format("its shape is {}, expected [P] or [T][P]", shape_text(shape)));
    if (shape[0] == 0) throw StorageError("it holds no numbers");
    const auto values = column ? read_rows<double>(file, path, shape[0])
                               : read_rows<double>(file, path, 1, shape[0] - 1);
    const Eigen::Map<const State> flat(values.data(), std::ssize(values));
    if (!flat.allFinite()) throw StorageError("it holds a value that is not finite");
    return flat;
  });
}

State read_named_blocks(const std::string& name, const std::string& path,
                        const NamedBlocks& blocks) {
  return with_hdf5_input("weights", name, path, [&](hid_t file) {
    const Handle group = open_group(file, path);
    require_names(member_names(group), blocks);
    State flat(blocks.back().offset + blocks.back().size());
    for (const NamedBlock& block : blocks) {
      const auto values = read_block(group, block);
      flat.segment(block.offset, block.size()) =
          Eigen::Map<const State>(values.data(), block.size());
    }
    return flat;
  });
}

std::optional<std::string> read_block_fact(const std::string& name, const std::string& path,
                                           const std::string& fact) {
  return with_hdf5_input("weights", name, path, [&](hid_t file) -> std::optional<std::string> {
    const Handle group = open_group(file, path);
    if (H5Aexists(group, fact.c_str()) <= 0) return std::nullopt;
    return read_text_attribute(group, fact);
  });
}

void write_named_blocks(const std::string& file, const NamedBlocks& blocks, const State& values,
                        const BlockFacts& facts) {
  with_new_hdf5_file(file, [&](hid_t to) {
    for (const auto& [name, text] : facts.texts) write_text_attribute(to, name, text);
    for (const auto& [name, numbers] : facts.numbers) write_reals_attribute(to, name, numbers);
    for (const NamedBlock& block : blocks)
      write_reals(to, block.name, shape_of(block), values.data() + block.offset);
  });
}

}  // namespace simclr_flow
