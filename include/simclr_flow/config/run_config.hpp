#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

// The configuration as plain values; src/config/describe*.cpp knows their keys, ranges and meaning.

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
  double radius = 0.2;                       ///< discs, boxes, ring
  double spread = 0.1;                       ///< ring, half-gaussians, mixture
  double width = 0.2;                        ///< annuli
  double gap = 0.5;                          ///< half-gaussians
  double separation = 1;                     ///< mixture: the spread of drawn centres
  Index clusters = 4;                        ///< ring, annuli, mixture
  Index dim = 2;                             ///< half-gaussians, mixture
  std::vector<std::vector<double>> centres;  ///< mixture: instead of drawn ones
  Index per_class = 20;                      ///< of files, 0: all
  Index count = 64;                          ///< none
  DataFiles files;
  std::vector<Index> classes;  ///< labels to keep; empty: all
  bool standardise = false, shuffle = false;
  TestConfig test;
};

struct TransformConfig {
  std::string kind;
  std::vector<double> direction;
  double scale = 1;
};

struct ViewsConfig {
  Index count = 1;
  std::string mode = "fixed";  ///< fixed, or fresh: drawn anew for every step of a descent
  std::vector<TransformConfig> transforms;
};

struct LatentConfig {
  std::string manifold = "circle";
  Index dim = 2;
};

struct InitialConfig {
  std::string kind = "gaussian";
  double spread = 0.02;
};

/// A contrast of one's own, preset "custom": mean Psi(R/A) with Psi(t) = log(offset + t) or t.
struct ContrastConfig {
  std::string outer = "log";      ///< log or linear
  double offset = 1;              ///< log only
  std::string negatives = "all";  ///< all, other_samples, same_view or cross: what R takes
  bool self = true;               ///< all only: whether R takes the latent itself
  bool mean = true;               ///< R is divided by N (cross: n)
};

struct EnergyConfig {
  std::string preset;
  ContrastConfig contrast;
  std::string kernel = "gauss";
  double temperature = 0.2;
};

struct IntegratorConfig {
  std::string method = "bdf";
  double rtol = 1e-9;
  double atol = 1e-11;
  double initial_step = 0;     ///< adaptive methods; 0: the method chooses
  double min_step = 0;         ///< adaptive methods
  double max_step = 0;         ///< adaptive methods; 0: no bound
  double step = 1e-3;          ///< fixed-step methods; the rate of gradient descent
  Index batch = 0;             ///< gradient descent: samples a step; 0: all
  std::string rule = "plain";  ///< gradient descent: plain, momentum, adam
  double momentum = 0.9;
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  Index max_steps = 10'000'000;
};

/// What ends a flow, whichever comes first; 0 is off.
struct StopConfig {
  double time = 1e6;
  Index steps = 0;
  double wall_time = 0;  ///< seconds
  double gradient_norm = 0;
  double plateau_drop = 0;
  Index plateau_steps = 5;
};

/// When a series has its rows; the start and the end always have one.
struct CadenceConfig {
  std::string spacing = "log";  ///< log, linear, steps or ends
  double first = 1e-2;          ///< log: first time after 0
  Index per_decade = 20;        ///< log
  double interval = 0;          ///< linear: time between rows; 0: by count
  Index count = 200;            ///< linear: rows after the first
  Index every = 1;              ///< steps: accepted steps between rows
};

struct OutputConfig {
  CadenceConfig frames;
  CadenceConfig observables;  ///< as the frames unless given
  CadenceConfig weights{.spacing = "ends"};
  double checkpoint = 1;  ///< seconds between checkpoints; 0: after every step
};

struct FlowConfig {
  std::string name, kind;
  std::string kernel = "infinite-width";
  std::string activation;  ///< default: relu for kernels, tanh (smooth) for networks
  double slope = 0.2;      ///< leaky_relu
  std::vector<Index> widths{200};
  std::string scaling = "ntk";
  bool centered = true;
  IntegratorConfig integrator;
  StopConfig stop;

  /// Whether the flow has a finite network: a network flow, or an empirical kernel.
  bool has_network() const {
    return kind == "network" || (kind == "kernel" && kernel == "empirical");
  }
};

struct RunConfig {
  std::string title = "untitled";
  std::uint64_t seed = 1;
  std::vector<Index> seeds;  ///< an ensemble: one run each, instead of `seed`
  DataConfig data;
  ViewsConfig views;
  LatentConfig latent;
  InitialConfig initial;
  EnergyConfig energy;
  IntegratorConfig integrator;
  StopConfig stop;
  OutputConfig output;
  std::vector<FlowConfig> flows;
};

/// The times that a series plans: 0, those of a log or linear spacing before the stop time, and the
/// stop time itself. Those before the stop time do not depend on it unless spaced by count.
std::vector<double> output_times(const CadenceConfig& cadence, double stop);

}  // namespace simclr_flow
