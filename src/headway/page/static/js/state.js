// What the page knows at a moment: one object, and listeners that are told which parts of it changed.


/** @import { Ghost, Graph, Job, Move, Occupation, Piles, PlanView, Session } from "../api" */

/**
 * @typedef {Object} Problem
 * @property {string} where
 * @property {string} message
 */

/**
 * @typedef {Object} State
 * @property {Session | null} session
 * @property {PlanView | null} plan
 * @property {Graph | null} graph
 * @property {Piles | null} piles
 * @property {Ghost | null} ghost
 * @property {Occupation | null} occupation
 * @property {string} way                which way is drawn; empty for the first
 * @property {string} train              the selected train; empty for none
 * @property {string} place              the place of its selected call; empty for none
 * @property {Move[]} moved              which trains the last answer moved
 * @property {number} orders             trains that meet elsewhere since the last answer; 0 for all orders kept, -1 for others
 * @property {Problem[]} problems        what the last refusal said
 * @property {(() => unknown) | null} again   asks for what was refused once more, with the rest planned around it
 * @property {string} message            the last sentence to the planner
 * @property {boolean} busy              whether an edit is being answered
 * @property {Map<string, Job>} jobs
 * @property {"en" | "fr"} language
 * @property {"hold" | "around"} rest
 * @property {number} seconds            the budget of "plan around"
 * @property {"km" | "linear" | "time"} axis
 * @property {Record<Layer, boolean>} layers
 * @property {Set<string>} hiddenPlaces
 * @property {Set<string>} hiddenClasses
 * @property {Set<string>} openPlaces
 * @property {number | null} ghostOf     version whose lines are the ghost; null for the one before
 * @property {"trains" | "moved" | "edits" | "what" } side
 */

/** @typedef {"waits" | "names" | "minutes" | "turnbacks" | "restrictions" | "occupation" | "ghost" | "piles"} Layer */

/** @type {State} */
const state = {
  session: null,
  plan: null,
  graph: null,
  piles: null,
  ghost: null,
  occupation: null,
  way: "",
  train: "",
  place: "",
  moved: [],
  orders: 0,
  problems: [],
  again: null,
  message: "",
  busy: false,
  jobs: new Map(),
  language: "en",
  rest: "hold",
  seconds: 20,
  axis: "km",
  layers: {
    waits: true,
    names: true,
    minutes: true,
    turnbacks: true,
    restrictions: true,
    occupation: false,
    ghost: false,
    piles: true,
  },
  hiddenPlaces: new Set(),
  hiddenClasses: new Set(),
  openPlaces: new Set(),
  ghostOf: null,
  side: "trains",
};

/** @type {{ keys: (keyof State)[], then: () => void }[]} */
const listeners = [];
/** @type {Set<keyof State>} */
const changed = new Set();

/** The present state; to be changed by `set` alone. @returns {Readonly<State>} */
export const now = () => state;

/**
 * Change parts of the state; listeners hear of it before the next frame, once.
 * @param {Partial<State>} parts
 */
export function set(parts) {
  if (changed.size === 0) queueMicrotask(tell);
  for (const key of /** @type {(keyof State)[]} */ (Object.keys(parts))) changed.add(key);
  Object.assign(state, parts);
  keep();
}

/**
 * Call a function whenever one of some parts changed; the answer takes it off again.
 * @param {(keyof State)[]} keys
 * @param {() => void} then
 */
export function on(keys, then) {
  const listener = { keys, then };
  listeners.push(listener);
  return () => void listeners.splice(listeners.indexOf(listener), 1);
}

function tell() {
  const keys = new Set(changed);
  changed.clear();
  for (const listener of [...listeners]) if (listener.keys.some((key) => keys.has(key))) listener.then();
}

/** How a planner likes the page is kept in the browser. */
const KEPT = /** @type {const} */ (["rest", "seconds", "axis", "layers"]);
const SHELF = "headway.page";

function keep() {
  try {
    localStorage.setItem(SHELF, JSON.stringify(Object.fromEntries(KEPT.map((key) => [key, state[key]]))));
  } catch {
    // A browser that keeps nothing is no reason not to plan.
  }
}

/** Take up what was kept. */
export function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(SHELF) ?? "{}");
    for (const key of KEPT) if (typeof kept[key] === typeof state[key]) Object.assign(state, { [key]: kept[key] });
    if (!["km", "linear", "time"].includes(state.axis)) state.axis = "km";
  } catch {
    // What cannot be read was not kept.
  }
}

const TONGUE = "headway.language";

/** Keep the language that a reader chose. @param {"en" | "fr"} language */
export function keepLanguage(language) {
  set({ language });
  try {
    localStorage.setItem(TONGUE, language);
  } catch {
    // It holds until the page is closed.
  }
}

/** The language that was kept, if any. */
export function keptLanguage() {
  try {
    return localStorage.getItem(TONGUE);
  } catch {
    return null;
  }
}

/**
 * A set with an item taken out if it is in, else put in.
 * @template T
 * @param {Set<T>} set
 * @param {T} item
 */
export function toggled(set, item) {
  const other = new Set(set);
  if (!other.delete(item)) other.add(item);
  return other;
}

// The panes and their order; a plan over years is there only where the scenario has one.

/** @typedef {"graph" | "trains" | "fleet" | "compare" | "runs" | "plan"} Pane */

/** @returns {Pane[]} */
export const routes = () =>
  now().session?.has_expansion
    ? ["graph", "trains", "fleet", "compare", "runs", "plan"]
    : ["graph", "trains", "fleet", "compare", "runs"];

/** The pane that the address names; the graph where it names none. @returns {Pane} */
export const route = () => routes().find((pane) => pane === location.hash.slice(1)) ?? "graph";
