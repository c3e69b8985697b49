#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "simclr_flow/config/parse.hpp"
#include "simclr_flow/data/dataset.hpp"
#include "simclr_flow/data/views.hpp"
#include "simclr_flow/energy/energy.hpp"
#include "simclr_flow/flow/flow.hpp"
#include "simclr_flow/geometry/manifold.hpp"
#include "simclr_flow/kernel_sum/profile.hpp"
#include "simclr_flow/theory/plain_kernel.hpp"

namespace simclr_flow {

// The explicit tables of everything a configuration can name: src/README.md lists the files that
// each part takes. The law and order tests walk these tables.

/// An energy that configurations may ask for. What is known of it is told by theory/
/// energy_facts.hpp: the energy of a name that has no row there has no theory.
struct EnergyEntry {
  std::string_view name, summary;
  /// With the contrast that [energy] gives, which others than those of parts pass over.
  std::function<std::unique_ptr<Energy>(const ContrastConfig& parts, Profile profile)> build;
  /// Tables of parts, without the preset, for the law tests: [energy] gives the parts. Else empty.
  std::span<const std::string_view> samples = {};
  /// The parts are tables [[energy.term]], of which build_energy makes it; `build`, which is given
  /// none, makes an example.
  bool has_terms = false;

  bool is_made_of_parts() const { return !samples.empty(); }
  std::unique_ptr<Energy> make(Profile profile, const ContrastConfig& parts = {}) const {
    return build(parts, profile);
  }
};
std::span<const EnergyEntry> energies();
/// Lets configurations ask for an energy of one's own, whose name and summary must outlive the
/// program's use of them. Call it before anything reads energies() or vocabulary(), and from one
/// thread. Throws InputError for a name that is taken or empty, or an entry without `build`.
void add_energy(EnergyEntry entry);

/// src/build/kernels.cpp: those of the library, by src/kernel_sum/kernel_list.hpp, and those added.
using KernelEntry = Kernel;
std::span<const KernelEntry> kernels();
/// Adds a kernel of one's own, before configurations are read; earlier spans of kernels() and what
/// they refer to end. Without `plain`, its formula for theory, `compare` says "no theory" of what
/// it recomputes energies for. Throws InputError for a name that is taken or empty, and for a
/// parameter that is named as another key of [energy], or allows not its standard value.
void add_kernel(KernelEntry kernel, theory::MakePlainKernel plain = nullptr);

struct ManifoldEntry {
  std::string_view name, summary;
  std::unique_ptr<Manifold> (*make)(const LatentConfig& latent);
  DimRule dims;
  Index sample_dim;        ///< an ambient dimension for the law tests
  bool has_sides = false;  ///< it is given by the lengths of its sides, not by a dimension

  /// One of that dimension; its sides are 1, 1.5, 2, ...
  LatentConfig sample() const;
};
std::span<const ManifoldEntry> manifolds();
/// Adds a manifold of the user's own, whose name must outlive all use. Configurations may name it
/// then; `compare` judges flows on it, and kernels of flows on it are stored, by a space of the
/// same name (theory/plain_space.hpp). Throws InputError for a name that is taken or empty, an
/// entry without `make` or whose `make` gives nothing of its sample, a rule of dimensions that
/// allows none or not sample_dim, or that has no words. Spans that manifolds() gave before are no
/// longer valid; not safe beside other threads.
void add_manifold(const ManifoldEntry& entry);

/// src/build/datasets.cpp
struct DataEntry {
  std::string_view name, summary;
  /// `folder`: what relative file names are relative to.
  Split (*make)(const DataConfig& config, const std::string& folder, std::uint64_t seed);
};
std::span<const DataEntry> datasets();

/// src/build/transforms.cpp
struct TransformEntry {
  std::string_view name, summary;
  bool image;       ///< of images: the data need a height and a width
  bool integrable;  ///< has a quadrature rule (noise: in up to three dimensions)
  /// Throws InputError, without a place, for arguments that do not fit the data.
  std::unique_ptr<Transform> (*make)(const TransformConfig& config, const Dataset& data);
  std::string_view sample;  ///< a transform's table without its kind, for the law tests
};
std::span<const TransformEntry> transforms();

/// What [views] applies to these data. Throws InputError naming the transform for points that are
/// no images of their height and width where images are needed, and arguments that do not fit.
Augmentations build_augmentations(const ViewsConfig& config, const Dataset& data);

struct InitialEntry {
  std::string_view name, summary;
  /// Raw coordinates y of n latents, coordinate_dim×n, in normal form. Substream 0 starts the
  /// flows, 1 the points held out. Null for what files give.
  Points (*make)(const InitialConfig& config, const Manifold& manifold, Index n, std::uint64_t seed,
                 std::uint32_t substream);
};
std::span<const InitialEntry> initials();

/// What a flow is made from.
struct FlowParts {
  LatentEnergy energy;
  const Points& start;   ///< coordinate_dim×N
  const Points& inputs;  ///< views of the data, D×N
  std::uint64_t seed;
  /// What the steps of a descent by batches of this size draw; none if they take all fixed views.
  std::function<std::optional<ViewSampler>(Index batch)> sampler;
  State weights{};  ///< of its network at t = 0; empty: drawn by the seed
};
struct FlowEntry {
  std::string_view name, summary;
  std::unique_ptr<Flow> (*make)(const FlowConfig& config, const FlowParts& parts);
  std::string_view sample;  ///< a [[flow]] table without its kind, for the law tests
};
std::span<const FlowEntry> flows();

/// All names, for the configuration reader.
Vocabulary vocabulary();

/// The entry of this name; the name must be registered.
template <class Entry>
const Entry& entry(std::span<const Entry> table, std::string_view name) {
  for (const Entry& candidate : table)
    if (candidate.name == name) return candidate;
  throw std::logic_error("unregistered name: " + std::string(name));
}

}  // namespace simclr_flow
