#pragma once
#include <memory>

#include "simclr_flow/data/transform.hpp"

namespace simclr_flow {

/// Images are points in R^(height·width): pixel (row, column) is coordinate row·width + column.
struct ImageShape {
  Index height = 0, width = 0;
  Index pixels() const { return height * width; }
};

// Transforms of images. None has a rule. All throw InputError for arguments outside their domains,
// and for images of fewer than 2×2 pixels. Blur, rescale and crop are linear, separable (one band
// matrix for rows, one for columns), and keep constants.

/// Gaussian blur: weights exp(-k²/(2 sigma²)) over `kernel` neighbours in each direction,
/// normalised to sum 1; sigma uniform in [low, high]. Beyond their borders images are reflected at
/// the centres of their outermost pixels. So an image that is 0 in its outermost (kernel + 1)/2
/// pixels keeps its sum. Domain: kernel odd, at least 1, at most height and width; 0 < low <= high.
/// Source: torchvision.transforms.GaussianBlur has this border and law of sigma.
std::unique_ptr<Transform> make_blur(ImageShape shape, Index kernel, double low, double high);

/// Resizes by bilinear interpolation to round(factor·height) × round(factor·width), at least 1
/// each, and back; factor uniform in [low, high]. Interpolation is at pixel centres, without
/// smoothing before a reduction, and constant beyond the outer centres. Factor 1 is the identity.
/// Domain: 0 < low <= high.
/// Source: torch.nn.functional.interpolate(mode="bilinear", align_corners=False) does the same.
std::unique_ptr<Transform> make_rescale(ImageShape shape, double low, double high);

/// The part of area share a, uniform in [area_low, 1], in the image's own proportions, at a uniform
/// place inside the image, resized to the whole as `rescale` does. Share 1 is the identity.
/// Domain: 0 < area_low <= 1.
std::unique_ptr<Transform> make_crop(ImageShape shape, double area_low);

/// The mirror image, left for right, with this probability. Domain: 0 <= probability <= 1.
std::unique_ptr<Transform> make_flip(ImageShape shape, double probability);

/// Moves the image by whole pixels, down and right each uniform in -pixels ... pixels; what comes
/// in is 0. Domain: pixels >= 0.
std::unique_ptr<Transform> make_translation(ImageShape shape, Index pixels);

}  // namespace simclr_flow
