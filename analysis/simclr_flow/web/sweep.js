// The page of a sweep: any column over any axes; what is left of the axes has a picture each, or a slider.

const MOST_PICTURES = 9;  // side by side
const state = {column: data.chosen, across: 0, up: data.axes.length > 1 ? 1 : -1, places: data.axes.map(() => 0)};

function diagramPart() {
  const pictures = el("div"), key = el("div", {class: "bar"}), tip = el("p", {class: "small soft tip", "aria-live": "polite"}), bar = el("div", {class: "bar"});
  const refresh = () => {
    const focused = [...bar.querySelectorAll("select")].indexOf(document.activeElement);
    bar.replaceChildren(...choices(refresh));
    if (focused >= 0) bar.querySelectorAll("select")[focused].focus();
    const column = data.columns.find(one => one.name === state.column), colours = coloursOf(column);
    key.replaceChildren(...keysOf(column, colours));
    tip.textContent = "";
    pictures.replaceChildren();
    drawAll(pictures, column, colours, index => { tip.textContent = sentence(column, index); });
  };
  return [part("Phase diagram", "One number or word that the sweep measured at every point, over the values that it tried. " +
    "✗ failed, … unfinished, · not begun, – no value; never: what is timed did not happen.", bar, key, pictures, tip), refresh];
}

/** The choices of column and axes, and sliders of those axes that have no place in the picture. */
function choices(refresh) {
  const set = name => value => { state[name] = name === "column" ? value : Number(value); settle(name); refresh(); };
  const keys = data.axes.map((axis, k) => [`${k}`, axis.key]);
  const found = [choice("column", data.columns.map(one => [one.name, one.name]), state.column, set("column")),
    choice("across", keys, `${state.across}`, set("across"))];
  if (data.axes.length > 1) found.push(choice("up", [["-1", "nothing"], ...keys], `${state.up}`, set("up")));
  for (const k of rest().filter(one => one !== pictured())) found.push(sliderOf(k, refresh));
  return found;
}

/** An axis has one place only. */
function settle(name) {
  if (state.up === state.across) {
    if (name === "up") state.across = data.axes.findIndex((_, k) => k !== state.up);
    else state.up = data.axes.findIndex((_, k) => k !== state.across);
  }
}

function rest() {
  return data.axes.map((_, k) => k).filter(k => k !== state.across && k !== state.up);
}

/** The axis that has a picture per value: the first of the rest with few of them, else none. */
function pictured() {
  const few = rest().find(k => data.axes[k].values.length <= MOST_PICTURES);
  return few === undefined ? -1 : few;
}

function sliderOf(k, refresh) {
  const axis = data.axes[k], told = el("output", {}, shown(axis.values[state.places[k]]));
  const slider = el("input", {type: "range", min: 0, max: axis.values.length - 1, value: state.places[k], "aria-label": axis.key,
    oninput: () => { state.places[k] = Number(slider.value); told.textContent = shown(axis.values[state.places[k]]); state.draw(); }});
  return el("label", {}, axis.key, slider, told);
}

function drawAll(place, column, colours, tell) {
  const k = pictured(), grid = el("div", {class: k >= 0 ? "grid wide" : "stack"});
  place.append(grid);
  state.draw = () => {
    grid.replaceChildren();
    for (const value of k >= 0 ? ordered(data.axes[k]) : [0]) {
      const places = [...state.places], figure = el("figure", {});
      if (k >= 0) {
        places[k] = value;
        figure.append(el("h3", {}, `${data.axes[k].key} = ${shown(data.axes[k].values[value])}`));
      }
      grid.append(figure);
      if (state.up >= 0) cellsIn(figure, column, colours, state.across, state.up, places, tell);
      else lineIn(figure, column, colours, state.across, places, tell);
    }
  };
  state.draw();
}

/** The scale of the colours, or the words. */
function keysOf(column, colours) {
  if (state.up < 0) return [];
  if (!column.number) return colours.words.map(word => el("span", {}, swatch(`rgb(${colours.of(word).join(",")})`), ` ${word}`));
  if (colours.none) return [];
  if (colours.low === colours.high) return [el("span", {}, `${shown(colours.low)} everywhere`)];
  const stops = VIRIDIS.join(", ");
  return [el("span", {}, shown(colours.low)), swatch(`linear-gradient(90deg, ${stops})`, "10rem"), el("span", {}, shown(colours.high)),
    el("span", {class: "soft"}, colours.logarithmic ? "logarithmic" : "")];
}

function swatch(background, width = "1rem") {
  return el("span", {style: `display:inline-block;width:${width};height:1rem;border-radius:3px;background:${background}`});
}

function sentence(column, index) {
  const value = column.cells[index], word = value === null ? column.absent[index] || data.states[index] : shown(value, 6);
  return `Point ${index}: ${valuesOf(index).map((one, k) => `${data.axes[k].key} = ${shown(one)}`).join(", ")}: ${column.name} = ${word}`;
}

function valuesOf(index) {
  const found = [];
  for (let k = data.axes.length - 1; k >= 0; --k) {
    const count = data.axes[k].values.length;
    found.unshift(data.axes[k].values[index % count]);
    index = Math.floor(index / count);
  }
  return found;
}

function tablePart() {
  const columns = ["point", ...data.axes.map(axis => axis.key), ...data.columns.map(one => one.name)];
  const box = el("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "table of the sweep"});
  const made = folded("Show the table", box);
  made.addEventListener("toggle", () => {
    if (box.firstChild) return;
    const rows = data.states.map((_, index) => [`${index}`, ...valuesOf(index).map(value => shown(value, 6)),
      ...data.columns.map(one => one.cells[index] === null ? one.absent[index] : shown(one.cells[index], 6))]);
    box.append(tableOf(columns, rows, "table of the sweep"));
  });
  return part("All numbers", "The table of the sweep, a row per point.", made);
}

function failedPart() {
  if (!data.reasons.length) return null;
  return part("Failed points", "What the points that failed said.", el("ul", {}, ...data.reasons.map(([index, reason]) =>
    el("li", {}, `Point ${index}: ${reason}`))));
}

const [diagram, drawDiagram] = diagramPart();
show(heading, () => diagram, failedPart, tablePart, configuration);
drawDiagram();
window.simclrFlow = {state};
