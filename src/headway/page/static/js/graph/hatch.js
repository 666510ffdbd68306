// The lines of a hatched box, cut at its edges, for any painter.

/** @import { Painter } from "./painter.js" */
/** @import { Hatch } from "./looks.js" */

const GAP = 7;

/**
 * Add the lines of a hatch to a painter's path. They lie on a grid of the paper, so that they stand still while a box grows.
 * @param {Painter} painter
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {Hatch} kind
 */
export function hatchLines(painter, x, y, width, height, kind) {
  if (kind === "level" || kind === "dots")
    for (let at = Math.ceil(y / GAP) * GAP; at < y + height; at += GAP) (painter.move(x, at), painter.line(x + width, at));
  if (kind === "upright")
    for (let at = Math.ceil(x / GAP) * GAP; at < x + width; at += GAP) (painter.move(at, y), painter.line(at, y + height));
  if (kind === "rising" || kind === "cross") diagonals(painter, x, y, width, height, 1);
  if (kind === "falling" || kind === "cross") diagonals(painter, x, y, width, height, -1);
}

/**
 * Lines x + s y = c through a box.
 * @param {Painter} painter
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {1 | -1} s
 */
function diagonals(painter, x, y, width, height, s) {
  const corners = [x + s * y, x + width + s * (y + height), x + s * (y + height), x + width + s * y];
  const [low, high] = [Math.min(...corners), Math.max(...corners)];
  for (let c = Math.ceil(low / GAP) * GAP; c < high; c += GAP) {
    const x0 = Math.max(x, Math.min(c - s * y, c - s * (y + height)));
    const x1 = Math.min(x + width, Math.max(c - s * y, c - s * (y + height)));
    if (x1 > x0) (painter.move(x0, (c - x0) * s), painter.line(x1, (c - x1) * s));
  }
}
