// Colours of numbers and words in diagrams, and of neurons. Numbers: the map viridis of matplotlib (CC0), at nine places.

const VIRIDIS = ["#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725"];
const WORDS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999933", "#882255", "#44aa99", "#777777"];
const DECADES = 100;  // numbers that span such a factor have a logarithmic scale

/** Of a share in [0, 1], as [r, g, b]. */
function viridis(share) {
  return between(VIRIDIS, share);
}

/** The colour at a share in [0, 1] of a map that is given at even places. */
function between(colours, share) {
  const at = Math.min(Math.max(share, 0), 1) * (colours.length - 1), low = Math.min(Math.floor(at), colours.length - 2);
  const [a, b] = [channels(colours[low]), channels(colours[low + 1])];
  return a.map((c, k) => Math.round(c + (at - low) * (b[k] - c)));
}

/** The colours of a column: `of(cell)` as [r, g, b], null where there is none; `keys` for words, low and high for numbers. */
function coloursOf(column) {
  if (!column.number) {
    const words = [...new Set(column.cells.filter(cell => cell !== null))];
    return {words, of: cell => cell === null ? null : channels(WORDS[words.indexOf(cell) % WORDS.length])};
  }
  const numbers = column.cells.filter(cell => cell !== null && Number.isFinite(cell));
  const low = Math.min(...numbers), high = Math.max(...numbers), logarithmic = low > 0 && high > DECADES * low;
  const share = scaleOf(low, high, 0, 1, logarithmic);
  return {low, high, logarithmic, none: !numbers.length, of: cell => cell === null ? null : viridis(high > low ? share(cell) : 0.5)};
}

/** Black or white, whichever is read on this colour. */
function inkOn(rgb) {
  return contrast(rgb, [0, 0, 0]) > contrast(rgb, [255, 255, 255]) ? "#000" : "#fff";
}
