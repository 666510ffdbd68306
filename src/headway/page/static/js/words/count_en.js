// A number of things in English.

import { number } from "./format.js";

/** @param {number} count @param {string} one @param {string} [many] */
export const n = (count, one, many = one + "s") => `${number(count)} ${count === 1 ? one : many}`;
