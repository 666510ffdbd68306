// The ground of the graph: lines of hours and places, times above, names of places to the left.

import { clock, day } from "../words/format.js";
import { FAINT, GRID, PALE } from "./looks.js";
import { timeSteps, xOf } from "./scale.js";

/** @import { Painter } from "./painter.js" */
/** @import { Scene } from "./scene.js" */

const DAY_S = 86_400;

/** @param {Painter} painter @param {Scene} scene */
export function drawGrid(painter, scene) {
  const {
    box,
    window,
    nodeY,
    content: { scale },
  } = scene;
  const level = (/** @type {number} */ at) => {
    painter.move(box.left, Math.round(at) + 0.5);
    painter.line(box.left + box.width, Math.round(at) + 0.5);
  };
  verticals(painter, scene, box.top, box.height);
  for (const i of scale.visible) {
    level(nodeY[scale.first[i]]);
    if (scale.open[i]) level(nodeY[scale.first[i] + 1]);
  }
  painter.stroke("#d3dae0", 1);
  for (const i of scale.visible.filter((place) => scale.open[place])) {
    const [low, high] = [nodeY[scale.first[i]], nodeY[scale.first[i] + 1]];
    painter.box(box.left, high, box.width, low - high);
    painter.fill("#f2f6f9", 0.7);
    for (let k = 0; k < scale.tracks[i]; k++) {
      const y = nodeY[scale.first[i] + 2 + k];
      painter.move(box.left, y);
      painter.line(box.left + box.width, y);
    }
    painter.stroke("#b8c6d1", 1, [2, 3]);
  }
  if (beyond(scene)) {
    const x = xOf(window, box, scene.content.graph.from_s);
    if (x > box.left + 1) (painter.box(box.left, box.top, x - box.left, box.height), painter.fill(FAINT, 0.6));
    const end = xOf(window, box, scene.content.graph.until_s);
    if (end < box.left + box.width - 1)
      (painter.box(end, box.top, box.left + box.width - end, box.height), painter.fill(FAINT, 0.6));
  }
}

/** Whether times in view lie outside the days of the plan. @param {Scene} scene */
const beyond = ({ window, content: { graph } }) => window.t0 < graph.from_s || window.t1 > graph.until_s;

/**
 * The lines of the hours, through trains and piles alike.
 * @param {Painter} painter
 * @param {Scene} scene
 * @param {number} top
 * @param {number} height
 */
export function verticals(painter, scene, top, height) {
  const { box, window } = scene;
  const { thin, strong } = timeSteps(window, box.width);
  const line = (/** @type {number} */ time) => {
    const x = Math.round(xOf(window, box, time)) + 0.5;
    painter.move(x, top);
    painter.line(x, top + height);
  };
  for (let time = Math.ceil(window.t0 / thin) * thin; time <= window.t1; time += thin) if (time % strong) line(time);
  painter.stroke(FAINT, 1);
  for (let time = Math.ceil(window.t0 / strong) * strong; time <= window.t1; time += strong) if (time % DAY_S) line(time);
  painter.stroke(GRID, 1);
  for (let time = Math.ceil(window.t0 / DAY_S) * DAY_S; time <= window.t1; time += DAY_S) line(time);
  painter.stroke("#9fabb5", 1);
}

/** Hours and days above the graph. @param {Painter} painter @param {Scene} scene */
export function drawHead(painter, scene) {
  const { box, window } = scene;
  const { strong } = timeSteps(window, box.width);
  for (let time = Math.ceil(window.t0 / strong) * strong; time <= window.t1; time += strong) {
    const x = xOf(window, box, time);
    if (x < box.left + box.width - 4 || time % DAY_S)
      painter.text(x, 27, clock(time), { align: "center", colour: PALE, size: 11 });
  }
  const first = Math.floor(window.t0 / DAY_S) * DAY_S;
  for (let time = first; time < window.t1; time += DAY_S) {
    const left = Math.max(box.left, xOf(window, box, time));
    const right = Math.min(box.left + box.width, xOf(window, box, time + DAY_S));
    const label = day(time);
    if (right - left > painter.width(label, 11) + 8)
      painter.text(left === box.left ? left : left + 1, 10, label, { size: 11, bold: true });
  }
}

/**
 * Names of places to the left, as many as have room; the ends of the line and those with more tracks first.
 * @param {Painter} painter
 * @param {Scene} scene
 */
export function drawPlaces(painter, scene) {
  for (const { place, y } of placeLabels(scene)) {
    const { graph, scale } = scene.content;
    const { name, post } = graph.way.places[place];
    const right = scene.box.left - 8;
    const km = post || String(Math.round(graph.way.places[place].y));
    const told = name.split(" ").includes(km);
    if (!told) painter.text(right, y, km, { align: "right", colour: PALE, size: 10 });
    const room = right - (told ? 0 : painter.width(km, 10) + 6);
    painter.text(room, y, cut(painter, name, room - 4, 11), { align: "right", size: 11, bold: scale.open[place] });
    if (!scale.open[place]) continue;
    for (let k = 0; k < scale.tracks[place]; k++) {
      const track = graph.way.places[place].tracks[k];
      painter.text(right, scene.nodeY[scale.first[place] + 2 + k], track.name, { align: "right", colour: PALE, size: 9 });
    }
  }
}

/**
 * Which names of places are written, and where.
 * @param {Scene} scene
 * @returns {{ place: number, y: number }[]}
 */
function placeLabels(scene) {
  const {
    content: { graph, scale },
    nodeY,
    box,
  } = scene;
  const ends = new Set([scale.visible[0], scale.visible[scale.visible.length - 1]]);
  const weight = (/** @type {number} */ i) =>
    (scale.open[i] ? 1000 : 0) + (ends.has(i) ? 500 : 0) + graph.way.places[i].tracks.length;
  /** @type {{ place: number, y: number }[]} */
  const kept = [];
  for (const place of [...scale.visible].sort((a, b) => weight(b) - weight(a) || a - b)) {
    const y = nodeY[scale.first[place]];
    const room = scale.open[place] ? y - nodeY[scale.first[place] + 1] : 0;
    if (y < box.top - 3 || y > box.top + box.height + 3) continue;
    if (kept.every((other) => Math.abs(other.y - y) >= 13 && !(y - room < other.y && other.y < y))) kept.push({ place, y });
  }
  return kept;
}

/** @param {Painter} painter @param {string} text @param {number} room @param {number} size */
function cut(painter, text, room, size) {
  if (painter.width(text, size) <= room) return text;
  let kept = text;
  while (kept.length > 2 && painter.width(kept + "\u2026", size) > room) kept = kept.slice(0, -1);
  return kept + "\u2026";
}
