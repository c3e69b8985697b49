#pragma once
// What shells and readers of manuals get, made from the command line itself.
#include <string>
#include <vector>

#include "told_command.hpp"

namespace simclr_flow {

/// Adds the commands `completion` and `manual`.
void add_shell_commands(CLI::App& app, int& code);

/// bash, zsh, fish.
std::vector<std::string> shells();
/// A script for a shell that completes commands, options, names and files.
std::string bash_completion(const std::vector<ToldCommand>& commands);
std::string zsh_completion(const std::vector<ToldCommand>& commands);
std::string fish_completion(const std::vector<ToldCommand>& commands);

/// The manual page of a command as roff, for `man`; of the whole program for the first one.
std::string manual_page(const ToldCommand& command, const std::vector<ToldCommand>& commands);

}  // namespace simclr_flow
