// The page of a run.

const clouds = data.clouds.map(told => new Cloud(told));
const clock = new Clock([...new Set(clouds.flatMap(cloud => [...cloud.time]))].sort((a, b) => a - b));

/** A row per flow: how it ended, and what came of it. */
function flowsPart() {
  const has = name => data.flows.some(flow => flow[name] !== null && flow[name] !== undefined);
  const measured = ["energy_gap", "ari", "knn_accuracy"].filter(name => data.flows.some(flow => flow.last[name] !== null));
  const titles = {energy_gap: "E − E₀ at the end", ari: "ARI at the end", knn_accuracy: "neighbours at the end"};
  const names = ["Flow", "What moves", "Ended", "at t", ...measured.map(name => titles[name]),
    ...(has("formed") ? ["Clusters formed"] : []), ...(has("broken") ? ["broke"] : [])];
  const rows = data.flows.map(flow => [el("strong", {}, flow.name), flow.description,
    flow.reason && flow.status !== "done" ? `${flow.status}: ${flow.reason}` : flow.status || "–", shown(flow.end),
    ...measured.map(name => shown(flow.last[name])), ...(has("formed") ? [shown(flow.formed)] : []),
    ...(has("broken") ? [shown(flow.broken)] : [])]);
  const clusters = " Clusters form at the first time at which they are the classes (ARI = 1), and break when E − E₀ has " +
    "halved since ten times that.";
  return part("Flows", "What moved, how it ended and what came of it. All flows lower the same energy from the same start." +
    (data.classes.length ? clusters : ""),
    el("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "table of flows"}, tableOf(names, rows, "flows")));
}

function measuresPart() {
  const grid = el("div", {class: "grid wide"});
  const held = data.clouds.some(cloud => cloud.test) ?
    " Circles on a thin line are held-out points, which no flow was fitted to." : "";
  const made = part("Energy and measures", `What was measured along the way, ${scaleTold()}. The upright line, and the ` +
    `numbers below it, are at the time of the animation. Flows differ by colour and dashes.${held} Click to move the time, ` +
    "drag to enlarge, click twice for all.", grid);
  return [made, () => data.measures.forEach(measure => chartIn(grid, measure, linesOf(measure), clock))];
}

function scaleTold() {
  return data.logarithmic ? "over logarithmic time, which has no place for t = 0" : "over time";
}

/** The series of several numbers, of one flow at a time. */
function kernelPart() {
  const flows = [...new Set(data.kernels.map(kernel => kernel.flow))];
  if (!flows.length) return [null, () => {}];
  const grid = el("div", {class: "grid wide"});
  const fill = flow => {
    grid.replaceChildren();
    data.kernels.filter(kernel => kernel.flow === flow).forEach(kernel => chartIn(grid, kernel, ranksOf(kernel), clock));
  };
  const options = flows.map(flow => [`${flow}`, data.flows[flow].name]);
  const made = part("Tangent kernel", "What the tangent kernel of a network lets grow: a line per mode, the leading one first and " +
    "in full colour.", el("div", {class: "bar"}, choice("flow", options, `${flows[0]}`, value => fill(Number(value)))), grid);
  return [made, () => fill(flows[0])];
}

/** All that moves with the clock, whose bar stays in sight. */
function movingPart(parts) {
  return el("div", {}, latentsPart(clock, clouds), ...parts.filter(Boolean));
}

const [measures, drawMeasures] = measuresPart();
const [kernel, drawKernel] = kernelPart();
show(heading, flowsPart, () => checksPart(), () => movingPart([neuronsPart(clock), measures, kernel]), configuration);
drawMeasures();
drawKernel();
clock.go(0);
window.simclrFlow = {clock};  // for who measures or drives the page
