#include "simclr_flow/sweep/repetitions.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace simclr_flow {
namespace {

const std::string seed_key = "seed";

/// What one column says in the points of a setting.
struct Said {
  std::vector<double> numbers;
  std::map<std::string, int> words;

  void see(const Cell& cell) {
    if (const auto* number = std::get_if<double>(&cell.value); number && std::isfinite(*number))
      numbers.push_back(*number);
    if (const auto* word = std::get_if<std::string>(&cell.value)) ++words[*word];
  }
};

/// Columns in their order, each once, with all that points say in it.
struct Columns {
  std::vector<std::string> names;
  std::map<std::string, Said> said;

  void see(const PointResult& result) {
    for (const Cell& cell : result.cells) {
      if (!said.contains(cell.column)) names.push_back(cell.column);
      said[cell.column].see(cell);
    }
  }
};

double mean(const std::vector<double>& numbers) {
  double sum = 0;
  for (const double number : numbers) sum += number;
  return sum / static_cast<double>(numbers.size());
}

double standard_deviation(const std::vector<double>& numbers) {
  const double centre = mean(numbers);
  double sum = 0;
  for (const double number : numbers) sum += (number - centre) * (number - centre);
  return std::sqrt(sum / static_cast<double>(numbers.size() - 1));
}

void add_numbers(const std::string& name, const std::vector<double>& numbers,
                 std::vector<Cell>& cells) {
  Cell centre{name + ".mean", {}}, spread{name + ".sd", {}};
  if (!numbers.empty()) centre.value = mean(numbers);
  if (numbers.size() > 1) spread.value = standard_deviation(numbers);
  cells.insert(cells.end(), {centre, spread, {name + ".n", static_cast<double>(numbers.size())}});
}

/// Whether a word of all points of the sweep tells nothing.
bool is_plain(const Said& said) {
  return said.numbers.empty() && said.words.size() == 1 && !is_absence(said.words.begin()->first);
}

std::vector<Cell> cells_of(const Columns& all, const Columns& own) {
  std::vector<Cell> cells;
  for (const std::string& name : all.names) {
    const Said& anywhere = all.said.at(name);
    const auto found = own.said.find(name);
    const Said here = found == own.said.end() ? Said{} : found->second;
    if (!anywhere.numbers.empty()) add_numbers(name, here.numbers, cells);
    if (is_plain(anywhere)) continue;
    for (const auto& [word, unused] : anywhere.words) {
      const auto count = here.words.find(word);
      cells.push_back({name + "." + word,
                       count == here.words.end() ? 0.0 : static_cast<double>(count->second)});
    }
  }
  return cells;
}

PointState state_of_both(PointState a, PointState b) {
  if (a == b) return a;
  return a == PointState::failed || b == PointState::failed ? PointState::failed
                                                            : PointState::unfinished;
}

/// The setting that a point has without its seed.
std::string setting_of(const Grid& grid, Index point) {
  std::string setting;
  const std::vector<AxisValue> values = grid.values(point);
  for (std::size_t a = 0; a < values.size(); ++a)
    if (grid.axes()[a].key != seed_key) setting += values[a].text + "\n";
  return setting;
}

Grid without_seeds(const Grid& grid) {
  std::vector<Axis> axes = grid.axes();
  std::erase_if(axes, [](const Axis& axis) { return axis.key == seed_key; });
  return axes.empty() ? Grid() : Grid(std::move(axes));
}

}  // namespace

std::optional<Repetitions> over_seeds(const Grid& grid, const std::vector<PointResult>& results) {
  if (!std::ranges::count(grid.axes(), seed_key, &Axis::key)) return std::nullopt;
  // In the order of their first points, which is that of the grid without seeds.
  std::map<std::string, std::size_t> places;
  std::vector<Columns> groups;
  std::vector<PointState> states;
  Columns all;
  for (std::size_t k = 0; k < results.size(); ++k) {
    const auto [place, is_new] =
        places.emplace(setting_of(grid, static_cast<Index>(k)), groups.size());
    if (is_new) groups.emplace_back(), states.push_back(results[k].state);
    groups[place->second].see(results[k]);
    all.see(results[k]);
    states[place->second] = state_of_both(states[place->second], results[k].state);
  }
  Repetitions found{without_seeds(grid), {}};
  for (std::size_t g = 0; g < groups.size(); ++g)
    found.results.push_back({states[g], "", cells_of(all, groups[g])});
  return found;
}

}  // namespace simclr_flow
