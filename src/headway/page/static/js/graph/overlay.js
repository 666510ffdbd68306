// What is drawn over the graph while one works on it: the selected train, what it waits for, drags with their new times.

import { strokeBatches } from "./draw.js";
import { CONFLICT, INK, look, paled, PAPER, SOLID, waitLook } from "./looks.js";
import { meetSpot } from "./pick.js";
import { whereIs, xOf, yOfKm } from "./scale.js";
import { later } from "./scene.js";
import { clock, lasting } from "../words/format.js";
import { t } from "../words/index.js";

/** @import { Painter } from "./painter.js" */
/** @import { MeetPoint } from "./pick.js" */
/** @import { Layout, Scene } from "./scene.js" */

/** How far on both sides of a wait's end the train that it waits for is drawn strong. */
const NEAR_PX = 60;

/** How much what does not concern the selected train steps back. */
const VEIL = 0.42;

/**
 * What the hand is doing.
 * @typedef {{ kind: "depart", train: number, at_s: number, x: number, y: number }
 *   | { kind: "meet", meet: MeetPoint, place: number, x: number, y: number }
 *   | { kind: "box", from: number, to: number, begin_s: number, end_s: number, x: number, y: number }} Drag
 *
 * @typedef {Object} Marks
 * @property {number} selected       a train, or -1
 * @property {string} place          of its selected call
 * @property {number} hovered
 * @property {Drag | null} drag
 * @property {boolean} refused       whether what it wanted was refused
 * @property {number | null} cursor_s  the time of the replay
 * @property {MeetPoint[]} meets
 */

/**
 * @param {Painter} painter
 * @param {Scene} scene
 * @param {Marks} marks
 */
export function drawOverlay(painter, scene, marks) {
  const { box } = scene;
  painter.clip(box.left, box.top - 3, box.width, box.height + 6);
  if (marks.selected >= 0) {
    painter.box(box.left, box.top - 3, box.width, box.height + 6);
    painter.fill(PAPER, VEIL);
  }
  if (marks.hovered >= 0 && marks.hovered !== marks.selected) drawChosen(painter, scene, marks, marks.hovered, false);
  if (marks.selected >= 0) drawChosen(painter, scene, marks, marks.selected, true);
  if (marks.drag?.kind === "depart") drawShifted(painter, scene, marks.drag.train, marks.drag.at_s);
  if (marks.drag?.kind === "meet") drawMeet(painter, scene, marks.drag.meet, marks.drag.place);
  if (marks.drag?.kind === "box") drawBox(painter, scene, marks.drag);
  painter.unclip();
  if (marks.drag) drawTold(painter, scene, marks.drag, marks.refused);
  if (marks.cursor_s !== null) drawCursor(painter, scene, marks.cursor_s);
}

/** @param {Painter} painter @param {Scene} scene @param {Marks} marks @param {number} train @param {boolean} selected */
function drawChosen(painter, scene, marks, train, selected) {
  const {
    box,
    window,
    nodeY,
    content: { lines, scale },
  } = scene;
  if (!lines.shown[train]) return;
  const pieces = piecesOf(scene, train);
  const style = lookOf(scene, train);
  if (selected)
    strokeBatches(
      painter,
      scene,
      lines.lines,
      pieces.map((piece) => ({ ...piece, colour: paled(lines.colour[train], 0.3), width: 9, dash: SOLID })),
    );
  const waits = lines.waits.filter((wait) => wait.train === train);
  for (const wait of waits) {
    painter.move(xOf(window, box, wait.begin), nodeY[wait.node]);
    painter.line(xOf(window, box, wait.end), nodeY[wait.node]);
    painter.stroke(wait.colour, 6);
  }
  strokeBatches(
    painter,
    scene,
    lines.lines,
    pieces.map((piece) => ({ ...piece, ...style })),
  );
  drawCauses(painter, scene, train, waits);
  // The handle of its departure, and its meets.
  const end = lines.ends.find((one) => one.train === train);
  if (end) {
    painter.ring(xOf(window, box, end.t), nodeY[end.node], 4.5);
    painter.fill(PAPER);
    painter.ring(xOf(window, box, end.t), nodeY[end.node], 4.5);
    painter.stroke(lines.colour[train], 2);
  }
  for (const meet of marks.meets) {
    if (meet.train !== train && meet.other !== train) continue;
    const at = meetSpot(scene, meet);
    if (!at) continue;
    painter.ring(at.x, at.y, 5);
    painter.fill(PAPER, 0.85);
    painter.ring(at.x, at.y, 5);
    painter.stroke(INK, 1.2);
  }
  if (selected) drawReasons(painter, scene, train, waits);
  const place = selected ? lines.place.get(marks.place) : undefined;
  const call = lines.trains[train].calls.find((one) => one.place === marks.place);
  if (place === undefined || !call || !scale.visible.includes(place)) return;
  const [x0, x1] = [xOf(window, box, call.arrives_s), xOf(window, box, call.departs_s)];
  const y = nodeY[scale.first[place]];
  painter.box(x0 - 7, y - 8, x1 - x0 + 14, 16);
  painter.stroke(INK, 1.4, [3, 2]);
}

/** A train's own line, a little wider. @param {Scene} scene @param {number} train */
function lookOf({ content: { lines } }, train) {
  const own = look({ ...lines.trains[train], before: false }, lines.colour[train]);
  return { ...own, width: own.width + 1 };
}

/** The pieces of line of a train. @param {Scene} scene @param {number} train */
function piecesOf(
  {
    content: {
      lines: { lines },
    },
  },
  train,
) {
  const found = [];
  for (let piece = 0; piece < lines.train.length; piece++)
    if (lines.train[piece] === train) found.push({ from: piece, to: piece + 1 });
  return found;
}

/**
 * A thin line from each wait to the train that it waits for, at the moment at which that train lets it go.
 * @param {Painter} painter
 * @param {Scene} scene
 * @param {number} train
 * @param {Layout["waits"]} waits
 */
function drawCauses(painter, scene, train, waits) {
  const {
    box,
    window,
    nodeY,
    content: { lines, scale, repeats_s },
  } = scene;
  for (const wait of waits) {
    const cause = lines.trains[train].calls[wait.call].causes[wait.cause];
    const other = lines.number.get(cause.who);
    if (other === undefined) drawShut(painter, scene, wait, cause.who);
    if (other === undefined || !lines.shown[other]) continue;
    // Of a plan that repeats it may be the same train of the day before, or after.
    const by = [0, repeats_s, -repeats_s].find((shift) => whereIs(lines.trains[other], cause.until_s - shift)) ?? 0;
    const at = whereIs(lines.trains[other], cause.until_s - by);
    const x = xOf(window, box, cause.until_s);
    if (at) {
      const { calls } = lines.trains[other];
      const here = lines.place.get(calls[at.call].place);
      const next = lines.place.get(calls[Math.min(at.call + 1, calls.length - 1)].place);
      if (here === undefined || next === undefined) continue;
      const y = nodeY[scale.first[here]] + at.share * (nodeY[scale.first[next]] - nodeY[scale.first[here]]);
      if (Number.isNaN(y)) continue;
      painter.move(x, nodeY[wait.node]);
      painter.line(x, y);
      painter.stroke(wait.colour, 1.2);
      painter.ring(x, y, 3);
      painter.fill(wait.colour);
    }
    painter.clip(x - NEAR_PX, box.top - 3, 2 * NEAR_PX, box.height + 6);
    strokeBatches(
      painter,
      later(scene, by),
      lines.lines,
      piecesOf(scene, other).map((piece) => ({ ...piece, ...lookOf(scene, other) })),
    );
    painter.unclip();
  }
}

/**
 * What shuts the line, with a line to the train that waits for its end.
 * @param {Painter} painter
 * @param {Scene} scene
 * @param {Layout["waits"][number]} wait
 * @param {string} name
 */
function drawShut(painter, { box, window, nodeY, content: { graph, scale } }, wait, name) {
  const shut = graph.restrictions.find((one) => one.name === name && one.end_s > wait.begin);
  if (!shut) return;
  const [x0, x1] = [xOf(window, box, shut.begin_s), xOf(window, box, shut.end_s)];
  const [low, high] = [yOfKm(scale, nodeY, Math.min(shut.y0, shut.y1)), yOfKm(scale, nodeY, Math.max(shut.y0, shut.y1))];
  const x = xOf(window, box, wait.end);
  painter.box(x0, high, x1 - x0, low - high);
  painter.stroke(wait.colour, 1.6);
  painter.move(x, nodeY[wait.node]);
  painter.line(Math.max(x0, Math.min(x1, x)), nodeY[wait.node] >= low ? low : high);
  painter.stroke(wait.colour, 1.2);
}

/**
 * For whom or for what the selected train waits, and how long, beside each wait that has room for it; the longest first.
 * @param {Painter} painter
 * @param {Scene} scene
 * @param {number} train
 * @param {Layout["waits"]} waits
 */
function drawReasons(painter, { box, window, nodeY, content: { lines } }, train, waits) {
  /** @type {{ x: number, y: number, width: number }[]} */
  const taken = [];
  const { calls } = lines.trains[train];
  const rises = lines.ends.find((end) => end.train === train)?.up === false;
  for (const wait of [...waits].sort((a, b) => b.end - b.begin - (a.end - a.begin))) {
    const { kind, who } = calls[wait.call].causes[wait.cause];
    const text = `${who || t(waitLook(kind).key)}, ${lasting(wait.end - wait.begin)}`;
    const width = painter.width(text, 10);
    const end = xOf(window, box, wait.end);
    const x = Math.min(end + 8, box.left + box.width - width - 2);
    const y = nodeY[wait.node] + (rises && nodeY[wait.node] < box.top + box.height - 14 ? 9 : -9);
    if (end < box.left || end > box.left + box.width || wait.end - wait.begin < 120) continue;
    if (taken.some((one) => Math.abs(one.y - y) < 12 && one.x < x + width + 6 && x < one.x + one.width + 6)) continue;
    taken.push({ x, y, width });
    painter.text(x, y, text, { size: 10, colour: INK, halo: true });
  }
}

/**
 * A train moved to another departure.
 * @param {Painter} painter
 * @param {Scene} scene
 * @param {number} train
 * @param {number} at_s
 */
function drawShifted(painter, scene, train, at_s) {
  const { lines } = scene.content;
  const by = at_s - lines.trains[train].calls[0].departs_s;
  strokeBatches(
    painter,
    later(scene, by),
    lines.lines,
    piecesOf(scene, train).map((piece) => ({ ...piece, colour: lines.colour[train], width: 1.8, dash: [4, 3] })),
  );
}

/** @param {Painter} painter @param {Scene} scene @param {MeetPoint} meet @param {number} place */
function drawMeet(painter, scene, meet, place) {
  const {
    box,
    nodeY,
    window,
    content: { lines, scale },
  } = scene;
  const y = nodeY[scale.first[place]];
  painter.move(box.left, y);
  painter.line(box.left + box.width, y);
  painter.stroke(lines.colour[meet.train], 1.5, [4, 3]);
  const from = meetSpot(scene, meet);
  const x = xOf(window, box, (timeAtPlace(scene, meet.train, place) + timeAtPlace(scene, meet.other, place)) / 2);
  if (from) {
    painter.move(from.x, from.y);
    painter.line(x, y);
    painter.stroke(INK, 1, [2, 2]);
  }
  painter.ring(x, y, 6);
  painter.fill(lines.colour[meet.train]);
}

/** @param {Scene} scene @param {number} train @param {number} place */
function timeAtPlace({ content: { lines, graph } }, train, place) {
  const name = graph.way.places[place].name;
  const call = lines.trains[train].calls.find((one) => one.place === name);
  return call ? call.arrives_s : lines.trains[train].calls[0].departs_s;
}

/** @param {Painter} painter @param {Scene} scene @param {Extract<Drag, { kind: "box" }>} drag */
function drawBox(painter, scene, drag) {
  const {
    box,
    window,
    nodeY,
    content: { scale },
  } = scene;
  const [x0, x1] = [xOf(window, box, drag.begin_s), xOf(window, box, drag.end_s)];
  const [low, high] = [nodeY[scale.first[drag.from]], nodeY[scale.first[drag.to] + 1]];
  painter.box(x0, Math.min(low, high), x1 - x0, Math.abs(high - low));
  painter.fill("#5b6b78", 0.14);
  painter.hatch(x0, Math.min(low, high), x1 - x0, Math.abs(high - low), "rising", "#5b6b78");
  painter.box(x0, Math.min(low, high), x1 - x0, Math.abs(high - low));
  painter.stroke(INK, 1.2);
}

/**
 * What the drag will do, beside the pointer.
 * @param {Painter} painter
 * @param {Scene} scene
 * @param {Drag} drag
 * @param {boolean} refused
 */
function drawTold(painter, scene, drag, refused) {
  const text = (refused ? `${t("problems")}: ` : "") + told(scene, drag);
  const width = painter.width(text, 12) + 16;
  const x = Math.max(2, Math.min(scene.width - width - 2, drag.x + 14));
  const y = Math.max(2, drag.y - 34);
  painter.box(x, y, width, 24);
  painter.fill(refused ? CONFLICT : INK);
  painter.text(x + 8, y + 12, text, { size: 12, colour: PAPER });
}

/**
 * What a drag will do, in words.
 * @param {Scene} scene
 * @param {Drag} drag
 */
export function told({ content: { lines, graph } }, drag) {
  const name = (/** @type {number} */ place) => graph.way.places[place].name;
  if (drag.kind === "depart") {
    const train = lines.trains[drag.train];
    return t("drag.departs", { train: train.name, at_s: drag.at_s, by_s: drag.at_s - train.calls[0].departs_s });
  }
  if (drag.kind === "meet")
    return t("drag.meets", {
      train: lines.trains[drag.meet.train].name,
      other: lines.trains[drag.meet.other].name,
      place: name(drag.place),
    });
  return t("drag.box", { from_place: name(drag.from), to_place: name(drag.to), begin_s: drag.begin_s, end_s: drag.end_s });
}

/** @param {Painter} painter @param {Scene} scene @param {number} time */
function drawCursor(painter, scene, time) {
  const {
    box,
    window,
    content: { lines, scale },
    nodeY,
  } = scene;
  const x = xOf(window, box, time);
  if (x < box.left || x > box.left + box.width) return;
  painter.move(x, box.top - 6);
  painter.line(x, scene.height - 10);
  painter.stroke(INK, 1);
  lines.trains.forEach((train, i) => {
    const at = lines.shown[i] ? whereIs(train, time) : null;
    if (!at) return;
    const here = lines.place.get(train.calls[at.call].place);
    const next = lines.place.get(train.calls[Math.min(at.call + 1, train.calls.length - 1)].place);
    if (here === undefined || next === undefined) return;
    const y = nodeY[scale.first[here]] + at.share * (nodeY[scale.first[next]] - nodeY[scale.first[here]]);
    if (Number.isNaN(y)) return;
    painter.ring(x, y, 4);
    painter.fill(lines.colour[i]);
  });
  painter.box(x - 22, box.top - 22, 44, 16);
  painter.fill(INK);
  painter.text(x, box.top - 14, clock(time), { size: 11, colour: PAPER, align: "center" });
}
