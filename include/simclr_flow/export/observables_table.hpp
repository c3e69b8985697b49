#pragma once
#include <string>
#include <vector>

#include "simclr_flow/io/run_rows.hpp"

namespace simclr_flow {

struct TableSize {
  Index rows = 0, columns = 0;
};

/// A table of text, comma-separated, with a header: a row per time of a committed row of any
/// observable of the sets of a flow, ascending, with `time`, `step`, then each observable by its
/// name - of test points test_NAME, of k numbers NAME_1, ..., NAME_k. An observable without a row
/// at a time has an empty cell. Numbers in the fewest digits that give them back. Whole or not at
/// all. Throws InputError, of sets without such a row too, and StorageError.
TableSize write_observables_table(const RunRows& run, const std::vector<const StoredSet*>& sets,
                                  const std::string& output, bool force);

}  // namespace simclr_flow
