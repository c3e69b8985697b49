#include "simclr_flow/config/expectation.hpp"

#include <fmt/format.h>

#include <cmath>
#include <fstream>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/readable.hpp"
#include "simclr_flow/core/shown.hpp"
#include "toml_fields.hpp"

namespace simclr_flow {
namespace {

void describe(Fields& f, Expectation& expect) {
  f.text({"id", "name of the statement"}, expect.id, {}, Presence::required);
  f.text({"flow", "the flow that it is about"}, expect.flow, {}, Presence::required);
  f.text({"quantity", "an observable or a scalar of the kernel"}, expect.quantity, {},
         Presence::required);
  std::vector<double> window{expect.from, expect.to};
  f.reals({"window", "[from, to]: the times that count"}, window);
  f.require(window.size() == 2 && window[0] <= window[1], "window", "must be [from, to]");
  expect.from = window[0];
  expect.to = window[1];
  f.choice({"of", "which values in the window: every one, the largest, the smallest, or the last"},
           expect.of);
  f.choice({"over", "of an ensemble: every run, the mean over its runs, or how many are inside"},
           expect.over);
  f.require(expect.over != Expectation::Over::mean || expect.of != Expectation::Of::every, "of",
            "must be max, min or last: over = \"mean\" is of one number per run");
  if (expect.over == Expectation::Over::count)
    f.integer({"runs", "so many runs are inside, at least"}, expect.runs, at_least(1));
  else
    f.forbid("runs", "goes with over = \"count\"");
  f.real({"at_least", "lower bound of these values"}, expect.at_least, {});
  f.real({"at_most", "upper bound of these values"}, expect.at_most, {});
  f.require(std::isfinite(expect.at_least) || std::isfinite(expect.at_most), "at_least",
            "or at_most is needed: an expectation without a bound cannot fail");
  f.require(expect.at_least <= expect.at_most, "at_least", "must not be above at_most");
  f.text({"status", "how far the statement is established"}, expect.status,
         {"proven", "numerical", "conjecture"}, Presence::required);
  f.text({"source", "who states it"}, expect.source, {}, Presence::required);
}

}  // namespace

std::string read_text_file(const std::string& file) {
  if (const std::string why = obstacle_to_reading(file, Access::in_order); !why.empty())
    throw InputError(fmt::format("file '{}' {}", shown_name(file), why));
  constexpr std::size_t most = std::size_t{1} << 26;
  std::ifstream in(file, std::ios::binary);
  std::string text(1 << 16, ' ');
  std::size_t size = 0;
  while (in.read(text.data() + size, static_cast<std::streamsize>(text.size() - size))) {
    size = text.size();
    if (size >= most)
      throw InputError(fmt::format("file '{}' is no configuration: it has more than 64 MB", file));
    text.resize(2 * size);
  }
  text.resize(size + static_cast<std::size_t>(in.gcount()));
  return text;
}

std::vector<Expectation> read_expectations(const std::string& file) {
  const toml::table root = parse_toml(read_text_file(file), file);
  std::vector<Expectation> all;
  TomlReader reader(file, &root);
  reader.tables(
      {"expect", "one table per statement"},
      [&all](std::size_t size) {
        all.resize(size);
        return size;
      },
      [&all](Fields& item, std::size_t k) {
        describe(item, all[k]);
        for (std::size_t other = 0; other < k; ++other)
          item.require(all[other].flow != all[k].flow || all[other].id != all[k].id, "id",
                       "is taken by another expectation of this flow");
      });
  reader.require(!all.empty(), "expect", "is missing: the file needs at least one [[expect]]");
  reader.finish();
  return all;
}

}  // namespace simclr_flow
