// What is refused as a trajectory: to write, and to read.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/io/trajectory_writer.hpp"
#include "support/output_file.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
namespace fs = std::filesystem;

TEST_CASE("trajectory: outputs that cannot be made are refused before anything is written") {
  const OutputFile out("refused");
  const auto refuses = [](const std::string& path, bool force, double bytes, const char* why) {
    CHECK_THROWS_WITH_AS(check_output(path, force, bytes), doctest::Contains(why), InputError);
  };
  check_output(out.path, false, 1);
  CHECK_FALSE(fs::exists(out.path));
  refuses("/nowhere/at/all.h5", false, 1, "does not exist");
  refuses(fs::temp_directory_path().string(), false, 1, "is a folder");
  CHECK_THROWS_WITH_AS(check_output("/proc/run.h5", false, 1), doctest::Contains("not writable"),
                       StorageError);
  CHECK_THROWS_WITH_AS(check_output(out.path, false, 1e18), doctest::Contains("MB free"),
                       StorageError);
  std::ofstream(out.path) << "precious";
  refuses(out.path, false, 1, "--force replaces it");
  refuses(out.path, true, 1, "is no trajectory");
  CHECK(fs::file_size(out.path) == 8);
  refuses("/dev/null", true, 1, "no ordinary file");
}

TEST_CASE("trajectory: files that are not ours are refused by name") {
  const OutputFile out("foreign");
  CHECK_THROWS_WITH_AS(read_run(out.path), doctest::Contains("does not exist"), InputError);
  std::ofstream(out.path) << "not HDF5";
  CHECK_THROWS_WITH_AS(read_run(out.path), doctest::Contains("not an HDF5 file"), InputError);
}
