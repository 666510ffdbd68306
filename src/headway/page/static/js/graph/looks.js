// How trains, waits and closures look: the colours of the reports (headway.report.looks), for the screen and for print.

/** @import { Train } from "../../api" */
/** @import { Key } from "../words/index.js" */
/** @typedef {{ colour: string, width: number, dash: readonly number[] }} Stroke */

export const INK = "#22303c";
export const GRID = "#dfe4e8";
export const FAINT = "#eef1f3";
export const PALE = "#64727e";
export const PAPER = "#ffffff";
export const GHOST = "#a9b3bb";
export const CONFLICT = "#c81e1e";
export const SOLID = /** @type {readonly number[]} */ ([]);

/** @type {Record<string, string>} */
const FIRST = { ore: "#b4471f", passenger: "#0b6e99", goods: "#5c7a1f" };
const OTHERS = ["#8250a0", "#c28a00", "#00877a", "#a03060", "#555555"];

/**
 * A colour for every class of trains, the same as in every report.
 * @param {Iterable<string>} classes
 */
export function colours(classes) {
  /** @type {Map<string, string>} */
  const found = new Map();
  let spare = 0;
  for (const name of [...new Set(classes)].sort()) found.set(name, FIRST[name] ?? OTHERS[spare++ % OTHERS.length]);
  return found;
}

/**
 * The line of a train: loaded ore thick, empty ore thin and dashed, others in between; one of the evening before is pale.
 * @param {Pick<Train, "ore" | "loaded" | "before">} train
 * @param {string} colour
 * @returns {Stroke}
 */
export function look(train, colour) {
  const shown = train.before ? paled(colour, 0.4) : colour;
  if (!train.ore) return { colour: shown, width: 1.6, dash: SOLID };
  return train.loaded ? { colour: shown, width: 2.4, dash: SOLID } : { colour: shown, width: 1.3, dash: [6, 3] };
}

const FOR_TRAINS = /** @type {const} */ ({ key: "legend.train", colour: "#e3a008" });
const GIVES_WAY = /** @type {const} */ ({ key: "legend.gives_way", colour: "#7b61c4" });
const SHUT = /** @type {const} */ ({ key: "legend.shut", colour: "#c81e6e" });
const ITSELF = /** @type {const} */ ({ key: "legend.itself", colour: "#6b7f8c" });

/** @type {Record<string, { readonly key: Key, readonly colour: string }>} */
const WAITS = {
  section: FOR_TRAINS,
  track: FOR_TRAINS,
  yard: FOR_TRAINS,
  priority: GIVES_WAY,
  order: GIVES_WAY,
  turn: GIVES_WAY,
  deadlock: { key: "legend.deadlock", colour: "#1f2933" },
  possession: SHUT,
  closure: SHUT,
  weather: SHUT,
  early: ITSELF,
  late: ITSELF,
  "set-out": { key: "legend.set_out", colour: "#2bb3a3" },
  edit: { key: "legend.edit", colour: "#9ccc3c" },
};

/** @param {string} kind */
export const waitLook = (kind) => WAITS[kind] ?? ITSELF;

/** @typedef {"rising" | "falling" | "cross" | "level" | "upright" | "dots"} Hatch */

/**
 * What shuts or slows the line; what is only slow has straight lines and hardly any colour.
 * @type {Record<string, { colour: string, hatch: Hatch, fill: number }>}
 */
const RESTRICTIONS = {
  "storm, slow trains": { colour: "#c28a00", hatch: "level", fill: 0.04 },
  "heat, slow trains": { colour: "#d6336c", hatch: "upright", fill: 0.04 },
  possession: { colour: "#5b6b78", hatch: "rising", fill: 0.14 },
  closure: { colour: "#c81e6e", hatch: "cross", fill: 0.12 },
  storm: { colour: "#c28a00", hatch: "dots", fill: 0.12 },
  "storm, passenger trains only": { colour: "#c28a00", hatch: "falling", fill: 0.12 },
};

/** @param {string} kind */
export const restrictionLook = (kind) => RESTRICTIONS[kind] ?? RESTRICTIONS.possession;

/** @type {readonly Stroke[]} */
export const PILES = [
  { colour: "#b4471f", width: 1.6, dash: SOLID },
  { colour: "#0b6e99", width: 1.6, dash: [6, 4] },
  { colour: "#5c7a1f", width: 1.6, dash: [7, 3, 2, 3] },
  { colour: "#8250a0", width: 1.6, dash: SOLID },
  { colour: "#c28a00", width: 1.6, dash: [6, 4] },
];

/**
 * A colour mixed with white; opaque, since hatches and overlaps then stay exact in print.
 * @param {string} colour
 * @param {number} strength
 */
export function paled(colour, strength) {
  const parts = [1, 3, 5].map((i) => Math.round(255 - strength * (255 - parseInt(colour.slice(i, i + 2), 16))));
  return "#" + parts.map((part) => part.toString(16).padStart(2, "0")).join("");
}
