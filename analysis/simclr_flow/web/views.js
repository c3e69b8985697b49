// How coordinates become places on a canvas. A view has `tall` (height to width), `background(context, w, h, scene)`, and
// `place(points, labels, count, out, w, h, scene)`, which fills out.x, out.y, and out.z, which is below 0 on a far side.

/** A rotation that the reader turns, shared by all canvases that show it. */
class Turn {
  constructor() {
    this.matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    this.listeners = [];
  }

  /** By angles about the vertical and the horizontal axis of the screen. */
  by(across, down) {
    const [a, b] = [Math.cos(across), Math.sin(across)], [c, d] = [Math.cos(down), Math.sin(down)];
    const turn = [a, 0, b, b * d, c, -a * d, -b * c, d, a * c], m = this.matrix;
    this.matrix = turn.map((_, k) => [0, 1, 2].reduce((sum, j) => sum + turn[3 * Math.floor(k / 3) + j] * m[3 * j + k % 3], 0));
    for (const listener of this.listeners) listener();
  }

  /** Dragging turns the canvas, and so do Shift and arrows where it has the focus. */
  listen(canvas) {
    let last = null;
    canvas.classList.add("turns");
    canvas.tabIndex = 0;
    canvas.addEventListener("pointerdown", event => { last = event; canvas.setPointerCapture(event.pointerId); });
    canvas.addEventListener("pointermove", event => {
      if (!last) return;
      const size = canvas.clientHeight / 2;
      this.by((event.clientX - last.clientX) / size, (event.clientY - last.clientY) / size);
      last = event;
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { last = null; });
    canvas.addEventListener("keydown", event => {
      const way = {ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1]}[event.key];
      if (!way || !event.shiftKey) return;
      this.by(...way);
      event.preventDefault();
    });
  }
}

const RINGS = 0.075;  // between the rings of classes

/** A repeatable number in [0, 1) for the i-th latent. */
function scattered(i) {
  return (i * 0.6180339887498949) % 1;
}

const VIEWS = {
  circle: {
    tall: 1,
    background(context, w, h, scene) {
      ring(context, w / 2, h / 2, scene.unit(w), shades.faint);
      context.fillStyle = shades.soft;
      label(context, "0", w / 2 + scene.unit(w) - 14, h / 2);
      label(context, "π", w / 2 - scene.unit(w) + 14, h / 2);
    },
    place(points, labels, count, out, w, h, scene) {
      const unit = scene.unit(w);
      for (let i = 0; i < count; ++i) {
        const radius = unit * (1 + RINGS * labels[i]);
        out.x[i] = w / 2 + radius * Math.cos(points[i]);
        out.y[i] = h / 2 - radius * Math.sin(points[i]);
      }
    },
  },
  line: {
    tall: 0.62,
    background(context, w, h, scene) {
      const {low, high} = scene.limits();
      const X = scaleOf(low, high, 14, w - 14);
      context.font = FONT;
      drawTicksBelow(context, {left: 14, right: w - 14, bottom: h - 24}, {low, high}, X);
    },
    place(points, labels, count, out, w, h, scene) {
      const {low, high} = scene.limits(), X = scaleOf(low, high, 14, w - 14), lane = (h - 34) / scene.classes;
      for (let i = 0; i < count; ++i) {
        out.x[i] = X(points[i]);
        out.y[i] = 6 + lane * (labels[i] + 0.12 + 0.76 * scattered(i));
      }
    },
  },
  plane: {
    tall: 1,
    background(context, w, h, scene) { square2(context, w, h, scene.axes()); },
    place(points, labels, count, out, w, h, scene) {
      const {middle, half} = scene.box(), unit = (w / 2 - 22) / half;
      for (let i = 0; i < count; ++i) {
        out.x[i] = w / 2 + unit * (points[2 * i] - middle[0]);
        out.y[i] = h / 2 - unit * (points[2 * i + 1] - middle[1]);
      }
    },
  },
  torus: {
    tall: 1,
    background(context, w, h) { square2(context, w, h, ["−π", "π"]); },
    place(points, labels, count, out, w, h) {
      const unit = (w / 2 - 22) / Math.PI;
      for (let i = 0; i < count; ++i) {
        out.x[i] = w / 2 + unit * points[2 * i];
        out.y[i] = h / 2 - unit * points[2 * i + 1];
      }
    },
  },
  space: {
    tall: 1,
    background(context, w, h, scene) {
      if (scene.round) globe(context, w, h, scene); else tripod(context, w, h, scene);
    },
    place(points, labels, count, out, w, h, scene) {
      const {middle, half} = scene.box(), unit = (w / 2 - 16) / half, m = scene.turn.matrix;
      for (let i = 0; i < count; ++i) {
        const x = points[3 * i] - middle[0], y = points[3 * i + 1] - middle[1], z = points[3 * i + 2] - middle[2];
        out.x[i] = w / 2 + unit * (m[0] * x + m[1] * y + m[2] * z);
        out.y[i] = h / 2 - unit * (m[3] * x + m[4] * y + m[5] * z);
        out.z[i] = scene.round ? m[6] * x + m[7] * y + m[8] * z : 1;
      }
    },
  },
};

/** A square with the ends of its sides written. */
function square2(context, w, h, [low, high]) {
  context.strokeStyle = shades.faint;
  context.lineWidth = 1;
  context.strokeRect(22, 22, w - 44, h - 44);
  context.fillStyle = shades.soft;
  label(context, low, 22, h - 9, "left");
  label(context, high, w - 22, h - 9, "right");
}

/** The outline of the sphere, and three great circles that turn with it, pale behind. */
function globe(context, w, h, scene) {
  const unit = w / 2 - 16, m = scene.turn.matrix;
  ring(context, w / 2, h / 2, unit, shades.soft);
  for (let axis = 0; axis < 3; ++axis)
    for (const front of [false, true]) {
      context.globalAlpha = front ? 0.9 : 0.35;
      context.strokeStyle = shades.faint;
      context.beginPath();
      let drawing = false;
      for (let k = 0; k <= 72; ++k) {
        const point = [0, 0, 0];
        point[(axis + 1) % 3] = Math.cos(k * Math.PI / 36);
        point[(axis + 2) % 3] = Math.sin(k * Math.PI / 36);
        const [x, y, z] = [0, 3, 6].map(row => m[row] * point[0] + m[row + 1] * point[1] + m[row + 2] * point[2]);
        if (z >= 0 !== front) { drawing = false; continue; }
        context[drawing ? "lineTo" : "moveTo"](w / 2 + unit * x, h / 2 - unit * y);
        drawing = true;
      }
      context.stroke();
    }
  context.globalAlpha = 1;
}

/** Three axes with their numbers in a corner. */
function tripod(context, w, h, scene) {
  const m = scene.turn.matrix, size = 22, [x, y] = [32, h - 32];
  context.fillStyle = shades.soft;
  for (let axis = 0; axis < 3; ++axis) {
    const [across, up] = [m[axis], -m[3 + axis]];
    line(context, x, y, x + size * across, y + size * up, shades.soft);
    label(context, `${axis + 1}`, x + (size + 8) * across, y + (size + 8) * up);
  }
  const {half} = scene.box();
  label(context, `half width ${shown(half, 2)}`, w - 8, h - 10, "right");
}
