// The drawing of the train graph. It asks a painter for lines and texts, so that screen and paper show the same.

import { drawGrid, drawHead, drawPlaces } from "./draw_ground.js";
import { strokeBatches } from "./draw_lines.js";
import { drawNames } from "./draw_names.js";
import { drawPiles } from "./draw_piles.js";
import { drawBlocks, drawConflicts, drawRestrictions, drawTurnbacks, drawWaits } from "./draw_times.js";
import { GHOST, SOLID } from "./looks.js";
import { xOf } from "./scale.js";

/** @import { Painter } from "./painter.js" */
/** @import { Scene } from "./scene.js" */

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
