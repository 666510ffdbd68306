// Where times and places lie on the paper: time to the right, km upwards, a loop opened into its tracks in place.

/** @import { Graph, Train } from "../../api" */

/**
 * What is in view: times, and which part of the height (0 at the bottom, 1 at the top).
 * @typedef {{ t0: number, t1: number, v0: number, v1: number }} Window
 * @typedef {{ left: number, top: number, width: number, height: number }} Box
 */

/**
 * The axis of places. Each place has nodes: its lower side, its upper side, and each of its tracks.
 * @typedef {Object} PlaceScale
 * @property {number[]} visible       numbers of the places that are shown, upwards
 * @property {Float64Array} share     where each place lies, 0 to 1, by its number
 * @property {Int32Array} first       the first node of each place
 * @property {number} nodes
 * @property {boolean[]} open
 * @property {number[]} tracks
 * @property {Float64Array} km
 */

/** How high a track of an opened place is. */
const TRACK_PX = 15;

/**
 * @param {Graph} graph
 * @param {"km" | "linear" | "time"} axis
 * @param {Set<string>} hidden
 * @param {Set<string>} opened
 * @returns {PlaceScale}
 */
export function placeScale(graph, axis, hidden, opened) {
  const places = graph.way.places;
  const visible = places.map((_, i) => i).filter((i) => !hidden.has(places[i].name));
  const first = new Int32Array(places.length);
  let nodes = 0;
  places.forEach((place, i) => {
    first[i] = nodes;
    nodes += 2 + place.tracks.length;
  });
  const lengths = steps(graph, axis, visible);
  const total = lengths.reduce((sum, length) => sum + length, 0) || 1;
  const share = new Float64Array(places.length);
  let at = 0;
  visible.forEach((place, k) => {
    share[place] = at / total;
    at += lengths[k] ?? 0;
  });
  return {
    visible,
    share,
    first,
    nodes,
    open: places.map((place) => opened.has(place.name) && place.tracks.length > 0),
    tracks: places.map((place) => place.tracks.length),
    km: Float64Array.from(places, (place) => place.y),
  };
}

/**
 * How far the places that are shown lie apart.
 * @param {Graph} graph
 * @param {"km" | "linear" | "time"} axis
 * @param {number[]} visible
 */
function steps(graph, axis, visible) {
  const places = graph.way.places;
  const runs = axis === "time" ? shortestRuns(graph) : null;
  return visible.slice(1).map((upper, k) => {
    const lower = visible[k];
    const km = places[upper].y - places[lower].y;
    if (axis === "linear") return 1;
    if (!runs) return km;
    let seconds = 0;
    for (let i = lower; i < upper; i++) seconds += runs[i] ?? (places[i + 1].y - places[i].y) * 60;
    return seconds;
  });
}

/** The shortest run of any train between each place and the next. @param {Graph} graph */
function shortestRuns(graph) {
  const number = new Map(graph.way.places.map((place, i) => [place.name, i]));
  /** @type {(number | undefined)[]} */
  const found = [];
  for (const train of graph.trains) {
    for (let k = 1; k < train.calls.length; k++) {
      const [a, b] = [number.get(train.calls[k - 1].place), number.get(train.calls[k].place)];
      if (a === undefined || b === undefined || Math.abs(a - b) !== 1) continue;
      const run = train.calls[k].arrives_s - train.calls[k - 1].departs_s;
      const i = Math.min(a, b);
      if (run > 0) found[i] = Math.min(found[i] ?? Infinity, run);
    }
  }
  return found;
}

/**
 * The height of every node on the paper.
 * @param {PlaceScale} scale
 * @param {Box} box
 * @param {Window} window
 */
export function heights(scale, box, window) {
  const zoom = 1 / (window.v1 - window.v0);
  const bands = scale.visible.reduce((sum, i) => sum + (scale.open[i] ? (scale.tracks[i] + 1) * TRACK_PX : 0), 0);
  const whole = box.height * zoom;
  const shrink = bands > whole * 0.7 ? (whole * 0.7) / bands : 1;
  const free = whole - bands * shrink;
  const bottom = box.top + box.height + window.v0 * whole;
  const found = new Float32Array(scale.nodes).fill(NaN);
  let below = 0;
  for (const i of scale.visible) {
    const y = bottom - scale.share[i] * free - below;
    const node = scale.first[i];
    found[node] = y;
    const step = TRACK_PX * shrink;
    for (let k = 0; k < scale.tracks[i]; k++) found[node + 2 + k] = scale.open[i] ? y - (k + 1) * step : y;
    if (scale.open[i]) below += (scale.tracks[i] + 1) * step;
    found[node + 1] = scale.open[i] ? y - (scale.tracks[i] + 1) * step : y;
  }
  return found;
}

/**
 * The height of a position in km.
 * @param {PlaceScale} scale
 * @param {Float32Array} nodeY
 * @param {number} km
 */
export function yOfKm(scale, nodeY, km) {
  const { visible, first } = scale;
  let k = 0;
  while (k < visible.length - 2 && scale.km[visible[k + 1]] <= km) k++;
  const [a, b] = [visible[k], visible[Math.min(k + 1, visible.length - 1)]];
  if (km <= scale.km[a]) return nodeY[first[a]];
  if (km >= scale.km[b]) return nodeY[first[b] + (km > scale.km[b] ? 1 : 0)];
  const share = (km - scale.km[a]) / (scale.km[b] - scale.km[a]);
  return nodeY[first[a] + 1] + share * (nodeY[first[b]] - nodeY[first[a] + 1]);
}

/**
 * The number of the shown place that is nearest to a height.
 * @param {PlaceScale} scale
 * @param {Float32Array} nodeY
 * @param {number} y
 */
export function nearestPlace(scale, nodeY, y) {
  let best = -1;
  let least = Infinity;
  for (const i of scale.visible) {
    const [low, high] = [nodeY[scale.first[i]], nodeY[scale.first[i] + 1]];
    const away = y > low ? y - low : y < high ? high - y : 0;
    if (away < least) [best, least] = [i, away];
  }
  return { place: best, away: least };
}

/** The time at a place across. @param {Window} window @param {Box} box @param {number} x */
export const timeAt = (window, box, x) => window.t0 + ((x - box.left) / box.width) * (window.t1 - window.t0);

/** Where a time lies across. @param {Window} window @param {Box} box @param {number} time */
export const xOf = (window, box, time) => box.left + ((time - window.t0) / (window.t1 - window.t0)) * box.width;

const STEPS = [60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/**
 * Which times have a line: thin ones, and strong ones that are written.
 * @param {Window} window
 * @param {number} width
 */
export function timeSteps(window, width) {
  const perSecond = width / (window.t1 - window.t0);
  const thin = STEPS.find((step) => step * perSecond >= 11) ?? 86_400;
  const strong = STEPS.find((step) => step * perSecond >= 52 && step % thin === 0) ?? 86_400;
  return { thin, strong };
}

/** Where a train is at a time: between which two calls, and how far. @param {Train} train @param {number} time */
export function whereIs(train, time) {
  const { calls } = train;
  if (time < calls[0].arrives_s || time > calls[calls.length - 1].departs_s) return null;
  for (let k = 0; k < calls.length; k++) {
    if (time <= calls[k].departs_s) {
      if (time >= calls[k].arrives_s || k === 0) return { call: k, share: 0 };
      const before = calls[k - 1];
      return { call: k - 1, share: (time - before.departs_s) / (calls[k].arrives_s - before.departs_s) };
    }
  }
  return { call: calls.length - 1, share: 0 };
}
