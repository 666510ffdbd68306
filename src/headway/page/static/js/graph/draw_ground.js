// What lies around the lines of the graph: hours and places, names of places and of trains, and the piles beneath.

import { FAINT, GRID, PALE, PILES } from "./looks.js";
import { timeSteps, xOf } from "./scale.js";
import { FLAT_FROM_PX } from "./scene.js";
import { clock, day, number } from "../words/format.js";
import { t } from "../words/index.js";

/** @import { Piles } from "../../api" */
/** @import { Painter } from "./painter.js" */
/** @import { Box } from "./scale.js" */
/** @import { Scene } from "./scene.js" */

// The ground of the graph: lines of hours and places, times above, names of places to the left.

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
function verticals(painter, scene, top, height) {
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
    const km = String(post ? Math.round(Number(post) * 10) / 10 || post : Math.round(graph.way.places[place].y));
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
export function cut(painter, text, room, size) {
  if (painter.width(text, size) <= room) return text;
  let kept = text;
  while (kept.length > 2 && painter.width(kept + "\u2026", size) > room) kept = kept.slice(0, -1);
  return kept + "\u2026";
}

// Names of trains at both ends of every line. Where they would overlap, the later one is left out.

const SIZE = 10;
const UPRIGHT_ROOM = 12;

/**
 * @param {Painter} painter
 * @param {Scene} scene
 */
export function drawNames(painter, scene) {
  for (const up of [true, false]) atEnds(painter, scene, up);
  atEdge(painter, scene, "left");
  atEdge(painter, scene, "right");
}

/**
 * Names beyond the ends of lines: flat where all have room, else upright.
 * @param {Painter} painter
 * @param {Scene} scene
 * @param {boolean} up
 */
function atEnds(painter, scene, up) {
  const {
    box,
    window,
    nodeY,
    content: { lines, locked },
  } = scene;
  const seen = lines.ends.filter(
    (end) => end.up === up && end.t >= window.t0 && end.t <= window.t1 && inside(scene, nodeY[end.node]),
  );
  if (!seen.length) return;
  const flat = box.width / seen.length > FLAT_FROM_PX;
  // Ends of the way come first: where trains begin in its midst, their names give way.
  const edge = up ? Math.min(...seen.map((end) => nodeY[end.node])) : Math.max(...seen.map((end) => nodeY[end.node]));
  seen.sort((a, b) => Number(nodeY[a.node] !== edge) - Number(nodeY[b.node] !== edge) || a.t - b.t);
  /** @type {{ x0: number, x1: number, y0: number, y1: number }[]} */
  const taken = [];
  for (const end of seen) {
    const { label, name } = lines.trains[end.train];
    const text = locked.has(name) ? `\u25aa ${label}` : label;
    const x = xOf(window, box, end.t);
    const y = nodeY[end.node];
    const length = painter.width(text, SIZE) + 6;
    const half = flat ? length / 2 : UPRIGHT_ROOM / 2;
    const tall = flat ? 14 : length;
    const room = { x0: x - half, x1: x + half, y0: up ? y - tall : y, y1: up ? y : y + tall };
    if (taken.some((one) => one.x0 < room.x1 && room.x0 < one.x1 && one.y0 < room.y1 && room.y0 < one.y1)) continue;
    taken.push(room);
    const colour = lines.colour[end.train];
    if (flat)
      painter.text(x, y + (up ? -6 : 6), text, {
        size: SIZE,
        colour,
        align: "center",
        baseline: up ? "bottom" : "top",
        halo: true,
      });
    else
      painter.text(x, y + (up ? -5 : 5), text, { size: SIZE, colour, upright: true, align: up ? "left" : "right", halo: true });
  }
}

/** @param {Scene} scene @param {number} y */
const inside = ({ box }, y) => y >= box.top - 2 && y <= box.top + box.height + 2;

/**
 * Names of lines that the left or right edge cuts, flat beside the line.
 * @param {Painter} painter
 * @param {Scene} scene
 * @param {"left" | "right"} side
 */
function atEdge(painter, scene, side) {
  const {
    box,
    window,
    nodeY,
    content: { lines },
  } = scene;
  const { t: times, node, start, train } = lines.lines;
  const edge = side === "left" ? window.t0 : window.t1;
  const near = ((window.t1 - window.t0) / box.width) * 60;
  /** @type {{ y: number, train: number }[]} */
  const cutLines = [];
  for (let piece = 0; piece < train.length; piece++) {
    const [begin, end] = [start[piece], start[piece + 1] - 1];
    if (times[begin] >= edge || times[end] <= edge) continue;
    if (side === "left" ? times[end] - edge < near : edge - times[begin] < near) continue;
    let k = begin;
    while (times[k + 1] < edge) k++;
    const share = times[k + 1] > times[k] ? (edge - times[k]) / (times[k + 1] - times[k]) : 0;
    const y = nodeY[node[k]] + share * (nodeY[node[k + 1]] - nodeY[node[k]]);
    if (inside(scene, y)) cutLines.push({ y, train: train[piece] });
  }
  let last = -Infinity;
  for (const one of cutLines.sort((a, b) => a.y - b.y)) {
    if (one.y - last < 12) continue;
    last = one.y;
    const x = side === "left" ? box.left + 3 : box.left + box.width - 3;
    painter.text(x, one.y, lines.trains[one.train].label, {
      size: SIZE,
      colour: lines.colour[one.train],
      align: side,
      halo: true,
    });
  }
}

// The ore on the piles, beneath the trains on the same time axis.

/**
 * @param {Painter} painter
 * @param {Scene} scene
 * @param {Box} box
 * @param {Piles} piles
 */
export function drawPiles(painter, scene, box, piles) {
  const { window } = scene;
  const levels = piles.piles.flatMap((pile) => pile.corners.map(([, level]) => level));
  const most = Math.max(1, ...levels);
  const least = Math.min(0, ...levels);
  const step = niceStep((most - least) / 2.5);
  const top = Math.ceil(most / step) * step;
  const bottom = Math.floor(least / step) * step;
  const y = (/** @type {number} */ level) => box.top + box.height - ((level - bottom) / (top - bottom)) * box.height;

  verticals(painter, scene, box.top, box.height);
  for (let level = bottom; level <= top; level += step) {
    painter.move(box.left, Math.round(y(level)) + 0.5);
    painter.line(box.left + box.width, Math.round(y(level)) + 0.5);
    painter.text(box.left - 8, y(level), level + step > top ? `${number(level)} ${t("kt")}` : number(level), {
      size: 10,
      colour: PALE,
      align: "right",
    });
  }
  painter.stroke(GRID, 1);
  painter.clip(box.left, box.top - 3, box.width, box.height + 6);
  piles.piles.forEach((pile, i) => {
    const look = PILES[i % PILES.length];
    let begun = false;
    pile.corners.forEach(([time, level], k) => {
      const next = pile.corners[k + 1]?.[0] ?? time;
      const before = pile.corners[k - 1]?.[0] ?? time;
      if (next < window.t0 || before > window.t1) return;
      const x = xOf(window, scene.box, time);
      begun ? painter.line(x, y(level)) : painter.move(x, y(level));
      begun = true;
    });
    painter.stroke(look.colour, look.width, look.dash);
  });
  painter.unclip();
  let right = box.left + box.width - 4;
  [...piles.piles].reverse().forEach((pile, back) => {
    const look = PILES[(piles.piles.length - 1 - back) % PILES.length];
    const text = t("pile.full", { name: pile.name, kt: pile.capacity_kt });
    painter.text(right, box.top - 7, text, { size: 10, colour: look.colour, align: "right", halo: true });
    right -= painter.width(text, 10) + 34;
    painter.move(right + 10, box.top - 7);
    painter.line(right + 29, box.top - 7);
    painter.stroke(look.colour, look.width, look.dash);
  });
}

/** A step of 1, 2 or 5 times a power of ten, at least a number. @param {number} least */
export function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least || 1));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= least) ?? power * 10;
}
