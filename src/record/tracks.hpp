#pragma once
// The list of tracks. A maker gives nothing for flows that do not have its track.
#include <array>
#include <optional>

#include "simclr_flow/record/track.hpp"

namespace simclr_flow::record {

using MakeTrack = std::optional<Track>(const Setup& setup, const Course& course);

MakeTrack frames_track;       ///< latents, on the circle angles; of test points likewise
MakeTrack observables_track;  ///< what is measured of latents; of test points likewise
MakeTrack weights_track;      ///< parameters, and the neurons that they are
MakeTrack kernel_track;       ///< what is measured of the tangent kernel
MakeTrack pairs_track;        ///< the state at pairs of close times

inline constexpr std::array all_tracks{frames_track, observables_track, weights_track, kernel_track,
                                       pairs_track};

}  // namespace simclr_flow::record
