#pragma once
#include <memory>
#include <string>
#include <vector>

#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/energy/positives.hpp"

namespace simclr_flow {

/// The samples whose labels a semi-supervised energy knows: those listed, or round(fraction n) of
/// n, the first ones of a permutation by the stream `positives`, so that a larger fraction knows
/// all that a smaller one does; empty of other kinds. Throws InputError for a sample that there is
/// not.
std::vector<bool> known_labels(const PositivesConfig& config, Index samples, std::uint64_t seed);

/// Rows i, j, w of a file (text, .npy or file.h5:/path), a column each. Throws InputError.
Points read_positive_weights(const std::string& source);
/// The same rows as weights of n samples. Throws InputError for samples that are no numbers from 0,
/// and as Positives does.
Positives positives_of_weights(const Points& rows, Index samples);

/// What samples with labels, or none, and so many views are positives by; null: by views. `known`
/// and `weights` are those of semi and of a file, else not used. Throws InputError in a sentence
/// for labels that are missing, and a class of one sample of one view, which has no positives.
std::shared_ptr<const Positives> build_positives(const PositivesConfig& config,
                                                 const std::vector<int>& labels, Index samples,
                                                 Index views, const std::vector<bool>& known,
                                                 const Points& weights);

}  // namespace simclr_flow
