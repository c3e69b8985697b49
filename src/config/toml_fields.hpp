#pragma once
// The TOML side of Fields. Private to config.
#include <toml++/toml.h>

#include <memory>
#include <set>

#include "fields.hpp"
#include "misplaced_key.hpp"

namespace simclr_flow {

/// What the tables of a file share while they are read.
struct Reading {
  const Vocabulary* names = nullptr;  ///< of a configuration; null: keys of others are not known
  std::string missing{};  ///< the first key found missing: it is told last, after unknown keys that
                          ///< may be its misspelling
  ChosenWords chosen{};
};

/// Reads one table, remembering which keys it was asked for.
class TomlReader final : public Fields {
 public:
  /// A file's table of tables.
  TomlReader(std::string file, const toml::table* table, const Vocabulary* names = nullptr)
      : TomlReader(std::move(file), "", "", table, std::make_shared<Reading>()) {
    reading_->names = names;
  }

  void text(Key key, std::string& value, const Choices& choices, Presence presence) override;
  void texts(Key key, std::vector<std::string>& values, const Choices& choices) override;
  void real(Key key, double& value, Range range) override;
  void integer(Key key, Index& value, Range range) override;
  void boolean(Key key, bool& value) override;
  void reals(Key key, std::vector<double>& values) override;
  void integers(Key key, std::vector<Index>& values, Range range) override;
  void labels(Key key, std::vector<Index>& integers, std::vector<std::string>& words) override;
  void rows(Key key, std::vector<std::vector<double>>& values) override;
  void table(Key key, const Body& body) override;
  void optional(Key key, bool& present, const Body& body) override {
    present = find(key.name) != nullptr;
    if (present) body(*this);
  }
  void optional_table(Key key, bool& present, const Body& body) override {
    present = table_ && table_->get(key.name);
    asked_.insert(key.name);
    if (present) table(key, body);
  }
  void tables(Key key, const std::function<std::size_t(std::size_t)>& resize,
              const ItemBody& body) override;
  void defaults(const std::function<void()>& set) override { set(); }
  void forbid(const char* key, const std::string& complaint) override;
  void forbid_value(const char* key, std::string_view value, const std::string& complaint) override;
  void require(bool condition, const char* key, const std::string& complaint) override;

  /// Throws if the table has a key that was not asked for.
  void reject_unknown_keys() const;
  /// Of the whole file: throws for unknown keys, then for missing ones.
  void finish() const;

 private:
  /// `heading` names the table in messages, e.g. "[energy]", and `prefix` in paths: "energy.";
  /// `table` may be null: all defaults.
  TomlReader(std::string file, std::string heading, std::string prefix, const toml::table* table,
             std::shared_ptr<Reading> reading)
      : file_(std::move(file)),
        heading_(std::move(heading)),
        prefix_(std::move(prefix)),
        table_(table),
        reading_(std::move(reading)) {}

  const toml::node* find(const char* key);
  const toml::array* find_array(const char* key);
  std::string word(const char* key, const toml::node& node, const Choices& choices) const;
  void note_choice(const char* key, const Choices& choices, std::vector<std::string> chosen);
  std::string complaint_of_unknown(std::string_view key, const toml::node& node,
                                   const std::string& near) const;
  double number(const char* key, const toml::node& node, Range range) const;
  Index whole_number(const char* key, const toml::node& node, Range range) const;
  void note_missing(const char* key, const std::string& complaint);
  std::string message(const char* key, const toml::node* node, const std::string& complaint) const;
  std::string child_heading(const std::string& key) const;
  /// "FILE:LINE: " of a node, or of its origin on the command line.
  std::string where(const toml::node* node) const;
  [[noreturn]] void fail(const char* key, const toml::node* node,
                         const std::string& complaint) const;

  std::string file_, heading_, prefix_;
  const toml::table* table_;
  std::shared_ptr<Reading> reading_;
  std::set<std::string, std::less<>> asked_;
};

/// Stores every value it visits.
class TomlWriter final : public Fields {
 public:
  toml::table result;

  void text(Key key, std::string& value, const Choices&, Presence) override {
    result.insert_or_assign(key.name, value);
  }
  void texts(Key key, std::vector<std::string>& values, const Choices&) override {
    toml::array all;
    for (const std::string& value : values) all.push_back(value);
    result.insert_or_assign(key.name, std::move(all));
  }
  void real(Key key, double& value, Range) override { result.insert_or_assign(key.name, value); }
  void integer(Key key, Index& value, Range) override {
    result.insert_or_assign(key.name, std::int64_t{value});
  }
  void boolean(Key key, bool& value) override { result.insert_or_assign(key.name, value); }
  void reals(Key key, std::vector<double>& values) override {
    result.insert_or_assign(key.name, array_of<double>(values));
  }
  void integers(Key key, std::vector<Index>& values, Range) override {
    result.insert_or_assign(key.name, array_of<std::int64_t>(values));
  }
  void labels(Key key, std::vector<Index>& integers, std::vector<std::string>& words) override {
    words.empty() ? this->integers(key, integers, {}) : texts(key, words, {});
  }
  void rows(Key key, std::vector<std::vector<double>>& values) override {
    toml::array all;
    for (const std::vector<double>& row : values) all.push_back(array_of<double>(row));
    result.insert_or_assign(key.name, std::move(all));
  }
  void table(Key key, const Body& body) override {
    TomlWriter child;
    body(child);
    result.insert_or_assign(key.name, std::move(child.result));
  }
  void optional(Key, bool& present, const Body& body) override {
    if (present) body(*this);
  }
  void optional_table(Key key, bool& present, const Body& body) override {
    if (present) table(key, body);
  }
  void tables(Key key, const std::function<std::size_t(std::size_t)>& resize,
              const ItemBody& body) override {
    toml::array all;
    for (std::size_t k = 0; k < resize(std::string::npos); ++k) {
      TomlWriter child;
      body(child, k);
      all.push_back(std::move(child.result));
    }
    result.insert_or_assign(key.name, std::move(all));
  }
  void defaults(const std::function<void()>&) override {}
  void forbid(const char*, const std::string&) override {}
  void require(bool, const char*, const std::string&) override {}

 private:
  template <class Stored, class T>
  static toml::array array_of(const std::vector<T>& values) {
    toml::array all;
    for (const T value : values) all.push_back(static_cast<Stored>(value));
    return all;
  }
};

/// Parses a TOML text; throws InputError with file and line.
toml::table parse_toml(const std::string& text, const std::string& file);

/// Sets one `key.path=value` in a table: the value is read as TOML, or else taken as a string.
/// A number in the path is a position in an array. Throws InputError naming the option.
void apply_override(toml::table& root, const std::string& option);

}  // namespace simclr_flow
