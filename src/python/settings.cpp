#include "settings.hpp"

#include <fmt/format.h>

#include <regex>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow::python {

RunConfig settings_of(const std::string& text, const std::string& manifold, Index views) {
  if (views < 1) throw InputError(fmt::format("views is {}: a sample has 1 or more", views));
  const Vocabulary names = vocabulary();
  const ManifoldTraits& traits = names.manifold(manifold);
  // What every configuration has, of which nothing is made.
  std::string rest =
      fmt::format("\n[data]\nkind = \"discs\"\n[latent]\nmanifold = \"{}\"\n{}{}", traits.name,
                  traits.has_sides ? "sides = [1]\n" : fmt::format("dim = {}\n", traits.dims.least),
                  traits.facts.walls ? "[study]\n" : "[[flow]]\nkind = \"particle\"\n");
  if (views > 1) rest += fmt::format("[views]\ncount = {}\n", views);
  try {
    return parse_config({"energy", text + rest, {}}, names);
  } catch (const InputError& error) {  // its user knows of no lines
    throw InputError(std::regex_replace(error.what(), std::regex("^energy:[0-9]+: "), ""));
  }
}

}  // namespace simclr_flow::python
