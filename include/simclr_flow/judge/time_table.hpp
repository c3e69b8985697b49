#pragma once
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// One quantity over the times of a table: a value per time, or none at all where it does not
/// apply.
struct Column {
  std::string id;    ///< stable name
  std::string name;  ///< for people
  std::vector<double> values;
};

struct TimeTable {
  std::vector<double> times;
  std::vector<Column> columns;
};

/// Particles against a solution of the continuum from their law. Columns: `mmd` of their law to the
/// solution, and `draws`, the root mean square of what as many independent draws of it have.
struct SolutionSeries {
  std::string solution;  ///< its name, for people
  double temperature = 0;
  Index latents = 0;
  TimeTable series{{}, {{"mmd", "MMD", {}}, {"draws", "draws", {}}}};

  void add(double time, double mmd, double draws) {
    series.times.push_back(time);
    series.columns[0].values.push_back(mmd);
    series.columns[1].values.push_back(draws);
  }
};

}  // namespace simclr_flow
