#pragma once
// Tables of open files. Private to data.
#include "input_bytes.hpp"
#include "simclr_flow/data/points_file.hpp"

namespace simclr_flow {

/// read_npy_points and read_csv_table of files that are open.
Points read_npy(InputBytes& in, const ArrayAxes& asked);
CsvTable read_csv(InputBytes& in);

}  // namespace simclr_flow
