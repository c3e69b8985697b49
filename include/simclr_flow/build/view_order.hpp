#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// In which order rows are the V views of n samples.
///
///   interleaved  view a of sample i is row iV + a: what the program works with
///   cat          view a of sample i is row a n + i: torch.cat([z1, z2])
enum class ViewOrder { interleaved, cat };

/// Throws InputError for another word, with what is allowed.
ViewOrder view_order(const std::string& where, const std::string& word);
std::string_view name_of(ViewOrder order);

/// Rows (columns of points d×nV) of one order in the order of the program, and back.
Points to_interleaved(const Points& rows, Index views, ViewOrder order);
Points from_interleaved(const Points& rows, Index views, ViewOrder order);

/// The other order, if under it positive pairs are far closer: their mean squared distance, of
/// directions, is below half of that under `given`, while of unrelated rows the two are alike.
/// Nothing for V = 1. O(N d).
std::optional<ViewOrder> closer_order(const Points& rows, Index views, ViewOrder given);

/// The order in which rows are evidently pairs of views, if there is one: rows n apart, or rows 2i
/// and 2i + 1, are far closer (as above) than rows 2i + 1 and 2i + 2. O(N d).
std::optional<ViewOrder> evident_pairs(const Points& rows);

/// What to tell a user whose rows have this other order: a sentence.
std::string order_hint(const std::string& source, Index views, ViewOrder other,
                       const std::string& remedy);

}  // namespace simclr_flow
