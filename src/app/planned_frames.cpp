#include "planned_frames.hpp"

#include <fmt/format.h>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {

std::map<std::string, Index> planned_frames(const StoredRun& run) {
  std::map<std::string, Index> planned;
  try {
    const RunConfig config =
        parse_config({run.path + ":/parameters/resolved", run.text("resolved"), {}}, vocabulary());
    const CadenceConfig& frames = config.output.frames;
    if (frames.spacing == CadenceConfig::Spacing::steps) return planned;
    for (const FlowConfig& flow : config.flows)
      planned[flow.name] = std::ssize(output_times(frames, flow.stop.time));
  } catch (const InputError&) {  // of another version: what is stored is told all the same
    planned.clear();
  }
  return planned;
}

}  // namespace simclr_flow
