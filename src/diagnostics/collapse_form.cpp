#include "simclr_flow/diagnostics/growth.hpp"

namespace simclr_flow {
namespace {

/// -D(dE/dz) along one coordinate of one latent, in that coordinate of all: on every manifold z =
/// (1, 0) is a latent that moves along (0, 1).
class AtCollapse {
 public:
  AtCollapse(const Energy& energy, const Latents& latents)
      : energy_(energy), latents_(latents), along_(Points::Zero(2, latents.z.cols())) {}

  State column(Index latent) {
    along_(1, latent) = 1;
    Points moved(2, along_.cols());
    energy_.hessian_vector(latents_, along_, moved);
    along_(1, latent) = 0;
    return -moved.row(1).transpose();
  }

 private:
  const Energy& energy_;
  const Latents& latents_;
  Points along_;
};

}  // namespace

Points collapse_form(const Energy& energy, Index latents, Index views, const State& view_weights,
                     const Positives* positives) {
  const Points z = State{{1, 0}}.replicate(1, latents);
  const Latents together{z, views, nullptr, view_weights.size() ? &view_weights : nullptr,
                         positives};
  AtCollapse at(energy, together);
  Points form(latents, latents);
  for (Index j = 0; j < (positives ? latents : views); ++j) form.col(j) = at.column(j);
  // Where the views of a sample are its positives all samples are alike.
  for (Index j = views; j < latents && !positives; ++j) {
    const Index first = j - j % views;
    form.col(j) = form.col(j % views).segment(views, views).replicate(latents / views, 1);
    form.col(j).segment(first, views) = form.col(j % views).head(views);
  }
  return (form + form.transpose()) / 2;
}

}  // namespace simclr_flow
