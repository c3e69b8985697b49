#pragma once
#include <string>
#include <string_view>

namespace simclr_flow {

// Where the series of a flow lie in a trajectory file: the one table for who writes and who reads.
// A series is a group with the datasets `value`, `step` and `time`; H5MD 1.1 names those of
// particles.

/// Names of tracks, series in the same rows: parameters/<flow>/committed/<track> counts the rows.
namespace track_name {
inline constexpr const char* frames = "frames";
inline constexpr const char* observables = "observables";
inline constexpr const char* weights = "weights";
inline constexpr const char* kernel = "kernel";
inline constexpr const char* pairs = "pairs";
}  // namespace track_name

/// Attribute of a series among the observables: the track that it belongs to, where that is another
/// than `observables`.
inline constexpr const char* counter_attribute = "counter";
/// Attribute of the positions of neurons: what each of their coordinates is.
inline constexpr const char* coordinates_attribute = "coordinates";

/// The names that groups of a flow's test points and neurons have: no flow has a '.' in its own.
inline constexpr std::string_view test_ending = ".test", neurons_ending = ".neurons";
inline std::string test_name(const std::string& flow) { return flow + std::string(test_ending); }
inline std::string neurons_name(const std::string& flow) {
  return flow + std::string(neurons_ending);
}

/// Of a flow, or of its test_name or neurons_name.
inline std::string particles_path(const std::string& name) { return "particles/" + name; }
inline std::string position_path(const std::string& name) {
  return particles_path(name) + "/position";
}
inline std::string angle_path(const std::string& name) { return particles_path(name) + "/angle"; }
inline std::string species_path(const std::string& name) {
  return particles_path(name) + "/species";
}
/// Of a flow, or of its test_name.
inline std::string observables_path(const std::string& name) { return "observables/" + name; }
inline std::string observable_path(const std::string& name, const std::string& observable) {
  return observables_path(name) + "/" + observable;
}

inline std::string parameters_path(const std::string& flow) { return "parameters/" + flow; }
inline std::string weights_path(const std::string& flow) {
  return parameters_path(flow) + "/weights";
}
inline std::string pairs_path(const std::string& flow) { return parameters_path(flow) + "/pairs"; }
inline std::string counter_path(const std::string& flow, const std::string& track) {
  return parameters_path(flow) + "/committed/" + track;
}

}  // namespace simclr_flow
