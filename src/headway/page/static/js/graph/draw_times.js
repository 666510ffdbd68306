// What takes time on the line: closures and weather, blocking times with their conflicts, waits, turnbacks.

import { CONFLICT, INK, SOLID, restrictionLook } from "./looks.js";
import { xOf, yOfKm } from "./scale.js";

/** @import { Painter } from "./painter.js" */
/** @import { Scene } from "./scene.js" */

/** @param {Painter} painter @param {Scene} scene */
export function drawRestrictions(painter, scene) {
  const { box, window, nodeY, content } = scene;
  for (const one of content.graph.restrictions) {
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
    if (x1 - x0 > 40 && height > 13)
      painter.text(x0 + 5, y + height / 2, one.name, { size: 10, colour: look.colour, halo: true });
  }
}

/** @param {Painter} painter @param {Scene} scene */
export function drawBlocks(painter, scene) {
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
export function drawConflicts(painter, scene) {
  const { box, window, nodeY, content } = scene;
  for (const one of content.occupation?.conflicts ?? []) {
    const [a, b] = [yOfKm(content.scale, nodeY, one.y0), yOfKm(content.scale, nodeY, one.y1)];
    const x = xOf(window, box, one.begin_s);
    painter.box(x, Math.min(a, b), Math.max(2, xOf(window, box, one.end_s) - x), Math.max(2, Math.abs(a - b)));
  }
  painter.stroke(CONFLICT, 1.5);
}

/** @param {Painter} painter @param {Scene} scene */
export function drawWaits(painter, scene) {
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
export function drawTurnbacks(painter, scene) {
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
