// growth.r and contraction.r: the modes of a kernel and of views while latents are in one place.
#include <cmath>

#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/theory/near_collapse.hpp"
#include "simclr_flow/theory/tangent_kernels.hpp"
#include "support/judged_runs.hpp"
#include "support/planted_run.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr int samples = 8;

/// Every latent has a start of its own, so that views are apart too.
struct NearRun {
  std::string preset = "simclr", manifold = "circle", flow = "kind = \"kernel\"";
  int dim = 2, views = 2;
  bool quadrature = false;
  double spread = 1e-5, rtol = 1e-10, end = 20;
  std::string method = "";

  std::string start() const {
    const int coordinates = manifold == "circle" ? 1 : dim;
    const Points y = spread * random_points(coordinates, samples * views, 71);
    std::string rows;
    for (Index i = 0; i < y.cols(); ++i)
      for (Index c = 0; c < coordinates; ++c)
        rows += fmt::format("{:.17g}{}", y(c, i) + (manifold == "sphere" && c == 0 ? 1 : 0),
                            c + 1 < coordinates ? "," : "\n");
    return rows;
  }
  std::string toml(const Folder& folder) const {
    const std::string transforms =
        quadrature
            ? fmt::format(
                  "mode = \"quadrature\", transforms = [{{ kind = \"shift\", "
                  "direction = [0.5, 0.2], nodes = {} }}]",
                  views)
            : fmt::format("count = {}, transforms = [{{ kind = \"noise\", scale = 0.3 }}]", views);
    return fmt::format(
        "seed = 5\ndata = {{ kind = \"discs\", radius = 0.3, per_class = {} }}\n"
        "latent = {{ manifold = \"{}\", dim = {} }}\n"
        "energy = {{ preset = \"{}\", temperature = 0.2 }}\n"
        "initial = {{ kind = \"file\", file = \"{}\" }}\nviews = {{ {} }}\n"
        "integrator = {{ {} rtol = {}, atol = 1e-15 }}\nstop = {{ time = {} }}\n"
        "output = {{ frames = {{ per_decade = 2 }}, pairs = {{ spacing = \"log\", first = 0.01, "
        "per_decade = 4 }} }}\n[[flow]]\n{}\n",
        samples / 4, manifold, dim, preset, folder.write("start.csv", start()), transforms, method,
        rtol, end, flow);
  }
  StoredRun stored() const {
    const Folder folder;
    return stored_run(toml(folder), folder);
  }
};

/// Those of a report that are about modes.
std::vector<Check> modes_of(const Report& report) {
  std::vector<Check> found;
  for (const Check& check : report.flows.at(0).checks)
    if (check.id.starts_with("growth.") || check.id.starts_with("contraction."))
      found.push_back(check);
  return found;
}

void all_agree(const NearRun& run, const std::vector<std::string>& at_least) {
  INFO(run.preset, " on ", run.manifold, ", V = ", run.views, ", ", run.flow);
  const Report report = judge(run.stored());
  for (const Check& check : modes_of(report)) {
    INFO(check.quantity, " ", *check.theory, " ", *check.measured, " ", check.tolerance);
    CHECK(check.verdict == Verdict::agrees);
    CHECK(check.tolerance <= 0.01 * std::abs(*check.theory));
  }
  for (const std::string& id : at_least) CHECK_MESSAGE(has_check(report, id), "no check ", id);
}

/// At spread 1e-5, and at 1e-4 contractions too: the solver's errors leave these to be seen.
void wide_network_agrees(NearRun run) {
  run.flow = "kind = \"network\"\nactivation = \"tanh\"\nwidths = [300]\n" + run.flow;
  run.rtol = 1e-13;
  run.end = 3;
  run.method = "method = \"fehlberg78\",";
  all_agree(run, {"growth.1", "growth.2"});
  run.spread = 1e-4;
  if (!run.quadrature) all_agree(run, {"growth.1", "contraction.1"});
}

/// States of the probes as y' = Theta B y has them, with an attraction of views of its own.
void replace_by_linear(StoredRun& run, double tau, Index views, double attraction) {
  StoredFlow& flow = run.flows.at(0);
  const Index n = run.views.cols(), count = n / views;
  const Points theta = theory::wide_kernels({"relu", 0, 1, true, false}, run.views).tangent;
  Points form = theory::collapse_form({"simclr", "gauss", tau}, count, views);
  const Points within = theory::collapse_form({"alignment", "gauss", tau}, count, views);
  // alignment: -4 c W/N with c = V/(V - 1); here 2 beta/tau = 1/tau of it is W's.
  const double v = double(views), c = v / (v - 1);
  form += (attraction - c) / tau * (within / (4 * c));
  const auto modes = theory::collapse_modes(form, theta);
  const State first = flow.pairs.front();
  for (std::size_t p = 1; p < flow.pairs.size(); ++p) {
    State y = first, term = first;
    const double t = flow.pairs_clock.time[p];
    for (int k = 1; k < 400; ++k) y += term = theta * (form * term) * (t / k);
    flow.pairs[p] = y;
  }
}

}  // namespace

TEST_CASE(
    "near collapse checks: frozen kernels grow and contract at their rates, to one per cent") {
  for (const char* preset : {"simclr", "nt-xent", "dcl"})
    for (const int views : {1, 2, 4})
      all_agree({.preset = preset, .views = views},
                views == 1 ? std::vector<std::string>{"growth.1", "growth.2", "growth.3"}
                           : std::vector<std::string>{"growth.1", "growth.2", "contraction.1",
                                                      "contraction.2"});
  all_agree({.views = 3, .quadrature = true}, {"growth.1", "growth.2", "growth.3"});
}

TEST_CASE("near collapse checks: particles, spheres, and lines alike") {
  all_agree({.flow = "kind = \"particle\""}, {"growth.1", "growth.4", "contraction.1"});
  all_agree({.preset = "dhel", .flow = "kind = \"particle\""}, {"growth.1", "contraction.1"});
  all_agree({.manifold = "sphere", .dim = 3, .spread = 1e-5, .rtol = 1e-13},
            {"growth.1", "contraction.1"});
  all_agree({.manifold = "sphere",
             .flow = "kind = \"kernel\"\nform = \"intrinsic\"",
             .dim = 3,
             .spread = 1e-5,
             .rtol = 1e-13},
            {"growth.1", "contraction.1"});
  all_agree({.manifold = "euclidean", .dim = 2}, {"growth.1", "contraction.1"});
}

TEST_CASE("near collapse checks: wide networks by their kernel at the start, to one per cent") {
  for (const char* preset : {"simclr", "nt-xent", "dcl"})
    for (const int views : {2, 4})
      wide_network_agrees({.preset = preset, .flow = "", .views = views});
}

TEST_CASE("near collapse checks: wide networks by quadrature, and of both forms on the sphere") {
  wide_network_agrees({.flow = "", .views = 3, .quadrature = true});
  for (const char* form : {"intrinsic", "normalised"})
    wide_network_agrees({.preset = "nt-xent",
                         .manifold = "sphere",
                         .flow = fmt::format("form = \"{}\"", form),
                         .dim = 3});
}

TEST_CASE(
    "near collapse checks: an attraction of 1, a stale state, an energy or a temperature differ") {
  const StoredRun run = NearRun{}.stored();
  const auto with = [&](double attraction) {
    StoredRun linear = run;
    replace_by_linear(linear, 0.2, 2, attraction);
    return judge(linear);
  };
  CHECK(verdict_of(with(2), "contraction.1") == Verdict::agrees);
  CHECK(verdict_of(with(2), "growth.1") == Verdict::agrees);
  CHECK(verdict_of(with(1), "contraction.1") == Verdict::differs);
  CHECK(verdict_of(with(1), "growth.1") == Verdict::differs);
  CHECK(verdict_of(with(1.9), "contraction.1") == Verdict::differs);
  StoredRun of_four = NearRun{.views = 4}.stored(), blind = of_four;
  replace_by_linear(of_four, 0.2, 4, 4.0 / 3);
  replace_by_linear(blind, 0.2, 4, 1);
  CHECK(verdict_of(of_four, "contraction.1") == Verdict::agrees);
  CHECK(verdict_of(blind, "contraction.1") == Verdict::differs);
  StoredRun stale = run;
  stale.flows[0].pairs[8] = run.flows[0].pairs[6];
  CHECK(verdict_of(stale, "growth.1") == Verdict::differs);
  const StoredRun wrong[] = {claiming(run, "temperature = 0.2", "temperature = 0.204"),
                             claiming_energy(run, "simclr", "nt-xent")};
  for (const StoredRun& planted : wrong)
    for (const char* id : {"growth.1", "growth.2", "contraction.1"})
      CHECK(verdict_of(planted, id) == Verdict::differs);
}

TEST_CASE("near collapse checks: far from collapse nothing is told") {
  CHECK(modes_of(judge(NearRun{.spread = 0.3}.stored())).empty());
}
