#pragma once
// What a file is, by its first bytes. Private to data.
#include <string>

#include "input_bytes.hpp"

namespace simclr_flow {

enum class FileFormat { text, npy };

/// The format of a file that holds points. Throws InputError for any other: names it, and the way
/// to points in it.
FileFormat format_of(InputBytes& in);

/// The same where one format is wanted. Throws InputError for the other too.
void require_format(InputBytes& in, FileFormat wanted);

}  // namespace simclr_flow
