// A kernel that a program adds to the registry, from its configuration to its judgement.
#include <doctest/doctest.h>
#include <fmt/ranges.h>

#include "simclr_flow/sweep/grid.hpp"
#include "support/judged_runs.hpp"
#include "support/kernels.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

std::string config_of(const std::string& kernel, const std::string& preset = "simclr",
                      const std::string& initial = "spread = 0.5") {
  return "[data]\nkind = \"none\"\ncount = 12\n[latent]\nmanifold = \"circle\"\n[initial]\n" +
         initial + "\n[energy]\npreset = \"" + preset + "\"\n" + kernel +
         "[stop]\ntime = 10\n[output]\nframes = { per_decade = 2 }\npairs = { per_decade = 1 }\n"
         "[[flow]]\nkind = \"particle\"\n";
}

RunConfig parsed(const std::string& kernel, std::vector<std::string> overrides = {}) {
  return parse_config({"own.toml", config_of(kernel), std::move(overrides)}, vocabulary());
}

/// What a reading is refused with.
std::string refusal(const std::string& kernel) {
  try {
    parsed(kernel);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// Kernels of other names: one that theory does not know, and one that it is told wrong.
void add_others() {
  static const bool once = [] {
    add_kernel(own_kernel("untold"));
    add_kernel(own_kernel("mistold"),
               [](double tau, const Parameters& p) { return plain_own_kernel(1.001 * tau, p); });
    return true;
  }();
  REQUIRE(once);
}

}  // namespace

TEST_CASE("own kernel: its parameter is a key of [energy] for this kernel alone") {
  added_kernel();
  const std::string own = "kernel = \"rounded\"\n";
  CHECK(parsed(own).energy.parameters == Parameters{{"roundness", 1}});
  const RunConfig config = parsed(own + "roundness = 2.5\n");
  CHECK(config.energy.parameters == Parameters{{"roundness", 2.5}});
  const std::string resolved = resolved_toml(config, vocabulary());
  CHECK(resolved.find("roundness = 2.5") != std::string::npos);
  CHECK(resolved_toml(parse_config({"again.toml", resolved, {}}, vocabulary()), vocabulary()) ==
        resolved);
  CHECK(resolved_toml(parsed("kernel = \"gauss\"\n"), vocabulary()).find("roundness") ==
        std::string::npos);
  CHECK(refusal(own + "roundness = 0\n") ==
        "own.toml:11: [energy] roundness = 0 must be above 0 and at most 100");
  CHECK(refusal(own + "roundness = \"much\"\n").find("must be a number") != std::string::npos);
  CHECK(refusal("roundness = 1\n") ==
        "own.toml:10: [energy] roundness = 1 goes with kernel = \"rounded\", given: \"gauss\"");
  CHECK(refusal(own + "roundnes = 1\n").find("did you mean 'roundness'?") != std::string::npos);
}

TEST_CASE("own kernel: its parameter is an axis of sweeps") {
  added_kernel();
  const Grid grid = parse_grid({"energy.roundness=linspace(1,3,3)"}, {});
  REQUIRE(grid.size() == 3);
  for (Index k = 0; k < 3; ++k)
    CHECK(parsed("kernel = \"rounded\"\n", grid.overrides(k)).energy.parameters.at("roundness") ==
          1 + static_cast<double>(k));
}

TEST_CASE("own kernel: runs of it are judged by its plain formula") {
  added_kernel();
  const Folder folder;
  const Report report =
      judge(stored_run(config_of("kernel = \"rounded\"\nroundness = 2\n"), folder));
  for (const char* id : {"energy", "gradient", "dissipation", "velocity", "distinct"}) {
    INFO(id);
    CHECK(verdict_of(report, id) == Verdict::agrees);
  }
  CHECK_FALSE(report.differs());
}

TEST_CASE("own kernel: runs of kernels with parameters of the library are judged likewise") {
  const std::string apart = "kind = \"reference\"\nreference = \"polygon\"\nspread = 0.05";
  for (const KernelEntry& kernel : built_in_kernels())
    for (const Parameters& parameters : parameters_tried(kernel)) {
      std::string text = fmt::format("kernel = \"{}\"\n", kernel.name);
      for (const auto& [name, value] : parameters) text += fmt::format("{} = {}\n", name, value);
      for (const auto& [name, list] : parameters.lists)
        text += fmt::format("{} = {}\n", name, list);
      for (const auto& [name, written] : parameters.texts)
        text += fmt::format("{} = \"{}\"\n", name, written);
      INFO(text);
      const bool finite = standard_functions(kernel)->at_zero() != KernelFunctions::AtZero::pole;
      if (!finite && std::ranges::any_of(parameters, [](const auto& p) { return p.second > 10; }))
        continue;  // forces of 1e30 and more, which take steps without end
      const Folder folder;
      const Report report =
          judge(stored_run(finite ? config_of(text) : config_of(text, "linear", apart), folder));
      CHECK(verdict_of(report, "energy") == Verdict::agrees);
      CHECK(verdict_of(report, "velocity") == Verdict::agrees);
      CHECK_FALSE(report.differs());
    }
}

TEST_CASE("own kernel: without a formula theory has nothing to say, with a wrong one it differs") {
  add_others();
  const Folder folder;
  const Report untold = judge(stored_run(config_of("kernel = \"untold\"\n"), folder));
  for (const char* id : {"energy", "gradient", "dissipation", "velocity", "distinct"}) {
    INFO(id);
    const Check check = check_of(untold, id);
    CHECK(check.verdict == Verdict::no_theory);
    CHECK(check.theory_text.find("theory does not know the kernel 'untold'") != std::string::npos);
  }
  CHECK_FALSE(untold.differs());
  const Report mistold = judge(stored_run(config_of("kernel = \"mistold\"\n"), folder));
  for (const char* id : {"energy", "gradient", "velocity"}) {
    INFO(id);
    CHECK(verdict_of(mistold, id) == Verdict::differs);
  }
}
