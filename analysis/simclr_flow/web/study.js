// The page of a study of minimizers.

let chosen = 0;
const changed = [];

function choose(rank) {
  chosen = rank;
  for (const listener of changed) listener();
}

function configurationsPart() {
  const says = "Every distinct end of the search, by energy: configurations that a rotation, a reflection or a new order of " +
    "latents turns into each other are one.";
  if (!data.configurations.length) return part("Configurations", "No start has become stationary, so there is none.");
  const energies = el("figure", {}, el("h3", {}, "Energies")), atoms = el("figure", {}), title = el("h3", {});
  atoms.append(title);
  const drawn = new Atoms(atoms), plot = energiesIn(energies, () => chosen, choose);
  atoms.append(el("figcaption", {}, `${data.says} ${data.remark} With the focus on the picture, Shift and arrows turn it.`.trim()));
  if (data.look !== "space") atoms.lastChild.textContent = `${data.says} ${data.remark}`.trim();
  energies.append(kindKey(), el("figcaption", {}, "A mark per configuration, with an area by its share of the starts. Click one to see it."));
  const told = () => data.configurations[chosen];
  changed.push(() => { title.textContent = named(told()); drawn.choose(told()); plot.repaint(); });
  return part("Configurations", says, el("div", {class: "pair"}, el("div", {class: "stack"}, energies, knownIn()), atoms),
    el("div", {class: "pair"}, ...spectraOf(told)), rowsOf());
}

/** What theory says of the energies. */
function knownIn() {
  if (!data.known.length) return null;
  return el("dl", {class: "facts"}, ...data.known.flatMap(one => [el("dt", {}, one.name),
    el("dd", {}, `${shown(one.value, 10)}: ${one.source}`)]));
}

function spectraOf(told) {
  const eigenvalues = el("figure", {}, el("h3", {}, "Lowest eigenvalues")), products = el("figure", {}, el("h3", {}, "Inner products"));
  const drawn = [eigenvaluesIn(eigenvalues, told), productsIn(products, told)];
  eigenvalues.append(el("figcaption", {}, "Of N Hess E modulo symmetries: below 0 the energy falls that way."));
  products.append(el("figcaption", {}, "Of pairs of different atoms; what a rotation does not change."));
  changed.push(() => drawn.forEach(one => one.repaint()));
  return [eigenvalues, products];
}

function named(one) {
  const kind = {saddle: `saddle of index ${one.index}`, degenerate: `degenerate, ${one.zero} zero eigenvalues`}[one.kind] || one.kind;
  return `#${one.rank}: ${[kind, one.name].filter(Boolean).join(", ")}`;
}

function kindKey() {
  const list = el("ul", {class: "legend", "aria-label": "kinds"});
  const kinds = Object.keys(KIND_MARKS).filter(kind => data.configurations.some(one => one.kind === kind));
  const fill = () => list.replaceChildren(...kinds.map(kind => keyOf(KIND_MARKS[kind], legible(data.colours[kind]), kind)));
  fill();
  onTheme(fill);
  return list;
}

/** The table of all of them, from which one is chosen by the keyboard too. */
function rowsOf() {
  const known = data.known.map(one => ({title: `E − ${one.name}`, of: row => shown(row.energy - one.value, 3)}));
  const names = ["", "E", ...known.map(one => one.title), "Kind", "Index", "Name", "Starts", "Share", "Atoms", "Lowest eigenvalue"];
  const buttons = data.configurations.map((one, rank) => el("button", {type: "button", onclick: () => choose(rank)}, `#${rank}`));
  const rows = data.configurations.map((one, rank) => [buttons[rank], shown(one.energy, 10), ...known.map(column => column.of(one)),
    one.kind, `${one.index}`, one.name || "–", `${one.count}`, `${shown(100 * one.share, 3)} %`, `${one.atoms}`,
    one.eigenvalues.shape[0] ? shown(unpacked(one.eigenvalues)[0], 4) : "–"]);
  const table = tableOf(names, rows, "configurations");
  changed.push(() => buttons.forEach((button, rank) => {
    button.setAttribute("aria-pressed", rank === chosen);
    button.closest("tr").classList.toggle("chosen", rank === chosen);
  }));
  return el("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "table of configurations"}, table);
}

function startsPart() {
  if (!data.reasons.length) return null;
  return part("Starts without an end", "Why starts did not become stationary, the most frequent first.",
    el("ul", {}, ...data.reasons.map(([count, reason]) => el("li", {}, `${count} × ${reason}`))));
}

show(heading, configurationsPart, startsPart, configuration);
if (data.configurations.length) choose(0);
window.simclrFlow = {choose};
