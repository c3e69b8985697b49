#include "dataset_facts.hpp"

#include <algorithm>
#include <ranges>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hdf5.hpp"

namespace simclr_flow {
namespace {

using namespace hdf5;

/// A dataset in words.
struct DatasetFacts {
  std::string_view path;  ///< in the file; * is any one name, or any before an ending
  std::string_view long_name;
  std::string_view axes = "";  ///< names between blanks
  std::string_view source = "";
  std::string_view units = "1";  ///< "1": dimensionless
};

constexpr std::string_view energy = "Calder and Lee 2025, arXiv:2503.10812";
constexpr std::string_view wang = "Wang and Isola 2020, arXiv:2005.10242";
constexpr std::string_view collapse = "Papyan, Han and Donoho 2020, arXiv:2008.08186";
constexpr std::string_view tangent = "Jacot, Gabriel and Hongler 2018, arXiv:1806.07572";
constexpr std::string_view graph = "after HaoChen et al. 2021, arXiv:2106.04156";
constexpr std::string_view h5md = "H5MD 1.1";
constexpr std::string_view ours = "simclr-flow, src/io/README.md";

constexpr DatasetFacts all_facts[] = {
    // Series: the rows of a flow.
    {"particles/*/position/value", "latents in ambient coordinates", "time latent coordinate",
     h5md},
    {"particles/*.neurons/position/value", "neurons of a mean-field network",
     "time neuron coordinate", "Mei, Montanari and Nguyen 2018, arXiv:1804.06561"},
    {"particles/*/angle/value", "unwrapped angles of latents on the circle", "time latent", "",
     "rad"},
    {"particles/*/species", "labels of the latents", "latent", h5md},
    {"parameters/*/weights/value", "parameters of the network", "time parameter"},
    {"parameters/*/pairs/value", "states at two close times in turns", "time unknown", ours},
    {"observables/*/energy/value", "energy E", "time", energy},
    {"observables/*/energy_gap/value", "energy above its proven minimum, E - E_0", "time", ours},
    {"observables/*/gradient_norm/value", "norm of the Wasserstein gradient of E", "time", energy},
    {"observables/*/dissipation/value", "rate of loss of energy, -dE/dt", "time", energy},
    {"observables/*/alignment/value", "mean squared distance of the views of a sample", "time",
     wang},
    {"observables/*/uniformity/value", "log of the mean kernel over pairs of latents", "time",
     wang},
    {"observables/*/min_length/value", "least length of an output before it is normalised", "time",
     ours},
    {"observables/*/ari/value", "adjusted Rand index of k-means and labels", "time",
     "Hubert and Arabie 1985, doi:10.1007/BF01908075"},
    {"observables/*/eta2/value", "variance between classes over the total variance", "time",
     "Pearson's correlation ratio, squared"},
    {"observables/*/knn_accuracy/value", "accuracy of 5 nearest neighbours, leave-one-out", "time",
     ours},
    {"observables/*/probe_accuracy/value", "accuracy of a linear probe, leave-one-out", "time",
     ours},
    {"observables/*/margin/value", "least signed distance to the plane between two class means",
     "time", ours},
    {"observables/*/within_over_between/value", "variance within classes over between them", "time",
     collapse},
    {"observables/*/simplex_deviation/value", "distance of class means from a regular simplex",
     "time", collapse},
    {"observables/*/spectral_alignment/value",
     "share of the variance in the leading modes of the augmentation graph", "time", graph},
    {"observables/*/kernel_drift/value", "relative change of the tangent kernel", "time", tangent},
    {"observables/*/kernel_eigenvalues/value", "leading eigenvalues of the centred tangent kernel",
     "time mode", tangent},
    {"observables/*/kernel_alignment/value",
     "share of leading kernel modes in the span of the class indicators", "time mode", ours},
    {"observables/*/growth_rates/value", "rates at which modes grow where latents coincide",
     "time mode", ours},
    {"observables/*/growth_alignment/value",
     "share of the variance in the span of the leading growing modes", "time mode", ours},
    {"observables/*/persistence/value", "distance moved apart over what the kernel allows", "time",
     ours},
    {"*/*/*/step", "steps of the integrator", "time", h5md},
    {"*/*/*/time", "time of the gradient flow", "time", h5md},
    // What a flow has beside its rows.
    {"parameters/*/start", "parameters of the network at t = 0", "parameter"},
    {"parameters/*/kind", "kind of the flow"},
    {"parameters/*/description", "the flow in words"},
    {"parameters/*/status", "how the flow ended: done, running, interrupted or failed"},
    {"parameters/*/reason", "why the flow ended, a sentence"},
    {"parameters/*/warnings/*/count", "steps that were warned of"},
    {"parameters/*/warnings/*/worst", "worst value that was warned of"},
    {"parameters/*/checkpoint", "two checkpoints of the program, as bytes", "slot byte"},
    {"parameters/*/seconds/*", "wall-clock time", "", "", "s"},
    {"parameters/*/solver/steps", "accepted steps of the integrator"},
    {"parameters/*/solver/evaluations", "evaluations of the right-hand side"},
    {"parameters/*/restarts", "restarts of a multistep method"},
    {"parameters/*/committed/*", "rows that are whole"},
    // The run or the study.
    {"parameters/config", "configuration as given, TOML"},
    {"parameters/overrides", "--set options, a line each"},
    {"parameters/resolved", "configuration with all defaults, TOML"},
    {"parameters/title", "title"},
    {"parameters/author", "who made the run"},
    {"parameters/seed", "seed of the random streams"},
    {"parameters/argv", "command line"},
    {"parameters/versions", "versions of program, compiler and libraries, a line each"},
    {"parameters/commit", "commit of the program"},
    {"parameters/created", "when the file was made, ISO 8601"},
    {"parameters/sums", "how sums over pairs were taken at the start"},
    {"parameters/data_source", "where the data came from"},
    {"parameters/resumed", "a line per resume"},
    {"data/points", "data points", "sample feature"},
    {"data/labels", "classes of the samples", "sample"},
    {"data/class_names", "names of the classes", "class"},
    {"data/image", "height and width of an image", "side", "", "pixel"},
    {"data/views", "inputs of the latents", "latent feature"},
    {"data/view_weights", "weights of the views of a sample", "view"},
    {"data/known_labels", "whether the energy knows the label of a sample", "sample"},
    {"data/positive_weights", "positive pairs: i, j and their weight", "pair entry"},
    {"data/start", "coordinates of the latents at t = 0, as given", "latent coordinate"},
    {"data/test/points", "points held out", "sample feature"},
    {"data/test/labels", "classes of the points held out", "sample"},
    {"data/test/start", "coordinates of the test latents at t = 0, as given", "latent coordinate"},
    {"theory/minimum_energy", "proven minimum E_0 of the energy"},
    {"theory/statement", "what is proven"},
    {"theory/status", "how far it is established"},
    {"theory/source", "who proved it"},
    // Studies of minimizers.
    {"starts/state", "0 open, 1 stationary, 2 not", "start"},
    {"starts/kind", "kind of the stationary point", "start"},
    {"starts/reason", "how the search ended, a sentence", "start"},
    {"starts/energy", "energy E at the end", "start", energy},
    {"starts/gradient_norm", "norm of the gradient of E at the end", "start"},
    {"starts/residual", "largest component of the gradient at the end", "start"},
    {"starts/time", "time of the flow before Newton's method", "start"},
    {"starts/flow_steps", "steps of the flow", "start"},
    {"starts/newton_steps", "steps of Newton's method", "start"},
    {"starts/unknowns", "eigenvalues there are, modulo symmetries", "start"},
    {"starts/index", "negative eigenvalues of N Hess E", "start"},
    {"starts/zero_eigenvalues", "eigenvalues not told from 0", "start"},
    {"starts/largest_eigenvalue", "largest modulus of an eigenvalue of N Hess E", "start"},
    {"starts/eigenvalues", "lowest eigenvalues of N Hess E, ascending", "start mode"},
    {"starts/atoms", "rows of the position that are latents", "start"},
    {"starts/position", "latents at the end, then NaN", "start latent coordinate"},
    {"starts/mass", "masses of the latents at the end", "start latent"},
    {"configurations/energy", "energy E", "configuration", energy},
    {"configurations/kind", "kind of the stationary point", "configuration"},
    {"configurations/name", "name of the configuration", "configuration"},
    {"configurations/start", "start by whose end it is told", "configuration"},
    {"configurations/count", "starts that ended there", "configuration"},
    {"configurations/*/starts", "all starts that ended there", "start"},
    {"configurations/*/weight", "weights of the atoms", "atom"},
    {"configurations/*/inner_product", "distinct inner products of atoms", "product"},
    {"configurations/*/pairs", "pairs of atoms that have each inner product", "product"},
    {"theory/bound/value", "largest lower bound known"},
    {"theory/bound/source", "whose bound it is"},
    {"theory/reference/value", "energy of the best reference configuration"},
    {"theory/reference/source", "which configuration it is"},
};

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all;
  for (const auto part : std::views::split(text, ' '))
    if (!part.empty()) all.emplace_back(part.begin(), part.end());
  return all;
}

/// Takes the part of a path before the next / from its front.
std::string_view taken(std::string_view& path) {
  const std::size_t slash = path.find('/');
  const std::string_view part = path.substr(0, slash);
  path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  return part;
}

/// Whether every part of a path is that of the pattern, or ends with what follows its *.
bool fits(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = taken(pattern), part = taken(path);
    if (wanted.starts_with('*') ? !part.ends_with(wanted.substr(1)) : part != wanted) return false;
  }
  return pattern.empty() && path.empty();
}

/// Fewer * first, then longer patterns: those that say more.
auto precision(const DatasetFacts& facts) {
  return std::pair(-std::ranges::count(facts.path, '*'), facts.path.size());
}

/// What is known of the dataset at a path; nullptr if nothing is.
const DatasetFacts* facts_of(std::string_view path) {
  const DatasetFacts* best = nullptr;
  for (const DatasetFacts& facts : all_facts)
    if (fits(facts.path, path) && (!best || precision(facts) > precision(*best))) best = &facts;
  return best;
}

const DatasetFacts& known_facts_of(const std::string& path) {
  if (const DatasetFacts* const facts = facts_of(path)) return *facts;
  throw std::logic_error("dataset '" + path + "' has no line in dataset_facts.cpp");
}

void write_facts(hid_t file, const std::string& path) {
  const Handle dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose, path);
  if (is_dimension(dataset)) return;
  const DatasetFacts& facts = known_facts_of(path);
  const auto axes = words(facts.axes);
  if (axes.size() != extents(dataset).size())
    throw std::logic_error("dataset '" + path + "' has not the axes of dataset_facts.cpp");
  write_text_attribute(dataset, "long_name", std::string(facts.long_name));
  const Handle type(H5Dget_type(dataset), H5Tclose, path);
  if (H5Tget_class(type) != H5T_STRING)
    write_text_attribute(dataset, "units", std::string(facts.units));
  if (!axes.empty()) write_texts_attribute(dataset, "axes", axes);
  if (!facts.source.empty()) write_text_attribute(dataset, "source", std::string(facts.source));
}

/// Paths of all datasets, each once, whatever links lead to it.
std::vector<std::string> dataset_paths(hid_t file) {
  std::vector<std::string> paths;
  const auto collect = [](hid_t, const char* path, const H5O_info_t* object, void* to) -> herr_t {
    if (object->type == H5O_TYPE_DATASET)
      static_cast<std::vector<std::string>*>(to)->emplace_back(path);
    return 0;
  };
  require(H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, collect, &paths, H5O_INFO_BASIC), "a file");
  return paths;
}

}  // namespace

std::vector<std::string> axes_of(const std::string& path) {
  return words(known_facts_of(path).axes);
}

void describe_datasets(hid_t file) {
  for (const std::string& path : dataset_paths(file)) write_facts(file, path);
}

}  // namespace simclr_flow
