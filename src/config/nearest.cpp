#include <algorithm>
#include <numeric>

#include "simclr_flow/config/parse.hpp"

namespace simclr_flow {
namespace {

/// Levenshtein's edit distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view given, const std::vector<std::string>& known) {
  std::string best;
  constexpr std::size_t longest = 100;  // of what might be a misspelling
  if (given.size() > longest) return best;
  std::size_t best_distance = std::max<std::size_t>(2, given.size() / 2) + 1;
  for (const std::string& name : known)
    if (const std::size_t distance = edit_distance(given, name); distance < best_distance) {
      best_distance = distance;
      best = name;
    }
  return best;
}

}  // namespace simclr_flow
