#pragma once
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// Which latents are positives of which, as the plain lists that energies are judged by: the pairs
/// of energy/positives.hpp, written once more. Shares no code with it.
class PlainPositives {
 public:
  /// What a latent's mean over its positives takes of one of them; all parts sum to 1.
  struct Part {
    Index latent;
    long double part;
  };
  using Row = std::vector<std::pair<Index, double>>;  ///< samples and their weights

  /// One label per sample; held_back: of samples that only their own views are positives of.
  static PlainPositives of_labels(const std::vector<int>& labels,
                                  const std::vector<bool>& held_back = {});
  /// A row per sample.
  static PlainPositives of_weights(std::vector<Row> rows);

  Index samples() const;
  /// How many samples each group has, where samples fall into groups of one size whose members are
  /// positives of each other, all alike, and of no others: classes of one size, none held back; 1
  /// where all are held back, or alone with their labels. Nothing of other labels, and of weights.
  std::optional<Index> group_size() const;
  /// Of latent i·views + a: all latents of its positive samples but itself, or where views have
  /// weights (of any sum) all of them by these; second_views: of each sample the second view
  /// alone. Itself where there are none. O(class) for labels.
  std::vector<Part> of_latent(Index latent, Index views, const State& view_weights,
                              bool second_views) const;

 private:
  Row row(Index sample) const;

  std::vector<int> labels_;
  std::vector<bool> held_back_;
  std::map<int, Row> members_;  ///< by label, of samples that are not held back
  std::vector<Row> rows_;
};

}  // namespace simclr_flow::theory
