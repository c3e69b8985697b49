#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "simclr_flow/core/named_block.hpp"

namespace simclr_flow {

/// Whether a file is HDF5; false if there is none.
bool is_hdf5_file(const std::string& file);

/// Whether the object at `path` of an HDF5 file is a group. Throws InputError naming both if the
/// file or the object is missing.
bool is_group(const std::string& file, const std::string& path);

/// The numbers of a dataset [P] or [P][1], or the last row of [T][P]. Throws InputError for other
/// shapes, what is not numbers, and what is not finite.
State read_flat_dataset(const std::string& file, const std::string& path);

/// The flat vector whose blocks are the datasets of a group, each by its name and in its shape.
/// Throws InputError naming file, group and block: missing and extra names, other shapes, what is
/// not numbers, and what is not finite.
State read_named_blocks(const std::string& file, const std::string& group,
                        const NamedBlocks& blocks);

namespace weights_fact {
inline constexpr const char* scaling = "scaling";  ///< of the network that the weights are of
}

/// What blocks are, in words and numbers: attributes of their group.
struct BlockFacts {
  std::vector<std::pair<std::string, std::string>> texts{};
  std::vector<std::pair<std::string, std::vector<double>>> numbers{};
};

/// The text of an attribute of a group, or nothing if it has none. Throws as read_named_blocks.
std::optional<std::string> read_block_fact(const std::string& file, const std::string& group,
                                           const std::string& name);

/// A new HDF5 file with the blocks of a vector as datasets of its root. Throws StorageError.
void write_named_blocks(const std::string& file, const NamedBlocks& blocks, const State& values,
                        const BlockFacts& facts = {});

}  // namespace simclr_flow
