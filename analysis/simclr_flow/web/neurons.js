// Neurons of mean-field networks on data in the plane: w_k is a place, a_k a colour.

const COOLWARM = ["#3b4cc0", "#8db0fe", "#dddcdc", "#f49a7b", "#b40426"];  // of matplotlib (CC0), at five places
const SHADES = 33;  // colours that are painted

class Neurons {
  constructor(told, place) {
    this.cloud = new Cloud(told);
    this.time = 0;
    this.told = el("figcaption", {});
    const name = data.flows[told.flow].name;
    place.append(el("h3", {}, name));
    this.drawn = canvasIn(place, `neurons of the flow ${name}`, 1, (context, w, h) => this.paint(context, w, h));
    place.append(this.told);
  }

  go(time) {
    this.time = time;
    this.told.textContent = `${this.cloud.count} neurons at t = ${shown(this.cloud.time[this.cloud.frameAt(time)])}`;
    this.drawn.repaint();
  }

  paint(context, w, h) {
    const {reach, largest} = data.neurons, unit = (w / 2 - 22) / reach, points = this.cloud.at(this.cloud.frameAt(this.time));
    square2(context, w, h, [shown(-reach, 2), shown(reach, 2)]);
    line(context, 22, h / 2, w - 22, h / 2, shades.faint);
    line(context, w / 2, 22, w / 2, h - 22, shades.faint);
    const within = value => unit * Math.min(Math.max(value, -reach), reach);
    const paths = Array.from({length: SHADES}, () => new Path2D());
    const radius = Math.min(4, Math.max(1, w / 9 / Math.sqrt(this.cloud.count)));
    for (let i = 0; i < points.length; i += 3) {
      const share = Math.min(Math.max((points[i + 2] / largest + 1) / 2, 0), 1), path = paths[Math.round(share * (SHADES - 1))];
      const [x, y] = [w / 2 + within(points[i]), h / 2 - within(points[i + 1])];
      path.moveTo(x + radius, y);
      path.arc(x, y, radius, 0, 2 * Math.PI);
    }
    paths.forEach((path, k) => {
      context.fillStyle = `rgb(${between(COOLWARM, k / (SHADES - 1)).join(",")})`;
      context.fill(path);
    });
  }
}

function neuronsPart(clock) {
  if (!data.neurons) return null;
  const grid = el("div", {class: "grid small"});
  const panels = data.neurons.clouds.map(told => {
    const place = el("figure", {});
    grid.append(place);
    return new Neurons(told, place);
  });
  clock.onTick(time => panels.forEach(panel => panel.go(time)));
  return part("Neurons", "Of mean-field networks, whose neurons are particles: a dot at the weights (w₁, w₂) of each neuron, coloured by " +
    "its output a₁, at the last stored row that is not later than the time of the animation. The few beyond the square lie at its rim. " +
    data.neurons.remark, outputKey(data.neurons.largest), grid);
}

/** The colours of a_1. */
function outputKey(largest) {
  return el("p", {class: "bar small"}, shown(-largest, 2),
    el("span", {class: "scale", style: `background: linear-gradient(to right, ${COOLWARM.join(",")})`}), `${shown(largest, 2)} = a₁`);
}
