// XDMF for ParaView's "XDMF Reader": text that says where the numbers are, and a file of numbers
// beside it. A set is a collection in time; ParaView shows each as a block.
#include <fmt/format.h>

#include <filesystem>

#include "array_rows.hpp"
#include "byte_file.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/export/export_format.hpp"
#include "simclr_flow/io/replace_file.hpp"
#include "space_rows.hpp"

namespace simclr_flow {
namespace {

/// A text as it stands in XML.
std::string xml(const std::string& text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  return out;
}

/// The file of numbers beside the text: NAME-xdmf.h5.
std::string heavy_name(const std::string& output) {
  std::filesystem::path path(output);
  path.replace_filename(path.stem().string() + "-xdmf.h5");
  return path.string();
}

/// Where the numbers of the frames of a set are.
struct Frames {
  std::string heavy;  ///< the file of numbers, as the text names it
  std::string set;
  Index count = 0, latents = 0;

  /// Row k of an array [count][latents][width]; width 0: [count][latents].
  std::string row(const std::string& array, Index k, Index width) const {
    const std::string more = width ? fmt::format(" {}", width) : "";
    return fmt::format(
        "<DataItem ItemType=\"HyperSlab\" Type=\"HyperSlab\" Dimensions=\"{2}{3}\">"
        "<DataItem Dimensions=\"3 {4}\" Format=\"XML\">{1} 0{5} 1 1{6} 1 {2}{3}</DataItem>"
        "<DataItem Format=\"HDF\" NumberType=\"Float\" Precision=\"8\" Dimensions=\"{0} {2}{3}\">"
        "{7}:/{8}/{9}</DataItem></DataItem>",
        count, k, latents, more, width ? 3 : 2, width ? " 0" : "", width ? " 1" : "", xml(heavy),
        xml(set), array);
  }
  std::string labels() const {
    return fmt::format(
        "<DataItem Format=\"HDF\" NumberType=\"Int\" Precision=\"4\" Dimensions=\"{}\">"
        "{}:/{}/label</DataItem>",
        latents, xml(heavy), xml(set));
  }
};

std::string attribute(const char* name, const std::string& item) {
  return fmt::format(
      "<Attribute Name=\"{}\" AttributeType=\"Scalar\" Center=\"Node\">{}</Attribute>\n", name,
      item);
}

std::string frame_text(const StoredSet& set, const Frames& frames, Index k, double time) {
  std::string text = fmt::format(
      "<Grid Name=\"{0}\" GridType=\"Uniform\"><Time Value=\"{1}\"/>\n"
      "<Topology TopologyType=\"Polyvertex\" NumberOfElements=\"{2}\" NodesPerElement=\"1\"/>\n"
      "<Geometry GeometryType=\"XYZ\">{3}</Geometry>\n",
      xml(set.name), time, set.latents, frames.row("position", k, 3));
  if (!set.species.empty()) text += attribute("label", frames.labels());
  if (set.angle) text += attribute("angle", frames.row("angle", k, 0));
  return text + "</Grid>\n";
}

/// A set whose numbers are in place, as the text tells it.
struct TextOfSet {
  const StoredSet* set;
  Frames frames;
  std::vector<double> times;
  std::string note;  ///< on its projection, if there is one
  double share = 0;
};

TextOfSet write_numbers(const ExportJob& job, const StoredSet& set, const std::string& heavy_file,
                        ArrayFile& heavy) {
  const std::vector<Index> rows = job.rows(set);
  SpaceRows space(job.run, set);
  heavy.make(set.name + "/position", ArrayFile::Number::real, {std::ssize(rows), set.latents, 3});
  ArrayRows out(heavy, set.name + "/position");
  for (const Index k : rows) out.add(space.row(k));
  out.flush();
  if (set.angle)
    copy_rows(job.run, *set.angle, std::ssize(set.frames().time), rows, heavy, set.name + "/angle");
  if (!set.species.empty())
    write_list(heavy, set.name + "/label", ArrayFile::Number::label, as_integers(set.species));
  const std::vector<double> times = picked(set.frames().time, rows);
  write_list(heavy, set.name + "/time", ArrayFile::Number::real, times);
  return {&set,
          {heavy_file, set.name, std::ssize(rows), set.latents},
          times,
          space.note(),
          space.projection() ? space.projection()->share : 1};
}

void write_collection(const TextOfSet& told, ByteFile& out) {
  out.write(fmt::format("<Grid Name=\"{}\" GridType=\"Collection\" CollectionType=\"Temporal\">\n",
                        xml(told.set->name)));
  if (!told.note.empty())
    out.write(
        fmt::format("<Information Name=\"projection\" Value=\"{}\"/>\n"
                    "<Information Name=\"variance_share\" Value=\"{}\"/>\n",
                    xml(told.note), told.share));
  for (Index k = 0; k < told.frames.count; ++k)
    out.write(frame_text(*told.set, told.frames, k, told.times[static_cast<std::size_t>(k)]));
  out.write("</Grid>\n");
}

void write_light(const std::string& name, const std::vector<TextOfSet>& sets) {
  ByteFile out(name);
  out.write("<?xml version=\"1.0\"?>\n<Xdmf Version=\"3.0\">\n<Domain>\n");
  for (const TextOfSet& told : sets) write_collection(told, out);
  out.write("</Domain>\n</Xdmf>\n");
  out.close();
}

ExportReport write_xdmf(const ExportJob& job) {
  const std::string heavy = heavy_name(job.output);
  const std::string heavy_file = std::filesystem::path(heavy).filename().string();
  if (heavy_file.find(':') != std::string::npos)
    throw InputError(fmt::format("output '{}': XDMF takes no ':' in the name of a file",
                                 shown_name(job.output)));
  std::vector<TextOfSet> sets;
  // Both are written before the first is put in place.
  replace_file(job.output, job.force, [&](const std::string& light_name) {
    replace_file(heavy, job.force, [&](const std::string& name) {
      ArrayFile file(name);
      for (const StoredSet* set : job.sets)
        sets.push_back(write_numbers(job, *set, heavy_file, file));
      file.close();
      write_light(light_name, sets);
    });
  });
  ExportReport report{{job.output, heavy}, {}};
  for (const TextOfSet& told : sets)
    if (!told.note.empty()) report.notes.push_back(told.set->name + ": " + told.note);
  return report;
}

}  // namespace

ExportFormat xdmf_format() {
  return {"xdmf", ".xdmf",
          "all flows in R^3 over time, a block each, with NAME-xdmf.h5 beside it: ParaView's XDMF "
          "Reader",
          false, write_xdmf};
}

}  // namespace simclr_flow
