// The judgement of a run or of an ensemble: how many checks agree, and each in a row that can be looked for.

const SIGNS = {agrees: "✓ agrees", differs: "✗ differs", "no theory": "– no theory"};
const LOOKS = {agrees: "agrees", differs: "differs", "no theory": "none"};

const JUDGED = "What simclr-flow compare computes again from the file alone, by code that shares nothing with what ran, and " +
  "holds against theory: a check agrees where the difference is within what is allowed.";

function checksPart(says = JUDGED) {
  if (!data.checks.length) return part("Verdicts", says, el("p", {}, data.judged || "This was not judged."));
  const rows = [...data.checks].sort((a, b) => worst(a) - worst(b));
  const body = el("tbody"), told = el("p", {class: "small soft", "aria-live": "polite"});
  const filter = {verdict: "", words: ""};
  const refresh = () => {
    const kept = rows.filter(check => matches(check, filter));
    body.replaceChildren(...kept.map(rowOf));
    told.textContent = `${kept.length} of ${rows.length} checks, judged ${data.judged}.`;
  };
  refresh();
  return part("Verdicts", says, summary(rows), filterBar(rows, filter, refresh), told,
    el("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "table of verdicts"},
      el("table", {class: "rows cards", "aria-label": "verdicts"}, el("thead", {}, el("tr", {},
        ...["Verdict", "Flow", "Check", "Theory", "Measured", "Off by / allowed", "Source"]
          .map(name => el("th", {scope: "col"}, name)))), body)));
}

function worst(check) {
  return ["differs", "agrees", "no theory"].indexOf(check.verdict);
}

function summary(rows) {
  const list = Object.keys(SIGNS).map(verdict => {
    const count = rows.filter(check => check.verdict === verdict).length;
    const words = {agrees: "agree", differs: "differ", "no theory": "have no theory"}[verdict];
    return el("span", {class: count || verdict !== "differs" ? LOOKS[verdict] : "none"}, `${SIGNS[verdict][0]} ${count} ${words}`);
  });
  return el("p", {class: "bar"}, ...list);
}

function filterBar(rows, filter, refresh) {
  const search = el("input", {type: "search", placeholder: "energy, kernel, arXiv …", "aria-label": "words to look for",
    oninput: () => { filter.words = search.value.toLowerCase(); refresh(); }});
  const options = [["", "all verdicts"], ...Object.keys(SIGNS).filter(verdict => rows.some(check => check.verdict === verdict))
    .map(verdict => [verdict, SIGNS[verdict]])];
  return el("div", {class: "bar"}, choice("show", options, "", value => { filter.verdict = value; refresh(); }),
    el("label", {}, "with the words", search));
}

function matches(check, {verdict, words}) {
  const text = [check.flow, check.id, check.quantity, check.theory, check.source, check.status, check.detail].join(" ").toLowerCase();
  return (!verdict || check.verdict === verdict) && words.split(/\s+/).every(word => text.includes(word));
}

/** A row; what is said beyond its numbers is folded. */
function rowOf(check) {
  const more = [check.detail, check.reason && `Allowed: ${check.reason}.`].filter(Boolean);
  const cells = [
    ["Verdict", el("span", {class: `verdict ${LOOKS[check.verdict]}`}, SIGNS[check.verdict])],
    ["Flow", check.flow || "the file"],
    ["Check", el("div", {}, check.quantity, " ", el("code", {class: "soft"}, check.id),
      more.length ? el("details", {class: "small"}, el("summary", {}, "more"), more.join(" ")) : "")],
    ["Theory", typeof check.theory === "number" ? shown(check.theory, 8) : check.theory],
    ["Measured", check.measured === null ? "" : shown(check.measured, 8)],
    ["Off by / allowed", check.verdict === "no theory" ? "" : `${shown(check.difference, 2)} / ${shown(check.tolerance, 2)}`],
    ["Source", [check.status, check.source].filter(Boolean).join(": ")]];
  return el("tr", {}, ...cells.map(([name, cell]) => el("td", {"data-name": name, class: isNumber(cell) ? "number" : null}, cell)));
}
