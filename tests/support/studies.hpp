#pragma once
// Studies of minimizers from texts of configurations.
#include <string>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/parse.hpp"
#include "simclr_flow/study/distinct.hpp"

namespace simclr_flow::test {

inline StudySetting study_of(const std::string& text, const Points& start = {}) {
  const RunConfig config = parse_config({"study.toml", text, {}}, vocabulary());
  const Index samples = config.data.kind == "none" ? config.data.count : start.cols();
  return study_setting(config, {samples, start, "none"});
}

inline std::vector<std::optional<StudyEnd>> ends_of(const StudySetting& setting) {
  std::vector<std::optional<StudyEnd>> ends(static_cast<std::size_t>(setting.study.starts));
  search_all(setting, ends, [] { return true; });
  return ends;
}

}  // namespace simclr_flow::test
