#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "simclr_flow/config/contrast_config.hpp"
#include "simclr_flow/config/manifold_traits.hpp"
#include "simclr_flow/core/choice.hpp"
#include "simclr_flow/core/parameter.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

// The configuration as plain values; the describe files of src/config know their keys, ranges and
// meaning.

/// Files of points and labels, relative to the configuration's folder.
struct DataFiles {
  std::string images;        ///< idx
  std::string file;          ///< csv, npy, hdf5
  std::string points;        ///< hdf5: the path of a dataset
  std::string labels;        ///< idx, csv, npy: a file; hdf5: the path of a dataset
  std::string label_column;  ///< csv
};

/// Points held out: more from the law, further items of the data's file, or other files.
struct TestConfig {
  Index per_class = 0;  ///< 0: none; of other files all
  DataFiles files;

  bool has_files() const { return !files.images.empty() || !files.file.empty(); }
};

struct DataConfig {
  std::string kind;
  double radius = 0.2;                           ///< discs, boxes, ring
  double spread = 0.1;                           ///< ring, half-gaussians, mixture
  double radial_spread = 0, angular_spread = 0;  ///< ring: instead of spread
  double width = 0.2;                            ///< annuli
  std::vector<double> radii, widths;             ///< annuli: instead of 1, 2, ... and of one width
  double gap = 0.5;                              ///< half-gaussians
  double separation = 1;                         ///< mixture: the spread of drawn centres
  Index clusters = 4;                            ///< ring, annuli, mixture
  Index dim = 2;                                 ///< half-gaussians, mixture
  std::vector<std::vector<double>> centres;      ///< discs, boxes, mixture: those given
  Index per_class = 20;                          ///< of files, 0: all
  Index count = 64;                              ///< none
  DataFiles files;
  std::vector<Index> image;    ///< csv, npy, hdf5: height and width of points that are images
  std::vector<Index> classes;  ///< labels to keep; empty: all
  std::vector<std::string> class_words;  ///< in place of `classes`, where labels are words
  std::vector<std::string> class_names;  ///< empty: those of the file, or numbers
  bool standardise = false, shuffle = false;
  TestConfig test;

  bool has_test() const { return test.per_class > 0 || test.has_files(); }
  /// Whether the clusters of a ring spread in radius and angle.
  bool has_polar_spread() const { return radial_spread > 0 || angular_spread > 0; }
  /// The radii and widths of annuli, one each.
  std::vector<double> annulus_radii() const;
  std::vector<double> annulus_widths() const;
};

struct TransformConfig {
  /// view: one each; batch: view a of all samples by one draw.
  enum class Draw { view, batch };

  std::string kind;
  Draw draw = Draw::view;
  Index nodes = 8;                         ///< shift, noise, rotation, scaling: of a quadrature
  std::vector<double> direction;           ///< shift
  double scale = 1;                        ///< shift, noise
  double radius = 1;                       ///< ball
  std::vector<Index> coordinates;          ///< noise, ball: those that move; empty: all
  double degrees = 180;                    ///< rotation: at most so far either way
  std::vector<Index> plane{0, 1};          ///< rotation: two coordinates
  double low = 0.8, high = 1.2;            ///< scaling, rescale
  Index kernel = 5;                        ///< blur
  double sigma_low = 0.1, sigma_high = 2;  ///< blur
  double area_low = 0.5;                   ///< crop
  double probability = 0.5;                ///< flip
  Index pixels = 2;                        ///< translation: at most so far each way
};

struct ViewsConfig {
  /// fixed; fresh: drawn anew for every step of a descent; quadrature: the nodes of a rule.
  enum class Mode { fixed, fresh, quadrature };

  Index count = 1;  ///< of a sample; quadrature: 0, or what the rule has
  Mode mode = Mode::fixed;
  std::vector<TransformConfig> transforms;
};

/// Which samples are positives of which: see energy/positives.hpp.
struct PositivesConfig {
  /// views of a sample; all of a class; a class as far as labels are given; by a file of weights.
  enum class Kind { views, labels, semi, weights };

  Kind kind = Kind::views;
  double fraction = 0.1;       ///< semi: of the samples, whose labels are given
  std::vector<Index> samples;  ///< semi: these instead, from 0
  std::string file;            ///< weights: rows i, j, w

  bool are_views() const { return kind == Kind::views; }
};

std::span<const Choice<PositivesConfig::Kind>> choices(PositivesConfig::Kind);

struct LatentConfig {
  std::string manifold = "circle";
  Index dim = 2;
  std::vector<double> sides;  ///< box: [0, sides[0]] x [0, sides[1]] x ...
  ManifoldTraits traits{};    ///< what the manifold is: the reader and record::set_up fill it
};

struct InitialConfig {
  enum class Order { interleaved, cat };

  std::string kind = "gaussian";
  double spread = 0.02;
  std::string
      file;  ///< kind file: CSV, .npy or file.h5:/path, relative to the configuration's folder
  std::string test;                  ///< of the test points likewise
  Order order = Order::interleaved;  ///< of the views of samples in these files
  std::string reference;             ///< kind reference: a row of theory's table of configurations
  Index points = 0;                  ///< of it, equal clusters at each; 0: as many as the table has
};

struct EnergyTerm;

struct EnergyConfig {
  std::string preset;
  std::optional<ContrastConfig> contrast;  ///< given where the preset is made of its parts
  std::string kernel = "gauss";
  double temperature = 0.2;
  Parameters parameters{};  ///< of the kernel, each by a key of [energy]
  /// How sums over pairs are taken: see Summation of kernel_sum/profile.hpp.
  enum class Sums { automatic, direct, fast };
  Sums summation = Sums::automatic;
  double accuracy = 1e-10;        ///< relative, of fast sums
  std::vector<EnergyTerm> terms;  ///< of a sum of energies, its kernels what they take by default
};

/// One energy of a sum E = sum_k w_k E_k. It has no terms, and sums as the whole does.
struct EnergyTerm {
  double weight = 1;  ///< w_k, not 0
  EnergyConfig energy;
};

/// A term where the configuration keeps it.
struct TermView {
  double weight;
  const EnergyConfig& energy;
};
/// The terms of a sum; of another energy itself with weight 1: what is asked of a kernel or a
/// temperature is asked of each.
std::vector<TermView> terms_of(const EnergyConfig& energy);
std::vector<TermView> terms_of(EnergyConfig&&) = delete;
/// tau; of a sum the least of those terms whose presets have a kernel, by which lengths are short
/// for each; of all where none has one.
double least_temperature(const EnergyConfig& energy, bool (*has_kernel)(std::string_view preset));

std::span<const Choice<EnergyConfig::Sums>> choices(EnergyConfig::Sums);

struct IntegratorConfig {
  enum class Rule { plain, momentum, adam };

  std::string method = "bdf";
  double rtol = 1e-9;
  double atol = 1e-11;
  double initial_step = 0;  ///< adaptive methods; 0: the method chooses
  double min_step = 0;      ///< adaptive methods
  double max_step = 0;      ///< adaptive methods; 0: no bound
  double step = 1e-3;       ///< fixed-step methods; the rate of gradient descent
  Index batch = 0;          ///< gradient descent: samples a step; 0: all
  Rule rule = Rule::plain;  ///< gradient descent
  double momentum = 0.9;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  Index max_steps = 10'000'000;
  bool operator==(const IntegratorConfig&) const = default;
};

/// What ends a flow, whichever comes first; 0 is off.
struct StopConfig {
  double time = 1e6;
  Index steps = 0;
  double wall_time = 0;  ///< seconds
  double gradient_norm = 0;
  double plateau_drop = 0;
  Index plateau_steps = 5;
  bool operator==(const StopConfig&) const = default;
};

/// When a series has its rows; the start and the end always have one.
struct CadenceConfig {
  enum class Spacing { log, linear, steps, ends };

  Spacing spacing = Spacing::log;
  double first = 1e-2;    ///< log: first time after 0
  Index per_decade = 20;  ///< log
  double interval = 0;    ///< linear: time between rows; 0: by count
  Index count = 200;      ///< linear: rows after the first
  Index every = 1;        ///< steps: accepted steps between rows
};

/// Pairs of close times at which the state of a flow is stored, to hold its velocity against.
struct PairsConfig {
  enum class Spacing { log, linear, none };

  Spacing spacing = Spacing::log;
  double first = 1e-2;   ///< log: first time after 0; as that of the frames unless given
  Index per_decade = 2;  ///< log
  double interval = 0;   ///< linear: time between pairs; 0: by count
  Index count = 10;      ///< linear: pairs after the first
  double apart = 0.01;   ///< of the way to the next pair: where the second time of a pair is
};

struct OutputConfig {
  CadenceConfig frames;
  CadenceConfig observables;  ///< as the frames unless given
  CadenceConfig kernel;       ///< as the frames unless given
  CadenceConfig weights{.spacing = CadenceConfig::Spacing::ends};
  PairsConfig pairs;
  double checkpoint = 1;  ///< seconds between checkpoints; 0: after every step
};

struct FlowConfig {
  enum class Form { normalised, intrinsic };
  enum class Scaling { ntk, standard, mean_field };

  std::string name, kind;
  std::string kernel = "infinite-width";
  /// On the sphere; of networks that are integrated, centred and without test points the default
  /// is intrinsic there.
  Form form = Form::normalised;
  std::string activation;          ///< default: relu for kernels, tanh (smooth) for networks
  double slope = 0.2;              ///< leaky_relu
  std::vector<Index> widths{200};  ///< of the hidden layers of a finite network
  std::string weights;             ///< a file of a finite network's parameters; empty: drawn
  Index hidden_layers = 1;         ///< infinite-width kernels
  Scaling scaling = Scaling::ntk;
  bool bias = true;          ///< of hidden layers
  bool output_bias = false;  ///< default: true for `standard`
  bool centered = true;
  IntegratorConfig integrator;
  StopConfig stop;

  /// Whether the flow has a finite network: a network flow, or an empirical kernel.
  bool has_network() const {
    return kind == "network" || (kind == "kernel" && kernel == "empirical");
  }
  /// Whether its neurons are particles of one law, which are stored as such.
  bool has_neurons() const {
    return kind == "network" && scaling == Scaling::mean_field && widths.size() == 1;
  }
  /// Whether the tangent kernel that moves its outputs never changes.
  bool has_frozen_kernel() const { return kind == "kernel" && form == Form::normalised; }
  /// Whether its outputs are never brought to a normal form.
  bool has_raw_outputs() const { return kind != "particle" && form == Form::normalised; }
  /// Whether latents of a network are part of the state, beside its parameters.
  bool has_latents_in_state() const { return kind == "network" && form == Form::intrinsic; }
};

/// A study of minimizers: many starts of the particle flow, each taken to a stationary state.
struct StudyConfig {
  Index starts = 30;
  /// uniform, clustered, reference (perturbed), initial (perturbed [initial]); dealt in turn.
  std::vector<std::string> kinds{"uniform"};
  Index clusters = 3;          ///< clustered: uniform centres
  double spread = 0.1;         ///< clustered: of a cluster
  std::string reference;       ///< empty: all of theory's table, in turn
  double perturbation = 1e-3;  ///< reference, initial: spread of the displacements
  bool masses = false;         ///< whether masses flow too
  double tolerance = 1e-12;    ///< of the relative gradient
  Index eigenvalues = 8;       ///< lowest of the Hessian that are kept
  Index dense = 1000;          ///< directions up to which Hessians are matrices
  IntegratorConfig integrator{.rtol = 1e-4, .atol = 1e-6, .max_steps = 100'000};
};

struct RunConfig {
  std::string title = "untitled";
  std::string author;  ///< empty: the name of the user
  std::uint64_t seed = 1;
  std::vector<Index> seeds;  ///< an ensemble: one run each, instead of `seed`
  DataConfig data;
  ViewsConfig views;
  PositivesConfig positives;
  LatentConfig latent;
  InitialConfig initial;
  EnergyConfig energy;
  IntegratorConfig integrator;
  StopConfig stop;
  OutputConfig output;
  std::optional<StudyConfig> study;  ///< nothing: defaults, of a configuration of flows
  std::vector<FlowConfig> flows;

  /// Whether a flow has a tangent kernel to look at: particles have none. Of fresh views it is that
  /// of the views drawn once, whose latents are stored.
  bool has_kernel(const FlowConfig& flow) const {
    return flow.kind == "kernel" || flow.kind == "network";
  }
  /// Whether latents of a flow are z = y/|y| of outputs of any length |y|.
  bool has_free_lengths(const FlowConfig& flow) const {
    return latent.traits.facts.directions && flow.has_raw_outputs();
  }
};

std::span<const Choice<TransformConfig::Draw>> choices(TransformConfig::Draw);
std::span<const Choice<ViewsConfig::Mode>> choices(ViewsConfig::Mode);
std::span<const Choice<InitialConfig::Order>> choices(InitialConfig::Order);
std::span<const Choice<IntegratorConfig::Rule>> choices(IntegratorConfig::Rule);
std::span<const Choice<CadenceConfig::Spacing>> choices(CadenceConfig::Spacing);
std::span<const Choice<PairsConfig::Spacing>> choices(PairsConfig::Spacing);
std::span<const Choice<FlowConfig::Form>> choices(FlowConfig::Form);
std::span<const Choice<FlowConfig::Scaling>> choices(FlowConfig::Scaling);

/// The times that a series plans: 0, those of a log or linear spacing before the stop time, and the
/// stop time itself. Those before the stop time do not depend on it unless spaced by count.
std::vector<double> output_times(const CadenceConfig& cadence, double stop);

/// The first of the output_times after 0 of frames, observables, weights and kernel.
double first_output(const OutputConfig& output, double stop);

/// t_0 = 0, t_0', t_1, t_1', ... before the stop time, t_k' = t_k + apart (t_{k+1} - t_k) with t_k
/// those of the spacing; the last t_k may lack its partner. None for spacing "none".
std::vector<double> pair_times(const PairsConfig& pairs, double stop);

/// States of more numbers than this are not stored at pairs of times.
inline constexpr Index largest_paired_state = 200'000;
/// The pair_times of a flow whose state has so many numbers; none for descents, which follow no
/// velocity.
std::vector<double> planned_pairs(const OutputConfig& output, const FlowConfig& flow,
                                  bool integrates, Index state);

}  // namespace simclr_flow
