// The drawing of the train graph. It asks a painter for lines and texts, so that screen and paper show the same.

import { cut, drawGrid, drawHead, drawNames, drawPiles, drawPlaces } from "./draw_ground.js";
import { CONFLICT, GHOST, INK, paled, restrictionLook, SOLID } from "./looks.js";
import { xOf, yOfKm } from "./scale.js";
import { later } from "./scene.js";

/** @typedef {import("../../api").Graph["restrictions"][number]} Restriction */
/** @import { Painter } from "./painter.js" */
/** @import { Lines, Scene } from "./scene.js" */

/** Pixels of an hour from which the minutes of stops are written. */
const MINUTES_FROM_PX = 130;

/**
 * @param {Painter} painter
 * @param {Scene} scene
 */
export function drawGraph(painter, scene) {
  const { box, content } = scene;
  painter.clip(box.left, box.top - 2, box.width, box.height + 4);
  drawGrid(painter, scene);
  if (content.layers.restrictions) drawRestrictions(painter, scene);
  if (content.occupation) drawBlocks(painter, scene);
  if (content.ghost)
    strokeBatches(painter, scene, content.ghost.lines, [
      { from: 0, to: content.ghost.lines.train.length, colour: GHOST, width: 1.2, dash: SOLID },
    ]);
  if (content.repeats_s) drawRepeats(painter, scene);
  if (content.layers.waits) drawWaits(painter, scene);
  if (content.layers.turnbacks) drawTurnbacks(painter, scene);
  strokeBatches(
    painter,
    scene,
    content.lines.lines,
    content.lines.batches.map(({ from, to, stroke }) => ({ from, to, ...stroke })),
  );
  if (content.occupation) drawConflicts(painter, scene);
  drawThrough(painter, scene);
  if (content.layers.minutes) drawMinutes(painter, scene);
  painter.unclip();
  drawHead(painter, scene);
  drawPlaces(painter, scene);
  if (content.layers.names) drawNames(painter, scene);
  if (scene.pileBox && content.piles) drawPiles(painter, scene, scene.pileBox, content.piles);
}

/**
 * The trains of the day before and after, of a plan that repeats: without them its line would look free where it is not.
 * @param {Painter} painter
 * @param {Scene} scene
 */
function drawRepeats(painter, scene) {
  const { lines, repeats_s } = scene.content;
  const batches = lines.batches.map(({ from, to, stroke: { colour, dash } }) => ({
    from,
    to,
    colour: paled(colour, 0.4),
    width: 1,
    dash,
  }));
  for (const by of [-repeats_s, repeats_s]) strokeBatches(painter, later(scene, by), lines.lines, batches);
}

/** A dot on the track by which a train passes an opened place without a stop. @param {Painter} painter @param {Scene} scene */
function drawThrough(painter, scene) {
  const {
    box,
    window,
    nodeY,
    content: { lines },
  } = scene;
  for (const pass of lines.through) {
    if (pass.t < window.t0 || pass.t > window.t1) continue;
    painter.ring(xOf(window, box, pass.t), nodeY[pass.node], 2.6);
    painter.fill(lines.colour[pass.train]);
  }
}

/**
 * The minutes at which trains come to a stop and leave it, close to their lines, when there is room.
 * @param {Painter} painter
 * @param {Scene} scene
 */
function drawMinutes(painter, scene) {
  const {
    box,
    window,
    nodeY,
    content: { lines },
  } = scene;
  if ((box.width * 3600) / (window.t1 - window.t0) < MINUTES_FROM_PX) return;
  const minute = (/** @type {number} */ s) => String(Math.floor((((s % 3600) + 3600) % 3600) / 60)).padStart(2, "0");
  for (const stop of lines.stops) {
    const call = lines.trains[stop.train].calls[stop.call];
    if (call.departs_s < window.t0 || call.arrives_s > window.t1) continue;
    const y = nodeY[stop.node] + (stop.rises ? 8 : -8);
    const look = { size: 9.5, colour: lines.colour[stop.train], halo: true };
    if (stop.call > 0)
      painter.text(xOf(window, box, call.arrives_s) - 3, nodeY[stop.node] + (stop.rises ? -8 : 8), minute(call.arrives_s), {
        ...look,
        align: "right",
      });
    if (stop.call < lines.trains[stop.train].calls.length - 1)
      painter.text(xOf(window, box, call.departs_s) + 3, y, minute(call.departs_s), look);
  }
}

// What takes time on the line: closures and weather, blocking times with their conflicts, waits, turnbacks.

/** Restrictions, all sections of a possession as one. @param {Restriction[]} parts @returns {Restriction[]} */
function whole(parts) {
  /** @type {Map<string, Restriction>} */
  const found = new Map();
  for (const part of parts) {
    const name = part.name.replace(/, section \d+$/, "");
    const key = [part.kind, name, part.begin_s, part.end_s, name === part.name && part.y0].join();
    const [y0, y1] = [Math.min(part.y0, part.y1), Math.max(part.y0, part.y1)];
    const known = found.get(key) ?? { ...part, name, y0, y1 };
    found.set(key, { ...known, y0: Math.min(known.y0, y0), y1: Math.max(known.y1, y1) });
  }
  return [...found.values()];
}

/** @param {Painter} painter @param {Scene} scene */
function drawRestrictions(painter, scene) {
  const { box, window, nodeY, content } = scene;
  for (const one of whole(content.graph.restrictions)) {
    if (one.end_s < window.t0 || one.begin_s > window.t1) continue;
    const x0 = Math.max(box.left - 2, xOf(window, box, one.begin_s));
    const x1 = Math.min(box.left + box.width + 2, xOf(window, box, one.end_s));
    const [low, high] = [
      yOfKm(content.scale, nodeY, Math.min(one.y0, one.y1)),
      yOfKm(content.scale, nodeY, Math.max(one.y0, one.y1)),
    ];
    const look = restrictionLook(one.kind);
    const [y, height] = [Math.min(low, high) - (low === high ? 3 : 0), Math.abs(low - high) || 6];
    painter.box(x0, y, x1 - x0, height);
    painter.fill(look.colour, look.fill);
    painter.hatch(x0, y, x1 - x0, height, look.hatch, look.colour);
    painter.box(x0, y, x1 - x0, height);
    painter.stroke(look.colour, 1, SOLID, 0.6);
    const label = { size: 10, colour: look.colour, halo: true };
    if (x1 - x0 > 40 && height > 13) painter.text(x0 + 3, y + height / 2, cut(painter, one.name, x1 - x0 - 5, 10), label);
  }
}

/** @param {Painter} painter @param {Scene} scene */
function drawBlocks(painter, scene) {
  const { box, window, nodeY, content } = scene;
  const { lines, palette } = content;
  for (const [name, colour] of palette) {
    for (const block of content.occupation?.blocks ?? []) {
      if (block.end_s < window.t0 || block.begin_s > window.t1) continue;
      const train = lines.number.get(block.train);
      if (train === undefined || !lines.shown[train] || lines.trains[train].train_class !== name) continue;
      const [a, b] = [yOfKm(content.scale, nodeY, block.y0), yOfKm(content.scale, nodeY, block.y1)];
      const x = xOf(window, box, block.begin_s);
      painter.box(x, Math.min(a, b), xOf(window, box, block.end_s) - x, Math.abs(a - b));
    }
    painter.fill(colour, 0.13);
  }
}

/** @param {Painter} painter @param {Scene} scene */
function drawConflicts(painter, scene) {
  const { box, window, nodeY, content } = scene;
  for (const one of content.occupation?.conflicts ?? []) {
    const [a, b] = [yOfKm(content.scale, nodeY, one.y0), yOfKm(content.scale, nodeY, one.y1)];
    const x = xOf(window, box, one.begin_s);
    painter.box(x, Math.min(a, b), Math.max(2, xOf(window, box, one.end_s) - x), Math.max(2, Math.abs(a - b)));
  }
  painter.stroke(CONFLICT, 1.5);
}

/** @param {Painter} painter @param {Scene} scene */
function drawWaits(painter, scene) {
  const {
    box,
    window,
    nodeY,
    content: { lines },
  } = scene;
  let colour = "";
  for (const wait of lines.waits) {
    if (wait.colour !== colour && colour) painter.stroke(colour, 6);
    colour = wait.colour;
    if (wait.end < window.t0 || wait.begin > window.t1) continue;
    const y = nodeY[wait.node];
    painter.move(Math.max(box.left - 5, xOf(window, box, wait.begin)), y);
    painter.line(Math.min(box.left + box.width + 5, xOf(window, box, wait.end)), y);
  }
  if (colour) painter.stroke(colour, 6);
}

/** @param {Painter} painter @param {Scene} scene */
function drawTurnbacks(painter, scene) {
  const {
    box,
    window,
    nodeY,
    content: { graph, scale, lines },
  } = scene;
  for (const turn of graph.turnbacks) {
    if (turn.end_s < window.t0 || turn.begin_s > window.t1) continue;
    const train = lines.number.get(turn.train);
    const place = lines.place.get(turn.place);
    if (train === undefined || place === undefined || !lines.shown[train]) continue;
    const y = nodeY[scale.first[place] + (place === scale.visible[0] ? 0 : 1)];
    painter.move(Math.max(box.left - 5, xOf(window, box, turn.begin_s)), y);
    painter.line(Math.min(box.left + box.width + 5, xOf(window, box, turn.end_s)), y);
  }
  painter.stroke(INK, 1.5, [1.5, 3]);
}

// Lines of trains: batches of one look, drawn in few paths.

/**
 * Lines in one path: a frame of 30,000 stretches takes 50 ms with 1 to 50 of them in a path, and 75 ms with all in one.
 */
const TOGETHER = 16;

/** Stretches in view from which lines are one pixel wide: wider ones would be a smear, and a frame takes 50 ms instead of 17. */
const CROWD = 12_000;

/**
 * Draw lines, all of one look in one path.
 * @param {Painter} painter
 * @param {Scene} scene
 * @param {Lines} lines
 * @param {{ from: number, to: number, colour: string, width: number, dash: readonly number[] }[]} batches
 */
export function strokeBatches(painter, scene, lines, batches) {
  const { box, window, nodeY } = scene;
  const { t: times, node, start } = lines;
  const perSecond = box.width / (window.t1 - window.t0);
  const shift = box.left - window.t0 * perSecond;
  const thin = !scene.paper && crowded(scene, lines);
  let n = 0;
  for (const batch of batches) {
    for (let piece = batch.from; piece < batch.to; piece++) {
      const [begin, end] = [start[piece], start[piece + 1]];
      if (times[end - 1] < window.t0 || times[begin] > window.t1) continue;
      let from = begin;
      while (from < end - 1 && times[from + 1] < window.t0) from++;
      painter.move(shift + times[from] * perSecond, nodeY[node[from]]);
      for (let k = from + 1; k < end; k++) {
        painter.line(shift + times[k] * perSecond, nodeY[node[k]]);
        if (times[k] > window.t1) break;
      }
      if (++n % TOGETHER === 0) painter.stroke(batch.colour, thin ? 1 : batch.width, batch.dash);
    }
    painter.stroke(batch.colour, thin ? 1 : batch.width, batch.dash);
  }
}

/** Whether so much is in view that only thin lines can be told apart. @param {Scene} scene @param {Lines} lines */
function crowded({ window }, { t, start, train }) {
  let stretches = 0;
  for (let piece = 0; piece < train.length; piece++) {
    const [begin, end] = [start[piece], start[piece + 1] - 1];
    const span = t[end] - t[begin] || 1;
    const seen = Math.min(t[end], window.t1) - Math.max(t[begin], window.t0);
    if (seen > 0) stretches += ((end - begin) * seen) / span;
  }
  return stretches > CROWD;
}
