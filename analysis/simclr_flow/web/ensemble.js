// The page of an ensemble.

const ENDS = {energy_gap: "E − E₀ at the end", energy: "E at the end", ari: "ARI at the end", knn_accuracy: "neighbours at the end"};
const EVENTS = {formed: "Clusters formed", broken: "broke"};

/** What is told of ends: of the two energies the gap where there is one, of the others what some flow has. */
const told = Object.keys({...ENDS, ...EVENTS}).filter(name => data.means.some(one => one[name].count) &&
  (name !== "energy" || !data.means.some(one => one.energy_gap.count)));

function meansPart() {
  const says = "Over the seeds whose flow is done: mean ± standard deviation, with the least and the largest below. Times scatter by " +
    "factors and have geometric means, times or over (×/÷) such a factor.";
  const rows = data.flows.map((flow, k) => [el("strong", {}, flow.name), flow.description, ...told.map(name => spreadTold(data.means[k][name]))]);
  return part("Means", says, el("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "table of means"},
    tableOf(["Flow", "What moves", ...told.map(name => ENDS[name] || EVENTS[name])], rows, "means")));
}

/** Mean and deviation, what they range over, and how many seeds have it where not all do. */
function spreadTold(spread) {
  if (!spread.count) return "–";
  const deviation = spread.deviation === null ? "" : ` ${spread.factor ? "×/÷" : "±"} ${shown(spread.deviation, 2)}`;
  const range = spread.least < spread.largest ? `${shown(spread.least, 3)} to ${shown(spread.largest, 3)}` : "";
  const some = spread.count < spread.of ? `${spread.count} of ${spread.of} seeds` : "";
  return el("div", {}, `${shown(spread.mean, 3)}${deviation}`,
    el("div", {class: "small soft"}, [range, some].filter(Boolean).join("; ")));
}

function measuresPart() {
  const grid = el("div", {class: "grid wide"});
  const made = part("Energy and measures", "Means over the seeds, while all of them run, with bars of one standard deviation to each " +
    "side. Flows differ by colour and dashes.", flowKey(), grid);
  return [made, () => data.measures.forEach(measure => spreadIn(grid, measure))];
}

function membersPart() {
  const names = ["Seed", "Flow", "Ended", "at t", ...told.map(name => ENDS[name] || EVENTS[name])];
  const rows = data.members.map(one => [`${one.seed}`, data.flows[one.flow].name,
    one.reason && one.status !== "done" ? `${one.status}: ${one.reason}` : one.status || "–", shown(one.end),
    ...told.map(name => shown(name in ENDS ? one.last[name] : one[name]))]);
  return part("Members", "Every flow of every seed; the page of a member shows its latents.",
    el("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "table of members"}, tableOf(names, rows, "members")));
}

const [measures, drawMeasures] = measuresPart();
show(heading, meansPart, () => checksPart("What simclr-flow compare holds against theory, of all seeds: for each flow and check a row " +
  "with the worst verdict and the seed that is farthest off; “more” tells in how many seeds it agrees."), () => measures, membersPart,
configuration);
drawMeasures();
window.simclrFlow = {data};
