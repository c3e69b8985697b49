#include "simclr_flow/sweep/manifest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "simclr_flow/config/expectation.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* manifest_schema = "1.0";

/// The text of a number is one in JSON too.
Json json_of(const AxisValue& value) {
  return value.is_number ? Json::parse(value.text) : Json(value.label);
}

AxisValue value_of(const Json& value, const std::string& text) {
  if (value.is_number()) return {text, text, true};
  return {text, value.get<std::string>()};
}

Json json_of(const Axis& axis) {
  Json json{{"key", axis.key}, {"given", axis.given}};
  json["values"] = json["set"] = Json::array();
  for (const AxisValue& value : axis.values) {
    json["values"].push_back(json_of(value));
    json["set"].push_back(value.text);
  }
  return json;
}

Axis axis_of(const Json& json) {
  Axis axis{json.at("key").get<std::string>(), json.at("given").get<std::string>(), {}};
  const Json &values = json.at("values"), &set = json.at("set");
  for (std::size_t k = 0; k < values.size(); ++k)
    axis.values.push_back(value_of(values.at(k), set.at(k).get<std::string>()));
  return axis;
}

Json points_of(const Manifest& manifest) {
  Json points = Json::array();
  for (Index point = 0; point < manifest.grid.size(); ++point) {
    Json values = Json::object();
    const auto all = manifest.grid.values(point);
    for (std::size_t a = 0; a < all.size(); ++a)
      values[manifest.grid.axes()[a].key] = json_of(all[a]);
    points.push_back(
        {{"index", point}, {"values", std::move(values)}, {"output", manifest.output(point)}});
  }
  return points;
}

Manifest manifest_of(const Json& json) {
  if (json.at("schema") != manifest_schema)
    throw InputError(fmt::format("its schema is {}, this program reads \"{}\"",
                                 json.at("schema").dump(), manifest_schema));
  Manifest manifest;
  for (const auto& [key, text] : {std::pair{"command", &manifest.command},
                                  {"ending", &manifest.ending},
                                  {"program", &manifest.version},
                                  {"commit", &manifest.commit},
                                  {"created", &manifest.created},
                                  {"argv", &manifest.argv}})
    *text = json.at(key).get<std::string>();
  manifest.config_file = json.at("config").at("file").get<std::string>();
  manifest.config = json.at("config").at("text").get<std::string>();
  manifest.overrides = json.at("overrides").get<std::vector<std::string>>();
  std::vector<Axis> axes;
  for (const Json& axis : json.at("axes")) axes.push_back(axis_of(axis));
  manifest.grid = Grid(std::move(axes));
  return manifest;
}

std::string listed(const std::vector<std::string>& overrides) {
  if (overrides.empty()) return "no --set";
  return fmt::format("--set {}", fmt::join(overrides, " --set "));
}

std::string listed(const std::vector<Axis>& axes) {
  std::string text;
  for (const Axis& axis : axes)
    text += fmt::format("{}--over {}={}", text.empty() ? "" : " ", axis.key, axis.given);
  return text;
}

/// Whether they take the same values in the same order, however these were asked for.
bool same_axes(const std::vector<Axis>& a, const std::vector<Axis>& b) {
  const auto labels = [](const Axis& axis) {
    std::vector<std::pair<std::string, bool>> all;
    for (const AxisValue& value : axis.values) all.emplace_back(value.label, value.is_number);
    return all;
  };
  return std::ranges::equal(
      a, b, [&](const Axis& x, const Axis& y) { return x.key == y.key && labels(x) == labels(y); });
}

/// The first line that differs, in both texts.
std::string first_difference(const std::string& a, const std::string& b) {
  const auto at = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  const auto number = 1 + std::count(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  const std::size_t begin = at == 0 ? 0 : a.rfind('\n', at - 1) + 1;  // the same in both
  const auto line = [begin](const std::string& text) {
    return begin < text.size() ? text.substr(begin, text.find('\n', begin) - begin) : "";
  };
  return fmt::format("line {} of its configuration is '{}', not '{}'", number, line(a), line(b));
}

}  // namespace

std::string Manifest::stem(Index point) const {
  const std::size_t digits = fmt::formatted_size("{}", grid.size() - 1);
  return fmt::format("{:0{}}", point, std::max<std::size_t>(digits, 4));
}

PointSetting Manifest::setting(Index point) const {
  PointSetting setting{config, overrides};
  const auto own = grid.overrides(point);
  setting.overrides.insert(setting.overrides.end(), own.begin(), own.end());
  return setting;
}

std::string to_json(const Manifest& manifest) {
  Json json{{"schema", manifest_schema},       {"program", manifest.version},
            {"commit", manifest.commit},       {"created", manifest.created},
            {"argv", manifest.argv},           {"command", manifest.command},
            {"ending", manifest.ending},       {"config", Json::object()},
            {"overrides", manifest.overrides}, {"axes", Json::array()},
            {"points", points_of(manifest)}};
  json["config"]["file"] = manifest.config_file;
  json["config"]["text"] = manifest.config;
  for (const Axis& axis : manifest.grid.axes()) json["axes"].push_back(json_of(axis));
  // File names and arguments may be no UTF-8.
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Manifest read_manifest(const std::string& file) {
  const std::string text = read_text_file(file);
  const auto refuse = [&file](const std::string& why) {
    return InputError(fmt::format("'{}' is no manifest of a sweep: {}", file, why));
  };
  try {
    return manifest_of(Json::parse(text));
  } catch (const Json::exception& error) {
    throw refuse(error.what());
  } catch (const InputError& error) {
    throw refuse(error.what());
  }
}

std::string difference(const Manifest& stored, const Manifest& wanted) {
  if (stored.command != wanted.command)
    return fmt::format("its command is '{}', not '{}'", stored.command, wanted.command);
  if (!same_axes(stored.grid.axes(), wanted.grid.axes()))
    return fmt::format("its axes are {}, not {}", listed(stored.grid.axes()),
                       listed(wanted.grid.axes()));
  if (stored.overrides != wanted.overrides)
    return fmt::format("it has {}, not {}", listed(stored.overrides), listed(wanted.overrides));
  if (stored.config != wanted.config) return first_difference(stored.config, wanted.config);
  return "";
}

}  // namespace simclr_flow
