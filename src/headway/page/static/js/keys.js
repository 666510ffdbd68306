// The keys: what a planner does without the mouse. Letters work wherever no text is typed.

import * as actions from "./actions.js";
import { open } from "./dialog.js";
import { h } from "./dom.js";
import { trainMenu } from "./graph/menus.js";
import { xOf } from "./graph/scale.js";
import { hand, toggleReplay, view } from "./panes/graph_pane.js";
import { toggleLayer } from "./panes/toolbar.js";
import { ordered, waitOf } from "./panes/train_list.js";
import { edit, step } from "./plan.js";
import { now, routes, set, toggled } from "./state.js";
import { kindOf, t, whyStands } from "./words/index.js";

/** @import { Key } from "./words/index.js" */

const NUDGE_WAIT_MS = 700;

/** @type {Record<string, () => void>} */
const LETTERS = {
  l: actions.lock,
  L: actions.lockAll,
  m: () => actions.meet(),
  d: actions.depart,
  x: actions.cancelTrain,
  c: actions.copy,
  p: () => actions.possession(),
  t: actions.track,
  w: actions.dwell,
  a: () => actions.addTrain(Math.max(now().graph?.from_s ?? 0, Math.round(view.window.t0 / 3600) * 3600)),
  u: () => void step("undo"),
  b: () => hand?.box(!hand.boxing()),
  r: () => set({ rest: now().rest === "hold" ? "around" : "hold" }),
  g: () => toggleLayer("ghost"),
  k: () => toggleLayer("occupation"),
  y: () => toggleReplay?.(),
  i: () => void (location.hash = "#trains"),
  o: () => now().place && set({ openPlaces: toggled(now().openPlaces, now().place) }),
  h: () => now().place && set({ hiddenPlaces: toggled(now().hiddenPlaces, now().place) }),
  ",": () => nudge(-60),
  ".": () => nudge(60),
  "?": showKeys,
  0: () => view.reset(),
  "+": () => view.zoom(1 / 1.25),
  "=": () => view.zoom(1 / 1.25),
  "-": () => view.zoom(1.25),
  "[": () => turnCall(-1),
  "]": () => turnCall(1),
};

/** Keys that need the graph before them. */
const ON_GRAPH = new Set(["b", "y", "0", "+", "=", "-"]);

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    const typing =
      target instanceof HTMLElement &&
      target.matches("input:not([type=checkbox]):not([type=radio]):not([type=range]), select, textarea");
    const steps = stepOf(event);
    if (document.querySelector("dialog[open]")) return;
    if (steps && !typing) {
      event.preventDefault();
      return void step(steps);
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector(".menu")) return;
    if (event.key === "Escape") return escape();
    if (typing) return;
    const onGraph = target === view.top;
    if (onGraph && canvasKey(event)) return event.preventDefault();
    const pane = routes()[Number(event.key) - 1];
    if (/^[1-9]$/.test(event.key) && pane) return void (location.hash = "#" + pane);
    if (ON_GRAPH.has(event.key) && !view.frame.isConnected) return;
    const act = LETTERS[event.key] ?? (event.shiftKey ? undefined : LETTERS[event.key.toLowerCase()]);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** @param {KeyboardEvent} event @returns {"undo" | "redo" | null} */
function stepOf(event) {
  if (!event.ctrlKey && !event.metaKey) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" ? "redo" : null;
}

/** Keys of the graph itself. @param {KeyboardEvent} event */
function canvasKey(event) {
  const far = event.shiftKey ? 4 : 1;
  switch (event.key) {
    case "ArrowLeft":
      view.pan(60 * far);
      return true;
    case "ArrowRight":
      view.pan(-60 * far);
      return true;
    case "ArrowUp":
      turnTrain(-1);
      return true;
    case "ArrowDown":
      turnTrain(1);
      return true;
    case "PageUp":
      view.zoomPlaces(1 / 1.25, view.height / 2);
      return true;
    case "PageDown":
      view.zoomPlaces(1.25, view.height / 2);
      return true;
    case "Home":
      view.look({ t0: now().graph?.from_s ?? 0, t1: (now().graph?.from_s ?? 0) + view.window.t1 - view.window.t0 });
      return true;
    case "End":
      view.look({ t0: (now().graph?.to_s ?? 0) - view.window.t1 + view.window.t0, t1: now().graph?.to_s ?? 0 });
      return true;
    case "Enter":
    case "ContextMenu":
      menu();
      return true;
    default:
      return false;
  }
}

function escape() {
  if (pending) dropNudge();
  else if (hand?.boxing()) hand.box(false);
  else if (now().problems.length) set({ problems: [] });
  else if (view.marks.drag) hand?.drop();
  else set({ train: "", place: "" });
}

/** Select the train before or after in the order of departures. @param {number} by */
function turnTrain(by) {
  const trains = ordered();
  if (!trains.length) return;
  const at = trains.findIndex((train) => train.name === now().train);
  const seen = trains.findIndex((train) => train.calls[train.calls.length - 1].departs_s > view.window.t0);
  const next = trains[at < 0 ? Math.max(0, seen) : (at + by + trains.length) % trains.length];
  set({ train: next.name, place: next.calls[0].place });
  const last = next.calls[next.calls.length - 1].arrives_s;
  if (last < view.window.t0 || next.calls[0].departs_s > view.window.t1) view.reveal(next.calls[0].departs_s);
  set({
    message: t("selected.line", {
      train: next.name,
      kind: kindOf(next),
      from: next.calls[0].place,
      to: next.calls[next.calls.length - 1].place,
      departs_s: next.calls[0].departs_s,
      arrives_s: last,
      wait_s: waitOf(next),
      locked: now().plan?.locked.includes(next.name),
    }),
  });
}

/** Select the call before or after of the selected train. @param {number} by */
function turnCall(by) {
  const train = actions.chosen();
  if (!train) return;
  const at = Math.max(
    0,
    train.calls.findIndex((call) => call.place === now().place),
  );
  const call = train.calls[Math.min(train.calls.length - 1, Math.max(0, at + by))];
  set({ place: call.place, message: t("selected.call", { train: train.name, ...call, why: whyStands(call) }) });
  view.reveal(call.arrives_s);
}

/** The menu of the selected train, at its selected call. */
function menu() {
  const train = actions.chosen();
  const call = actions.chosenCall();
  if (!train || !call || !view.scene) return set({ message: t("train.select") });
  const { scene } = view;
  const box = view.top.getBoundingClientRect();
  const place = scene.content.lines.place.get(call.place) ?? 0;
  const meet = view.marks.meets.find(
    (one) => one.place === call.place && [one.train, one.other].includes(scene.content.lines.number.get(train.name) ?? -1),
  );
  return trainMenu(
    box.left + xOf(view.window, scene.box, call.arrives_s),
    box.top + scene.nodeY[scene.content.scale.first[place]],
    meet ?? null,
  );
}

/**
 * Minutes by which the departure is moved, sent as one edit once the keys rest.
 * @type {{ train: string, at_s: number, timer: number } | null}
 */
let pending = null;

/** @param {number} by */
function nudge(by) {
  const train = actions.chosen();
  if (!train) return set({ message: t("train.select") });
  if (train.before) return;
  const from = pending?.train === train.name ? pending.at_s : train.calls[0].departs_s;
  if (pending) clearTimeout(pending.timer);
  const at_s = from + by;
  pending = { train: train.name, at_s, timer: setTimeout(send, NUDGE_WAIT_MS) };
  const number = view.content?.lines.number.get(train.name) ?? -1;
  if (view.scene)
    view.mark({
      drag: { kind: "depart", train: number, at_s, x: xOf(view.window, view.scene.box, at_s), y: view.scene.box.top + 60 },
    });
  set({ message: t("drag.departs", { train: train.name, at_s, by_s: at_s - train.calls[0].departs_s }) });
}

function send() {
  if (!pending) return;
  const { train, at_s } = pending;
  pending = null;
  const same = actions.trainOf(train)?.calls[0].departs_s === at_s;
  if (same) return view.mark({ drag: null });
  void edit([{ kind: "depart", train, at_s }]);
}

function dropNudge() {
  if (pending) clearTimeout(pending.timer);
  pending = null;
  view.mark({ drag: null });
}

/** Every key and what it does. @type {[string, Key][]} */
const LISTED = [
  ["1 \u2026 6", "key.panes"],
  ["\u2191 \u2193", "key.train"],
  ["[ ]", "key.call"],
  ["\u2190 \u2192", "key.pan"],
  ["+ \u2212", "key.zoom"],
  ["Page \u2191 \u2193", "key.vertical"],
  ["0", "key.reset"],
  ["Enter", "key.menu"],
  ["Esc", "key.escape"],
  [", .", "key.minute"],
  ["D", "key.depart"],
  ["M", "key.meet"],
  ["T", "key.track"],
  ["W", "key.dwell"],
  ["L", "key.lock"],
  ["\u21e7 L", "key.lock_all"],
  ["X", "key.cancel"],
  ["C", "key.copy"],
  ["A", "key.add"],
  ["P", "key.possession"],
  ["B", "key.box"],
  ["U, Ctrl Z", "key.undo"],
  ["Ctrl Y, Ctrl \u21e7 Z", "key.redo"],
  ["R", "key.rest"],
  ["G", "key.ghost"],
  ["K", "key.blocks"],
  ["O", "key.open"],
  ["H", "key.hide"],
  ["Y", "key.replay"],
  ["I", "key.details"],
  ["?", "key.help"],
];
/** @type {[Key, Key][]} */
const MOUSE = [
  ["key.wheel", "mouse.wheel"],
  ["key.alt", "key.vertical"],
  ["key.dragging", "mouse.drag"],
  ["key.doubleclick", "mouse.double"],
  ["key.rightclick", "mouse.right"],
  ["key.nameclick", "mouse.name"],
];

export function showKeys() {
  const rows = [...LISTED.map(([key, what]) => [key, t(what)]), ...MOUSE.map(([hold, what]) => [t(hold), t(what)])];
  const box = open(
    h(
      "div",
      { class: "keys" },
      h("h2", { id: "dialog-title" }, t("keys.title")),
      h(
        "dl",
        {},
        rows.map(([key, what]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, what))),
      ),
      h(
        "div",
        { class: "buttons" },
        h("button", { class: "main", type: "button", on: { click: () => box.close() } }, t("close")),
      ),
    ),
  );
}
