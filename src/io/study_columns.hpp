#pragma once
// The names of a study file, for writing and reading. Private to io.
#include <limits>
#include <string>

#include "simclr_flow/io/run_paths.hpp"
#include "simclr_flow/io/study_file.hpp"

namespace simclr_flow::study_columns {

inline constexpr const char* content_attribute = "content";
inline constexpr const char* content = "study";
inline constexpr const char* given_start = "data/start";
inline constexpr double unset = std::numeric_limits<double>::quiet_NaN();
inline constexpr long long open_start = 0, stationary = 1, not_stationary = 2;

// The scalar columns of `starts`, for writing and reading.
struct RealColumn {
  const char* name;
  double StudyEnd::*member;
};
inline constexpr RealColumn real_columns[] = {{"energy", &StudyEnd::energy},
                                              {"gradient_norm", &StudyEnd::gradient_norm},
                                              {"residual", &StudyEnd::residual},
                                              {"time", &StudyEnd::time},
                                              {"largest_eigenvalue", &StudyEnd::largest}};
struct CountColumn {
  const char* name;
  Index StudyEnd::*member;
};
inline constexpr CountColumn count_columns[] = {{"flow_steps", &StudyEnd::flow_steps},
                                                {"newton_steps", &StudyEnd::newton_steps},
                                                {"unknowns", &StudyEnd::unknowns},
                                                {"index", &StudyEnd::negative},
                                                {"zero_eigenvalues", &StudyEnd::zero}};

inline std::string at(const char* column) { return std::string("starts/") + column; }

}  // namespace simclr_flow::study_columns
