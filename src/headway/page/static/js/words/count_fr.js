// A number of things in French: one is singular, and so is none.

import { number } from "./format.js";

/** @param {number} count @param {string} one @param {string} [many] */
export const n = (count, one, many = one + "s") => `${number(count)} ${Math.abs(count) < 2 ? one : many}`;

/** An ending that agrees with a number. @param {number} count @param {string} [ending] */
export const s = (count, ending = "s") => (Math.abs(count) < 2 ? "" : ending);
