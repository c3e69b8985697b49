#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// A new HDF5 file of arrays for other programs, filled row by row; paths are "group/array". All
/// throw StorageError: the disk may be full.
class ArrayFile {
 public:
  /// How numbers are stored, little-endian: 64-bit floats, 64- and 32-bit integers, bytes.
  enum class Number { real, integer, label, byte };
  /// How texts are: of any length, as h5py reads them as str, or of their own length in ASCII, as
  /// VTK wants them.
  enum class Text { variable, fixed };

  /// Replaces what is there.
  explicit ArrayFile(const std::string& path);
  ~ArrayFile();
  ArrayFile(const ArrayFile&) = delete;
  ArrayFile& operator=(const ArrayFile&) = delete;

  /// An array [rows][...], in one piece, unset; its groups are made.
  void make(const std::string& path, Number number, const std::vector<Index>& extents);
  void make_group(const std::string& path);
  /// Numbers of whole rows of an array, from a row on.
  void write(const std::string& path, Index first_row, std::span<const double> values);
  void write(const std::string& path, Index first_row, std::span<const long long> values);
  /// The same array under a second path.
  void link(const std::string& path, const std::string& second);

  /// Attributes of a group or an array.
  void attribute(const std::string& object, const std::string& name, const std::string& text,
                 Text stored = Text::variable);
  void attribute(const std::string& object, const std::string& name,
                 const std::vector<std::string>& texts);
  void attribute(const std::string& object, const std::string& name,
                 const std::vector<long long>& integers);
  void attribute(const std::string& object, const std::string& name, long long integer);
  void attribute(const std::string& object, const std::string& name, double real);

  /// To be called at the end: what is left reaches the disk.
  void close();

 private:
  struct File;
  std::unique_ptr<File> file_;
};

}  // namespace simclr_flow
