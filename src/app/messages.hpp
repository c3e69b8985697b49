#pragma once
// What a recording tells people.
#include <optional>
#include <string>

#include "progress.hpp"
#include "simclr_flow/record/listener.hpp"

namespace simclr_flow {

/// Says on standard output how a recording goes, unless it is to be quiet; warnings and failures on
/// standard error in any case.
class Messages final : public record::Listener {
 public:
  /// output: the file as its user named it.
  Messages(std::string output, bool quiet) : output_(std::move(output)), quiet_(quiet) {}

  void opened(const record::Setup& setup, const record::Opening& opening) override;
  void started(const Course& course, const record::Beginning& beginning) override;
  void stepped(const Course& course, const Run& run, const record::Latest& latest) override;
  void ended(const Course& course, const record::Ending& ending) override;
  void closed(const std::string& untrimmed) override;

 private:
  void tell_missing_kernel(const Course& course) const;
  void tell_end(const Course& course, const record::Ending& ending) const;

  std::string output_;
  bool quiet_;
  const record::Setup* setup_ = nullptr;  ///< of the file that is open
  std::optional<Progress> progress_;
};

}  // namespace simclr_flow
