// Names of trains at both ends of every line. Where they would overlap, the later one is left out.

import { xOf } from "./scale.js";

/** @import { Painter } from "./painter.js" */
/** @import { Scene } from "./scene.js" */

const SIZE = 10;
const UPRIGHT_ROOM = 12;
/** Pixels for a name, on average, from which all lie flat. */
const FLAT_FROM_PX = 64;

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
