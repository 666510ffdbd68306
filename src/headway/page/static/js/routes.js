// The panes and their order; a plan over years is there only where the scenario has one.

import { now } from "./state.js";

/** @typedef {"graph" | "trains" | "fleet" | "compare" | "runs" | "plan"} Pane */

/** @returns {Pane[]} */
export const routes = () =>
  now().session?.has_expansion
    ? ["graph", "trains", "fleet", "compare", "runs", "plan"]
    : ["graph", "trains", "fleet", "compare", "runs"];

/** The pane that the address names; the graph where it names none. @returns {Pane} */
export const route = () => routes().find((pane) => pane === location.hash.slice(1)) ?? "graph";
