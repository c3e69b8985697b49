// The sizes that a configuration plans against those of the datasets of its file: what of them does
// not fit cannot be judged.
#include "planned_sizes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "simclr_flow/io/run_paths.hpp"
#include "stated_flow.hpp"
#include "stated_positives.hpp"

namespace simclr_flow {
namespace {

/// Points and their dimension; 0 where only the files of the data say.
struct DataSize {
  Index points = 0, dim = 0;
};

/// What a law draws; each class alike.
struct DrawnLaw {
  Index classes = 0, dim = 2;
};

DrawnLaw law_of(const DataConfig& data) {
  if (data.kind == "discs" || data.kind == "boxes") {
    if (data.centres.empty()) return {4};
    return {std::ssize(data.centres), std::ssize(data.centres.front())};
  }
  if (data.kind == "ring") return {data.clusters};
  if (data.kind == "annuli") return {std::ssize(data.annulus_radii())};
  if (data.kind == "half-gaussians") return {2, data.dim};
  if (data.kind != "mixture") return {0, 0};
  if (data.centres.empty()) return {data.clusters, data.dim};
  return {std::ssize(data.centres), std::ssize(data.centres.front())};
}

/// As many of each class: of those named, of the law's, or of those that the labels tell.
DataSize size_of(const DataConfig& data, Index per_class, const std::vector<int>& labels) {
  const DrawnLaw law = law_of(data);
  Index classes = data.classes.empty() ? law.classes : std::ssize(data.classes);
  if (classes == 0) classes = labels.empty() ? 1 : 1 + *std::ranges::max_element(labels);
  return {classes * per_class, law.dim};
}

std::string unlike(const std::string& dataset, Index stored, const std::string& what,
                   Index planned) {
  return fmt::format("{} holds {} {}, its configuration plans {}", dataset, stored, what, planned);
}

/// Of points that a group holds against what is planned; labels are one per point, or none.
std::string complaint_of(const std::string& group, const Points& points,
                         const std::vector<int>& labels, const DataSize& planned) {
  if (planned.points > 0 && points.cols() != planned.points)
    return unlike(group + "/points", points.cols(), "points", planned.points);
  if (planned.dim > 0 && points.cols() > 0 && points.rows() != planned.dim)
    return unlike(group + "/points", points.rows(), "coordinates", planned.dim);
  if (!labels.empty() && std::ssize(labels) != points.cols())
    return unlike(data_path::labels(group), std::ssize(labels), "labels", points.cols());
  return "";
}

/// Of laws, and where classes are named, every point has a label.
bool has_labels(const DataConfig& data) {
  return law_of(data).classes > 0 || !data.classes.empty() || data.kind == "idx";
}

std::string complaint_of_data(const StoredRun& run, const RunConfig& config) {
  const DataConfig& data = config.data;
  if (data.kind == "none")
    return run.data.cols() == 0
               ? ""
               : unlike(data_path::points(data_path::data), run.data.cols(), "points", 0);
  if (run.data.cols() == 0) return "data/points is missing";
  if (has_labels(data) && run.labels.empty()) return "data/labels is missing";
  return complaint_of(data_path::data, run.data, run.labels,
                      size_of(data, data.per_class, run.labels));
}

std::string complaint_of_test_data(const StoredRun& run, const RunConfig& config) {
  const DataConfig& data = config.data;
  const std::string group = data_path::test;
  if (data.has_test() != (run.test_data.cols() > 0))
    return group + (data.has_test() ? "/points is missing" : "/points is stored, and not planned");
  if (!data.has_test()) return "";
  if (run.test_data.rows() != run.data.rows())
    return unlike(group + "/points", run.test_data.rows(), "coordinates", run.data.rows());
  if (has_labels(data) && run.test_labels.empty()) return group + "/labels is missing";
  // Other files may lack classes.
  const Index per_class = data.test.has_files() ? 0 : data.test.per_class;
  return complaint_of(group, run.test_data, run.test_labels, size_of(data, per_class, run.labels));
}

std::string complaint_of_views(const StoredRun& run, const RunConfig& config) {
  const ViewsConfig& views = config.views;
  const Index count = planned_views(views, run.data.rows());
  const Index weights = views.mode == ViewsConfig::Mode::quadrature ? count : 0;
  if (run.view_weights.size() != weights)
    return unlike(data_path::view_weights, run.view_weights.size(), "weights", weights);
  const bool fresh = views.mode == ViewsConfig::Mode::fresh, none = run.views.cols() == 0;
  const bool older = fresh && none && may_lack_series(run);  // they stored no views drawn once
  const bool stored = !views.transforms.empty() && !older;
  if (stored != (run.views.cols() > 0))
    return stored ? "data/views is missing" : "data/views is stored, and not planned";
  if (!stored) return "";
  if (run.views.rows() != run.data.rows())
    return unlike(data_path::views, run.views.rows(), "coordinates", run.data.rows());
  if (run.views.cols() != run.data.cols() * count)
    return unlike(data_path::views, run.views.cols(), "views", run.data.cols() * count);
  return "";
}

std::string complaint_of_image(const StoredRun& run, const RunConfig& config) {
  const auto& image = config.data.image;
  if (!image.empty() && (run.height != image[0] || run.width != image[1]))
    return fmt::format("data/image is {} x {}, its configuration plans {} x {}", run.height,
                       run.width, image[0], image[1]);
  if (run.height > 0 && run.height * run.width != run.data.rows())
    return unlike(data_path::points(data_path::data), run.data.rows(), "pixels",
                  run.height * run.width);
  return "";
}

/// The parameters of the flow's network; 0 if it has none.
Index planned_parameters(const Judged& j) {
  if (!j.flow_config.has_network()) return 0;
  return stated_network(j, j.run.data.rows()).parameter_count();
}

std::string complaint_of_latents(const Judged& j) {
  const StoredFlow& flow = j.flow;
  const Index points = j.config.data.kind == "none" ? j.config.data.count : j.run.data.cols();
  const Index planned = points * j.config.views.count;
  const std::string group = particles_path(flow.name);
  if (flow.particles != planned)
    return unlike(group + "/position", flow.particles, "latents", planned);
  if (flow.ambient_dim != j.config.latent.dim)
    return unlike(group + "/position", flow.ambient_dim, "coordinates", j.config.latent.dim);
  if (!are_repeated(j.run.labels, j.config.views.count, flow.species))
    return group + "/species are not the labels of the points, view after view";
  if (flow.positions.empty()) return "";
  if (space_of(j).stores_angle(j.config.latent.dim) == flow.angles.empty())
    return group + (flow.angles.empty() ? "/angle is missing" : "/angle is stored, off the circle");
  return "";
}

std::string complaint_of_start(const Judged& j) {
  const bool given = j.config.initial.kind == "file";
  const Points& start = j.run.start;
  if (given != (start.size() > 0))
    return given ? "data/start is missing" : "data/start is stored, and no file gave it";
  if (given && start.cols() != j.flow.particles)
    return unlike(data_path::start(data_path::data), start.cols(), "latents", j.flow.particles);
  if (given && start.rows() != coordinate_count(j))
    return unlike(data_path::start(data_path::data), start.rows(), "coordinates",
                  coordinate_count(j));
  return "";
}

/// Of the network's parameters, in the rows of the run or at its start.
std::string complaint_of_parameters(const Judged& j) {
  const Index planned = planned_parameters(j);
  const std::string group = parameters_path(j.flow.name);
  const Index moved = j.flow_config.kind == "network" ? planned : 0;
  if (j.flow.weights != moved)
    return unlike(group + "/weights", j.flow.weights, "parameters", moved);
  const auto start = j.run.weights.find(j.flow.name);
  const bool wanted = planned > 0 && (moved == 0 || !j.flow_config.weights.empty());
  if (wanted != (start != j.run.weights.end()))
    return group + (wanted ? "/start is missing" : "/start is stored, and not planned");
  if (wanted && start->second.size() != planned)
    return unlike(group + "/start", start->second.size(), "parameters", planned);
  return "";
}

}  // namespace

bool are_repeated(const std::vector<int>& labels, Index views, const std::vector<int>& species) {
  const auto each = static_cast<std::size_t>(views);
  if (species.size() != labels.size() * each) return false;
  for (std::size_t k = 0; k < species.size(); ++k)
    if (species[k] != labels[k / each]) return false;
  return true;
}

Index planned_views(const ViewsConfig& views, Index dim) {
  if (views.mode != ViewsConfig::Mode::quadrature) return views.count;
  Index nodes = 1;
  for (const TransformConfig& transform : views.transforms) {
    const Index chosen = std::ssize(transform.coordinates);
    const Index directions = transform.kind != "noise" ? 1 : chosen > 0 ? chosen : dim;
    for (Index k = 0; k < directions; ++k) nodes *= transform.nodes;
  }
  return nodes;
}

std::string contradiction(const StoredRun& run, const RunConfig& config) {
  for (const auto complaint : {complaint_of_data, complaint_of_test_data, complaint_of_views,
                               complaint_of_image, complaint_of_positives})
    if (std::string what = complaint(run, config); !what.empty()) return what;
  return "";
}

std::string contradiction(const Judged& j) {
  if (j.flow.kind != j.flow_config.kind)
    return fmt::format("parameters/{}/kind is '{}', its configuration plans '{}'", j.flow.name,
                       j.flow.kind, j.flow_config.kind);
  for (const auto complaint : {complaint_of_latents, complaint_of_start, complaint_of_parameters})
    if (std::string what = complaint(j); !what.empty()) return what;
  return "";
}

}  // namespace simclr_flow
