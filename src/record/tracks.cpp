#include "tracks.hpp"

namespace simclr_flow::record {

std::vector<Track> tracks_of(const Setup& setup, const Course& course) {
  std::vector<Track> tracks;
  for (MakeTrack* const make : all_tracks)
    if (auto track = make(setup, course)) tracks.push_back(std::move(*track));
  return tracks;
}

}  // namespace simclr_flow::record
