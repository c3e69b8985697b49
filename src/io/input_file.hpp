#pragma once
// HDF5 files that others wrote. Private to io.
#include <fmt/format.h>

#include <new>
#include <stdexcept>

#include "hdf5.hpp"
#include "simclr_flow/core/readable.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {

/// Calls the body with an open file. Throws StorageError if it is missing or no HDF5 file.
template <class Body>
auto with_hdf5_file(const std::string& path, const Body& body) {
  hdf5::initialise();
  if (const std::string why = obstacle_to_reading(path, Access::anywhere); !why.empty())
    throw StorageError("its file " + why);
  if (!hdf5::is_hdf5(path)) throw StorageError("its file is not an HDF5 file");
  const hdf5::ReadableFile file(path);
  return body(static_cast<hid_t>(file));
}

/// What the body finds wrong with an object of a file, as a sentence with its name.
template <class Body>
auto with_hdf5_input(const char* what, const std::string& file, const std::string& path,
                     const Body& body) {
  const auto complaint = [&](const std::string& why) {
    return InputError(fmt::format("{} '{}:{}': {}", what, shown_name(file), shown_name(path), why));
  };
  try {
    return with_hdf5_file(file, body);
  } catch (const StorageError& error) {
    throw complaint(error.what());
  } catch (const std::bad_alloc&) {
    throw complaint("it claims more data than there is memory");
  } catch (const std::length_error&) {
    throw complaint("it claims more data than there is memory");
  }
}

}  // namespace simclr_flow
