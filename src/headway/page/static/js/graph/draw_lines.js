// Lines of trains: batches of one look, drawn in few paths.

/** @import { Painter } from "./painter.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Lines } from "./layout.js" */

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
