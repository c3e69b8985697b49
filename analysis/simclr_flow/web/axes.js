// Axes of the canvases that are no time series.

const FONT = "12px system-ui, sans-serif";

/** Round values from low to high, of a logarithmic axis powers of ten. */
function ticksOf(low, high, logarithmic, most = 6) {
  if (logarithmic) {
    const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
    const step = Math.max(1, Math.ceil((last - first + 1) / most));
    const found = [];
    for (let k = first; k <= last; k += step) found.push(10 ** k);
    return found.length > 1 ? found : [low, high];
  }
  const rough = (high - low) / most || 1, size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(k => k * size).find(one => one >= rough);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k) found.push(k * step);
  return found;
}

/** A map of values to pixels. */
function scaleOf(low, high, from, to, logarithmic) {
  const f = logarithmic ? Math.log10 : value => value, width = f(high) - f(low) || 1;
  return value => from + (f(value) - f(low)) / width * (to - from);
}

/** Limits that hold all values with some room; of logarithmic axes all positive ones. */
function limitsOf(values, logarithmic, room = 0.06) {
  const kept = values.filter(value => value !== null && Number.isFinite(value) && (!logarithmic || value > 0));
  if (!kept.length) return logarithmic ? [0.1, 1] : [0, 1];
  let low = Math.min(...kept), high = Math.max(...kept);
  if (logarithmic) {
    const factor = Math.max((high / low) ** room, 1.3);
    return [low / factor, high * factor];
  }
  const spread = high - low || Math.abs(high) || 1;
  return [low - room * spread, high + room * spread];
}

/** The frame of a plot: `x` and `y` have low, high, logarithmic, title, and ticks where they are not round; returns the
    maps and the place inside. */
function frameOf(context, width, height, x, y) {
  const ticks = y.ticks || ticksOf(y.low, y.high, y.logarithmic, Math.max(2, height / 45));
  context.font = FONT;
  const left = 10 + Math.max(...ticks.map(value => context.measureText((y.name || shown)(value)).width), 12);
  const place = {left: left + (y.title ? 18 : 0), right: width - 12, top: 10, bottom: height - (x.title ? 40 : 22)};
  const X = scaleOf(x.low, x.high, place.left, place.right, x.logarithmic);
  const Y = scaleOf(y.low, y.high, place.bottom, place.top, y.logarithmic);
  drawTicksBelow(context, place, x, X);
  drawTicksBeside(context, place, y, Y, ticks);
  return {X, Y, place};
}

function drawTicksBelow(context, place, x, X) {
  const ticks = x.ticks || ticksOf(x.low, x.high, x.logarithmic, Math.max(2, (place.right - place.left) / 70));
  context.textAlign = "center";
  context.textBaseline = "top";
  context.fillStyle = shades.soft;
  let free = -Infinity;
  for (const value of ticks) {
    const text = (x.name || shown)(value), half = context.measureText(text).width / 2;
    line(context, X(value), place.bottom, X(value), place.bottom + 4, shades.soft);
    if (X(value) - half < free) continue;
    context.fillText(text, Math.min(Math.max(X(value), half), place.right + 12 - half), place.bottom + 6);
    free = X(value) + half + 6;
  }
  line(context, place.left, place.bottom, place.right, place.bottom, shades.soft);
  if (x.title) context.fillText(x.title, (place.left + place.right) / 2, place.bottom + 23);
}

function drawTicksBeside(context, place, y, Y, ticks) {
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillStyle = shades.soft;
  for (const value of ticks) {
    context.fillText((y.name || shown)(value), place.left - 6, Y(value));
    line(context, place.left, Y(value), place.right, Y(value), shades.faint);
  }
  if (!y.title) return;
  context.save();
  context.translate(10, (place.top + place.bottom) / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillText(y.title, 0, 0);
  context.restore();
}

function line(context, x0, y0, x1, y1, colour, wide = 1) {
  context.strokeStyle = colour;
  context.lineWidth = wide;
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

function ring(context, x, y, radius, colour, wide = 1) {
  context.strokeStyle = colour;
  context.lineWidth = wide;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}

function label(context, text, x, y, align = "center", font = FONT) {
  context.font = font;
  context.textAlign = align;
  context.textBaseline = "middle";
  context.fillText(text, x, y);
}
