// A column of a sweep over one axis as marks and a line, over two as coloured cells with their values written in.

const SMALL = "11px system-ui, sans-serif";
const EMPTY = {failed: "✗", open: "·", unfinished: "…", done: "–"};

/** The place of a point's value in the table: the last axis moves fastest. */
function pointAt(places) {
  return data.axes.reduce((index, axis, k) => index * axis.values.length + places[k], 0);
}

function ordered(axis) {
  const places = axis.values.map((_, k) => k);
  return axis.number ? places.sort((a, b) => axis.values[a] - axis.values[b]) : places;
}

/** Cells over the axes `across` and `up`; the others stay at `places`. */
function cellsIn(place, column, colours, across, up, places, tell) {
  const [columns, rows] = [ordered(data.axes[across]), ordered(data.axes[up]).reverse()];
  const at = (i, j) => { const found = [...places]; found[across] = columns[i]; found[up] = rows[j]; return pointAt(found); };
  let grid = null;
  const drawn = canvasIn(place, `${column.name} over ${data.axes[across].key} and ${data.axes[up].key}`,
    Math.min(460, 70 + 44 * rows.length), (context, w, h) => {
      const names = rows.map(j => shown(data.axes[up].values[j], 3));
      context.font = FONT;
      const left = 26 + Math.max(...names.map(name => context.measureText(name).width)), bottom = h - 40;
      grid = {left, wide: (w - left - 8) / columns.length, tall: (bottom - 4) / rows.length};
      names.forEach((name, j) => { context.fillStyle = shades.soft; label(context, name, left - 6, 4 + (j + 0.5) * grid.tall, "right"); });
      namesBelow(context, columns.map(i => shown(data.axes[across].values[i], 3)), grid, bottom, w, data.axes[across].key);
      sideName(context, data.axes[up].key, (4 + bottom) / 2);
      const all = rows.flatMap((_, j) => columns.map((_, i) => at(i, j)));
      const digits = [3, 2, 1].find(count => all.every(index => fits(context, grid, written(column, index, count))));
      all.forEach((index, k) => cell(context, grid, k % columns.length, Math.floor(k / columns.length), colours.of(column.cells[index]),
        digits ? written(column, index, digits) : ""));
    });
  const inside = event => {
    const i = Math.floor((event.offsetX - grid.left) / grid.wide), j = Math.floor((event.offsetY - 4) / grid.tall);
    if (i >= 0 && j >= 0 && i < columns.length && j < rows.length) tell(at(i, j));
  };
  drawn.canvas.addEventListener("pointermove", inside);
  drawn.canvas.addEventListener("click", inside);
  return drawn;
}

/** What stands in a cell: the value, or why there is none. */
function written(column, index, digits) {
  const value = column.cells[index];
  return value === null ? column.absent[index] || EMPTY[data.states[index]] : shown(value, digits);
}

function fits(context, {wide, tall}, text) {
  context.font = SMALL;
  return tall > 13 && context.measureText(text).width < wide - 3;
}

function cell(context, {left, wide, tall}, i, j, rgb, text) {
  const [x, y] = [left + i * wide, 4 + j * tall];
  context.fillStyle = rgb ? `rgb(${rgb.join(",")})` : shades.tint;
  context.fillRect(x + 0.5, y + 0.5, wide - 1, tall - 1);
  context.fillStyle = rgb ? inkOn(rgb) : shades.soft;
  label(context, text, x + wide / 2, y + tall / 2, "center", SMALL);
}

function namesBelow(context, names, {left, wide}, bottom, w, title) {
  let free = -Infinity;
  context.fillStyle = shades.soft;
  names.forEach((name, i) => {
    const x = left + (i + 0.5) * wide, half = context.measureText(name).width / 2;
    if (x - half < free) return;
    label(context, name, x, bottom + 12);
    free = x + half + 4;
  });
  label(context, title, (left + w) / 2, bottom + 30);
}

function sideName(context, title, y) {
  context.save();
  context.translate(9, y);
  context.rotate(-Math.PI / 2);
  label(context, title, 0, 0);
  context.restore();
}

/** A mark per point over one axis, joined where both are numbers. */
function lineIn(place, column, colours, across, places, tell) {
  const axis = data.axes[across], order = ordered(axis);
  const index = k => { const found = [...places]; found[across] = k; return pointAt(found); };
  const height = value => column.number ? value : colours.words.indexOf(value);
  const values = order.map(k => column.cells[index(k)]).map(value => value === null ? null : height(value));
  const [low, high] = limitsOf(column.number ? values : [-0.5, (colours.words || []).length - 0.5], colours.logarithmic);
  const at = order.map((k, place) => axis.number ? axis.values[k] : place);
  const ends = axis.number && at.length > 1 ? limitsOf(at, axis.logarithmic, 0.04) : [-0.5, at.length - 0.5];
  let spots = [];
  const drawn = canvasIn(place, `${column.name} over ${axis.key}`, 300, (context, w, h) => {
    const {X, Y, place: inside} = frameOf(context, w, h, {low: ends[0], high: ends[1], logarithmic: axis.logarithmic && at.length > 1,
      title: axis.key, ticks: at.length > 12 ? undefined : at, name: value => shown(axis.values[order[at.indexOf(value)]] ?? value, 3)},
    {low, high, logarithmic: colours.logarithmic, title: column.name,
      ...(column.number ? {} : {ticks: colours.words.map((_, k) => k), name: k => colours.words[k]})});
    spots = at.map((one, k) => [X(one), values[k] === null ? inside.bottom - 6 : Y(values[k])]);
    if (column.number && axis.number) joined(context, spots.filter((_, k) => values[k] !== null));
    spots.forEach(([x, y], k) => {
      context.beginPath();
      addMark(context, values[k] === null ? 7 : 0, x, y, 4.5);
      context.fillStyle = values[k] === null ? shades.alarm : shades.accent;
      context.fill();
    });
  });
  drawn.canvas.addEventListener("pointermove", event => {
    const far = spots.map(([x]) => Math.abs(x - event.offsetX)), best = far.indexOf(Math.min(...far));
    if (best >= 0) tell(index(order[best]));
  });
  return drawn;
}

function joined(context, points) {
  context.strokeStyle = shades.accent;
  context.lineWidth = 1.5;
  context.beginPath();
  points.forEach(([x, y], k) => context[k ? "lineTo" : "moveTo"](x, y));
  context.stroke();
}
