// One configuration of a study: its atoms where they are, with the number of latents at each.

const SHAPES = {circle: 1, line: 0.5, plane: 1, space: 1};

class Atoms {
  constructor(place) {
    this.turn = new Turn();
    this.turn.listeners.push(() => this.drawn.repaint());
    this.told = null;
    const tall = data.look === "plane" ? Math.min(1.4, Math.max(0.5, data.sides[1] / data.sides[0])) : SHAPES[data.look];
    this.drawn = canvasIn(place, "atoms of the chosen configuration", tall, (context, w, h) => this.paint(context, w, h));
    if (data.look === "space") this.turn.listen(this.drawn.canvas);
  }

  choose(told) {
    this.told = told;
    this.points = told.points ? unpacked(told.points) : null;
    if (this.points) {
      this.weights = unpacked(told.weights);
      this.edges = told.edges.kind ? unpacked(told.edges) : [];
      this.round = told.round;
      this.heaviest = Math.max(...this.weights);
    }
    this.drawn.canvas.setAttribute("aria-label", `${told.atoms} atoms of configuration ${told.rank}`);
    this.drawn.repaint();
  }

  paint(context, w, h) {
    if (!this.told) return;
    context.fillStyle = shades.soft;
    if (!this.points) return label(context, "not in this page, which would be too large", w / 2, h / 2);
    this[data.look](context, w, h);
  }

  /** A mark whose area is that of the weight, and the number of latents at it where they are several. */
  mark(context, i, x, y, colour, hollow = false) {
    const each = Math.min(7, Math.max(2.5, 36 / Math.sqrt(this.weights.length)));
    const radius = Math.max(2, data.masses ? 11 * Math.sqrt(this.weights[i] / this.heaviest) : each * Math.min(2, Math.sqrt(this.weights[i])));
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = hollow ? shades.panel : colour;
    context.fill();
    context.strokeStyle = hollow ? colour : shades.panel;
    context.lineWidth = hollow ? 2 : 1;
    context.stroke();
    if (data.masses || this.weights[i] < 1.5) return;
    context.fillStyle = shades.ink;
    label(context, `${Math.round(this.weights[i])}`, x + radius + 8, y - radius);
  }

  colour() { return legible(data.colours[this.told.kind]); }

  circle(context, w, h) {
    const unit = w / 2 - 30;
    ring(context, w / 2, h / 2, unit, shades.faint);
    for (let i = 0; i < this.weights.length; ++i)
      this.mark(context, i, w / 2 + unit * this.points[2 * i], h / 2 - unit * this.points[2 * i + 1], this.colour());
  }

  line(context, w, h) {
    const total = this.weights.reduce((sum, weight) => sum + weight, 0);
    const ends = data.sides.length ? [0, data.sides[0]] : limitsOf([...this.points], false);
    const {X, Y, place} = frameOf(context, w, h, {low: ends[0], high: ends[1], title: "position"},
      {low: 0, high: 1.08 * this.heaviest / total, title: "share"});
    for (let i = 0; i < this.weights.length; ++i)
      stem(context, X(this.points[i]), place.bottom, Y(this.weights[i] / total), this.colour());
  }

  plane(context, w, h) {
    const [wide, high] = data.sides.length ? data.sides : [1, 1], unit = Math.min((w - 40) / wide, (h - 40) / high);
    context.strokeStyle = shades.faint;
    context.strokeRect(20, h - 20 - unit * high, unit * wide, unit * high);
    for (let i = 0; i < this.weights.length; ++i)
      this.mark(context, i, 20 + unit * this.points[2 * i], h - 20 - unit * this.points[2 * i + 1], this.colour());
  }

  box() {
    if (this.round) return {middle: [0, 0, 0], half: 1};
    return {middle: [0, 0, 0], half: 1.05 * Math.max(1e-12, ...this.points.map(Math.abs))};
  }

  space(context, w, h) {
    const count = this.weights.length, out = {x: new Float32Array(count), y: new Float32Array(count), z: new Float32Array(count)};
    const scene = {turn: this.turn, round: this.round, box: () => this.box()};
    VIEWS.space.background(context, w, h, scene);
    VIEWS.space.place(this.points, null, count, out, w, h, {...scene, round: true});  // depths, without a sphere too
    for (const front of [false, true]) {
      context.globalAlpha = front ? 1 : 0.45;
      for (let k = 0; k < this.edges.length; k += 2) {
        const [i, j] = [this.edges[k], this.edges[k + 1]];
        if ((out.z[i] + out.z[j] >= 0) === front) line(context, out.x[i], out.y[i], out.x[j], out.y[j], shades.soft);
      }
      for (let i = 0; i < count; ++i) if (out.z[i] >= 0 === front) this.mark(context, i, out.x[i], out.y[i], this.colour(), !front);
    }
    context.globalAlpha = 1;
  }
}

function stem(context, x, from, to, colour) {
  line(context, x, from, x, to, colour, 1.5);
  context.beginPath();
  context.arc(x, to, 3.5, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}
