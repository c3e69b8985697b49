#include "simclr_flow/io/replace_file.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "simclr_flow/core/error.hpp"
#include "support/folder.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
namespace fs = std::filesystem;

namespace {

std::string text_of(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

void put(const std::string& file, bool force, const std::string& text) {
  replace_file(file, force, [&text](const std::string& name) { std::ofstream(name) << text; });
}

}  // namespace

TEST_CASE("replace file: whole or not at all, and never an existing one unasked") {
  const Folder folder;
  const std::string file = folder.file("out");
  const auto entries = [&] { return std::distance(fs::directory_iterator(folder.path), {}); };
  put(file, false, "first");
  CHECK(text_of(file) == "first");
  CHECK_THROWS_WITH_AS(put(file, false, "second"), doctest::Contains("exists; --force replaces it"),
                       InputError);
  CHECK(text_of(file) == "first");
  put(file, true, "second");
  CHECK(text_of(file) == "second");
  const auto half = [](const std::string& name) {
    std::ofstream(name) << "half";
    throw StorageError("no room");
  };
  CHECK_THROWS_WITH_AS(replace_file(file, true, half), doctest::Contains("no room"), StorageError);
  CHECK(text_of(file) == "second");
  CHECK(entries() == 1);
  fs::create_symlink(file, folder.file("link"));
  put(folder.file("link"), true, "third");
  CHECK(text_of(file) == "third");
  CHECK(fs::is_symlink(folder.file("link")));
}

TEST_CASE("replace file: places that no file can have") {
  const Folder folder;
  const auto refuses = [](const std::string& file, const char* why) {
    CHECK_THROWS_WITH_AS(put(file, true, "x"), doctest::Contains(why), InputError);
  };
  refuses(folder.path.string(), "is a folder");
  refuses(folder.file("no/such/out"), "does not exist");
  refuses("/dev/null", "no ordinary file");
  CHECK_THROWS_WITH_AS(put("/proc/out", true, "x"), doctest::Contains("not writable"),
                       StorageError);
}
