// Axes, lines and steps for the small charts; all of them are SVG elements of the page.

import { svg } from "../dom.js";
import { niceStep } from "../graph/draw_piles.js";
import { figure } from "../words/format.js";

/** @typedef {{ left: number, top: number, width: number, height: number }} Area */
/** @typedef {{ low: number, high: number, step: number, at: (value: number) => number }} Scale */

/**
 * A scale with round steps that holds all values; it ends at round values too, unless it is exact.
 * @param {number[]} values
 * @param {number} from  where its low end lies
 * @param {number} to
 * @param {number} [steps]
 * @param {boolean} [exact]
 * @returns {Scale}
 */
export function scaleOf(values, from, to, steps = 5, exact = false) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = niceStep((most - least || 1) / steps);
  const low = exact ? least : Math.floor(least / step) * step;
  const high = exact ? most : Math.ceil(most / step) * step || step;
  return { low, high, step, at: (value) => from + ((value - low) / (high - low)) * (to - from) };
}

/** The values that a scale writes. @param {Scale} scale */
export function ticks({ low, high, step }) {
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) found.push(i * step || 0);
  return found;
}

/** Level lines with their values to the left. @param {Area} area @param {Scale} scale */
export const levels = (area, scale) =>
  ticks(scale).flatMap((value) => [
    svg("path", { d: `M${area.left} ${round(scale.at(value))}H${area.left + area.width}`, class: "grid" }),
    svg("text", { x: area.left - 7, y: round(scale.at(value)) + 4, class: "tick end" }, figure(value)),
  ]);

/** Values beneath. @param {Area} area @param {Scale} scale @param {(value: number) => string} [shown] */
export const feet = (area, scale, shown = figure) =>
  ticks(scale).map((value) =>
    svg("text", { x: round(scale.at(value)), y: area.top + area.height + 15, class: "tick mid" }, shown(value)),
  );

/** A line through points. @param {number[]} xs @param {number[]} ys @param {Scale} x @param {Scale} y */
export const through = (xs, ys, x, y) =>
  xs.map((value, i) => `${i ? "L" : "M"}${round(x.at(value))} ${round(y.at(ys[i]))}`).join("");

/** A line that keeps each value until the next. @param {number[]} xs @param {number[]} ys @param {Scale} x @param {Scale} y */
export const stairs = (xs, ys, x, y) =>
  xs
    .map((value, i) => (i ? `H${round(x.at(value))}V${round(y.at(ys[i]))}` : `M${round(x.at(value))} ${round(y.at(ys[i]))}`))
    .join("");

/** @param {number} value */
export const round = (value) => Math.round(value * 10) / 10;
