// Elements, numbers in words, and canvases that keep sharp and fit their place.

/** An element with attributes (on... are listeners) and children; texts are texts, never markup. */
function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined && child !== ""));
  return made;
}

/** Whether a text is a number, which stands on one line. */
function isNumber(text) {
  return typeof text === "string" && text.length < 22 && /^[−–-]?[\d.]+([·⁻⁰¹²³⁴⁵⁶⁷⁸⁹\d]*)( %)?$|^–$/.test(text);
}

/** A choice by its name: `options` are [value, text]. */
function choice(name, options, chosen, changed) {
  const select = el("select", {onchange: () => changed(select.value)},
    ...options.map(([value, text]) => el("option", {value, selected: value === chosen}, text)));
  return el("label", {}, name, select);
}

function tick(name, on, changed) {
  const box = el("input", {type: "checkbox", onchange: () => changed(box.checked)});
  box.checked = on;
  return el("label", {}, box, name);
}

const HIGH = {"-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹"};

/** A number in so many digits: 0, 0.35, 45, 1.3·10⁴; "–" where there is none. */
function shown(value, digits = 4) {
  if (typeof value === "string") return value;
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  if (value === 0 || !Number.isFinite(value)) return `${value}`;
  if (size >= 1e-3 && size < 10 ** Math.max(5, digits)) return `${Number(value.toPrecision(digits))}`.replace("-", "−");
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const power = `10${[...`${Number(exponent)}`].map(letter => HIGH[letter]).join("")}`;
  const rounded = `${Number(mantissa)}`.replace("-", "−");
  return rounded === "1" ? power : rounded === "−1" ? `−${power}` : `${rounded}·${power}`;
}

/** A canvas of the width of its parent and `tall` times as high (or `tall` pixels, where that is more than 4), which
    `paint(context, width, height)` fills: at once, when its place changes and whenever `repaint` is called. */
function canvasIn(parent, label, tall, paint) {
  const canvas = el("canvas", {role: "img", "aria-label": label});
  parent.append(canvas);
  const context = canvas.getContext("2d");
  let width = 0, height = 0;
  const repaint = () => {
    if (!width) return;
    const scale = Math.min(devicePixelRatio || 1, 2);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    paint(context, width, height);
  };
  const fit = () => {
    const room = Math.floor(canvas.parentElement.getBoundingClientRect().width -
      2 * parseFloat(getComputedStyle(canvas.parentElement).paddingLeft || 0) - 2);
    if (room <= 0 || room === width) return;
    const scale = Math.min(devicePixelRatio || 1, 2);
    width = room;
    height = tall > 4 ? tall : Math.round(tall * room);
    [canvas.width, canvas.height] = [width * scale, height * scale];
    [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
    repaint();
  };
  new ResizeObserver(fit).observe(canvas.parentElement);
  onTheme(repaint);
  return {canvas, repaint, size: () => [width, height]};
}
