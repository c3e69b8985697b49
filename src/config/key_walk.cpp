#include "key_walk.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace simclr_flow {
namespace {

std::string written(const std::string& text) { return fmt::format("\"{}\"", text); }

template <class T>
std::string written(const std::vector<T>& values) {
  return values.empty() ? "" : fmt::format("{}", values);
}

}  // namespace

const KeyWalk::Met* KeyWalk::find(const std::string& path) const {
  const auto found =
      std::ranges::find_if(*met_, [&](const Met& met) { return met.guide.path == path; });
  return found == met_->end() ? nullptr : &*found;
}

KeyWalk::Met& KeyWalk::add(Key key, std::string type, std::string allowed, std::string value) {
  met_->push_back({{.path = prefix_ + key.name,
                    .sentence = key.sentence,
                    .type = std::move(type),
                    .allowed = std::move(allowed),
                    .value = std::move(value)},
                   {},
                   {}});
  return met_->back();
}

void KeyWalk::add_numbers(Key key, std::string type, Range range, std::string value) {
  add(key, std::move(type), shown(range), std::move(value)).range = range;
}

std::string KeyWalk::chosen(Key key, const std::string& otherwise) const {
  const auto found = given_.find(prefix_ + key.name);
  return found == given_.end() ? otherwise : found->second;
}

void KeyWalk::text(Key key, std::string& value, const Choices& choices, Presence presence) {
  const std::string usual = value.empty() ? "" : written(value);
  Met& met = add(key, "string", "", usual);
  met.guide.choices = choices;
  met.guide.required = presence == Presence::required;
  if (choices.empty()) return;
  value = chosen(key, value.empty() ? choices.front() : value);
  met.choices = choices;
  met.chosen = value;
}

void KeyWalk::texts(Key key, std::vector<std::string>& values, const Choices& choices) {
  Met& met = add(key, "array of strings", "", written(values));
  met.guide.choices = choices;
  if (choices.empty()) return;
  values = {chosen(key, values.empty() ? choices.front() : values.front())};
  met.choices = choices;
  met.chosen = values.front();
}

void KeyWalk::real(Key key, double& value, Range range) {
  add_numbers(key, "number", range, fmt::format("{}", value));
}

void KeyWalk::integer(Key key, Index& value, Range range) {
  add_numbers(key, "integer", range, fmt::format("{}", value));
}

void KeyWalk::boolean(Key key, bool& value) {
  Met& met = add(key, "boolean", "", fmt::format("{}", value));
  met.choices = {"true", "false"};
  met.chosen = chosen(key, met.guide.value);
  value = met.chosen == "true";
}

void KeyWalk::reals(Key key, std::vector<double>& values) {
  add(key, "array of numbers", "", written(values));
}

void KeyWalk::integers(Key key, std::vector<Index>& values, Range range) {
  add_numbers(key, "array of integers", range, written(values));
}

void KeyWalk::labels(Key key, std::vector<Index>& integers, std::vector<std::string>&) {
  add(key, "array of integers or strings", "", written(integers));
}

void KeyWalk::rows(Key key, std::vector<std::vector<double>>& values) {
  add(key, "array of arrays of numbers", "", written(values));
}

void KeyWalk::walk_table(Key key, const std::string& type, bool may_be_absent, const Body& body) {
  add(key, type, "", "").may_be_absent = may_be_absent;
  KeyWalk child(given_, prefix_ + key.name + ".", met_);
  body(child);
}

void KeyWalk::table(Key key, const Body& body) { walk_table(key, "table", false, body); }

void KeyWalk::optional_table(Key key, bool& present, const Body& body) {
  present = true;
  walk_table(key, "table", true, body);
}

void KeyWalk::tables(Key key, const std::function<std::size_t(std::size_t)>& resize,
                     const ItemBody& body) {
  resize(1);
  walk_table(key, "array of tables", true, [&body](Fields& item) { body(item, 0); });
}

KeyWalk walk_keys(const KeyChoices& given, const Vocabulary& vocabulary) {
  KeyWalk walk(given);
  RunConfig config;
  describe(walk, config, vocabulary);
  return walk;
}

}  // namespace simclr_flow
