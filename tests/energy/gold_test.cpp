// The energies against high-precision references: contrastive_gold.py and energy_table_gold.py.
#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using simclr_flow::test::gauss;

namespace {

nlohmann::json read_gold(const std::string& name) {
  std::ifstream in("gold/" + name);
  REQUIRE_MESSAGE(in, "tests run in the folder tests/");
  return nlohmann::json::parse(in);
}

double decimal(const nlohmann::json& text) { return std::stod(text.get<std::string>()); }

struct GoldCase {
  explicit GoldCase(const nlohmann::json& json)
      : name(json["name"]),
        preset(json["preset"]),
        views(json["views"]),
        temperature(json["temperature"]),
        value(decimal(json["value"])) {
    const auto& rows = json["points"];
    const auto n = static_cast<Index>(rows.size()), d = static_cast<Index>(rows[0].size());
    z.resize(d, n);
    gradient.resize(d, n);
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t c = 0; c < rows[i].size(); ++c) {
        z(Index(c), Index(i)) = rows[i][c];
        gradient(Index(c), Index(i)) = decimal(json["gradient"][i][c]);
      }
  }
  std::string name, preset;
  Index views;
  double temperature, value;
  Points z, gradient;
};

/// Equal atoms of the table; more points than columns of `regular` for the polygons.
Points measure(const std::string& name) {
  const auto gon = [](int n) {
    Points z(2, n);
    for (int k = 0; k < n; ++k)
      z.col(k) << std::cos(2 * std::numbers::pi * k / n), std::sin(2 * std::numbers::pi * k / n);
    return z;
  };
  if (name.ends_with("-gon")) return gon(std::stoi(name));
  if (name == "1 atom") return Points(gon(1).replicate(1, 2));
  if (name == "2 antipodal") return gon(2);
  if (name == "tetrahedron") {
    Points z(3, 4);
    z << 1, 1, -1, -1, 1, -1, 1, -1, 1, -1, -1, 1;
    return z.colwise().normalized();
  }
  if (name == "octahedron") {
    Points z(3, 6);
    z << Points::Identity(3, 3), -Points::Identity(3, 3);
    return z;
  }
  REQUIRE(name == "icosahedron");
  Points z(3, 12);
  for (int axis = 0, k = 0; axis < 3; ++axis)
    for (const double one : {-1.0, 1.0})
      for (const double phi : {-std::numbers::phi, std::numbers::phi}) {
        z.col(k).setZero();
        z(axis, k) = one;
        z((axis + 1) % 3, k++) = phi;
      }
  return z.colwise().normalized();
}

double table_value(const std::string& name, double tau) {
  if (name.find("S1") != std::string::npos) return theory::uniform_energy(2, tau);
  if (name.find("S2") != std::string::npos) return theory::uniform_energy(3, tau);
  return make_simclr(gauss(tau))->evaluate({measure(name), 1}, nullptr);
}

}  // namespace

TEST_CASE("gold: nt-xent and simclr with views agree with high-precision explicit sums") {
  const auto gold = read_gold("contrastive_gold.json");
  REQUIRE(gold.size() == 10);
  for (const auto& json : gold) {
    const GoldCase c(json);
    CAPTURE(c.name);
    Points gradient;
    const double value =
        entry(energies(), c.preset).make(gauss(c.temperature))->evaluate({c.z, c.views}, &gradient);
    CHECK(std::abs(value - c.value) <= 1e-12 * std::max(1.0, std::abs(c.value)));
    CHECK((gradient - c.gradient).cwiseAbs().maxCoeff() <=
          1e-12 * std::max(1.0, c.gradient.cwiseAbs().maxCoeff()));
    const auto plain = theory::plain_sum({c.preset, "gauss", c.temperature}, c.z, c.views);
    CHECK(std::abs(plain.value - c.value) <= 1e-13 * std::max(1.0, std::abs(c.value)));
  }
}

TEST_CASE("gold: a wrong temperature in the tenth digit is seen") {
  const GoldCase c(read_gold("contrastive_gold.json")[0]);
  const double value = entry(energies(), c.preset)
                           .make(gauss(c.temperature * (1 + 1e-10)))
                           ->evaluate({c.z, c.views}, nullptr);
  CHECK_FALSE(std::abs(value - c.value) <= 1e-12 * std::abs(c.value));
}

TEST_CASE("gold: the table of energies of regular configurations and uniform laws, to 1e-11") {
  const auto gold = read_gold("energy_table.json");
  REQUIRE(gold.size() == 44);
  for (const auto& json : gold) {
    const std::string name = json["measure"];
    const double tau = decimal(json["temperature"]);
    CAPTURE(name);
    CAPTURE(tau);
    CHECK(std::abs(table_value(name, tau) - decimal(json["value"])) < 1e-11);
  }
}
