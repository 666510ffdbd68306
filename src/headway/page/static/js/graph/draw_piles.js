// The ore on the piles, beneath the trains on the same time axis.

import { t } from "../words/index.js";
import { number } from "../words/format.js";
import { verticals } from "./draw_ground.js";
import { GRID, PALE, PILES } from "./looks.js";
import { xOf } from "./scale.js";

/** @import { Painter } from "./painter.js" */
/** @import { Scene } from "./scene.js" */
/** @import { Box } from "./scale.js" */
/** @import { Piles } from "../../api" */

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
