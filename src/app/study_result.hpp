#pragma once
// A study as cells of tables and as a point of a sweep.
#include "simclr_flow/study/study.hpp"
#include "simclr_flow/sweep/point_result.hpp"

namespace simclr_flow {

/// Of a configuration, for tables: energy, kind, index, eigenvalue (the lowest), clusters (atoms),
/// share of starts, gap_to_bound and gap_to_best where they are known, and name. Cells without
/// values for none.
std::vector<Cell> cells_of(const Study& study, const Configuration* configuration);

/// Of a study file, for a sweep: done if all starts have ended and any is stationary; the cells
/// of the lowest configuration; distinct, the number of configurations, and not_stationary, of
/// starts. Throws InputError if it is none, or of another configuration.
PointResult study_result(const std::string& file, const PointSetting& setting);

}  // namespace simclr_flow
