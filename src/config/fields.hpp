#pragma once
// One description of every key serves reading, validating and writing. Private to config.
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "simclr_flow/config/parse.hpp"
#include "simclr_flow/core/choice.hpp"

namespace simclr_flow {

/// Allowed numbers; infinities mean no bound.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  bool low_allowed = true;
  double high = std::numeric_limits<double>::infinity();
};
inline constexpr Range positive{0, false};
inline constexpr Range not_negative{0, true};
inline constexpr Range at_least(double low) { return {low, true}; }

/// "at least 0 and at most 1", or "finite".
std::string shown(Range range);

inline constexpr double largest_count = 1e8;

enum class Presence { optional, required };

/// A key of a table, and what it means in a sentence without a full stop.
struct Key {
  const char* name;
  const char* sentence;
};

/// Visits the keys of one table. A reader fills the values, a writer stores them.
class Fields {
 public:
  using Choices = std::vector<std::string>;
  using Body = std::function<void(Fields&)>;
  using ItemBody = std::function<void(Fields&, std::size_t)>;

  virtual ~Fields() = default;
  /// A string; `choices` empty allows any.
  virtual void text(Key key, std::string& value, const Choices& choices = {},
                    Presence presence = Presence::optional) = 0;
  /// An array of at least one string, each of the choices; without choices of any, or none.
  virtual void texts(Key key, std::vector<std::string>& values, const Choices& choices = {}) = 0;
  virtual void real(Key key, double& value, Range range) = 0;
  /// One of an enum's values, by its name: see core/choice.hpp.
  template <class Enum>
  void choice(Key key, Enum& value) {
    std::string name(name_of_choice(value));
    text(key, name, names_of_choices<Enum>());
    value = choice_of_name<Enum>(name);
  }
  virtual void integer(Key key, Index& value, Range range) = 0;
  virtual void boolean(Key key, bool& value) = 0;
  virtual void reals(Key key, std::vector<double>& values) = 0;
  virtual void integers(Key key, std::vector<Index>& values, Range range) = 0;
  /// An array of labels, which are all integers or all words; the other list is empty.
  virtual void labels(Key key, std::vector<Index>& integers, std::vector<std::string>& words) = 0;
  /// An array of arrays of numbers.
  virtual void rows(Key key, std::vector<std::vector<double>>& values) = 0;
  virtual void table(Key key, const Body& body) = 0;
  /// A key that need not be there: `body` visits it where it is. `present` is as that of
  /// optional_table.
  virtual void optional(Key key, bool& present, const Body& body) = 0;
  /// A table that need not be there; present tells a writer whether it is, and is told by a reader.
  virtual void optional_table(Key key, bool& present, const Body& body) = 0;
  /// An array of tables; resize(n) is told how many a reader found.
  virtual void tables(Key key, const std::function<std::size_t(std::size_t)>& resize,
                      const ItemBody& body) = 0;
  /// Sets defaults that follow other keys: done by a reader alone.
  virtual void defaults(const std::function<void()>& set) = 0;
  /// Fails with the position of a key that this table must not have, if it is there: one that
  /// would be known if another key were different.
  virtual void forbid(const char* key, const std::string& complaint) = 0;
  /// Fails with the position of a key that has this value, which others of its kind may have.
  virtual void forbid_value(const char*, std::string_view, const std::string&) {}
  /// Fails with the position of a key of this table unless the condition holds.
  virtual void require(bool condition, const char* key, const std::string& complaint) = 0;
};

/// The manifolds of which a fact holds, as "a, b or c"; each between quotes, if any are given.
std::string manifolds_with(const Vocabulary& vocabulary, bool ManifoldFacts::*fact,
                           const char* quote = "");

/// The keys of [data].
void describe(Fields& fields, DataConfig& data, const Vocabulary& vocabulary);
/// The keys of [views].
void describe(Fields& fields, ViewsConfig& views, const Vocabulary& vocabulary);
/// The keys of [positives].
void describe(Fields& fields, PositivesConfig& positives, const DataConfig& data);
/// The keys of [energy], with latents of this manifold.
void describe(Fields& fields, EnergyConfig& energy, const Vocabulary& vocabulary,
              const ManifoldTraits& manifold);

/// The keys of [study].
void describe(Fields& fields, StudyConfig& study, const RunConfig& run,
              const Vocabulary& vocabulary);
/// The keys of an integrator.
void describe(Fields& fields, IntegratorConfig& integrator, const Vocabulary& vocabulary);

/// The one description of the whole configuration.
void describe(Fields& fields, RunConfig& config, const Vocabulary& vocabulary);

}  // namespace simclr_flow
