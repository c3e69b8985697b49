#pragma once
// Stored trajectory files, opened for reading. Private to io.
#include <fmt/format.h>

#include <new>
#include <stdexcept>

#include "hdf5.hpp"
#include "simclr_flow/core/readable.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/io/series_paths.hpp"

namespace simclr_flow {

/// A committed counter; 0 if the track is absent. read_rows refuses one beyond its dataset.
inline hsize_t committed(hid_t file, const std::string& flow, const std::string& track) {
  const std::string path = counter_path(flow, track);
  if (!hdf5::exists(file, path)) return 0;
  const long long count = hdf5::read_scalar<long long>(file, path);
  if (count < 0) throw StorageError("'" + path + "' is negative");
  return static_cast<hsize_t>(count);
}

/// Calls the body; whatever goes wrong becomes a sentence with the name of the file that it reads.
template <class Body>
auto naming_file(const std::string& path, const Body& body) {
  try {
    return body();
  } catch (const StorageError& error) {
    throw InputError(fmt::format("file '{}' cannot be read: {}", path, error.what()));
  } catch (const std::bad_alloc&) {
    throw InputError(fmt::format("file '{}' claims more data than there is memory", path));
  } catch (const std::length_error&) {
    throw InputError(fmt::format("file '{}' claims more data than there is memory", path));
  }
}

/// Throws InputError unless there is an HDF5 file to read at the path.
inline void require_hdf5(const std::string& path) {
  hdf5::initialise();
  if (const std::string why = obstacle_to_reading(path, Access::anywhere); !why.empty())
    throw InputError(fmt::format("file '{}' {}", shown_name(path), why));
  if (!hdf5::is_hdf5(path)) throw InputError(fmt::format("file '{}' is not an HDF5 file", path));
}

/// Opens a file and calls the body with it, as naming_file.
template <class Body>
auto with_file(const std::string& path, const Body& body) {
  require_hdf5(path);
  return naming_file(path, [&] {
    const hdf5::ReadableFile file(path);
    return body(static_cast<hid_t>(file));
  });
}

}  // namespace simclr_flow
