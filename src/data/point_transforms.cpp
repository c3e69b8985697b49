#include "simclr_flow/data/point_transforms.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

class Shift final : public Transform {
 public:
  Shift(State direction, double scale)
      : Transform(direction.size(), 1), direction_(std::move(direction)), scale_(scale) {}
  void draw(RandomStream& random, StateOut xi) const override { xi[0] = random.normal(); }
  void apply(StateView xi, StateOut x) const override { x += scale_ * xi[0] * direction_; }
  std::optional<Quadrature> rule(Index nodes) const override { return gauss_hermite(nodes); }

 private:
  State direction_;
  double scale_;
};

/// x + xi at some coordinates.
class Displacement : public Transform {
 public:
  Displacement(Index dim, std::vector<Index> coordinates)
      : Transform(dim, std::ssize(coordinates)), coordinates_(std::move(coordinates)) {}

 protected:
  void displace(StateView xi, double scale, StateOut x) const {
    for (Index k = 0; k < draws(); ++k)
      x[coordinates_[static_cast<std::size_t>(k)]] += scale * xi[k];
  }

 private:
  std::vector<Index> coordinates_;
};

class Noise final : public Displacement {
 public:
  Noise(Index dim, double scale, std::vector<Index> coordinates)
      : Displacement(dim, std::move(coordinates)), scale_(scale) {}
  void draw(RandomStream& random, StateOut xi) const override {
    for (double& g : xi) g = random.normal();
  }
  void apply(StateView xi, StateOut x) const override { displace(xi, scale_, x); }
  std::optional<Quadrature> rule(Index nodes) const override {
    if (draws() > 3) return std::nullopt;
    const Quadrature line = gauss_hermite(nodes);
    Quadrature all = line;
    for (Index k = 1; k < draws(); ++k) all = tensor_product(all, line);
    return all;
  }

 private:
  double scale_;
};

class Ball final : public Displacement {
 public:
  Ball(Index dim, double radius, std::vector<Index> coordinates)
      : Displacement(dim, std::move(coordinates)), radius_(radius) {}
  void draw(RandomStream& random, StateOut xi) const override {
    for (double& g : xi) g = random.normal();
    xi *= radius_ * std::pow(random.uniform(), 1 / static_cast<double>(draws())) / xi.norm();
  }
  void apply(StateView xi, StateOut x) const override { displace(xi, 1, x); }

 private:
  double radius_;
};

/// All coordinates where none are given.
std::vector<Index> chosen_coordinates(Index dim, std::vector<Index> given) {
  if (given.empty()) {
    given.resize(static_cast<std::size_t>(dim));
    std::iota(given.begin(), given.end(), Index{0});
  }
  for (std::size_t k = 0; k < given.size(); ++k)
    if (given[k] < 0 || given[k] >= dim ||
        std::count(given.begin(), given.begin() + static_cast<long>(k), given[k]) > 0)
      throw InputError(
          fmt::format("coordinates = [{}] must name different ones of the {} coordinates of the "
                      "data, from 0",
                      fmt::join(given, ", "), dim));
  return given;
}

class Rotation final : public Transform {
 public:
  Rotation(Index dim, double angle, std::array<Index, 2> plane)
      : Transform(dim, 1), angle_(angle), plane_(plane) {}
  void draw(RandomStream& random, StateOut xi) const override {
    xi[0] = angle_ * (2 * random.uniform() - 1);
  }
  void apply(StateView xi, StateOut x) const override {
    const double c = std::cos(xi[0]), s = std::sin(xi[0]);
    double &first = x[plane_[0]], &second = x[plane_[1]];
    const double turned = c * first - s * second;
    second = s * first + c * second;
    first = turned;
  }
  std::optional<Quadrature> rule(Index nodes) const override {
    return angle_ == std::numbers::pi ? circle_rule(nodes) : gauss_legendre(nodes, -angle_, angle_);
  }

 private:
  double angle_;
  std::array<Index, 2> plane_;
};

class Scaling final : public Transform {
 public:
  Scaling(Index dim, double low, double high) : Transform(dim, 1), low_(low), high_(high) {}
  void draw(RandomStream& random, StateOut xi) const override {
    xi[0] = low_ + (high_ - low_) * random.uniform();
  }
  void apply(StateView xi, StateOut x) const override { x *= xi[0]; }
  std::optional<Quadrature> rule(Index nodes) const override {
    return gauss_legendre(nodes, low_, high_);
  }

 private:
  double low_, high_;
};

}  // namespace

std::unique_ptr<Transform> make_shift(State direction, double scale) {
  return std::make_unique<Shift>(std::move(direction), scale);
}

std::unique_ptr<Transform> make_noise(Index dim, double scale, std::vector<Index> coordinates) {
  return std::make_unique<Noise>(dim, scale, chosen_coordinates(dim, std::move(coordinates)));
}

std::unique_ptr<Transform> make_ball(Index dim, double radius, std::vector<Index> coordinates) {
  if (!(radius >= 0)) throw InputError(fmt::format("radius = {} must be at least 0", radius));
  return std::make_unique<Ball>(dim, radius, chosen_coordinates(dim, std::move(coordinates)));
}

std::unique_ptr<Transform> make_rotation(Index dim, double angle, std::array<Index, 2> plane) {
  if (!(angle > 0 && angle <= std::numbers::pi))
    throw InputError(fmt::format("angle = {} must be above 0 and at most pi", angle));
  const auto [i, j] = plane;
  if (i == j || std::min(i, j) < 0 || std::max(i, j) >= dim)
    throw InputError(fmt::format(
        "plane = [{}, {}] must name two of the {} coordinates of the data, from 0", i, j, dim));
  return std::make_unique<Rotation>(dim, angle, plane);
}

std::unique_ptr<Transform> make_scaling(Index dim, double low, double high) {
  if (!(low <= high)) throw InputError(fmt::format("low = {} must not be above {}", low, high));
  return std::make_unique<Scaling>(dim, low, high);
}

}  // namespace simclr_flow
