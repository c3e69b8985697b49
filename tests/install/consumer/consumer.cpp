// What a user's own program does with the installed library: an energy and its gradient, the laws
// of an energy of its own, and a run of it.
#include <cmath>
#include <cstdio>
#include <exception>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/parse.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/energy/energy_laws.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/record/run.hpp"

namespace {

using namespace simclr_flow;

/// The variance of the law, E = sum_ij p_i p_j |z_i - z_j|^2/2: its flow draws latents together.
class Variance : public Energy {
 public:
  std::string_view name() const override { return "variance"; }
  bool is_functional_of_law() const override { return true; }
  double evaluate(const Latents& latents, Points* gradient, State* phi) const override {
    const State p = masses_of(latents);
    double value = 0;
    for (Index i = 0; i < p.size(); ++i) value += p[i] * potential(latents.z, p, i) / 2;
    if (gradient) *gradient = forces(latents.z, p);
    if (phi) {
      phi->resize(p.size());
      for (Index i = 0; i < p.size(); ++i) (*phi)[i] = potential(latents.z, p, i);
    }
    return value;
  }
  void derivative(const Latents& latents, const Direction& along, PointsOut gradient_dot,
                  State* phi_dot) const override {
    const State p = masses_of(latents), dp = along.mass ? *along.mass : State(0 * p);
    gradient_dot = forces(along.dz, p) + mixed(latents.z, p, dp);
    if (!phi_dot) return;
    phi_dot->resize(p.size());
    for (Index i = 0; i < p.size(); ++i) {
      const Points apart = latents.z.colwise() - latents.z.col(i),
                   moved = along.dz.colwise() - along.dz.col(i);
      (*phi_dot)[i] = dp.dot(State(apart.colwise().squaredNorm())) +
                      2 * p.dot(State(apart.cwiseProduct(moved).colwise().sum()));
    }
  }

 private:
  static State masses_of(const Latents& latents) {
    const Index n = latents.z.cols();
    return latents.mass ? *latents.mass : State(State::Constant(n, 1 / static_cast<double>(n)));
  }
  static double potential(const Points& z, const State& p, Index i) {
    return p.dot(State((z.colwise() - z.col(i)).colwise().squaredNorm()));
  }
  /// dE/dz_i = 2 p_i sum_j p_j (z_i - z_j), linear in z.
  static Points forces(const Points& z, const State& p) {
    const State mean = z * p;
    return 2 * (p.sum() * z - mean.replicate(1, z.cols())) * p.asDiagonal();
  }
  /// Its derivative along dp.
  static Points mixed(const Points& z, const State& p, const State& dp) {
    const State mean = z * p, moved = z * dp;
    return 2 * (p.sum() * z - mean.replicate(1, z.cols())) * dp.asDiagonal() +
           2 * (dp.sum() * z - moved.replicate(1, z.cols())) * p.asDiagonal();
  }
};

/// As Variance, but for a gradient that is too large by a tenth.
class WrongVariance final : public Variance {
 public:
  double evaluate(const Latents& latents, Points* gradient, State* phi) const override {
    const double value = Variance::evaluate(latents, gradient, phi);
    if (gradient) *gradient *= 1.1;
    return value;
  }
};

bool is_true(const char* what, bool holds) {
  std::printf("%-60s %s\n", what, holds ? "yes" : "NO");
  return holds;
}

/// E of two points at right angles on the circle, and its gradient against a central difference.
bool shows_an_energy() {
  Points z(2, 2), gradient;
  z << 1, 0, 0, 1;
  const double tau = 0.5, step = 1e-5;
  const auto energy = make_simclr(gauss_profile(tau));
  const double value = energy->evaluate({z}, &gradient);
  const double expected = std::log(1 + (1 + std::exp(-1 / tau)) / 2);
  Points up = z, down = z;
  up(0, 1) += step;
  down(0, 1) -= step;
  const double slope =
      (energy->evaluate({up}, nullptr) - energy->evaluate({down}, nullptr)) / (2 * step);
  const bool right =
      is_true("simclr of two points is its formula", std::abs(value - expected) < 1e-14);
  return is_true("its gradient is its slope", std::abs(gradient(0, 1) - slope) < 1e-9) && right;
}

bool shows_laws() {
  const std::string broken = broken_law(Variance()), planted = broken_law(WrongVariance());
  std::printf("laws of the energy: %s\nlaws of a wrong one: %s\n", broken.c_str(), planted.c_str());
  return is_true("a right energy obeys the laws", broken.empty()) &&
         is_true("a wrong one breaks one", planted.find("gradient") != std::string::npos);
}

/// Particles on the sphere come together; the file is read back.
bool shows_a_run(const std::string& path) {
  add_energy({"variance", "sum_ij p_i p_j |z_i - z_j|^2/2",
              [](const ContrastConfig&, Profile) { return std::make_unique<Variance>(); }});
  const RunConfig config = parse_config({"consumer.toml",
                                         R"(
data = { kind = "none", count = 8 }
latent = { manifold = "sphere", dim = 3 }
initial = { kind = "gaussian", spread = 0.3 }
energy = { preset = "variance" }
stop = { time = 10 }
[[flow]]
kind = "particle"
)",
                                         {}},
                                        vocabulary());
  const auto ends = record::run(config, path);
  const StoredRun stored = read_run(path);
  const std::vector<double>& energy = stored.flows.at(0).observable("energy");
  std::printf("E from %.6g to %.6g, in %zu rows\n", energy.front(), energy.back(), energy.size());
  return is_true("the flow reached its end", ends.at(0).status.outcome == Outcome::done) &&
         is_true("its energy fell to 0", energy.front() > 0.01 && energy.back() < 1e-9);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const bool energies = shows_an_energy(), laws = shows_laws();
    return shows_a_run(argc > 1 ? argv[1] : "consumer.h5") && energies && laws ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
