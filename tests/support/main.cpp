#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/instruction_set.hpp"

using namespace simclr_flow;

namespace {

/// Of `--unless-widest`: the tests of the room itself run the widest set.
bool is_left_out(InstructionSet set, int argc, char** argv) {
  return set == widest_instruction_set() &&
         std::any_of(argv, argv + argc, [](std::string_view a) { return a == "--unless-widest"; });
}

}  // namespace

int main(int argc, char** argv) {
  try {  // a set that this processor lacks is refused before any test
    if (is_left_out(instruction_set_of_process(), argc, argv)) {
      std::puts("left out: this is the widest set, which the other tests run");
      return 0;
    }
  } catch (const InputError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
  return doctest::Context(argc, argv).run();
}
