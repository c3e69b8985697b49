// The table of data: what each kind makes of its part of the configuration.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "simclr_flow/build/points_source.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/data/generators.hpp"
#include "simclr_flow/data/item_files.hpp"
#include "simclr_flow/data/points_file.hpp"
#include "simclr_flow/data/selection.hpp"
#include "simclr_flow/io/points_dataset.hpp"

namespace simclr_flow {
namespace {

/// Gives the labels 0, 1, ... of a law's classes their names, by which words choose.
void name_labels(Items& items, const std::vector<std::string>& names) {
  const auto classes =
      items.labels.empty() ? 0 : static_cast<std::size_t>(1 + std::ranges::max(items.labels));
  if (names.size() == classes) items.label_words = names;
}

/// Points of a law by their number per class and a substream.
template <class Law>
Split drawn(const DataConfig& config, std::uint64_t seed, const Law& law) {
  const auto items = [&](Index per_class, std::uint32_t substream) {
    Items made =
        dataset_items(fmt::format("[data] kind \"{}\"", config.kind), law(per_class, substream));
    if (!config.class_words.empty()) name_labels(made, config.class_names);
    return made;
  };
  const Selection all{config.classes, 0, config.shuffle, seed, config.class_words};
  const Items training = items(config.per_class, data_substreams::training);
  if (config.test.per_class == 0) return choose(training, all, 0);
  return choose(training, items(config.test.per_class, data_substreams::test), all, 0);
}

/// Items that a table's [data] image says are images, else as they are.
Items shaped(Items items, const DataConfig& config) {
  if (config.image.empty()) return items;
  return image_items(std::move(items), config.image[0], config.image[1]);
}

/// Points of files, opened by a function of DataFiles, the folder of their paths, and what arrays
/// of three axes are.
template <class Open>
Split chosen(const DataConfig& config, const std::string& folder, std::uint64_t seed,
             const Open& open) {
  const Selection selection{config.classes, config.per_class, config.shuffle, seed,
                            config.class_words};
  ArrayAxes axes;
  if (!config.image.empty()) axes = {0, config.image[0], config.image[1]};
  const Items items = shaped(open(config.files, folder, axes), config);
  if (!config.test.has_files()) return choose(items, selection, config.test.per_class);
  return choose(items, shaped(open(config.test.files, folder, axes), config), selection,
                config.test.per_class);
}

/// The centres given, as columns.
Points given_centres(const DataConfig& config) {
  Points centres(std::ssize(config.centres.front()), std::ssize(config.centres));
  for (Index k = 0; k < centres.cols(); ++k)
    centres.col(k) =
        Eigen::Map<const State>(config.centres[static_cast<std::size_t>(k)].data(), centres.rows());
  return centres;
}

State numbers_of(const std::vector<double>& values) {
  return Eigen::Map<const State>(values.data(), std::ssize(values));
}

Split discs(const DataConfig& c, const std::string&, std::uint64_t seed) {
  return drawn(c, seed, [&](Index per_class, std::uint32_t substream) {
    if (c.centres.empty()) return make_discs(c.radius, per_class, seed, substream);
    return make_discs(given_centres(c), c.radius, per_class, seed, substream);
  });
}

Split boxes(const DataConfig& c, const std::string&, std::uint64_t seed) {
  return drawn(c, seed, [&](Index per_class, std::uint32_t substream) {
    if (c.centres.empty()) return make_boxes(c.radius, per_class, seed, substream);
    return make_boxes(given_centres(c), c.radius, per_class, seed, substream);
  });
}

Split ring(const DataConfig& c, const std::string&, std::uint64_t seed) {
  return drawn(c, seed, [&](Index per_class, std::uint32_t substream) {
    if (!c.has_polar_spread())
      return make_ring(c.clusters, c.radius, c.spread, per_class, seed, substream);
    return make_polar_ring(c.clusters, c.radius, c.radial_spread, c.angular_spread, per_class, seed,
                           substream);
  });
}

Split annuli(const DataConfig& c, const std::string&, std::uint64_t seed) {
  return drawn(c, seed, [&](Index per_class, std::uint32_t substream) {
    return make_annuli(numbers_of(c.annulus_radii()), numbers_of(c.annulus_widths()), per_class,
                       seed, substream);
  });
}

Split half_gaussians(const DataConfig& c, const std::string&, std::uint64_t seed) {
  return drawn(c, seed, [&](Index per_class, std::uint32_t substream) {
    return make_half_gaussians(c.dim, c.gap, c.spread, per_class, seed, substream);
  });
}

Points centres_of(const DataConfig& config, std::uint64_t seed) {
  if (!config.centres.empty()) return given_centres(config);
  return draw_centres(config.dim, config.clusters, config.separation, seed);
}

Split mixture(const DataConfig& c, const std::string&, std::uint64_t seed) {
  return drawn(c, seed, [&](Index per_class, std::uint32_t substream) {
    return make_mixture(centres_of(c, seed), c.spread, per_class, seed, substream);
  });
}

Split idx(const DataConfig& config, const std::string& base, std::uint64_t seed) {
  return chosen(
      config, base, seed, [](const DataFiles& files, const std::string& folder, const ArrayAxes&) {
        return idx_items(in_folder(folder, files.images), in_folder(folder, files.labels));
      });
}

Split csv(const DataConfig& config, const std::string& base, std::uint64_t seed) {
  return chosen(config, base, seed,
                [](const DataFiles& files, const std::string& folder, const ArrayAxes&) {
                  return csv_items(in_folder(folder, files.file), in_folder(folder, files.labels),
                                   files.label_column);
                });
}

Split npy(const DataConfig& config, const std::string& base, std::uint64_t seed) {
  return chosen(config, base, seed,
                [](const DataFiles& files, const std::string& folder, const ArrayAxes& axes) {
                  return npy_items(in_folder(folder, files.file), in_folder(folder, files.labels),
                                   axes);
                });
}

Items hdf5_items(const DataFiles& files, const std::string& folder, const ArrayAxes& axes) {
  const std::string file = in_folder(folder, files.file);
  const auto read = [&file](const std::string& path, const ArrayAxes& asked) {
    PointsDataset found = read_points_dataset(file, path, asked);
    require_finite(fmt::format("{}:{}", file, path), found.points);
    return found;
  };
  ItemLabels labels;
  if (!files.labels.empty())
    labels.integers = integer_labels(fmt::format("labels '{}:{}'", file, files.labels),
                                     read(files.labels, {}).points);
  PointsDataset found = read(files.points, axes);
  labels.understood = std::move(found.taken);
  return table_items(fmt::format("data file '{}:{}'", file, files.points), std::move(found.points),
                     std::move(labels), "HDF5 " + std::filesystem::path(file).filename().string());
}

Split hdf5(const DataConfig& config, const std::string& base, std::uint64_t seed) {
  return chosen(config, base, seed, hdf5_items);
}

Split no_data(const DataConfig& config, const std::string&, std::uint64_t) {
  return {make_no_data(config.count), {}};
}

constexpr std::array data_table{
    DataEntry{"discs", "uniform in discs about (±1, ±1), or centres given", discs},
    DataEntry{"boxes", "uniform in squares about (±1, ±1), or boxes about centres given", boxes},
    DataEntry{"ring", "gaussian clusters on a circle, in the plane or in radius and angle", ring},
    DataEntry{"annuli", "uniform in concentric annuli", annuli},
    DataEntry{"half-gaussians", "the halves of a gaussian in R^D, moved apart", half_gaussians},
    DataEntry{"mixture", "gaussians in R^D about given or drawn centres", mixture},
    DataEntry{"idx", "images and labels in IDX files, plain or gzip (MNIST)", idx},
    DataEntry{"csv", "rows of a text table, labels in a column or a file", csv},
    DataEntry{"npy", "rows of a NumPy array, labels in another", npy},
    DataEntry{"hdf5", "rows of an HDF5 dataset, labels in another", hdf5},
    DataEntry{"none", "latents without data", no_data},
};

}  // namespace

std::span<const DataEntry> datasets() { return data_table; }

}  // namespace simclr_flow
