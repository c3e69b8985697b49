// The time that all parts of the page show: its bar, and the keys that move it.

const PLAY_SECONDS = 12;  // from the first time to the last at speed 1
const STILL_SECONDS = 0.25;  // between frames, for readers who want little motion

class Clock {
  constructor(times) {
    this.times = times;
    this.index = 0;
    this.speed = 1;
    this.playing = false;
    this.listeners = [];
    this.paints = [];  // milliseconds of the last frames, for who measures
  }

  get time() { return this.times[this.index]; }

  get last() { return this.times.length - 1; }

  onTick(listener) { this.listeners.push(listener); }

  go(index) {
    this.index = Math.min(Math.max(Math.round(index), 0), this.last);
    const begun = performance.now();
    for (const listener of this.listeners) listener(this.time, this.index);
    this.paints.push(performance.now() - begun);
    if (this.paints.length > 2000) this.paints.shift();
  }

  /** To the last frame that is not later than `time`. */
  goToTime(time) {
    let index = this.times.findIndex(one => one > time * (1 + 1e-6));
    this.go(index < 0 ? this.last : index - 1);
  }

  toggle() {
    this.playing = !this.playing;
    if (this.playing && this.index === this.last) this.index = 0;
    this.go(this.index);
    if (this.playing) this.run();
  }

  /** Moves on evenly in frames, whose times are those of the slider. */
  run() {
    let before = performance.now(), at = this.index;
    const step = now => {
      if (!this.playing) return;
      if (Math.abs(Math.floor(at) - this.index) > 1) at = this.index;  // the reader moved the slider
      const wait = still.matches ? STILL_SECONDS : 0;
      if ((now - before) / 1000 >= wait) {
        at += Math.min(0.5, (now - before) / 1000) * this.speed * (this.last + 1) / PLAY_SECONDS;
        before = now;
        if (Math.floor(at) > this.index) this.go(Math.floor(at));
      }
      if (this.index === this.last) { this.playing = false; this.go(this.last); } else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
}

/** The bar: play and pause, the slider, the time in numbers, the speed. */
function clockBar(clock) {
  const button = el("button", {type: "button", onclick: () => clock.toggle()}, "▶ Play");
  const slider = el("input", {type: "range", min: 0, max: clock.last, step: 1, value: 0, "aria-label": "time",
    oninput: () => clock.go(Number(slider.value))});
  const told = el("output", {});
  clock.onTick((time, index) => {
    slider.value = index;
    const words = `t = ${shown(time)}`;
    slider.setAttribute("aria-valuetext", words);
    told.textContent = words;
    button.textContent = clock.playing ? "❚❚ Pause" : "▶ Play";
  });
  const speeds = [["0.25", "¼"], ["0.5", "½"], ["1", "1"], ["2", "2"], ["4", "4"]];
  listenToKeys(clock);
  return el("div", {class: "bar clock", role: "group", "aria-label": "time"}, button, slider, told,
    choice("speed", speeds, "1", value => { clock.speed = Number(value); }));
}

const STEPS = {ArrowRight: 1, ArrowLeft: -1};

/** Space plays, arrows step, Home and End go to the ends: where the focus is on nothing that has a use for them. */
function listenToKeys(clock) {
  document.addEventListener("keydown", event => {
    const at = event.target, has = names => at.matches && at.matches(names);
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || has("input:not([type=range]), select, textarea"))
      return;
    if (event.key === " " && !has("button, summary")) clock.toggle();
    else if (has("input[type=range], .scroll")) return;  // which move by the same keys themselves
    else if (event.key in STEPS) clock.go(clock.index + STEPS[event.key]);
    else if (event.key === "Home") clock.go(0);
    else if (event.key === "End") clock.go(clock.last);
    else return;
    event.preventDefault();
  });
}
