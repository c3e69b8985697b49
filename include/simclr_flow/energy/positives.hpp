#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Which samples are positives of which, as a sparse matrix w_ij >= 0 over samples. The positive
/// pairs of a latent (i,a) are all (j,b) with w_ij > 0 but itself, and its mean over them takes
/// each in proportion to w_ij (to w_ij w_b where views have the weights w of a quadrature: then
/// itself included). A latent that so has none is its own, as single views are.
///
///   views    w the identity: the positives of a latent are the other views of its sample
///   labels   w_ij = 1 within a class: all other latents of the class, alike. With `nt-xent` the
///            supervised contrastive loss whose mean over positives is outside of the log (Khosla
///            et al. 2020, equation 2), and what classes as samples with members as views have
///   weights  any w
///
/// An energy costs O(N c V) for these pairs, c the samples of a row: with labels N times the
/// latents of a class. Labels take O(n) memory, as all rows of a class are one list.
class Positives {
 public:
  struct Weight {
    Index row, column;  ///< samples, from 0
    double value;
  };
  struct Partner {
    Index sample;
    double weight;
  };

  /// w as its entries, whose order is of no matter. Throws InputError for an entry beyond the
  /// samples, one that is given twice, a value but 0 and 1e-100 to 1e100, an empty row.
  static Positives of_weights(Index samples, std::vector<Weight> weights);
  /// Of samples with known labels those of their classes; of the others themselves. `known`, where
  /// not empty, has an entry a sample; without it all are known.
  static Positives of_labels(const std::vector<int>& labels, const std::vector<bool>& known = {});
  static Positives of_views(Index samples);

  Index samples() const { return std::ssize(rows_); }
  /// How many w_ij > 0 there are.
  Index pairs() const;
  /// The samples with w_ij > 0, in order.
  std::span<const Partner> row(Index sample) const {
    const Row& r = at(sample);
    return {partners_.data() + r.begin, static_cast<std::size_t>(r.end - r.begin)};
  }
  double own(Index sample) const { return at(sample).own; }        ///< w_ii
  double others(Index sample) const { return at(sample).others; }  ///< sum of w_ij, j != i

  /// The matrix of these distinct samples alone, in their order: that of a minibatch. What has no
  /// positives among them is its own.
  Positives among(const std::vector<Index>& samples) const;

 private:
  struct Row {
    Index begin, end;
    double own = 0, others = 0;
  };
  const Row& at(Index sample) const { return rows_[static_cast<std::size_t>(sample)]; }
  void add_sums();

  std::vector<Partner> partners_;
  std::vector<Row> rows_;
};

}  // namespace simclr_flow
