// Means over the seeds of an ensemble: a line per flow, with bars of one deviation to each side.

const TALL = 230;  // pixels
const BARS = 7;  // of a line, shifted from flow to flow so that none hides another
const CAP = 3;  // half the width of a bar's ends

/** The numbers of a packed line, each row as {time, mean, low, high}; a logarithmic axis has no place for t = 0. */
function rowsOf(one) {
  const [time, mean, low, high] = ["time", "mean", "low", "high"].map(name => unpacked(one[name]));
  return [...time].map((t, k) => ({time: t, mean: mean[k], low: low[k], high: high[k]}))
    .filter(row => (!data.logarithmic || row.time > 0) && Number.isFinite(row.mean));
}

/** A figure of one measure. */
function spreadIn(grid, measure) {
  const lines = measure.lines.map(one => ({...one, rows: rowsOf(one)})).filter(one => one.rows.length);
  const figure = el("figure", {}, el("h3", {}, measure.title));
  grid.append(figure);
  if (!lines.length) return figure.append(el("p", {class: "small soft"}, "No row later than t = 0."));
  const all = lines.flatMap(one => one.rows), times = all.map(row => row.time);
  const [low, high] = measure.unit ? [-0.03, 1.03] : limitsOf(all.flatMap(row => [row.low, row.high]), measure.logarithmic);
  const x = {low: Math.min(...times), high: Math.max(...times), logarithmic: data.logarithmic, title: "time t"};
  if (x.low === x.high) [x.low, x.high] = [x.low / 2, 2 * x.high || 1];
  canvasIn(figure, `means of ${measure.title} over time`, TALL, (context, w, h) => {
    const {X, Y, place} = frameOf(context, w, h, x, {low, high, logarithmic: measure.logarithmic});
    context.save();
    context.beginPath();
    context.rect(place.left, place.top - 4, place.right - place.left + 4, place.bottom - place.top + 8);
    context.clip();
    for (const one of lines) drawSpread(context, one, X, Y, place);
    context.restore();
  });
  figure.append(el("figcaption", {}, [measure.says, measure.logarithmic ? "Geometric means, times and over the factor by which seeds scatter." :
    ""].filter(Boolean).join(" ")));
}

function drawSpread(context, one, X, Y, place) {
  const colour = legible(data.lines[one.flow]);
  context.strokeStyle = colour;
  context.lineWidth = one.test ? 1 : 1.8;
  context.setLineDash(DASHES[one.flow % DASHES.length]);
  context.beginPath();
  one.rows.forEach((row, k) => context[k ? "lineTo" : "moveTo"](X(row.time), Y(row.mean)));
  context.stroke();
  context.setLineDash([]);
  for (const row of barred(one, X, place)) bar(context, X(row.time), Y(row.mean), Y(row.low), Y(row.high), colour, one.test);
}

/** The rows that have bars: the nearest to evenly spaced places. */
function barred(one, X, place) {
  const shift = (one.flow + (one.test ? 0.5 : 0) + 0.5) / data.flows.length, wide = place.right - place.left;
  const nearest = at => one.rows.reduce((best, row) => Math.abs(X(row.time) - at) < Math.abs(X(best.time) - at) ? row : best);
  return [...new Set(Array.from({length: BARS}, (_, k) => nearest(place.left + wide * (k + shift) / BARS)))];
}

/** A bar with its ends, and the mean as a dot, hollow of held-out points. */
function bar(context, x, mean, low, high, colour, hollow) {
  line(context, x, low, x, high, colour, 1.2);
  for (const end of [low, high]) line(context, x - CAP, end, x + CAP, end, colour, 1.2);
  context.beginPath();
  context.arc(x, mean, 2.6, 0, 2 * Math.PI);
  context.fillStyle = hollow ? shades.panel : colour;
  context.fill();
  context.stroke();
}

/** The key of the lines of all measures. */
function flowKey() {
  const list = el("ul", {class: "legend", "aria-label": "flows"});
  const fill = () => list.replaceChildren(...data.flows.map((flow, k) => {
    const drawn = svg("svg", {viewBox: "0 0 28 8", "aria-hidden": "true", class: "stroke"});
    drawn.append(svg("line", {x1: 0, x2: 28, y1: 4, y2: 4, stroke: legible(data.lines[k]), "stroke-width": 2,
      "stroke-dasharray": DASHES[k % DASHES.length].join(" ")}));
    return el("li", {title: flow.description}, drawn, flow.name);
  }));
  fill();
  onTheme(fill);
  return list;
}
