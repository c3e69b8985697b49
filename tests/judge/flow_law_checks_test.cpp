// mmd, moment.l, rate.l, travel, distinct, mean-field, local-limit: honest runs, planted errors.
#include <cmath>
#include <numbers>

#include "simclr_flow/theory/stability.hpp"
#include "support/judged_runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double turn = 2 * std::numbers::pi;

/// A 64-gon with every particle moved a little: harmonics of degree 1, ..., 4 are all small.
StoredRun run_near_uniform(const std::string& method = "bdf") {
  const Folder folder;
  std::string rows;
  for (int i = 0; i < 64; ++i) {
    const double angle = turn * i / 64;
    double moved = angle;
    for (int l = 1; l <= 4; ++l) moved += 1e-4 * std::cos(l * angle + 0.3 * l) / l;
    rows += fmt::format("{:.17g}\n", moved);
  }
  const ParticleRun run{
      .count = 64,
      .time = 20,
      .initial = fmt::format("kind = \"file\"\nfile = \"{}\"", folder.write("start.csv", rows)),
      .extra = fmt::format("[integrator]\nmethod = \"{}\"\nstep = 0.01\nrtol = 1e-12\natol = 1e-14",
                           method)};
  return stored_run(run.toml(), folder);
}

/// All times and what plans them are half of what they were.
StoredRun halved(StoredRun run, const char* end, const char* half) {
  run = claiming(claiming(std::move(run), "first = 0.01", "first = 0.005"), end, half);
  for (StoredClock* clock : {&run.flows[0].frames, &run.flows[0].observables_clock})
    for (double& time : clock->time) time /= 2;
  return run;
}

void move_together(StoredRun& run, std::size_t frame) {
  run.flows[0].positions.at(frame).col(1) = run.flows[0].positions[frame].col(0);
}

}  // namespace

TEST_CASE("moment checks: MMD and moments at the end are measured, by their sums") {
  for (const auto& [manifold, dim] : {std::pair{"circle", 2}, std::pair{"sphere", 3}}) {
    const StoredRun run =
        stored_run(ParticleRun{.manifold = manifold, .dim = dim, .count = 12, .time = 0.5});
    const Points g = gram(run.flows[0].positions.back());
    const auto third = [dim = dim](double t) {
      return dim == 2 ? 4 * t * t * t - 3 * t : (5 * t * t * t - 3 * t) / 2;
    };
    CHECK(*check_of(run, "moment.1").measured == doctest::Approx(std::sqrt(g.mean())));
    CHECK(*check_of(run, "moment.3").measured ==
          doctest::Approx(std::sqrt(g.unaryExpr(third).mean())));
    CHECK(check_of(run, "mmd").verdict == Verdict::no_theory);
    CHECK(*check_of(run, "mmd").measured > 0.1);
  }
}

TEST_CASE("rate checks: modes near the uniform law decay at their rates") {
  for (const char* method : {"bdf", "rk4", "euler"}) {
    CAPTURE(method);
    const StoredRun run = run_near_uniform(method);
    for (int l = 1; l <= 4; ++l) {
      const Check rate = check_of(run, fmt::format("rate.{}", l));
      CAPTURE(rate.quantity);
      CAPTURE(rate.difference);
      CHECK(rate.verdict == Verdict::agrees);
      CHECK(*rate.theory == theory::uniform_rate(l, 2, 0.2));
      CHECK(rate.tolerance < 0.1 * std::abs(*rate.theory));
    }
  }
}

TEST_CASE("rate checks: another clock, temperature or energy, or a stale frame differs") {
  const StoredRun run = run_near_uniform();
  const StoredRun wrong[] = {halved(run, "time = 20", "time = 10"),
                             claiming(run, "temperature = 0.2", "temperature = 0.3"),
                             claiming_energy(run, "simclr", "info-nce")};
  for (const StoredRun& planted : wrong)
    for (const char* id : {"rate.1", "rate.2", "rate.3", "rate.4"}) {
      CAPTURE(id);
      CHECK(verdict_of(planted, id) == Verdict::differs);
    }
  StoredRun stale = run;
  stale.flows[0].positions[20] = run.flows[0].positions[19];
  CHECK(verdict_of(stale, "rate.1") == Verdict::differs);
}

TEST_CASE("rate checks: far from the uniform law nothing is told, near it what is resolved") {
  CHECK_FALSE(has_check(stored_run(ParticleRun{.time = 1}), "rate.1"));
  const StoredRun late =
      stored_run(ParticleRun{.count = 200, .temperature = 1, .initial = "kind = \"uniform\""});
  CHECK(verdict_of(late, "rate.1") == Verdict::agrees);
}

TEST_CASE("travel checks: particles go no farther than E pays for") {
  const ParticleRun runs[] = {
      {.initial = "kind = \"uniform\""},
      {.preset = "dcl", .manifold = "sphere", .dim = 4, .initial = "kind = \"uniform\""},
      {.manifold = "euclidean", .dim = 2, .initial = "kind = \"gaussian\"\nspread = 0.1"}};
  for (const ParticleRun& given : runs) {
    StoredRun run = stored_run(given);
    const Check honest = check_of(run, "travel");
    CHECK(honest.verdict == Verdict::agrees);
    CHECK(*honest.measured > 0.9);  // nearly sharp, hence it sees small errors
    StoredRun shifted = run;        // rows of frames one late against their clock
    auto& frames = shifted.flows[0].positions;
    for (std::size_t t = frames.size() - 1; t > 0; --t) frames[t] = frames[t - 1];
    CHECK(verdict_of(shifted, "travel") == Verdict::differs);
    StoredRun swapped = run;
    for (std::size_t t = 12; t < frames.size(); ++t)
      swapped.flows[0].positions[t].col(0).swap(swapped.flows[0].positions[t].col(7));
    CHECK(verdict_of(swapped, "travel") == Verdict::differs);
    CHECK(verdict_of(halved(run, "time = 100", "time = 50"), "travel") == Verdict::differs);
  }
  // Steps of one size overshoot by as much as they are too long.
  const ParticleRun steps{.extra = "[integrator]\nmethod = \"euler\"\nstep = 0.01"};
  CHECK_FALSE(has_check(stored_run(steps), "travel"));
}

TEST_CASE("distinct checks: latents that met where their field separates are seen") {
  for (const auto& [manifold, dim] :
       {std::pair{"circle", 2}, std::pair{"sphere", 3}, std::pair{"euclidean", 2}}) {
    CAPTURE(manifold);
    const StoredRun run = stored_run(ParticleRun{.manifold = manifold, .dim = dim, .count = 20});
    CHECK(verdict_of(run, "distinct") == Verdict::agrees);
    StoredRun met = run;
    move_together(met, run.flows[0].positions.size() - 1);
    CHECK(verdict_of(met, "distinct") == Verdict::differs);
    StoredRun equal = run;
    move_together(equal, 0);
    CHECK(verdict_of(equal, "distinct") == Verdict::differs);
  }
}

TEST_CASE("distinct checks: where the field brings latents together they may meet") {
  // Without the positive pair two latents can share one place for good.
  const StoredRun run = stored_run(ParticleRun{.preset = "dcl",
                                               .count = 8,
                                               .temperature = 0.15,
                                               .time = 1e4,
                                               .initial = "kind = \"uniform\""});
  const Points& end = run.flows[0].positions.back();
  double closest = 1;
  for (Index i = 0; i < 8; ++i)
    for (Index j = 0; j < i; ++j) closest = std::min(closest, (end.col(i) - end.col(j)).norm());
  CHECK(closest < 1e-9);
  CHECK(verdict_of(run, "distinct") == Verdict::agrees);
}

TEST_CASE("mean-field checks: draws stay near the continuum flow of their law") {
  for (const char* preset : {"simclr", "simclr-noself", "info-nce"}) {
    CAPTURE(preset);
    const StoredRun run = stored_run(ParticleRun{.preset = preset, .count = 100, .time = 5});
    const Check honest = check_of(run, "mean-field");
    CHECK(honest.verdict == Verdict::agrees);
    CHECK(honest.status == "numerical");
    CHECK(honest.quantity.find("t to 5") != std::string::npos);
    CHECK(verdict_of(claiming(run, "spread = 0.5", "spread = 2.5"), "mean-field") ==
          Verdict::differs);
    StoredRun stuck = run;  // what the flow did not move
    for (Points& frame : stuck.flows[0].positions) frame = run.flows[0].positions[0];
    CHECK(verdict_of(stuck, "mean-field") == Verdict::differs);
  }
  const StoredRun fast = stored_run(ParticleRun{.preset = "info-nce", .count = 400, .time = 5});
  CHECK(verdict_of(claiming_energy(fast, "info-nce", "simclr"), "mean-field") == Verdict::differs);
}

TEST_CASE("local-limit checks: draws on the line stay near the diffusion") {
  for (const char* preset : {"simclr", "info-nce"}) {
    CAPTURE(preset);
    const StoredRun run = stored_run(ParticleRun{.preset = preset,
                                                 .manifold = "euclidean",
                                                 .dim = 1,
                                                 .count = 200,
                                                 .temperature = 0.005,
                                                 .time = 1,
                                                 .initial = "kind = \"gaussian\"\nspread = 1.0"});
    const Check honest = check_of(run, "local-limit");
    CHECK(honest.verdict == Verdict::agrees);
    CHECK(honest.status == "numerical");
    CHECK(verdict_of(claiming(run, "spread = 1.0", "spread = 4.0"), "local-limit") ==
          Verdict::differs);
  }
}

TEST_CASE("local-limit checks: no solution is sought beyond the widest law, however late a frame") {
  const Folder folder;
  const StoredRun run = stored_run(  // steps to its end would take days
      "data = { kind = \"none\", count = 50 }\nlatent = { manifold = \"euclidean\", dim = 1 }\n"
      "initial = { kind = \"gaussian\", spread = 1 }\n"
      "energy = { preset = \"simclr\", temperature = 0.01 }\nintegrator = { method = \"bdf\" }\n"
      "stop = { time = 1e8 }\noutput = { frames = { spacing = \"ends\" }, pairs = { spacing = "
      "\"none\" } }\n[[flow]]\nkind = \"particle\"\n",
      folder);
  const Report report = judge(run);
  CHECK(std::ranges::count(report.flows[0].checks, "local-limit", &Check::id) == 0);
  CHECK(std::ranges::count(report.flows[0].checks, "frames", &Check::id) == 1);
}
