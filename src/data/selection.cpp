#include "simclr_flow/data/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {
namespace {

enum Substream : std::uint32_t { of_training = 0, of_test = 1 };

/// Items in the order in which they are taken.
std::vector<Index> order_of(const Items& items, const Selection& selection, Substream substream) {
  std::vector<Index> order(static_cast<std::size_t>(items.count));
  std::iota(order.begin(), order.end(), Index{0});
  if (!selection.shuffle) return order;
  RandomStream random(selection.seed, streams::shuffle, substream);
  for (Index k = items.count; k > 1; --k)  // Fisher and Yates
    std::swap(order[static_cast<std::size_t>(k - 1)],
              order[static_cast<std::size_t>(random.below(k))]);
  return order;
}

std::vector<Index> distinct(std::vector<Index> labels) {
  std::ranges::sort(labels);
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

/// "setosa, virginica", at most so many of them.
std::string listed(const Items& items) {
  constexpr std::size_t most = 20;
  std::string all;
  const std::vector<Index> labels = distinct(items.labels);
  for (std::size_t k = 0; k < std::min(most, labels.size()); ++k)
    all += (k ? ", " : "") + items.shown_label(labels[k]);
  return all + (labels.size() > most ? ", ..." : "");
}

std::vector<Index> labels_of_words(const Items& items, const std::vector<std::string>& words) {
  std::vector<Index> labels;
  for (const std::string& word : words) {
    const auto known = std::ranges::find(items.label_words, word);
    if (known == items.label_words.end())
      throw InputError(fmt::format("{} has no class '{}'; its {} are {}", items.name, shown(word),
                                   items.label_words.empty() ? "labels, no words," : "classes",
                                   listed(items)));
    labels.push_back(known - items.label_words.begin());
  }
  return labels;
}

bool chooses_classes(const Selection& selection) {
  return !selection.classes.empty() || !selection.words.empty();
}

/// The labels that are classes; items without labels are of one class 0.
std::vector<Index> classes_of(const Items& items, const Selection& selection) {
  if (chooses_classes(selection) && items.labels.empty())
    throw InputError(fmt::format("{} has no labels to choose classes by", items.name));
  if (items.labels.empty()) return {0};
  if (!selection.words.empty()) return labels_of_words(items, selection.words);
  return selection.classes.empty() ? distinct(items.labels) : selection.classes;
}

/// The class of every item, -1 for one that is not chosen.
std::vector<Index> class_numbers(const Items& items, const std::vector<Index>& classes) {
  if (items.labels.empty()) return std::vector<Index>(static_cast<std::size_t>(items.count), 0);
  std::map<Index, Index> number;
  for (const Index label : classes) number.emplace(label, std::ssize(number));
  std::vector<Index> numbers;
  for (const Index label : items.labels) {
    const auto found = number.find(label);
    numbers.push_back(found == number.end() ? -1 : found->second);
  }
  return numbers;
}

/// How many items each class has.
std::vector<Index> count_classes(const std::vector<Index>& numbers, std::size_t classes) {
  std::vector<Index> counts(classes, 0);
  for (const Index k : numbers)
    if (k >= 0) ++counts[static_cast<std::size_t>(k)];
  return counts;
}

void require_enough(const Items& items, const std::vector<Index>& classes,
                    const std::vector<Index>& counts, Index wanted) {
  for (std::size_t k = 0; k < classes.size(); ++k)
    if (counts[k] < wanted)
      throw InputError(fmt::format(
          "{} has {} items{}, {} were asked for", items.name, counts[k],
          items.labels.empty() ? "" : " of class " + items.shown_label(classes[k]), wanted));
}

Dataset dataset_of(const Items& items, std::vector<Index> chosen, const std::vector<Index>& classes,
                   const std::vector<Index>& numbers, const Selection& selection) {
  const auto number = [&numbers](Index i) { return numbers[static_cast<std::size_t>(i)]; };
  if (!selection.shuffle) std::ranges::stable_sort(chosen, {}, number);
  Dataset data{.points = items.points(chosen),
               .labels = {},
               .source = items.source,
               .height = items.height,
               .width = items.width,
               .understood = items.understood};
  for (const Index i : chosen)
    if (!items.labels.empty()) data.labels.push_back(static_cast<int>(number(i)));
  if (!items.labels.empty())
    for (const Index label : classes) data.class_names.push_back(items.label_name(label));
  return data;
}

/// Takes from each class what the first part is due, then what the second is; 0: all but the last
/// `second` ones.
Split take(const Items& items, const std::vector<Index>& classes, const Selection& selection,
           Index first, Index second, Substream substream) {
  const std::vector<Index> numbers = class_numbers(items, classes);
  const std::vector<Index> counts = count_classes(numbers, classes.size());
  std::vector<Index> seen(classes.size(), 0), parts[2];
  for (const Index i : order_of(items, selection, substream)) {
    if (numbers[static_cast<std::size_t>(i)] < 0) continue;
    const auto k = static_cast<std::size_t>(numbers[static_cast<std::size_t>(i)]);
    const Index due = first > 0 ? first : counts[k] - second, position = seen[k]++;
    if (position < due + second) parts[position < due ? 0 : 1].push_back(i);
  }
  Split split{dataset_of(items, std::move(parts[0]), classes, numbers, selection), {}};
  if (second > 0) split.test = dataset_of(items, std::move(parts[1]), classes, numbers, selection);
  return split;
}

std::string shape_of(const Items& items) {
  return items.height > 0 ? fmt::format("images of {} x {} pixels", items.height, items.width)
                          : fmt::format("points of {} coordinates", items.dim);
}

/// Test labels mean classes of the training items, ascending.
void require_known_labels(const Items& training, const Items& test,
                          const std::vector<Index>& classes) {
  for (const Index label : test.labels)
    if (!std::ranges::binary_search(classes, label))
      throw InputError(fmt::format("{} holds label {}, which {} has not; `classes` chooses some",
                                   test.name, test.shown_label(label), training.name));
}

/// Test items whose labels are numbered as those of the training: words have numbers by the file
/// they stand in.
Items numbered_alike(Items test, const Items& training) {
  if (training.labels.empty() || test.labels.empty()) return test;
  if (training.label_words.empty() != test.label_words.empty())
    throw InputError(fmt::format("{} has {} for labels, but {} {}", test.name,
                                 test.label_words.empty() ? "integers" : "words", training.name,
                                 training.label_words.empty() ? "integers" : "words"));
  std::vector<Index> number;
  auto words = training.label_words;
  for (const std::string& word : test.label_words) {
    const auto known = std::ranges::find(words, word);
    number.push_back(known - words.begin());
    if (known == words.end()) words.push_back(word);
  }
  if (!number.empty())
    for (Index& label : test.labels) label = number[static_cast<std::size_t>(label)];
  test.label_words = std::move(words);
  return test;
}

}  // namespace

Split choose(const Items& items, const Selection& selection, Index held_out) {
  const auto classes = classes_of(items, selection);
  const auto counts = count_classes(class_numbers(items, classes), classes.size());
  require_enough(items, classes, counts, std::max<Index>(selection.per_class, 1) + held_out);
  return take(items, classes, selection, selection.per_class, held_out, of_training);
}

Split choose(const Items& training, const Items& test_items, const Selection& selection,
             Index test_per_class) {
  const Items test = numbered_alike(test_items, training);
  if (shape_of(training) != shape_of(test))
    throw InputError(fmt::format("{} holds {}, but {} {}: a test needs the same", test.name,
                                 shape_of(test), training.name, shape_of(training)));
  Split split = choose(training, selection, 0);
  const bool common = !training.labels.empty() && !test.labels.empty();
  const auto classes = classes_of(common ? training : test, selection);
  if (!chooses_classes(selection)) require_known_labels(training, test, classes);
  const auto counts = count_classes(class_numbers(test, classes), classes.size());
  require_enough(test, classes, counts, test_per_class);
  split.test = take(test, classes, selection, test_per_class, 0, of_test).training;
  if (split.test.count() == 0)
    throw InputError(fmt::format("{} has no item of the classes asked for", test.name));
  return split;
}

}  // namespace simclr_flow
