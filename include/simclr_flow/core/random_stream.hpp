#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// The names of all random streams, in one place: two uses never share numbers by accident.
namespace streams {
inline constexpr std::string_view data = "data";
inline constexpr std::string_view shuffle = "shuffle";
inline constexpr std::string_view views = "views";
inline constexpr std::string_view batches = "batches";
inline constexpr std::string_view positives = "positives";
inline constexpr std::string_view initial = "initial";
inline constexpr std::string_view weights = "weights";
inline constexpr std::string_view clustering = "clustering";
inline constexpr std::string_view kernel_modes = "kernel-modes";
inline constexpr std::string_view slicing = "slicing";
inline constexpr std::string_view study = "study";
inline constexpr std::string_view trial_places = "trial-places";
inline constexpr std::string_view power_iteration = "power-iteration";
inline constexpr std::string_view judge_sample = "judge-sample";
inline constexpr std::string_view augmentation_graph = "augmentation-graph";
inline constexpr std::string_view judge_graph = "judge-graph";
}  // namespace streams

/// Philox4x32-10: a bijection of 128-bit counters for each 64-bit key.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11).
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key);

/// A named, counter-based random stream: the k-th draw is a pure function of (seed, name, k).
/// The same numbers come out on every machine and for every thread count.
class RandomStream {
 public:
  /// `substream` separates streams of one name, e.g. one per class or per frame.
  RandomStream(std::uint64_t seed, std::string_view name, std::uint32_t substream = 0);

  std::uint64_t bits();                       ///< 64 random bits
  double uniform();                           ///< uniform on (0, 1), 53 bits, never 0 or 1
  double normal();                            ///< standard normal, by Box-Muller
  Index below(Index bound);                   ///< uniform on {0, ..., bound-1}; bound >= 1
  Points normals(Index rows, Index columns);  ///< column by column

 private:
  std::array<std::uint32_t, 2> key_;
  std::uint32_t name_word_;
  std::uint32_t substream_;
  std::uint64_t counter_ = 0;
  std::array<std::uint64_t, 2> block_{};
  int unread_ = 0;
  double spare_normal_ = 0;
  bool has_spare_ = false;
};

}  // namespace simclr_flow
