// The latents of all flows, side by side, at the time of the clock.

const LONGEST = 24;  // letters of the name of a class

/** What the canvases of all flows share. */
class Stage {
  constructor(clouds) {
    this.clouds = clouds;
    this.mode = data.stage.mode;
    this.view = VIEWS[this.mode];
    this.turn = new Turn();
    this.classes = Math.max(1, data.classes.length);
    this.fit = false;
    this.test = true;
    const all = clouds.map(cloud => cloud.ranges(0, cloud.frames));
    this.box = boxOf(all[0].map((_, axis) => [Math.min(...all.map(one => one[axis][0])), Math.max(...all.map(one => one[axis][1]))]));
  }
}

/** One flow on a canvas. */
class Panel {
  constructor(stage, flow, place) {
    this.stage = stage;
    this.clouds = stage.clouds.filter(cloud => cloud.flow === flow);
    this.own = this.clouds.find(cloud => !cloud.test);
    this.turn = stage.turn;
    this.round = data.stage.round;
    this.classes = stage.classes;
    const most = Math.max(...this.clouds.map(cloud => cloud.count));
    this.out = {x: new Float32Array(most), y: new Float32Array(most), z: new Float32Array(most).fill(1)};
    this.members = new Map(this.clouds.map(cloud => [cloud, membersOf(cloud, this.classes)]));
    this.time = 0;
    this.drawn = canvasIn(place, `latents of the flow ${data.flows[flow].name}`, stage.view.tall,
      (context, w, h) => this.paint(context, w, h));
    if (stage.mode === "space") stage.turn.listen(this.drawn.canvas);
  }

  /** The radius of the circle in pixels: its rings fit in. */
  unit(w) { return (w / 2 - 14) / (1 + RINGS * (this.classes - 1)); }

  box() {
    if (this.round) return {middle: [0, 0, 0], half: 1};
    return this.stage.fit ? boxOf(this.own.ranges(this.frame, this.frame + 1)) : this.stage.box;
  }

  limits() {
    const {middle, half} = this.box();
    return {low: middle[0] - half * 1.03, high: middle[0] + half * 1.03};
  }

  /** The ends of the first axis. */
  axes() {
    const {low, high} = this.limits();
    return [shown(low, 3), shown(high, 3)];
  }

  go(time) {
    this.time = time;
    this.drawn.repaint();
  }

  paint(context, w, h) {
    this.frame = this.own.frameAt(this.time);
    this.stage.view.background(context, w, h, this);
    for (const cloud of this.clouds) {
      if (cloud.test && !this.stage.test) continue;
      const frame = cloud.frameAt(this.time);
      this.stage.view.place(cloud.at(frame), cloud.labels, cloud.count, this.out, w, h, this);
      const radius = Math.min(5, Math.max(1.3, w / 12 / Math.sqrt(this.own.count)));
      if (this.round) this.paintCloud(context, cloud, radius, false);
      this.paintCloud(context, cloud, radius, true);
    }
  }

  /** The latents on the front or on the far side, class by class. */
  paintCloud(context, cloud, radius, front) {
    const {x, y, z} = this.out, members = this.members.get(cloud);
    context.globalAlpha = front ? 0.9 : 0.22;
    for (let k = 0; k < members.length; ++k) {
      context.beginPath();
      for (const i of members[k]) if (z[i] >= 0 === front) addMark(context, k, x[i], y[i], radius);
      context.fillStyle = context.strokeStyle = legible(data.colours[k]);
      context.lineWidth = 1.2;
      if (cloud.test) context.stroke(); else context.fill();
    }
    context.globalAlpha = 1;
  }
}

/** Of each class the latents that have it. */
function membersOf(cloud, classes) {
  const found = Array.from({length: classes}, () => []);
  cloud.labels.forEach((place, i) => found[place].push(i));
  return found.map(list => Uint32Array.from(list));
}

/** The part of the page: the bar of the clock, choices, the key of the classes, a panel per flow. */
function latentsPart(clock, clouds) {
  const stage = new Stage(clouds), panels = [], grid = el("div", {class: stage.mode === "line" ? "grid wide" : data.flows.length > 1 ? "grid small" : "grid"});
  const repaint = () => panels.forEach(panel => panel.go(clock.time));
  data.flows.forEach((flow, k) => {
    if (!clouds.some(cloud => cloud.flow === k && !cloud.test)) return;
    const told = el("figcaption", {}), place = el("figure", {}, el("h3", {}, flow.name));
    grid.append(place);
    panels.push(new Panel(stage, k, place));
    place.append(told);
    clock.onTick(time => {
      const over = flow.end !== null && time > flow.end * (1 + 1e-6);
      told.textContent = over ? `${flow.description}; it ended at t = ${shown(flow.end)}` : flow.description;
    });
  });
  clock.onTick(repaint);
  stage.turn.listeners.push(repaint);
  const made = part("Latents", `${data.stage.says} ${keysTold(stage)} ${data.remark}`, clockBar(clock), choicesOf(stage, repaint),
    classKey(clouds), grid);
  made.className = "open";  // its bar stays in sight beyond it
  return made;
}

function keysTold(stage) {
  const turn = stage.mode === "space" ? " On a touch screen drag sideways; with the focus on a picture, Shift and arrows turn it." : "";
  return `Space plays and pauses, ← and → step from frame to frame, Home and End go to the ends.${turn}`;
}

/** What can be switched: the scale where space has no end, and the points that were held out. */
function choicesOf(stage, repaint) {
  const endless = !data.stage.round && ["line", "plane", "space"].includes(stage.mode);
  const held = stage.clouds.some(cloud => cloud.test);
  if (!endless && !held) return null;
  return el("div", {class: "bar"},
    endless ? tick("scale every moment to its latents", false, on => { stage.fit = on; repaint(); }) : null,
    held ? tick("held-out points (hollow)", true, on => { stage.test = on; repaint(); }) : null);
}

/** The first letters of a long name; all of it is in the title of its key. */
function cut(name) {
  const letters = [...name];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 2).join("")} …` : name;
}

function classKey(clouds) {
  const list = el("ul", {class: "legend", "aria-label": "classes"});
  const told = name => data.named ? cut(name) : `label ${name}`;
  const fill = () => list.replaceChildren(...data.classes.map((name, k) => keyOf(k, legible(data.colours[k]), told(name), {title: name})));
  fill();
  onTheme(fill);
  return data.classes.length ? list : null;
}
