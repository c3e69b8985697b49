#include "simclr_flow/io/array_file.hpp"

#include "hdf5.hpp"

namespace simclr_flow {

using namespace hdf5;

namespace {

hid_t stored_as(ArrayFile::Number number) {
  switch (number) {
    case ArrayFile::Number::real:
      return H5T_IEEE_F64LE;
    case ArrayFile::Number::integer:
      return H5T_STD_I64LE;
    case ArrayFile::Number::label:
      return H5T_STD_I32LE;
    case ArrayFile::Number::byte:
      break;
  }
  return H5T_STD_U8LE;
}

[[noreturn]] void refuse_writing(const std::string& path) {
  throw StorageError("'" + path + "' could not be written whole; is the disk full?");
}

std::vector<hsize_t> unsigned_extents(const std::vector<Index>& extents) {
  return {extents.begin(), extents.end()};
}

/// Whole rows of an array, by the type they are given in. Closes the array: its last bytes may only
/// then be written.
void write_whole_rows(hid_t file, const std::string& path, Index first_row, hid_t native,
                      const void* values, std::size_t size) {
  if (size == 0) return;
  Handle dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose, "dataset '" + path + "'");
  std::vector<hsize_t> count = extents(dataset), start(count.size(), 0);
  hsize_t width = 1;
  for (std::size_t k = 1; k < count.size(); ++k) width *= count[k];
  start[0] = static_cast<hsize_t>(first_row);
  count[0] = size / width;
  const Handle there(H5Dget_space(dataset), H5Sclose, path);
  require(H5Sselect_hyperslab(there, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
          path);
  const bool written = H5Dwrite(dataset, native, dataspace(count), there, H5P_DEFAULT, values) >= 0;
  if (!dataset.close() || !written) refuse_writing(path);
}

void write_attribute(hid_t file, const std::string& object, const std::string& name, hid_t stored,
                     hid_t native, const std::vector<hsize_t>& shape, const void* values) {
  const Handle holder(H5Oopen(file, object.c_str(), H5P_DEFAULT), H5Oclose, "'" + object + "'");
  const Handle attribute(
      H5Acreate2(holder, name.c_str(), stored, dataspace(shape), H5P_DEFAULT, H5P_DEFAULT),
      H5Aclose, "attribute '" + name + "'");
  require(H5Awrite(attribute, native, values), name);
}

/// A text of one size in ASCII, or of any in UTF-8.
Handle type_of_text(ArrayFile::Text stored, std::size_t size) {
  if (stored == ArrayFile::Text::fixed) return text_type(size);
  Handle type = text_type(1, H5T_CSET_UTF8);
  require(H5Tset_size(type, H5T_VARIABLE), "a string type");
  return type;
}

}  // namespace

struct ArrayFile::File {
  explicit File(const std::string& path)
      : name(path),
        handle(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, file_access()), H5Fclose,
               "'" + path + "' as a new file") {}
  std::string name;
  Handle handle;
};

ArrayFile::ArrayFile(const std::string& path) {
  initialise();
  file_ = std::make_unique<File>(path);
}

ArrayFile::~ArrayFile() = default;

void ArrayFile::make(const std::string& path, Number number, const std::vector<Index>& extents) {
  if (const auto slash = path.rfind('/'); slash != std::string::npos)
    make_group(path.substr(0, slash));
  const Handle made(
      H5Dcreate2(file_->handle, path.c_str(), stored_as(number),
                 dataspace(unsigned_extents(extents)), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
      H5Dclose, "dataset '" + path + "'");
}

void ArrayFile::make_group(const std::string& path) { hdf5::make_group(file_->handle, path); }

void ArrayFile::write(const std::string& path, Index first_row, std::span<const double> values) {
  write_whole_rows(file_->handle, path, first_row, H5T_NATIVE_DOUBLE, values.data(), values.size());
}

void ArrayFile::write(const std::string& path, Index first_row, std::span<const long long> values) {
  write_whole_rows(file_->handle, path, first_row, H5T_NATIVE_LLONG, values.data(), values.size());
}

void ArrayFile::link(const std::string& path, const std::string& second) {
  require(H5Lcreate_hard(file_->handle, path.c_str(), file_->handle, second.c_str(), H5P_DEFAULT,
                         H5P_DEFAULT),
          second);
}

void ArrayFile::attribute(const std::string& object, const std::string& name,
                          const std::string& text, Text stored) {
  const Handle type = type_of_text(stored, text.size());
  const char* const start = text.c_str();
  const void* const value = stored == Text::fixed ? static_cast<const void*>(start) : &start;
  write_attribute(file_->handle, object, name, type, type, {}, value);
}

void ArrayFile::attribute(const std::string& object, const std::string& name,
                          const std::vector<std::string>& texts) {
  write_texts_attribute(open_group(file_->handle, object), name, texts);
}

void ArrayFile::attribute(const std::string& object, const std::string& name,
                          const std::vector<long long>& integers) {
  write_attribute(file_->handle, object, name, H5T_STD_I64LE, H5T_NATIVE_LLONG, {integers.size()},
                  integers.data());
}

void ArrayFile::attribute(const std::string& object, const std::string& name, long long integer) {
  write_attribute(file_->handle, object, name, H5T_STD_I64LE, H5T_NATIVE_LLONG, {}, &integer);
}

void ArrayFile::attribute(const std::string& object, const std::string& name, double real) {
  write_attribute(file_->handle, object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {}, &real);
}

void ArrayFile::close() {
  if (!file_->handle.close()) refuse_writing(file_->name);
}

}  // namespace simclr_flow
