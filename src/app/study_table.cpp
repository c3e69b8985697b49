#include "study_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "simclr_flow/sweep/sweep_table.hpp"
#include "study_result.hpp"

namespace simclr_flow {
namespace {

using OrderedJson = nlohmann::ordered_json;

const StudyEnd& end_of(const Study& study, const Configuration& c) {
  return *study.stored.ends[static_cast<std::size_t>(c.start)];
}

std::vector<Cell> row_of_configuration(const Study& study, std::size_t rank) {
  const Configuration& c = study.configurations[rank];
  std::vector<Cell> cells{{"rank", static_cast<double>(rank)}};
  const std::vector<Cell> own = cells_of(study, &c);
  cells.insert(cells.end(), own.begin(), own.end());
  cells.push_back({"zero_eigenvalues", static_cast<double>(end_of(study, c).zero)});
  cells.push_back({"starts", static_cast<double>(c.starts.size())});
  return cells;
}

OrderedJson json_of(const Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell.value); number && std::isfinite(*number))
    return *number == std::floor(*number) && std::abs(*number) < 1e15
               ? OrderedJson(static_cast<long long>(*number))
               : OrderedJson(*number);
  if (const auto* word = std::get_if<std::string>(&cell.value)) return *word;
  return nullptr;
}

OrderedJson known(const std::optional<double>& value, const std::string& what,
                  const std::string& status) {
  if (!value) return nullptr;
  return {{"value", *value}, {"statement", what}, {"status", status}};
}

OrderedJson json_of_configuration(const Study& study, std::size_t rank) {
  const Configuration& c = study.configurations[rank];
  const StudyEnd& end = end_of(study, c);
  OrderedJson json;
  for (const Cell& cell : row_of_configuration(study, rank)) json[cell.column] = json_of(cell);
  json["eigenvalues"] = std::vector<double>(end.eigenvalues.begin(), end.eigenvalues.end());
  json["weights"] = std::vector<double>(c.atoms.weight.begin(), c.atoms.weight.end());
  return json;
}

/// 1.5e-07 as $1.5\cdot 10^{-7}$.
std::string latex_number(double value, int digits) {
  const std::string text = fmt::format("{:.{}g}", value, digits);
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return fmt::format("${}$", text);
  return fmt::format("${}\\cdot 10^{{{}}}$", text.substr(0, e), std::stoi(text.substr(e + 1)));
}

std::string latex_text(const std::string& text) {
  std::string escaped;
  for (std::size_t k = 0; k < text.size(); ++k) {
    if (text.compare(k, 2, "\u00d7") == 0) {
      escaped += "$\\times$";
      ++k;
    } else {
      if (std::string_view("&%$#_{}").find(text[k]) != std::string_view::npos) escaped += '\\';
      escaped += text[k];
    }
  }
  return escaped;
}

std::string latex_cell(const Cell& cell) {
  if (const auto* word = std::get_if<std::string>(&cell.value)) return latex_text(*word);
  const auto* number = std::get_if<double>(&cell.value);
  if (!number || !std::isfinite(*number)) return "--";
  return latex_number(*number, cell.column == "energy" ? 13 : 4);
}

}  // namespace

std::string study_csv(const Study& study) {
  std::vector<std::vector<Cell>> rows;
  for (std::size_t k = 0; k < study.configurations.size(); ++k)
    rows.push_back(row_of_configuration(study, k));
  return csv_of_cells(rows);
}

std::string study_json(const Study& study) {
  const RunConfig& config = study.setting.config;
  const StudyReference& reference = study.reference;
  OrderedJson json{
      {"schema", "1.0"},
      {"kind", "study"},
      {"file", study.stored.path},
      {"title", config.title},
      {"energy", config.energy.preset},
      {"kernel", config.energy.kernel},
      {"temperature", config.energy.temperature},
      {"manifold", config.latent.manifold},
      {"dim", study.stored.ambient_dim},
      {"latents", study.stored.particles},
      {"views", config.views.count},
      {"masses", study.setting.study.masses},
      {"starts", study.stored.ends.size()},
      {"bound", known(reference.bound, reference.bound_statement, reference.bound_status)},
      {"best", known(reference.best, reference.best_name, reference.best_status)}};
  json["configurations"] = OrderedJson::array();
  for (std::size_t k = 0; k < study.configurations.size(); ++k)
    json["configurations"].push_back(json_of_configuration(study, k));
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

std::string study_latex(const Study& study) {
  std::string text;
  for (std::size_t k = 0; k < study.configurations.size(); ++k) {
    const std::vector<Cell> row = row_of_configuration(study, k);
    std::vector<std::string> header, cells;
    for (const Cell& cell : row) {
      header.push_back(latex_text(cell.column));
      cells.push_back(latex_cell(cell));
    }
    if (k == 0)
      text = fmt::format("\\begin{{tabular}}{{{}}}\n\\hline\n{} \\\\\n\\hline\n",
                         std::string(row.size(), 'r'), fmt::join(header, " & "));
    text += fmt::format("{} \\\\\n", fmt::join(cells, " & "));
  }
  return text.empty() ? "% no start is stationary\n" : text + "\\hline\n\\end{tabular}\n";
}

}  // namespace simclr_flow
