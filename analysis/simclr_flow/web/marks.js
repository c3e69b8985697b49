// Marks: classes differ by shape beside colour, lines of flows by dashes. Polygons about 0 of about the area of a disc of
// radius 1.

const DASHES = [[], [9, 4], [3, 3], [10, 3, 3, 3], [14, 4], [6, 2, 2, 2]];
const MARKS = ["disc", square(), regular(3, -90), diamond(), regular(3, 90), cross(0), star(), cross(45), regular(5, -90),
  regular(6, 0)];

function regular(corners, turn) {
  const radius = Math.sqrt(2 * Math.PI / (corners * Math.sin(2 * Math.PI / corners)));
  return Array.from({length: corners}, (_, k) => polar(radius, turn + 360 * k / corners));
}

function polar(radius, degrees) {
  return [radius * Math.cos(degrees * Math.PI / 180), radius * Math.sin(degrees * Math.PI / 180)];
}

function square() {
  return [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]];
}

function diamond() {
  return [[0, -1.4], [1.1, 0], [0, 1.4], [-1.1, 0]];
}

function star() {
  return Array.from({length: 10}, (_, k) => polar(k % 2 ? 0.62 : 1.6, -90 + 36 * k));
}

function cross(turn) {
  const arm = 0.42, end = 1.35;
  const corners = [[-arm, -end], [arm, -end], [arm, -arm], [end, -arm], [end, arm], [arm, arm], [arm, end], [-arm, end],
    [-arm, arm], [-end, arm], [-end, -arm], [-arm, -arm]];
  const cos = Math.cos(turn * Math.PI / 180), sin = Math.sin(turn * Math.PI / 180);
  return corners.map(([x, y]) => [cos * x - sin * y, sin * x + cos * y]);
}

/** Adds the mark of class `k` at (x, y) to the path. */
function addMark(context, k, x, y, radius) {
  const mark = MARKS[k % MARKS.length];
  if (mark === "disc") {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  context.moveTo(x + radius * mark[0][0], y + radius * mark[0][1]);
  for (let i = 1; i < mark.length; ++i) context.lineTo(x + radius * mark[i][0], y + radius * mark[i][1]);
  context.closePath();
}

/** The mark of class `k` beside its name, as an item of a list. */
function keyOf(k, colour, name, attributes = {}, hollow = false) {
  const mark = MARKS[k % MARKS.length];
  const shape = mark === "disc" ? svg("circle", {r: 1}) :
    svg("polygon", {points: mark.map(point => point.join(",")).join(" ")});
  const paint = hollow ? {fill: "none", stroke: colour, "stroke-width": 0.4} : {fill: colour};
  for (const [attribute, value] of Object.entries(paint)) shape.setAttribute(attribute, value);
  const drawn = svg("svg", {viewBox: "-1.8 -1.8 3.6 3.6", "aria-hidden": "true"});
  drawn.append(shape);
  return el("li", attributes, drawn, name);
}

function svg(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
