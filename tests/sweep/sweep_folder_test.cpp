#include "simclr_flow/sweep/sweep_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "support/folder.hpp"

using namespace simclr_flow;

namespace {

Manifest three_points() {
  Manifest manifest;
  manifest.command = "run";
  manifest.ending = ".h5";
  manifest.config_file = "a.toml";
  manifest.config = "seed = 1\n";
  manifest.grid = parse_grid({"energy.temperature=0.1,0.2,0.3"}, {});
  return manifest;
}

PointResult nothing(const std::string&, const PointSetting&) { return {}; }

/// Shards that begin at once: what they said, empty where they had their folder.
std::vector<std::string> begun_at_once(const std::string& folder, long count) {
  std::vector<std::string> said(static_cast<std::size_t>(count));
  std::vector<std::jthread> shards;
  for (long number = 1; number <= count; ++number)
    shards.emplace_back([&, number] {
      try {
        SweepFolder::enter(folder, three_points(), nothing).claim({number, count});
      } catch (const std::exception& error) {
        said[static_cast<std::size_t>(number - 1)] = error.what();
      }
    });
  shards.clear();
  return said;
}

}  // namespace

TEST_CASE("sweep folder: shards that begin at once all enter it") {
  const test::Folder scratch;
  for (int attempt = 0; attempt < 300; ++attempt)
    for (const std::string& said : begun_at_once(scratch.file(std::to_string(attempt)), 4))
      CHECK(said == "");
}

TEST_CASE("sweep folder: one that holds anything else is refused, with nothing written") {
  const test::Folder scratch;
  const std::string folder = scratch.file("notes");
  std::filesystem::create_directory(folder);
  scratch.write("notes/notes.txt", "mine");
  CHECK_THROWS_WITH_AS(SweepFolder::enter(folder, three_points(), nothing),
                       doctest::Contains("holds 'notes.txt' but no manifest.json"), InputError);
  CHECK(std::distance(std::filesystem::directory_iterator(folder), {}) == 1);
}
