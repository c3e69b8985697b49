#pragma once
// The table of a study, for people and for other programs.
#include <string>

#include "simclr_flow/study/study.hpp"

namespace simclr_flow {

/// Prints the table.
void print_study(const Study& study);

/// Of every configuration, by energy: rank, the cells of cells_of(study, configuration),
/// zero_eigenvalues and starts (how many ended there). Numbers in their shortest exact form; what
/// does not exist is empty.
std::string study_csv(const Study& study);
/// The same and the setting, what is known of its minimum, all stored eigenvalues, and how many
/// latents (or which masses) are at each cluster.
std::string study_json(const Study& study);
/// A tabular of LaTeX, numbers to the digits of the printed table.
std::string study_latex(const Study& study);

}  // namespace simclr_flow
