#include <fmt/format.h>

#include <algorithm>

#include "fields.hpp"

namespace simclr_flow {

std::vector<double> DataConfig::annulus_radii() const {
  if (!radii.empty()) return radii;
  std::vector<double> natural;
  for (Index k = 1; k <= clusters; ++k) natural.push_back(static_cast<double>(k));
  return natural;
}

std::vector<double> DataConfig::annulus_widths() const {
  return widths.empty() ? std::vector<double>(annulus_radii().size(), width) : widths;
}

namespace {

bool is_files(const std::string& kind) {
  return kind == "idx" || kind == "csv" || kind == "npy" || kind == "hdf5";
}

template <class Label>
bool are_distinct(std::vector<Label> labels) {
  std::ranges::sort(labels);
  return std::ranges::adjacent_find(labels) == labels.end();
}

void describe_clusters(Fields& f, DataConfig& data, Index count) {
  f.defaults([&] { data.clusters = count; });
  f.integer({"clusters", "clusters, each a class"}, data.clusters, {1, true, 1e6});
}

void describe_spread(Fields& f, DataConfig& data, double spread) {
  f.defaults([&] { data.spread = spread; });
  f.real({"spread", "standard deviation of a cluster"}, data.spread, not_negative);
}

void describe_dim(Fields& f, DataConfig& data) {
  f.integer({"dim", "dimension of the data"}, data.dim, {1, true, 1e6});
}

/// Centres are given, or those of the law.
void describe_given_centres(Fields& f, DataConfig& data) {
  f.rows({"centres",
          "centres of the clusters, one row each; none: of a mixture drawn, of discs and boxes "
          "(±1, ±1)"},
         data.centres);
  if (data.centres.empty()) return;
  const std::size_t dim = data.centres.front().size();
  f.require(dim > 0 &&
                std::ranges::all_of(data.centres, [dim](const auto& c) { return c.size() == dim; }),
            "centres", "must be arrays of one length, the dimension of the data");
  f.require(data.kind != "discs" || dim == 2, "centres",
            "must be arrays of two numbers: discs lie in the plane");
}

/// Of a mixture; without centres they are drawn by the keys of their law.
void describe_centres(Fields& f, DataConfig& data) {
  describe_given_centres(f, data);
  if (!data.centres.empty()) {
    for (const char* key : {"dim", "clusters", "separation"})
      f.forbid(key, "is of centres that are drawn, but `centres` lists them");
    return;
  }
  describe_dim(f, data);
  describe_clusters(f, data, 4);
  f.real({"separation", "standard deviation of drawn centres"}, data.separation, not_negative);
}

/// Spread in the plane, or along radius and angle.
void describe_ring_spread(Fields& f, DataConfig& data) {
  f.real({"radial_spread", "of a ring: standard deviation of the radius, instead of spread"},
         data.radial_spread, not_negative);
  f.real({"angular_spread",
          "of a ring: standard deviation of the angle in radians, instead of spread"},
         data.angular_spread, not_negative);
  if (!data.has_polar_spread()) return describe_spread(f, data, 0.05);
  f.forbid("spread",
           "is of clusters that are gaussian in the plane, but radial_spread or "
           "angular_spread is given");
}

/// Annuli of radii 1, 2, ... and one width, or of radii and widths given.
void describe_annuli(Fields& f, DataConfig& data) {
  f.reals({"radii", "of annuli: their radii, one each; none: 1, 2, ..., as many as clusters"},
          data.radii);
  if (data.radii.empty())
    describe_clusters(f, data, 2);
  else
    f.forbid("clusters", "is told by radii: there is an annulus for each");
  const double most = data.radii.empty() ? 1 : 2 * std::ranges::min(data.radii);
  f.require(std::ranges::all_of(data.radii, [](double r) { return r >= 0; }), "radii",
            "must be 0 or more");
  f.reals({"widths", "of annuli: their widths, one each; none: width of all"}, data.widths);
  if (data.widths.empty()) {
    f.real({"width", "width of an annulus, at most twice its radius"}, data.width, {0, true, most});
    return;
  }
  f.forbid("width", "is of all annuli, but widths are given");
  const std::vector<double> radii = data.annulus_radii();
  f.require(data.widths.size() == radii.size(), "widths",
            fmt::format("must be {} numbers, one for each annulus", radii.size()));
  for (std::size_t k = 0; k < std::min(radii.size(), data.widths.size()); ++k)
    f.require(data.widths[k] >= 0 && data.widths[k] <= 2 * radii[k], "widths",
              fmt::format("must be 0 or more and at most twice the radius: number {} is {:g}, of "
                          "radius {:g}",
                          k, data.widths[k], radii[k]));
}

void describe_law(Fields& f, DataConfig& data) {
  if (data.kind == "discs" || data.kind == "boxes") {
    describe_given_centres(f, data);
    f.real({"radius", "radius of the discs, or half the side of the boxes"}, data.radius,
           not_negative);
  }
  if (data.kind == "ring") {
    describe_clusters(f, data, 8);
    f.defaults([&] { data.radius = 1; });
    f.real({"radius", "radius of the circle of centres"}, data.radius, not_negative);
    describe_ring_spread(f, data);
  }
  if (data.kind == "annuli") describe_annuli(f, data);
  if (data.kind == "half-gaussians") {
    describe_dim(f, data);
    f.real({"gap", "distance by which the halves are moved apart"}, data.gap, not_negative);
    describe_spread(f, data, 1);
  }
  if (data.kind == "mixture") {
    describe_centres(f, data);
    describe_spread(f, data, 0.1);
  }
  f.integer({"per_class", "points per class"}, data.per_class, {1, true, largest_count});
}

void describe_files(Fields& f, const std::string& kind, DataFiles& files, Presence presence) {
  if (kind == "idx")
    f.text({"images", "IDX file of images, plain or gzip"}, files.images, {}, presence);
  else
    f.text({"file", "file of points, relative to the configuration's folder"}, files.file, {},
           presence);
  if (kind == "hdf5")
    f.text({"points", "path of the dataset of points"}, files.points, {}, presence);
  f.text({"labels", "file of labels, or the path of their dataset"}, files.labels, {},
         kind == "idx" ? presence : Presence::optional);
  if (kind != "csv") return;
  f.text({"label_column", "column of labels, by name or by number from 1, quoted"},
         files.label_column);
  f.require(files.labels.empty() || files.label_column.empty(), "label_column",
            "cannot stand beside labels: points have labels from one place");
}

/// Other files are told by their file; what they leave out is as in the data's own.
void describe_test_files(Fields& f, const DataConfig& data, DataFiles& test) {
  describe_files(f, data.kind, test, Presence::optional);
  if (data.kind == "idx") {
    f.require(test.images.empty() == test.labels.empty(), test.images.empty() ? "images" : "labels",
              "is missing: IDX files come in pairs");
    return;
  }
  f.defaults([&] {
    const bool other_points = !test.points.empty();
    if (test.file.empty() && other_points) test.file = data.files.file;
    if (test.file.empty()) return;
    if (!other_points) test.points = data.files.points;
    if (data.kind == "hdf5" && !other_points && test.labels.empty())
      test.labels = data.files.labels;
    if (test.labels.empty() && test.label_column.empty())
      test.label_column = data.files.label_column;
  });
  f.require(!test.file.empty() || (test.labels.empty() && test.label_column.empty()), "file",
            "is missing: labels are those of a file of test points");
  const auto labelled = [](const DataFiles& files) {
    return !files.labels.empty() || !files.label_column.empty();
  };
  f.require(test.file.empty() || labelled(test) || !labelled(data.files), "labels",
            "is missing: the data have labels, give those of the test files too");
}

}  // namespace

void describe(Fields& f, DataConfig& data, const Vocabulary& names) {
  f.text({"kind", "where points come from: a law, a file, or none"}, data.kind, names.data,
         Presence::required);
  if (data.kind == "none")
    f.integer({"count", "latents without data"}, data.count, {1, true, largest_count});
  if (data.kind == "none" || data.kind.empty()) return;
  const bool files = is_files(data.kind);
  if (files) {
    describe_files(f, data.kind, data.files, Presence::required);
    if (data.kind != "idx")
      f.integers({"image", "[height, width] of points that are images"}, data.image,
                 {1, true, 1e5});
    f.require(data.image.empty() || data.image.size() == 2, "image",
              "must be [height, width] of points that are images");
    f.defaults([&] { data.per_class = data.kind == "idx" ? 20 : 0; });
    f.integer({"per_class", "points per class that are taken, the first ones; 0: all"},
              data.per_class, {0, true, largest_count});
  } else {
    describe_law(f, data);
  }
  f.labels({"classes",
            "labels to keep, in the order of their classes: integers, or words of a file or of "
            "class_names; all unless given"},
           data.classes, data.class_words);
  f.require(are_distinct(data.classes) && are_distinct(data.class_words), "classes",
            "lists a class twice");
  f.texts({"class_names",
           "names of the classes, in their order, in files and pictures; of a file "
           "its own unless given"},
          data.class_names);
  f.boolean({"standardise", "whether each coordinate gets mean 0 and variance 1"},
            data.standardise);
  f.boolean({"shuffle", "whether points are permuted by the seed before the first ones are taken"},
            data.shuffle);
  f.table({"test", "points held out"}, [&](Fields& t) {
    t.integer({"per_class", "points held out per class"}, data.test.per_class,
              {0, true, largest_count});
    if (files) describe_test_files(t, data, data.test.files);
  });
}

}  // namespace simclr_flow
