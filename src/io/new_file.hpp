#pragma once
// New HDF5 files. Private to io.
#include "hdf5.hpp"

namespace simclr_flow {

/// Calls the body with a new file of this name and closes it. Throws StorageError.
template <class Body>
void with_new_hdf5_file(const std::string& path, const Body& body) {
  hdf5::initialise();
  hdf5::Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, hdf5::file_access()),
                    H5Fclose, "'" + path + "' as a new file");
  body(static_cast<hid_t>(file));
  if (!file.close())
    throw StorageError("'" + path + "' could not be written whole; is the disk full?");
}

/// Syncs a file to its disk. Throws StorageError.
void sync_file(const std::string& path);

}  // namespace simclr_flow
