// The menus of the graph, by mouse and by keys: of a train, of a place, of the ground.

import { h } from "../dom.js";
import { edit } from "../plan.js";
import { now, set, toggled } from "../state.js";
import { t } from "../words/index.js";

/** @import { MeetPoint } from "./pick.js" */

// A menu that opens at the pointer, or at the selected train, and goes through by arrow keys.

/** @typedef {{ text: string, key?: string, act: () => void } | null} Entry  null is a line between others */

/**
 * @param {string} label
 * @param {Entry[]} entries
 * @param {number} x  in the window
 * @param {number} y
 */
function openMenu(label, entries, x, y) {
  document.querySelector(".menu")?.remove();
  const before = document.activeElement;
  const shut = () => {
    if (!menu.isConnected) return;
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  const outside = (/** @type {Event} */ event) => event.target instanceof Node && !menu.contains(event.target) && shut();
  const items = entries.map((entry) =>
    entry === null
      ? h("hr", { role: "separator" })
      : h(
          "button",
          { type: "button", role: "menuitem", tabindex: "-1", on: { click: () => (shut(), entry.act()) } },
          h("span", {}, entry.text),
          entry.key ? h("kbd", { "aria-hidden": "true" }, entry.key) : null,
        ),
  );
  const buttons = items.filter((item) => item instanceof HTMLButtonElement);
  const menu = h(
    "div",
    {
      class: "menu",
      role: "menu",
      "aria-label": label,
      on: {
        keydown: (/** @type {KeyboardEvent} */ event) => {
          const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
          const to = { ArrowDown: at + 1, ArrowUp: at - 1 + buttons.length, Home: 0, End: buttons.length - 1 }[event.key];
          if (to !== undefined) buttons[to % buttons.length].focus();
          else if (event.key === "Escape" || event.key === "Tab") shut();
          else return;
          event.preventDefault();
          event.stopPropagation();
        },
        contextmenu: (/** @type {Event} */ event) => event.preventDefault(),
      },
    },
    h("p", { "aria-hidden": "true" }, label),
    ...items,
  );
  document.body.append(menu);
  const room = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(4, Math.min(x, innerWidth - room.width - 4))}px`;
  menu.style.top = `${Math.max(4, Math.min(y, innerHeight - room.height - 4))}px`;
  document.addEventListener("pointerdown", outside, true);
  buttons[0]?.focus();
}

// What the menus of the graph offer: for a train, for a place, and for the ground.

import * as actions from "../actions.js";


/**
 * The menu of the selected train, and of a meet of it.
 * @param {number} x
 * @param {number} y
 * @param {MeetPoint | null} meet
 */
export function trainMenu(x, y, meet) {
  const train = actions.chosen();
  const { plan, graph } = now();
  if (!train || !graph) return;
  const other = meet ? graph.trains[graph.trains[meet.train].name === train.name ? meet.other : meet.train].name : "";
  const locked = plan?.locked.includes(train.name);
  const nudge = (/** @type {number} */ by) => () =>
    void edit([{ kind: "depart", train: train.name, at_s: train.calls[0].departs_s + by }]);
  openMenu(
    t("do.menu.train", { train: train.name }),
    [
      { text: t("do.depart"), key: "D", act: actions.depart },
      { text: t("do.earlier"), key: ",", act: nudge(-60) },
      { text: t("do.later"), key: ".", act: nudge(60) },
      null,
      { text: t("do.meet"), key: "M", act: () => actions.meet() },
      meet
        ? {
            text: t("do.no_meet_here", { other }),
            act: () => void edit([{ kind: "no_meet", train: train.name, other, place: meet.place }]),
          }
        : { text: t("do.no_meet"), act: () => actions.meet(true) },
      { text: t("do.track"), key: "T", act: actions.track },
      { text: t("do.dwell"), key: "W", act: actions.dwell },
      null,
      { text: t(locked ? "do.unlock" : "do.lock"), key: "L", act: actions.lock },
      { text: t("do.copy"), key: "C", act: actions.copy },
      { text: t("do.cancel"), key: "X", act: actions.cancelTrain },
      null,
      { text: t("do.details"), key: "I", act: () => (location.hash = "#trains") },
    ],
    x,
    y,
  );
}

/** @param {number} x @param {number} y @param {string} place */
export function placeMenu(x, y, place) {
  openMenu(
    place,
    [
      { text: t("do.open"), key: "O", act: () => set({ openPlaces: toggled(now().openPlaces, place) }) },
      { text: t("do.hide"), key: "H", act: () => set({ hiddenPlaces: toggled(now().hiddenPlaces, place) }) },
    ],
    x,
    y,
  );
}

/** @param {number} x @param {number} y @param {string} place @param {number} time */
export function groundMenu(x, y, place, time) {
  const begin_s = Math.floor(time / 900) * 900;
  openMenu(
    t("do.menu.ground"),
    [
      { text: t("do.close"), key: "P", act: () => actions.possession({ from_place: nextTo(place), begin_s }) },
      { text: t("do.add"), key: "A", act: () => actions.addTrain(begin_s) },
      { text: t("do.lock_all"), key: "\u21e7L", act: actions.lockAll },
      { text: t("plan_anew"), act: actions.planAnew },
      null,
      { text: t("do.open"), key: "O", act: () => set({ openPlaces: toggled(now().openPlaces, place) }) },
      { text: t("do.hide"), act: () => set({ hiddenPlaces: toggled(now().hiddenPlaces, place) }) },
    ],
    x,
    y,
  );
}

/** The place, or the one before it where the line ends there. @param {string} place */
function nextTo(place) {
  const places = now().graph?.way.places ?? [];
  const at = places.findIndex((one) => one.name === place);
  return places[Math.min(at, places.length - 2)]?.name;
}
