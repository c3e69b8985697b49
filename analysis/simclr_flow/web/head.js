// What all pages begin and end with.

/** Title, setting, what came of it, and where the file comes from. */
function heading() {
  const facts = data.facts.filter(([name]) => name !== "versions"), versions = data.facts.find(([name]) => name === "versions");
  return el("header", {},
    el("h1", {}, data.title), el("p", {}, data.setting, "."), data.outcome ? el("p", {}, data.outcome) : null,
    el("dl", {class: "facts"}, ...facts.flatMap(([name, text]) => [el("dt", {}, name),
      el("dd", {}, name === "command" ? el("code", {}, text) : text)])),
    versions ? folded("Versions of the program and its libraries", el("pre", {}, versions[1])) : null);
}

/** A part of the page with a sentence on what it shows. */
function part(title, says, ...children) {
  const name = `part-${title.toLowerCase().replace(/[^a-z]+/g, "-")}`;
  return el("section", {"aria-labelledby": name}, el("h2", {id: name}, title), says ? el("p", {class: "says"}, says) : null,
    ...children);
}

function folded(title, ...children) {
  return el("details", {}, el("summary", {}, title), ...children);
}

function configuration() {
  if (!data.config) return null;
  return part("Configuration", "Every key that made this, with all defaults: stored as a .toml file it runs again.",
    folded("Show the configuration", el("pre", {}, data.config)));
}

/** The table with these column names; cells are texts or elements, each with its column's name for narrow screens. */
function tableOf(names, rows, label) {
  return el("table", {class: "rows cards", "aria-label": label},
    el("thead", {}, el("tr", {}, ...names.map(name => el("th", {scope: "col"}, name)))),
    el("tbody", {}, ...rows.map(cells => el("tr", {}, ...cells.map((cell, k) =>
      el("td", {"data-name": names[k] || null, class: isNumber(cell) ? "number" : null}, cell))))));
}

/** Shows the parts of the page; where that fails, says so. */
function show(...makers) {
  const page = document.getElementById("page");
  page.replaceChildren();
  try {
    for (const make of makers) page.append(...[make()].flat().filter(Boolean));
  } catch (error) {
    page.append(el("p", {class: "failure"}, `This page cannot be drawn here: ${error.message}`));
    throw error;
  }
}
