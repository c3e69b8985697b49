#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

// The configuration as plain values; src/config/describe.cpp knows their keys, ranges and meaning.

struct DataConfig {
  std::string kind;
  double radius = 0.2;         ///< discs
  Index per_class = 20;        ///< discs, idx (0: all)
  Index count = 64;            ///< none
  std::string images, labels;  ///< idx: files, relative to the configuration's folder
  std::vector<Index> classes;  ///< idx
};

struct TransformConfig {
  std::string kind;
  std::vector<double> direction;
  double scale = 1;
};

struct ViewsConfig {
  Index count = 1;
  std::string mode = "fixed";
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
  double step = 1e-3;  ///< fixed-step methods
  Index max_steps = 10'000'000;
};

struct StopConfig {
  double time = 1e6;
};

struct FramesConfig {
  std::string spacing = "log";
  double first = 1e-2;    ///< log: first time after 0
  Index per_decade = 20;  ///< log
  Index count = 200;      ///< linear: frames after the first
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
  DataConfig data;
  ViewsConfig views;
  LatentConfig latent;
  InitialConfig initial;
  EnergyConfig energy;
  IntegratorConfig integrator;
  StopConfig stop;
  FramesConfig frames;
  std::vector<FlowConfig> flows;
};

/// Output times of a flow: 0, then the frames up to its stop time, then the stop time itself.
std::vector<double> output_times(const FramesConfig& frames, double stop);

}  // namespace simclr_flow
