#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "simclr_flow/data/items.hpp"

namespace simclr_flow {

/// Which items make a dataset.
struct Selection {
  std::vector<Index> classes{};  ///< labels to keep; label k of the result is classes[k].
                                 ///< Empty: all labels of the training items, ascending
  Index per_class = 0;           ///< the first ones of each class; 0: all that are not held out
  bool shuffle = false;          ///< permutes the items before any is taken, stream `shuffle`
  std::uint64_t seed = 1;
  std::vector<std::string> words{};  ///< in place of `classes`, of items whose labels are words
};

/// Chooses from items: `per_class` of each class for training, and the next `held_out` of each
/// class for the test. Items without labels are of one class, and stay without. The points of each
/// part come class by class, in the order of the items within a class; shuffled ones in the order
/// of the permutation.
/// Throws InputError for words that no label of the items stands for, naming those that there are;
/// naming the items and the class that has too few, or none; and for classes
/// asked of items without labels.
Split choose(const Items& items, const Selection& selection, Index held_out);

/// The same with test points from other items, `test_per_class` of each class (0: all). Test items
/// may lack a class if all are taken, and labels; without a choice of classes they hold no others
/// than the training items. Throws also if their points have other coordinates or are images of
/// another size.
Split choose(const Items& training, const Items& test, const Selection& selection,
             Index test_per_class);

}  // namespace simclr_flow
