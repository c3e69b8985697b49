// The numbers of configurations: energies of all, eigenvalues and inner products of the chosen one.

const KIND_MARKS = {minimum: 0, saddle: 2, degenerate: 3};  // of marks.js

/** All energies above the base, by rank; a click chooses. */
function energiesIn(place, chosen, choose) {
  const {base, from_bound: fromBound, logarithmic, floor} = data.levels;
  const heights = data.configurations.map(one => Math.max(one.energy - base, logarithmic ? floor : -Infinity));
  const [low, high] = limitsOf(heights, logarithmic);
  let at = [];
  const drawn = canvasIn(place, "energies of the configurations by rank", 260, (context, w, h) => {
    const {X, Y} = frameOf(context, w, h, {low: -0.6, high: heights.length - 0.4, title: "rank",
      ticks: ranksShown(heights.length)}, {low, high, logarithmic, title: fromBound ? "E − lower bound" : "E − least E"});
    at = heights.map((height, rank) => [X(rank), Y(height)]);
    data.configurations.forEach((one, rank) => {
      context.beginPath();
      addMark(context, KIND_MARKS[one.kind], ...at[rank], 4 + 8 * Math.sqrt(one.share));
      context.fillStyle = legible(data.colours[one.kind]);
      context.globalAlpha = 0.85;
      context.fill();
      context.globalAlpha = 1;
      if (rank === chosen()) ring(context, ...at[rank], 9 + 8 * Math.sqrt(one.share), shades.ink, 2);
    });
  });
  drawn.canvas.addEventListener("click", event => {
    const far = at.map(([x, y]) => Math.hypot(x - event.offsetX, y - event.offsetY)), best = far.indexOf(Math.min(...far));
    if (far[best] < 30) choose(best);
  });
  return drawn;
}

function ranksShown(count) {
  const every = Math.ceil(count / 12);
  return Array.from({length: count}, (_, k) => k).filter(k => k % every === 0);
}

/** The lowest eigenvalues of N Hess E: below 0 in the colour of alarm, those not told from 0 hollow. */
function eigenvaluesIn(place, told) {
  const values = () => [...unpacked(told().eigenvalues)];
  return canvasIn(place, "lowest eigenvalues of the chosen configuration", 170, (context, w, h) => {
    const all = values(), [low, high] = limitsOf([0, ...all], false);
    const {X, Y} = frameOf(context, w, h, {low: 0.4, high: Math.max(2, all.length + 0.6), title: "number",
      ticks: ranksShown(all.length).map(k => k + 1)}, {low, high, title: "eigenvalue"});
    all.forEach((value, k) => {
      const negative = k < told().index, zero = !negative && k < told().index + told().zero;
      stem(context, X(k + 1), Y(0), Y(value), negative ? shades.alarm : zero ? shades.soft : shades.accent);
    });
  });
}

/** How many pairs of atoms have each inner product. */
function productsIn(place, told) {
  return canvasIn(place, "inner products of the chosen configuration", 170, (context, w, h) => {
    const at = [...unpacked(told().inner_product)], pairs = [...unpacked(told().pairs)];
    const [low, high] = data.about_centre ? limitsOf(at, false) : [Math.min(-1.04, ...at), Math.max(1.04, ...at)];
    const {X, Y, place: inside} = frameOf(context, w, h, {low, high,
      title: data.about_centre ? "inner product about the centre" : "inner product"},
    {low: 0, high: 1.1 * Math.max(1, ...pairs), title: "pairs"});
    at.forEach((value, k) => stem(context, X(value), inside.bottom, Y(pairs[k]), shades.accent));
  });
}
