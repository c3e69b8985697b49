#include "simclr_flow/theory/overview.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <numbers>

#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/energy_bound.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/stability.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::Setting;
using theory::Statement;

namespace {

constexpr const char* presets[] = {"simclr", "simclr-noself", "info-nce", "nt-xent",
                                   "dcl",    "dhel",          "linear"};

std::map<std::string, Statement> table(const Setting& setting) {
  std::map<std::string, Statement> all;
  for (Statement& s : theory::overview(setting)) {
    CHECK_FALSE(all.contains(s.id));
    CHECK_FALSE(s.status.empty());
    CHECK_FALSE(s.source.empty());
    CHECK(std::isfinite(s.value));
    all.emplace(s.id, s);
  }
  return all;
}

}  // namespace

TEST_CASE("overview: the numbers of one setting after another") {
  const auto circle = table({2, 0.1, "simclr", 8});
  CHECK(circle.at("minimum").value == doctest::Approx(.120298391418).epsilon(1e-12));
  CHECK(circle.at("configuration.polygon.8").value ==
        doctest::Approx(.129601702834).epsilon(1e-11));
  CHECK(circle.at("bound.circle.lower").value == doctest::Approx(.1257325).epsilon(1e-6));
  CHECK(circle.at("bound.circle.upper").value == doctest::Approx(.1296017).epsilon(1e-6));
  CHECK(circle.at("rate.uniform.1").value == doctest::Approx(-.203476).epsilon(1e-5));
  CHECK(table({2, 0.2, "simclr", 0}).at("rate.split.4").value ==
        doctest::Approx(1.86012001).epsilon(1e-8));
  const auto dcl = table({2, 0.15, "dcl", 8});
  CHECK(dcl.at("rate.polygon.1").value == doctest::Approx(.3478).epsilon(1e-4));
  CHECK(dcl.at("window.1.lower").value == doctest::Approx(.10785).epsilon(1e-4));
  CHECK(dcl.at("window.1.upper").value == doctest::Approx(.20640).epsilon(1e-4));
}

TEST_CASE("overview: configurations have the energies of the energy module, above every bound") {
  Index seen = 0;
  for (const char* preset : presets)
    for (const auto& row : theory::configurations())
      for (const double tau : {0.05, 0.3, 2.0}) {
        if (row.sample_count < 2) continue;
        const Index d = row.sample_dim, n = row.sample_count;
        INFO(preset, ", ", row.name, ", tau ", tau);
        const auto all = table({d, tau, preset, n});
        const Statement& s =
            all.at("configuration." + std::string(row.name) + "." + std::to_string(n));
        const Points z = row.make(d, n);
        const double value = entry(energies(), preset).make(gauss(tau))->evaluate({z}, nullptr);
        CHECK(s.value == doctest::Approx(value).epsilon(1e-12));
        CHECK(s.gap.value() >= -1e-13 * std::max(1.0, std::abs(value)));
        for (const auto& [id, bound] : all)
          if (id.starts_with("bound.") && id != "bound.circle.upper")
            CHECK(bound.value <= value + 1e-13 * std::max(1.0, std::abs(value)));
        if (preset != std::string("linear") && s.status == "proven") CHECK(s.gap.value() < 1e-13);
        ++seen;
      }
  CHECK(seen > 400);
}

TEST_CASE("overview: configurations of samples whose views coincide") {
  for (const char* preset :
       {"simclr", "simclr-cross", "simclr-noself", "info-nce", "nt-xent", "dcl", "dhel", "linear"})
    for (const char* name : {"antipodal pair", "square", "polygon", "octahedron", "icosahedron"})
      for (const Index views : {2, 3}) {
        const auto& row = theory::configuration(name);
        const Index d = row.sample_dim, n = row.sample_count;
        INFO(preset, ", ", name, ", ", views, " views");
        const auto all = table({d, 0.3, preset, n, views});
        const Statement& s = all.at("configuration." + std::string(name) + "." + std::to_string(n));
        const Points z = theory::equal_clusters(row.make(d, n), views);
        const double value =
            entry(energies(), preset).make(gauss(0.3))->evaluate({z, views}, nullptr);
        CHECK(s.value == doctest::Approx(value).epsilon(1e-12));
        for (const auto& [id, bound] : all)
          if (id.starts_with("bound.") && id != "bound.circle.upper")
            CHECK(bound.value <= value + 1e-13 * std::max(1.0, std::abs(value)));
        // Minimal among single views is not minimal among all: views may part.
        const bool minimal = s.status == "proven" || s.status == "numerical";
        CHECK(minimal == (n <= d + 1));
      }
}

TEST_CASE("overview: claims are told for the energies that they are about") {
  const auto status = [](const char* preset, Index n) {
    return table({2, 0.05, preset, n}).at("configuration.polygon." + std::to_string(n)).status;
  };
  CHECK(status("linear", 9) == "proven");
  CHECK(status("dcl", 9) == "not a minimizer");
  CHECK(status("simclr", 9) == "stationary by symmetry");
  CHECK(table({2, 1, "dcl", 8}).at("configuration.polygon.8").status == "stationary by symmetry");
  CHECK(table({4, 0.1, "linear", 24}).at("configuration.24-cell.24").status ==
        "stationary by symmetry");
  const auto of = [](const char* preset) {
    return table({3, 0.3, preset, 12}).at("configuration.icosahedron.12").status;
  };
  CHECK(of("nt-xent") == "numerical");
  CHECK(of("simclr-noself") == "numerical");
  CHECK(of("simclr") == "stationary by symmetry");  // a = N + 1 is not among those tried
}

TEST_CASE("overview: without a number of points, laws and configurations of every size") {
  for (const Index d : {2, 3, 4, 8, 24})
    for (const char* preset : presets) {
      const auto all = table({d, 0.5, preset, 0});
      CHECK(all.contains("kappa_0"));
      CHECK(all.contains("minimum"));
      CHECK(all.contains("configuration.antipodal pair.2"));
    }
}

TEST_CASE("overview: every value is finite at the ends of the domain, for few and many points") {
  for (const char* preset : presets)
    for (const Index d : {2, 3, 1000})
      for (const double tau : {1e-4, 1.0, 1e4})
        for (const Index n : {2, 3, 1000})
          for (const Index views : {1, 2}) CHECK(table({d, tau, preset, n, views}).size() > 2);
}

TEST_CASE("overview: alignment, uniformity and linear say what is known of them") {
  const double kappa = theory::kappa_0(3, 0.5);
  const auto uniformity = table({3, 0.5, "uniformity", 12});
  CHECK(uniformity.at("minimum").value == doctest::Approx(std::log(kappa)));
  CHECK(uniformity.at("bound.best").value ==
        doctest::Approx(theory::energy_bound("uniformity", 12, 1, 3, 0.5)->value));
  const auto linear = table({3, 0.5, "linear", 12});
  CHECK(linear.at("rate.uniform.2").value == doctest::Approx(theory::pair_rate(2, 3, 0.5)));
  CHECK(linear.at("rate.uniform.2").value ==
        doctest::Approx(kappa * uniformity.at("rate.uniform.2").value));
  const auto alignment = table({3, 0.5, "alignment", 12, 2});
  CHECK(alignment.at("minimum").value == 0);
  CHECK(alignment.at("bound.best").value == 0);
  for (const char* preset : {"alignment", "uniformity", "uniformity-per-view"})
    CHECK(table({3, 0.5, preset, 0}).contains("minimum"));
}

TEST_CASE("overview: near collapse beta, gamma and c of the samples and views are told") {
  const auto of = table({2, 0.2, "nt-xent", 5, 4});
  CHECK(of.at("collapse.rate").value == doctest::Approx(10));
  CHECK(of.at("collapse.gamma").value == doctest::Approx(20.0 / 19));
  CHECK(of.at("collapse.c").value == doctest::Approx(4.0 / 3));
  CHECK_FALSE(table({2, 0.2, "simclr", 5}).contains("collapse.c"));
  CHECK(table({2, 0.2, "simclr", 5}).at("collapse.rate").value == doctest::Approx(5));
}

TEST_CASE("overview: the splitting of atoms is that of the preset") {
  // the eigenvalue of the mode that moves two particles of one atom apart, by differences
  for (const char* preset : {"dcl", "nt-xent", "simclr"}) {
    CAPTURE(preset);
    const auto gradient = [&](double e) {
      Points z(2, 8);
      for (Index i = 0; i < 8; ++i) {
        const double angle = std::numbers::pi / 2 * static_cast<double>(i / 2) + (i == 0   ? e
                                                                                  : i == 1 ? -e
                                                                                           : 0);
        z.col(i) << std::cos(angle), std::sin(angle);
      }
      Points g;
      entry(energies(), preset).make(gauss(1))->evaluate({z}, &g);
      return 8 * (z(0, 0) * g(1, 0) - z(1, 0) * g(0, 0));
    };
    const double e = 1e-4, rate = -(gradient(e) - gradient(-e)) / (2 * e);
    CHECK(table({2, 1, preset, 8}).at("rate.split.4").value == doctest::Approx(rate).epsilon(1e-6));
  }
}

TEST_CASE("overview: what it does not know is refused") {
  CHECK_THROWS_WITH_AS(theory::overview({2, 0.2, "custom", 0}), doctest::Contains("custom"),
                       InputError);
  CHECK_THROWS_AS(theory::overview({2, 0.2, "simclr", 1}), InputError);
  CHECK_THROWS_AS(theory::overview({1, 0.2, "simclr", 4}), InputError);
  CHECK_THROWS_AS(theory::overview({2, 1e-5, "simclr", 4}), InputError);
  CHECK_THROWS_AS(theory::overview({2, 0.2, "simclr", 4, 0}), InputError);
  CHECK_THROWS_AS(theory::overview({2, 0.2, "simclr", Setting::most_latents / 2, 3}), InputError);
}
