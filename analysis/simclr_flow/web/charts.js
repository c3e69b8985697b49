// Time series, drawn by uPlot, each with a line at the time of the clock.

const TALL = 210;  // pixels
const ROUNDING = 1e-16;  // values below are none on a logarithmic axis

/** A chart of lines {label, colour, dash, hollow, time, value}; uPlot wants one time axis for all. */
class Chart {
  constructor(place, told, lines, clock) {
    Object.assign(this, {place, told, clock, logarithmic: data.logarithmic});
    this.lines = lines.filter(one => one.time.length);
    this.columns = this.joined();
    this.canHave = this.columns[0].length > 0;
    this.build();
    onTheme(() => this.build());
    clock.onTick(time => this.mark(time));
    new IntersectionObserver(([entry]) => {
      this.seen = entry.isIntersecting;
      this.mark(clock.time);
    }).observe(place);
    new ResizeObserver(() => this.resize()).observe(place);
  }

  /** Times of all lines, and the values of each at them; what a logarithmic axis lacks is left out. */
  joined() {
    const times = [...new Set(this.lines.flatMap(one => [...one.time]))].filter(time => !this.logarithmic || time > 0)
      .sort((a, b) => a - b);
    const row = new Map(times.map((time, k) => [time, k]));
    return [times, ...this.lines.map(one => {
      const values = Array(times.length).fill(null);
      one.time.forEach((time, k) => {
        const value = one.value[k];
        if (row.has(time) && Number.isFinite(value) && (!this.told.logarithmic || value > ROUNDING)) values[row.get(time)] = value;
      });
      return values;
    })];
  }

  build() {
    if (this.plot) this.plot.destroy();
    if (!this.canHave) return this.place.append(el("p", {class: "small soft"}, "No row later than t = 0."));
    this.plot = new uPlot(this.options(), this.columns, this.place);
    this.now = el("div", {class: "now"});
    this.plot.over.append(this.now);
    this.plot.over.addEventListener("click", event => {
      if (!this.plot.select.width) this.clock.goToTime(this.plot.posToVal(event.offsetX, "x"));
    });
    this.mark(this.clock.time);
  }

  options() {
    return {
      width: this.room(), height: TALL, legend: {live: true, markers: {dash: (_, k) => k ? styleOf(this.lines[k - 1]) : "none", width: 2}}, cursor: {points: {size: 6}, focus: {prox: 16}},
      scales: {x: {time: false, distr: this.logarithmic ? 3 : 1, range: (_, low, high) => low < high ? [low, high] : [low / 2, 2 * high || 1]},
        y: {distr: this.told.logarithmic ? 3 : 1, range: (_, low, high) => this.limits(low, high)}},
      axes: [{...axisOf(this.logarithmic), label: "time t", size: 30, labelSize: 18, labelGap: 0, labelFont: FONT},
        {...axisOf(this.told.logarithmic), size: 58}],
      series: [{label: "t", value: (_, value) => shown(value)}, ...this.lines.map(one => ({
        label: one.label, stroke: legible(one.colour), dash: one.dash, width: one.hollow ? 1 : 1.8, spanGaps: true,
        points: {show: one.hollow || this.columns[0].length < 3, size: 4, space: 14, fill: shades.panel},
        value: (_, value) => shown(value)}))],
    };
  }

  limits(low, high) {
    if (this.told.unit) return [-0.03, 1.03];
    return limitsOf([low, high].filter(value => value !== undefined), this.told.logarithmic);
  }

  room() { return Math.max(200, Math.floor(this.place.clientWidth - 2 * parseFloat(getComputedStyle(this.place).paddingLeft))); }

  resize() {
    if (this.plot && Math.abs(this.plot.width - this.room()) > 1) {
      this.plot.setSize({width: this.room(), height: TALL});
      this.mark(this.clock.time);
    }
  }

  /** The line of the clock: t = 0 is at the left end of a logarithmic axis. */
  mark(time) {
    if (!this.plot || !this.seen || !this.place.isConnected) return;
    const {min, max} = this.plot.scales.x, at = Math.max(time, min);
    this.now.style.display = at > max * (1 + 1e-6) ? "none" : "";
    this.now.style.transform = `translateX(${this.plot.valToPos(at, "x")}px)`;
    this.plot.setLegend({idx: rowAt(this.columns[0], at)}, false);
  }
}

/** The last of the times that is not later. */
function rowAt(times, time) {
  let low = 0, high = times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (times[middle] <= time * (1 + 1e-6)) low = middle; else high = middle - 1;
  }
  return low;
}

/** Of the line's key: as near to its dashes as style sheets come. */
function styleOf(one) {
  return one.hollow ? "double" : !one.dash.length ? "solid" : one.dash[0] > 4 ? "dashed" : "dotted";
}

/** The look of an axis, and where it has numbers: a logarithmic one at powers of ten. */
function axisOf(logarithmic) {
  return {stroke: shades.soft, font: FONT, grid: {stroke: shades.faint, width: 1}, ticks: {stroke: shades.faint},
    ...(logarithmic ? {splits: (_, __, low, high) => ticksOf(low, high, true), filter: (_, splits) => splits} : {}),
    values: (_, values) => values.map(value => value === null ? "" : shown(value, 3))};
}

/** A figure with a title and a sentence below, in which a chart finds its place. */
function chartIn(grid, told, lines, clock) {
  const figure = el("figure", {}, el("h3", {}, told.title));
  grid.append(figure);
  const made = new Chart(figure, told, lines, clock);
  if (told.says) figure.append(el("figcaption", {}, told.says));
  return made;
}

/** The lines of a measure: flows by colour and dashes, held-out points thin with circles. */
function linesOf(measure) {
  return measure.lines.map(one => ({label: data.flows[one.flow].name + (one.test ? ", held out" : ""),
    colour: data.lines[one.flow], dash: DASHES[one.flow % DASHES.length], hollow: one.test,
    time: timesOf(one), value: unpacked(one.value)}));
}

/** The lines of a series of several numbers, from the first in full colour to the last, grey. */
function ranksOf(kernel) {
  const time = timesOf(kernel), all = unpacked(kernel.value), count = kernel.value.shape[1];
  return Array.from({length: count}, (_, k) => ({label: `${k + 1}`, colour: mixed(data.lines[0], "#999999", k / Math.max(1, count - 1)),
    dash: DASHES[k % DASHES.length], hollow: false, time, value: time.map((_, row) => all[row * count + k])}));
}

function mixed(a, b, share) {
  const [from, to] = [channels(a), channels(b)];
  return `#${from.map((c, k) => Math.round(c + share * (to[k] - c)).toString(16).padStart(2, "0")).join("")}`;
}
