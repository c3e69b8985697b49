// Colours: those of the style sheet, and those of the data made legible on its paper.

const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const LEAST_CONTRAST = {light: 2.6, dark: 4};  // of a mark against the paper; WCAG's ratio
let shades = {};
readTheme();

/** The colours of the style sheet as they are now. */
function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const named = name => style.getPropertyValue(`--${name}`).trim();
  shades = Object.fromEntries(["paper", "panel", "ink", "soft", "faint", "accent", "alarm", "good", "tint"]
    .map(name => [name, named(name)]));
  legible.known = {};
}

/** Calls `paint` whenever the browser turns light or dark. */
function onTheme(paint) {
  dark.addEventListener("change", () => { readTheme(); paint(); });
}

function channels(hex) {
  return [1, 3, 5].map(k => parseInt(hex.slice(k, k + 2), 16));
}

/** Relative luminance of WCAG 2. */
function luminance(rgb) {
  const linear = rgb.map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** The colour, moved towards the ink until it is seen on the paper. */
function legible(hex) {
  if (legible.known[hex]) return legible.known[hex];
  const paper = channels(shades.panel), ink = channels(shades.ink), from = channels(hex);
  const least = LEAST_CONTRAST[dark.matches ? "dark" : "light"];
  let rgb = from;
  for (let share = 0; share <= 1 && contrast(rgb, paper) < least; share += 0.05)
    rgb = from.map((c, k) => Math.round(c + share * (ink[k] - c)));
  return legible.known[hex] = `rgb(${rgb.join(",")})`;
}
