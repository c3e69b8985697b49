#include "simclr_flow/network/torch_layout.hpp"

#include <doctest/doctest.h>

#include "simclr_flow/build/networks.hpp"
#include "simclr_flow/data/points_file.hpp"
#include "simclr_flow/io/named_blocks.hpp"
#include "simclr_flow/io/points_dataset.hpp"
#include "support/folder.hpp"
#include "support/networks.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// An entry of a block: of a matrix, or of a list by its row alone.
double entry_of(const NamedBlock& block, const State& w, Index row, Index column = 0) {
  return w[block.offset + (block.columns == 0 ? row : row * block.columns + column)];
}

/// What torch.nn.Sequential computes of the blocks of a state_dict, one neuron at a time.
std::vector<Real> sequential(const NamedBlocks& blocks, const State& w, std::string_view activation,
                             std::vector<Real> values) {
  std::vector<std::string> modules;
  for (const NamedBlock& block : blocks)
    if (block.name.ends_with(".weight")) modules.push_back(block.name);
  for (const std::string& name : modules) {
    std::vector<Real> u;
    for (const NamedBlock& block : blocks) {
      if (block.name == name) {
        for (Index r = 0; r < block.rows; ++r) {
          u.push_back(0);
          for (Index c = 0; c < block.columns; ++c)
            u.back() += entry_of(block, w, r, c) * values[static_cast<std::size_t>(c)];
        }
      } else if (block.name == name.substr(0, name.find('.')) + ".bias") {
        for (Index r = 0; r < block.rows; ++r)
          u[static_cast<std::size_t>(r)] += entry_of(block, w, r);
      }
    }
    if (name != modules.back())
      for (Real& value : u) value = plain_activation(activation, value);
    values = u;
  }
  return values;
}

Network small(bool bias = true, bool output_bias = true) {
  return Network({.inputs = 2,
                  .widths = {3, 4},
                  .outputs = 1,
                  .activation = entry(activations(), "tanh"),
                  .scaling = Scaling::standard,
                  .bias = bias,
                  .output_bias = output_bias});
}

std::vector<std::string> names(const Network& network) {
  std::vector<std::string> all;
  for (const NamedBlock& block : torch_layout(network)) all.push_back(block.name);
  return all;
}

void refuses(const std::string& source, const Network& network, const char* why) {
  CHECK_THROWS_WITH_AS(read_weights(source, network), doctest::Contains(why), InputError);
}

}  // namespace

TEST_CASE("torch layout: blocks have the names and shapes of a state_dict and cover the vector") {
  CHECK(names(small()) ==
        std::vector<std::string>{"0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"});
  CHECK(names(small(false, true)) ==
        std::vector<std::string>{"0.weight", "2.weight", "4.weight", "4.bias"});
  CHECK(names(small(true, false)).back() == "4.weight");
  Index at = 0;
  for (const NamedBlock& block : torch_layout(small())) {
    CHECK(block.offset == at);
    at += block.size();
  }
  CHECK(at == small().parameter_count());
  const NamedBlocks blocks = torch_layout(small());
  CHECK((blocks[0].rows == 3 && blocks[0].columns == 2));
  CHECK((blocks[1].rows == 3 && blocks[1].columns == 0));
  CHECK((blocks[4].rows == 1 && blocks[4].columns == 4));
}

TEST_CASE("torch layout: the blocks by their names are what the network uses") {
  for (const Activation& activation : activations())
    for (std::size_t depth = 1; depth <= 4; ++depth)
      for (const bool bias : {true, false})
        for (const bool output_bias : {true, false}) {
          CAPTURE(activation.name);
          const Network net =
              sample_network(activation, Scaling::standard, depth, bias, output_bias);
          const NamedBlocks blocks = torch_layout(net);
          const State w = random_state(net.parameter_count(), 31);
          const std::vector<Real> x{0.3L, -1.2L};
          const auto plain = plain_network(net.shape(), {w.begin(), w.end()}, x);
          const auto found = sequential(blocks, w, activation.name, x);
          REQUIRE(found.size() == plain.size());
          for (std::size_t c = 0; c < plain.size(); ++c)
            CHECK(std::abs(found[c] - plain[c]) < 1e-15L);
          State shifted(w.size());
          shifted << w.tail(w.size() - 1), w[0];  // parameters one off are seen
          CHECK(std::abs(sequential(blocks, shifted, activation.name, x)[0] - plain[0]) > 1e-6L);
        }
}

TEST_CASE("torch layout: weights come back from every format bit for bit") {
  const Folder folder;
  const Network net = small();
  const State w = random_state(net.parameter_count(), 32);
  write_npy_vector(folder.file("w.npy"), w);
  write_csv_points(folder.file("w.csv"), w.transpose());
  write_named_blocks(folder.file("w.h5"), torch_layout(net), w);
  Points history(w.size(), 3);
  history << random_state(w.size(), 33), random_state(w.size(), 34), w;
  write_npy_points(folder.file("history.npy"), history);
  write_csv_points(folder.file("history.csv"), history);
  write_points_dataset(folder.file("history.h5"), "value", history);
  write_points_dataset(folder.file("column.h5"), "value", w.transpose());
  for (const char* source : {"w.npy", "w.csv", "w.h5", "w.h5:/", "history.npy", "history.csv",
                             "history.h5:/value", "column.h5:/value"}) {
    CAPTURE(source);
    CHECK(read_weights(folder.file(source), net) == w);
  }
}

TEST_CASE("torch layout: weights that do not fit are refused by name") {
  const Folder folder;
  const Network net = small();
  const NamedBlocks blocks = torch_layout(net);
  const State w = random_state(net.parameter_count(), 35);
  const auto stored = [&](const NamedBlocks& as, const State& values = {}) {
    write_named_blocks(folder.file("w.h5"), as, values.size() ? values : w);
    return folder.file("w.h5");
  };
  NamedBlocks changed = blocks;
  changed.pop_back();
  refuses(stored(changed), net,
          "w.h5:/': it has no '4.bias'; expected 0.weight, 0.bias, 2.weight, 2.bias, 4.weight, "
          "4.bias");
  changed = blocks;
  changed.push_back({"6.weight", 0, 1, 1});
  refuses(stored(changed), net, "'6.weight' is not known");
  changed = blocks;
  changed[1].name = "0.bais";
  refuses(stored(changed), net, "it has no '0.bias'; '0.bais' is not known");
  changed = blocks;
  std::swap(changed[2].rows, changed[2].columns);
  refuses(stored(changed), net, "'2.weight': its shape is [3][4], expected [4][3]");
  changed = blocks;
  changed[3].columns = 1;
  refuses(stored(changed), net, "'2.bias': its shape is [4][1], expected [4]");
  State spoilt = w;
  spoilt[blocks[2].offset + 5] = std::nan("");
  refuses(stored(blocks, spoilt), net, "'2.weight': it holds a value that is not finite");
  refuses(stored(blocks) + ":/model", net, "it has no such group or dataset");
  refuses(stored(blocks) + ":/0.weight", net, "weights '");
  write_points_dataset(folder.file("nan.h5"), "w", spoilt.transpose());
  refuses(folder.file("nan.h5:/w"), net, "not finite");
  write_npy_vector(folder.file("short.npy"), w.head(29));
  refuses(folder.file("short.npy"), net,
          "29 numbers, expected 30: 0.weight 3x2, 0.bias 3, 2.weight 4x3, 2.bias 4, 4.weight 1x4, "
          "4.bias 1");
  write_npy_vector(folder.file("nan.npy"), spoilt);
  refuses(folder.file("nan.npy"), net, "is not finite");
  refuses(folder.write("w.csv", "1\ntwo\n"), net, "'two' is not a number");
  refuses(folder.file("none.npy"), net, "none.npy' does not exist");
  refuses(folder.write("w.pt", "PK"), net, "parameters_to_vector");
  refuses(folder.write("text.h5", "text"), net, "not an HDF5 file");
}
