#include "simclr_flow/core/fault.hpp"

#include <new>
#include <system_error>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {

Fault fault_of(const std::exception& error) {
  if (dynamic_cast<const InputError*>(&error)) return Fault::input;
  if (dynamic_cast<const StorageError*>(&error)) return Fault::storage;
  if (dynamic_cast<const std::system_error*>(&error)) return Fault::storage;
  return dynamic_cast<const std::bad_alloc*>(&error) ? Fault::memory : Fault::computation;
}

std::string sentence_of(const std::exception& error) {
  if (fault_of(error) == Fault::memory)
    return "there is not enough memory for data or flows of this size";
  return one_line(error.what());
}

}  // namespace simclr_flow
