#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/instruction_set.hpp"

int main(int argc, char** argv) {
  try {
    simclr_flow::
        instruction_set_of_process();  // one that this processor lacks is refused before any test
  } catch (const simclr_flow::InputError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
  return doctest::Context(argc, argv).run();
}
