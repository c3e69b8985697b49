#include "simclr_flow/core/fault.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <new>
#include <stdexcept>
#include <system_error>

#include "simclr_flow/core/error.hpp"

using namespace simclr_flow;

TEST_CASE("faults: of input, storage, memory and computation are told apart") {
  CHECK(fault_of(InputError("x")) == Fault::input);
  CHECK(fault_of(StorageError("x")) == Fault::storage);
  CHECK(fault_of(std::system_error(ENOSPC, std::generic_category())) == Fault::storage);
  CHECK(fault_of(std::filesystem::filesystem_error("x", std::error_code())) == Fault::storage);
  CHECK(fault_of(std::bad_alloc()) == Fault::memory);
  CHECK(fault_of(std::bad_array_new_length()) == Fault::memory);
  CHECK(fault_of(std::runtime_error("x")) == Fault::computation);
  CHECK(fault_of(std::logic_error("x")) == Fault::computation);
  CHECK(sentence_of(std::runtime_error("one\ntwo")).find('\n') == std::string::npos);
  CHECK(sentence_of(std::bad_alloc()).find("not enough memory") != std::string::npos);
}
