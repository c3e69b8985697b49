#include "simclr_flow/theory/configurations.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>

#include "coordinates.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow::theory {
namespace {

constexpr std::string_view jensen = "Jensen twice; Lu & Steinerberger 2022";
constexpr std::string_view cohn_kumar = "Cohn & Kumar 2007, universally optimal";
constexpr std::string_view descents =
    "25 random descents each found nothing lower, tau in [.01, 10]";
constexpr std::string_view stabiliser = "no tangent vector at a point is fixed by its stabiliser";

using About = MinimalityClaim::About;

constexpr MinimalityClaim linear{About::pairs, "linear", "proven", cohn_kumar};
constexpr MinimalityClaim stationary{About::all, "any", "stationary by symmetry", stabiliser};

constexpr std::array simplex_claims{
    MinimalityClaim{About::every_offset, "F_a, every a >= 0", "proven", jensen}, linear,
    stationary};
constexpr std::array numerical_claims{
    linear,
    MinimalityClaim{About::tried_offsets, "F_a, a in {0, 1/2, 1, N}", "numerical", descents},
    stationary};
constexpr std::array polygon_claims{
    linear,
    MinimalityClaim{About::many_points_without_offset, "F_a, a = 0, N >= 7, tau -> 0",
                    "not a minimizer",
                    "N-3 points at 0° and one at each of 90°, 180°, 270° do better"},
    stationary};
constexpr std::array sharp_claims{linear, stationary};
constexpr std::array symmetric_claims{stationary};
constexpr std::array atom_claims{MinimalityClaim{About::all, "any", "stationary by symmetry",
                                                 "the maximum of every energy: k <= 1"}};

template <Index d, Index n>
bool only(Index dim, Index count) {
  return dim == d && count == n;
}

template <Index t>
Index design(Index, Index) {
  return t;
}

template <Coordinates (*make)()>
Points fixed(Index, Index) {
  return make().cast<double>();
}

template <Coordinates (*make)(Index)>
Points in_dimension(Index d, Index) {
  return make(d).cast<double>();
}

Points gon(Index, Index n) { return polygon(n).cast<double>(); }
/// On a great circle.
Points triangle(Index d, Index) {
  Points z = Points::Zero(d, 3);
  z.topRows(2) = polygon(3).cast<double>();
  return z;
}
Index triangle_strength(Index d, Index) { return d == 2 ? 2 : 1; }
Index gon_strength(Index, Index n) { return n - 1; }

InnerProducts products_of_atom(Index, Index n) { return {{1, n}}; }
InnerProducts products_of_simplex(Index, Index n) {
  return {{1, 1}, {-1 / static_cast<long double>(n - 1), n - 1}};
}
InnerProducts products_of_cross_polytope(Index d, Index) {
  return {{1, 1}, {0, 2 * d - 2}, {-1, 1}};
}
/// cos t = sin(pi/2 - t), whose zero is exact.
InnerProducts products_of_gon(Index, Index n) {
  InnerProducts all{{1, 1}};
  for (Index j = 1; 2 * j <= n; ++j)
    all.push_back({std::sin(std::numbers::pi_v<long double> / 2 *
                            static_cast<long double>(n - 4 * j) / static_cast<long double>(n)),
                   2 * j == n ? 1 : 2});
  return all;
}

Coordinates fifty_six() { return nearest_neighbours(e8_roots()); }
Coordinates twenty_seven() { return nearest_neighbours(fifty_six()); }

constexpr Index largest_cube = 16;

constexpr std::array table{
    ConfigurationEntry{"single atom", [](Index d, Index n) { return d >= 2 && n >= 1; },
                       [](Index d, Index n) { return Points(single_atom(d, n).cast<double>()); },
                       design<0>, atom_claims, 2, 1, products_of_atom, true},
    ConfigurationEntry{"antipodal pair", [](Index d, Index n) { return d >= 2 && n == 2; },
                       in_dimension<antipodal_pair>, design<1>, simplex_claims, 3, 2,
                       products_of_simplex},
    ConfigurationEntry{"triangle", [](Index d, Index n) { return d >= 2 && n == 3; }, triangle,
                       triangle_strength, simplex_claims, 2, 3, products_of_simplex},
    ConfigurationEntry{"square", only<2, 4>, gon, design<3>, numerical_claims, 2, 4,
                       products_of_gon},
    ConfigurationEntry{"pentagon", only<2, 5>, gon, design<4>, numerical_claims, 2, 5,
                       products_of_gon},
    ConfigurationEntry{polygon_name, [](Index d, Index n) { return d == 2 && n >= 6; }, gon,
                       gon_strength, polygon_claims, 2, 8, products_of_gon},
    ConfigurationEntry{"tetrahedron", only<3, 4>, in_dimension<simplex>, design<2>, simplex_claims,
                       3, 4, products_of_simplex},
    ConfigurationEntry{"simplex", [](Index d, Index n) { return d >= 4 && n == d + 1; },
                       in_dimension<simplex>, design<2>, simplex_claims, 5, 6, products_of_simplex},
    ConfigurationEntry{"octahedron", only<3, 6>, in_dimension<cross_polytope>, design<3>,
                       numerical_claims, 3, 6, products_of_cross_polytope},
    ConfigurationEntry{"16-cell", only<4, 8>, in_dimension<cross_polytope>, design<3>,
                       numerical_claims, 4, 8, products_of_cross_polytope},
    ConfigurationEntry{"cross-polytope", [](Index d, Index n) { return d >= 5 && n == 2 * d; },
                       in_dimension<cross_polytope>, design<3>, sharp_claims, 5, 10,
                       products_of_cross_polytope},
    ConfigurationEntry{"cube", only<3, 8>, in_dimension<hypercube>, design<3>, symmetric_claims, 3,
                       8},
    ConfigurationEntry{"tesseract", only<4, 16>, in_dimension<hypercube>, design<3>,
                       symmetric_claims, 4, 16},
    ConfigurationEntry{
        "hypercube",
        [](Index d, Index n) { return d >= 5 && d <= largest_cube && n == Index(1) << d; },
        in_dimension<hypercube>, design<3>, symmetric_claims, 5, 32},
    ConfigurationEntry{"cuboctahedron", only<3, 12>, in_dimension<d_roots>, design<3>,
                       symmetric_claims, 3, 12},
    ConfigurationEntry{"icosahedron", only<3, 12>, fixed<icosahedron>, design<5>, numerical_claims,
                       3, 12},
    ConfigurationEntry{"dodecahedron", only<3, 20>, fixed<dodecahedron>, design<5>,
                       symmetric_claims, 3, 20},
    ConfigurationEntry{"24-cell", only<4, 24>, in_dimension<d_roots>, design<5>, symmetric_claims,
                       4, 24},
    ConfigurationEntry{"600-cell", only<4, 120>, fixed<six_hundred_cell>, design<11>, sharp_claims,
                       4, 120},
    ConfigurationEntry{"Clebsch 16", only<5, 16>, in_dimension<half_hypercube>, design<3>,
                       sharp_claims, 5, 16},
    ConfigurationEntry{"Schlaefli 27", only<6, 27>, fixed<twenty_seven>, design<4>, sharp_claims, 6,
                       27},
    ConfigurationEntry{"Gosset 56", only<7, 56>, fixed<fifty_six>, design<5>, sharp_claims, 7, 56},
    ConfigurationEntry{"E8 roots", only<8, 240>, fixed<e8_roots>, design<7>, sharp_claims, 8, 240},
};

}  // namespace

InnerProducts ConfigurationEntry::products(Index d, Index n) const {
  return formula ? formula(d, n) : inner_products(make(d, n), 0);
}

bool is_about(const MinimalityClaim& claim, double a, Index n) {
  switch (claim.about) {
    case About::pairs:
      return false;
    case About::tried_offsets:
      return a == 0 || a == 0.5 || a == 1 || a == static_cast<double>(n);
    case About::many_points_without_offset:
      return a == 0 && n >= 7;
    case About::every_offset:
    case About::all:
      return true;
  }
  return false;
}

bool is_about_pairs(const MinimalityClaim& claim) {
  return claim.about == About::pairs || claim.about == About::all;
}

std::span<const ConfigurationEntry> configurations() { return table; }

const ConfigurationEntry& configuration(std::string_view name) {
  std::string names;
  for (const auto& row : table) {
    if (row.name == name) return row;
    names += fmt::format("{}'{}'", names.empty() ? "" : ", ", row.name);
  }
  throw InputError(fmt::format("no configuration '{}'; there are {}", name, names));
}

Points configuration_points(std::string_view name, Index d, Index n) {
  const auto& row = configuration(name);
  if (!row.exists(d, n))
    throw InputError(fmt::format("configuration '{}' has no {} points in R^{}; it has {} in R^{}",
                                 name, n, d, row.sample_count, row.sample_dim));
  return row.make(d, n);
}

Points configuration_points(std::string_view name) {
  const auto& row = configuration(name);
  return row.make(row.sample_dim, row.sample_count);
}

std::vector<const ConfigurationEntry*> configurations_of(Index d, Index n) {
  std::vector<const ConfigurationEntry*> found;
  for (const auto& row : table)
    if (row.exists(d, n)) found.push_back(&row);
  return found;
}

Points equal_clusters(PointsView z, Index each) {
  if (each < 1)
    throw InputError(fmt::format("equal clusters: {} points each; at least 1 is needed", each));
  Points copies(z.rows(), z.cols() * each);
  for (Index i = 0; i < copies.cols(); ++i) copies.col(i) = z.col(i / each);
  return copies;
}

}  // namespace simclr_flow::theory
