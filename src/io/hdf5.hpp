#pragma once
// Small owning types over the HDF5 C API. Private to io.
#include <hdf5.h>

#include <string>
#include <utility>
#include <vector>

#include "reading_guard.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow::hdf5 {

/// Throws what the last failure of HDF5 is: std::bad_alloc if memory was missing, else a
/// StorageError naming `what`.
[[noreturn]] void refuse(const std::string& what);

/// An HDF5 identifier and the call that closes it.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  /// Refuses `what` if the identifier is invalid.
  Handle(hid_t id, Close closer, const std::string& what) : id_(id), close_(closer) {
    if (id < 0) refuse(what);
  }
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }
  /// Closes now and tells whether that worked: the last chance to see a full disk.
  bool close() { return close_(std::exchange(id_, -1)) >= 0; }

 private:
  hid_t id_;
  Close close_;
};

inline void require(herr_t status, const std::string& what) {
  if (status < 0) refuse(what);
}

/// To be called before any other use of HDF5: errors are told by exceptions, not printed, and no
/// exit handler runs (after a failed write it can crash; every file is closed explicitly).
inline void initialise() {
  H5dont_atexit();
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

/// An existing file, open for reading.
class ReadableFile {
 public:
  /// Throws StorageError.
  explicit ReadableFile(const std::string& path);
  operator hid_t() const { return file_; }

 private:
  ReadingGuard guard_;
  Handle file_;
};

Handle open_group(hid_t parent, const std::string& path);
/// Makes every group of the path that is missing.
Handle make_group(hid_t parent, const std::string& path);
/// Throws StorageError if its shape claims other than is stored.
Handle open_dataset(hid_t parent, const std::string& path);
/// Fixed-length strings of ASCII, which every reader takes, or of UTF-8.
Handle text_type(std::size_t size, H5T_cset_t characters = H5T_CSET_ASCII);
Handle dataspace(const std::vector<hsize_t>& extents);  ///< empty: a scalar
Handle file_access();  ///< default format, aligned, no file locking

/// Whether there is an HDF5 file at a path; pipes are not touched. Wants `initialise`.
bool is_hdf5(const std::string& path);

bool exists(hid_t parent, const std::string& path);
std::vector<hsize_t> extents(hid_t dataset);
std::vector<std::string> member_names(hid_t group);

/// A dataset with these values, row by row, by the types they are stored and given in.
void write_array(hid_t parent, const std::string& path, hid_t stored, hid_t native,
                 const std::vector<hsize_t>& extents, const void* values);
void write_reals(hid_t parent, const std::string& path, const std::vector<hsize_t>& extents,
                 const double* values);
void write_text(hid_t parent, const std::string& path, const std::string& text);
/// A list of strings, all of the size of the longest.
void write_texts(hid_t parent, const std::string& path, const std::vector<std::string>& texts);
std::vector<std::string> read_texts(hid_t parent, const std::string& path);
void write_text_attribute(hid_t object, const std::string& name, const std::string& text);
/// A list of strings, all of the size of the longest.
void write_texts_attribute(hid_t object, const std::string& name,
                           const std::vector<std::string>& texts);
void write_reals_attribute(hid_t object, const std::string& name,
                           const std::vector<double>& values);
std::string read_text(hid_t parent, const std::string& path);
std::string read_text_attribute(hid_t object, const std::string& name);
std::vector<std::string> read_texts_attribute(hid_t object, const std::string& name);

/// A contiguous dataset, allocated and filled at once; the fill value has the dataset's type.
Handle make_dataset(hid_t parent, const std::string& path, hid_t type,
                    const std::vector<hsize_t>& extents, const void* fill);

/// Makes a dataset a dimension scale of this name: what netCDF, xarray and others take for the
/// coordinate of an axis.
void make_scale(hid_t dataset, const std::string& name);
/// A dimension scale of so many places without values, which takes no room: netCDF's dimension
/// without a variable.
void make_dimension(hid_t parent, const std::string& path, hsize_t extent);
bool is_dimension(hid_t dataset);
/// Gives a dimension of a dataset the scale at a path.
void attach_scale(hid_t parent, const std::string& path, unsigned dimension,
                  const std::string& scale);

/// Throws StorageError unless the object at the path is a dataset of numbers.
void require_numbers(hid_t parent, const std::string& path);

/// So many rows, from `first` on, of a dataset of any rank >= 1 as doubles or integers.
template <class T>
std::vector<T> read_rows(hid_t parent, const std::string& path, hsize_t rows, hsize_t first = 0);
extern template std::vector<double> read_rows(hid_t, const std::string&, hsize_t, hsize_t);
extern template std::vector<long long> read_rows(hid_t, const std::string&, hsize_t, hsize_t);

template <class T>
T read_scalar(hid_t parent, const std::string& path);
extern template double read_scalar(hid_t, const std::string&);
extern template long long read_scalar(hid_t, const std::string&);
extern template unsigned long long read_scalar(hid_t, const std::string&);

}  // namespace simclr_flow::hdf5
