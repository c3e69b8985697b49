#pragma once
// A visitor that learns which keys there are. Private to config.
#include <map>
#include <memory>

#include "fields.hpp"
#include "simclr_flow/config/key_guide.hpp"

namespace simclr_flow {

/// Choices of keys with a list of names, by path.
using KeyChoices = std::map<std::string, std::string>;

/// Reads a configuration in which nothing is given but some choices, and keeps every key met. Each
/// array of tables has one table, optional tables are there, and nothing is refused.
class KeyWalk final : public Fields {
 public:
  struct Met {
    KeyGuide guide;
    std::vector<std::string> choices;  ///< of a string; those of a boolean are "true", "false"
    std::string chosen;
    Range range{};
    bool may_be_absent = false;  ///< of a table
  };

  explicit KeyWalk(const KeyChoices& given)
      : KeyWalk(given, "", std::make_shared<std::vector<Met>>()) {}
  const std::vector<Met>& met() const { return *met_; }
  /// The key of this path; null if the walk did not meet it.
  const Met* find(const std::string& path) const;

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
  void optional(Key, bool& present, const Body& body) override {
    present = true;
    body(*this);
  }
  void optional_table(Key key, bool& present, const Body& body) override;
  void tables(Key key, const std::function<std::size_t(std::size_t)>& resize,
              const ItemBody& body) override;
  void defaults(const std::function<void()>& set) override { set(); }
  void forbid(const char*, const std::string&) override {}
  void require(bool, const char*, const std::string&) override {}

 private:
  KeyWalk(const KeyChoices& given, std::string prefix, std::shared_ptr<std::vector<Met>> met)
      : given_(given), prefix_(std::move(prefix)), met_(std::move(met)) {}
  Met& add(Key key, std::string type, std::string allowed, std::string value);
  void add_numbers(Key key, std::string type, Range range, std::string value);
  /// The choice given for this key, or `otherwise`.
  std::string chosen(Key key, const std::string& otherwise) const;
  void walk_table(Key key, const std::string& type, bool may_be_absent, const Body& body);

  const KeyChoices& given_;  ///< outlives the walk, not what it met
  std::string prefix_;
  std::shared_ptr<std::vector<Met>> met_;  ///< of all tables
};

/// The walk through a whole configuration.
KeyWalk walk_keys(const KeyChoices& given, const Vocabulary& vocabulary);

}  // namespace simclr_flow
