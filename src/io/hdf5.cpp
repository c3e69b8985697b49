#include "hdf5.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <new>

#include "simclr_flow/core/readable.hpp"

namespace simclr_flow::hdf5 {
namespace {

template <class T>
hid_t native();
template <>
hid_t native<double>() {
  return H5T_NATIVE_DOUBLE;
}
template <>
hid_t native<long long>() {
  return H5T_NATIVE_LLONG;
}
template <>
hid_t native<unsigned long long>() {
  return H5T_NATIVE_ULLONG;
}

Handle create_intermediate_groups() {
  Handle list(H5Pcreate(H5P_LINK_CREATE), H5Pclose, "a property list");
  require(H5Pset_create_intermediate_group(list, 1), "a property list");
  return list;
}

/// A fixed-length string without its padding.
std::string trimmed(std::string text) {
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

Handle storage_type(hid_t object, hid_t (*type_of)(hid_t), const std::string& name) {
  return {type_of(object), H5Tclose, "the type of '" + name + "'"};
}

std::size_t text_size(hid_t type, const std::string& name) {
  if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type))
    throw StorageError("'" + name + "' is not a fixed-length string");
  return H5Tget_size(type);
}

const char* name_of(H5T_class_t type) {
  switch (type) {
    case H5T_STRING:
      return "strings";
    case H5T_COMPOUND:
      return "compounds";
    case H5T_REFERENCE:
      return "references";
    case H5T_VLEN:
      return "sequences";
    case H5T_ARRAY:
      return "arrays";
    default:
      return "values of another type";
  }
}

}  // namespace

void refuse(const std::string& what) {
  bool memory = false;
  const auto look = [](unsigned, const H5E_error2_t* error, void* found) -> herr_t {
    if (error->maj_num == H5E_RESOURCE && error->min_num == H5E_NOSPACE)  // a disk's are of H5E_IO
      *static_cast<bool*>(found) = true;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, look, &memory);
  if (memory) throw std::bad_alloc();
  throw StorageError("HDF5 could not use " + what);
}

Handle open_group(hid_t parent, const std::string& path) {
  return {H5Gopen2(parent, path.c_str(), H5P_DEFAULT), H5Gclose, "group '" + path + "'"};
}

Handle make_group(hid_t parent, const std::string& path) {
  if (exists(parent, path)) return open_group(parent, path);
  return {H5Gcreate2(parent, path.c_str(), create_intermediate_groups(), H5P_DEFAULT, H5P_DEFAULT),
          H5Gclose, "group '" + path + "'"};
}

namespace {

/// Refuses a dataset whose shape is not that of what is stored of it: values in one piece are as
/// many bytes, compressed ones have at most about a thousand times theirs (deflate: 1032). What was
/// never written is not stored at all; of that little is taken.
void require_stored(hid_t dataset, const std::string& path) {
  const Handle list(H5Dget_create_plist(dataset), H5Pclose, path);
  const Handle type = storage_type(dataset, H5Dget_type, path);
  if (H5Tis_variable_str(type) > 0 || H5Tdetect_class(type, H5T_VLEN) > 0) return;
  double claimed = static_cast<double>(H5Tget_size(type));
  for (const hsize_t extent : extents(dataset)) claimed *= static_cast<double>(extent);
  const auto stored = static_cast<double>(H5Dget_storage_size(dataset));
  constexpr double little = 16 << 20, compression = 1100;
  const bool in_one_piece = H5Pget_layout(list) != H5D_CHUNKED && stored > 0;
  if (in_one_piece ? claimed == stored : claimed <= std::max(little, compression * stored)) return;
  throw StorageError(fmt::format(
      "'{}' claims {:.6g} bytes by its shape, of which {:.6g} are stored: {}", path, claimed,
      stored,
      stored == 0 ? "it was never written" : "it is damaged, or most of it was never written"));
}

}  // namespace

Handle open_dataset(hid_t parent, const std::string& path) {
  Handle dataset(H5Dopen2(parent, path.c_str(), H5P_DEFAULT), H5Dclose, "dataset '" + path + "'");
  require_stored(dataset, path);
  return dataset;
}

Handle text_type(std::size_t size, H5T_cset_t characters) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "a string type");
  require(H5Tset_size(type, std::max<std::size_t>(size, 1)), "a string type");
  require(H5Tset_cset(type, characters), "a string type");
  return type;
}

Handle dataspace(const std::vector<hsize_t>& extents) {
  const hid_t id =
      extents.empty() ? H5Screate(H5S_SCALAR)
                      : H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr);
  return {id, H5Sclose, "a dataspace"};
}

Handle file_access() {
  Handle list(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "a property list");
  require(H5Pset_alignment(list, 4096, 4096), "a property list");
  require(H5Pset_file_locking(list, false, true), "a property list");
  return list;
}

bool is_hdf5(const std::string& path) {
  return obstacle_to_reading(path, Access::anywhere).empty() && H5Fis_hdf5(path.c_str()) > 0;
}

bool exists(hid_t parent, const std::string& path) {
  for (std::size_t slash = 0; slash != std::string::npos;) {
    slash = path.find('/', slash + 1);
    if (H5Lexists(parent, path.substr(0, slash).c_str(), H5P_DEFAULT) <= 0) return false;
  }
  return true;
}

std::vector<hsize_t> extents(hid_t dataset) {
  const Handle space(H5Dget_space(dataset), H5Sclose, "a dataspace");
  std::vector<hsize_t> sizes(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
  if (!sizes.empty()) H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
  return sizes;
}

std::vector<std::string> member_names(hid_t group) {
  std::vector<std::string> names;
  const auto collect = [](hid_t, const char* name, const H5L_info_t*, void* to) -> herr_t {
    static_cast<std::vector<std::string>*>(to)->emplace_back(name);
    return 0;
  };
  require(H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, collect, &names), "a group");
  return names;
}

Handle make_dataset(hid_t parent, const std::string& path, hid_t type,
                    const std::vector<hsize_t>& extents, const void* fill) {
  const Handle list(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "a property list");
  require(H5Pset_layout(list, H5D_CONTIGUOUS), path);
  require(H5Pset_alloc_time(list, H5D_ALLOC_TIME_EARLY), path);
  require(H5Pset_fill_time(list, H5D_FILL_TIME_ALLOC), path);
  require(H5Pset_obj_track_times(list, false), path);
  if (fill) require(H5Pset_fill_value(list, type, fill), path);
  return {H5Dcreate2(parent, path.c_str(), type, dataspace(extents), create_intermediate_groups(),
                     list, H5P_DEFAULT),
          H5Dclose, "dataset '" + path + "'"};
}

void make_scale(hid_t dataset, const std::string& name) {
  require(H5DSset_scale(dataset, name.c_str()), "dimension scale '" + name + "'");
}

namespace {

/// How the name of a scale begins that netCDF takes for no variable.
constexpr std::string_view no_variable = "This is a netCDF dimension but not a netCDF variable.";

}  // namespace

void make_dimension(hid_t parent, const std::string& path, hsize_t extent) {
  const Handle scale(H5Dcreate2(parent, path.c_str(), H5T_IEEE_F32BE, dataspace({extent}),
                                create_intermediate_groups(), H5P_DEFAULT, H5P_DEFAULT),
                     H5Dclose, "dataset '" + path + "'");
  make_scale(scale, fmt::format("{}{:10}", no_variable, extent));
}

bool is_dimension(hid_t dataset) {
  std::string name(no_variable.size() + 1, '\0');
  return H5DSis_scale(dataset) > 0 && H5DSget_scale_name(dataset, name.data(), name.size()) > 0 &&
         name.starts_with(no_variable);
}

void attach_scale(hid_t parent, const std::string& path, unsigned dimension,
                  const std::string& scale) {
  const Handle to(H5Dopen2(parent, path.c_str(), H5P_DEFAULT), H5Dclose, path);
  const Handle from(H5Dopen2(parent, scale.c_str(), H5P_DEFAULT), H5Dclose, scale);
  require(H5DSattach_scale(to, from, dimension), path);
}

void require_numbers(hid_t parent, const std::string& path) {
  const Handle object(H5Oopen(parent, path.c_str(), H5P_DEFAULT), H5Oclose, "it");
  if (H5Iget_type(object) != H5I_DATASET)
    throw StorageError(H5Iget_type(object) == H5I_GROUP ? "it is a group, not a dataset"
                                                        : "it is not a dataset");
  const Handle type(H5Dget_type(object), H5Tclose, "its type");
  const H5T_class_t held = H5Tget_class(type);
  if (held != H5T_INTEGER && held != H5T_FLOAT && held != H5T_ENUM)
    throw StorageError(
        fmt::format("it holds {}, expected integers, floats or an enumeration", name_of(held)));
}

void write_array(hid_t parent, const std::string& path, hid_t stored, hid_t native,
                 const std::vector<hsize_t>& extents, const void* values) {
  const Handle dataset = make_dataset(parent, path, stored, extents, nullptr);
  require(H5Dwrite(dataset, native, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), path);
}

void write_reals(hid_t parent, const std::string& path, const std::vector<hsize_t>& extents,
                 const double* values) {
  write_array(parent, path, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, extents, values);
}

namespace {

/// UTF-8 only where there is more than ASCII: some readers, Octave's `load` among them, take no
/// group that holds it.
H5T_cset_t characters_of(std::string_view text) {
  const bool ascii = std::ranges::all_of(text, [](char c) { return c >= 0; });
  return ascii ? H5T_CSET_ASCII : H5T_CSET_UTF8;
}

}  // namespace

void write_text(hid_t parent, const std::string& path, const std::string& text) {
  const Handle type = text_type(text.size(), characters_of(text));
  const Handle dataset = make_dataset(parent, path, type, {}, nullptr);
  const char empty = 0;
  require(
      H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.empty() ? &empty : text.data()),
      path);
}

void write_text_attribute(hid_t object, const std::string& name, const std::string& text) {
  const Handle type = text_type(text.size(), characters_of(text));
  const Handle attribute(
      H5Acreate2(object, name.c_str(), type, dataspace({}), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
      "attribute '" + name + "'");
  require(H5Awrite(attribute, type, text.data()), name);
}

void write_reals_attribute(hid_t object, const std::string& name,
                           const std::vector<double>& values) {
  const Handle attribute(H5Acreate2(object, name.c_str(), H5T_IEEE_F64LE,
                                    dataspace({values.size()}), H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose, "attribute '" + name + "'");
  require(H5Awrite(attribute, H5T_NATIVE_DOUBLE, values.data()), name);
}

namespace {

/// Strings of one size, that of the longest, one after the other.
struct Packed {
  explicit Packed(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) size = std::max(size, text.size());
    for (const std::string& text : texts) all.append(text).append(size - text.size(), '\0');
  }
  std::size_t size = 1;
  std::string all;
};

std::vector<std::string> unpacked(const std::string& all, std::size_t size) {
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < all.size(); at += size)
    texts.push_back(trimmed(all.substr(at, size)));
  return texts;
}

}  // namespace

void write_texts(hid_t parent, const std::string& path, const std::vector<std::string>& texts) {
  const Packed packed(texts);
  const Handle type = text_type(packed.size, characters_of(packed.all));
  write_array(parent, path, type, type, {texts.size()}, packed.all.data());
}

std::vector<std::string> read_texts(hid_t parent, const std::string& path) {
  const Handle dataset = open_dataset(parent, path);
  const Handle type = storage_type(dataset, H5Dget_type, path);
  const auto count = extents(dataset);
  if (count.size() != 1) throw StorageError("'" + path + "' is not a list of strings");
  const std::size_t size = text_size(type, path);
  std::string all(size * count[0], '\0');
  require(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()), path);
  return unpacked(all, size);
}

void write_texts_attribute(hid_t object, const std::string& name,
                           const std::vector<std::string>& texts) {
  const Packed packed(texts);
  const Handle type = text_type(packed.size, characters_of(packed.all));
  const Handle attribute(
      H5Acreate2(object, name.c_str(), type, dataspace({texts.size()}), H5P_DEFAULT, H5P_DEFAULT),
      H5Aclose, "attribute '" + name + "'");
  require(H5Awrite(attribute, type, packed.all.data()), name);
}

std::string read_text(hid_t parent, const std::string& path) {
  const Handle dataset = open_dataset(parent, path);
  const Handle type = storage_type(dataset, H5Dget_type, path);
  if (!extents(dataset).empty()) throw StorageError("'" + path + "' is not one string");
  std::string text(text_size(type, path), '\0');
  require(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()), path);
  return trimmed(std::move(text));
}

std::string read_text_attribute(hid_t object, const std::string& name) {
  const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose,
                         "attribute '" + name + "'");
  const Handle type = storage_type(attribute, H5Aget_type, name);
  const Handle space(H5Aget_space(attribute), H5Sclose, name);
  if (H5Sget_simple_extent_npoints(space) != 1)
    throw StorageError("attribute '" + name + "' is not one string");
  std::string text(text_size(type, name), '\0');
  require(H5Aread(attribute, type, text.data()), name);
  return trimmed(std::move(text));
}

std::vector<std::string> read_texts_attribute(hid_t object, const std::string& name) {
  const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose,
                         "attribute '" + name + "'");
  const Handle type = storage_type(attribute, H5Aget_type, name);
  const Handle space(H5Aget_space(attribute), H5Sclose, name);
  const std::size_t size = text_size(type, name);
  std::string all(size * static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)), '\0');
  require(H5Aread(attribute, type, all.data()), name);
  return unpacked(all, size);
}

template <class T>
std::vector<T> read_rows(hid_t parent, const std::string& path, hsize_t rows, hsize_t first) {
  const Handle dataset = open_dataset(parent, path);
  std::vector<hsize_t> count = extents(dataset);
  if (count.empty() || rows > count[0] || first > count[0] - rows)
    throw StorageError("'" + path + "' has fewer rows than were committed");
  count[0] = rows;
  hsize_t size = 1;
  for (const hsize_t extent : count) size *= extent;
  std::vector<T> values(size);
  if (size == 0) return values;
  std::vector<hsize_t> start(count.size(), 0);
  start[0] = first;
  const Handle in_file(H5Dget_space(dataset), H5Sclose, path);
  require(
      H5Sselect_hyperslab(in_file, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
      path);
  require(H5Dread(dataset, native<T>(), dataspace(count), in_file, H5P_DEFAULT, values.data()),
          path);
  return values;
}
template std::vector<double> read_rows(hid_t, const std::string&, hsize_t, hsize_t);
template std::vector<long long> read_rows(hid_t, const std::string&, hsize_t, hsize_t);

template <class T>
T read_scalar(hid_t parent, const std::string& path) {
  const Handle dataset = open_dataset(parent, path);
  if (!extents(dataset).empty()) throw StorageError("'" + path + "' is not a scalar");
  T value{};
  require(H5Dread(dataset, native<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, &value), path);
  return value;
}
template double read_scalar(hid_t, const std::string&);
template long long read_scalar(hid_t, const std::string&);
template unsigned long long read_scalar(hid_t, const std::string&);

}  // namespace simclr_flow::hdf5
