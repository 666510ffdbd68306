// What the graph shows: layers, kinds of trains, places and their tracks.

import { h, row, table } from "../dom.js";
import { classKey } from "../graph/layout.js";
import { now, set, toggled } from "../state.js";
import { kindOf, t } from "../words/index.js";

/** @import { Layer } from "../state.js" */

const LAYERS = /** @type {Layer[]} */ ([
  "waits",
  "names",
  "minutes",
  "turnbacks",
  "restrictions",
  "occupation",
  "ghost",
  "piles",
]);

/** Turn a layer on or off. @param {Layer} layer */
export const toggleLayer = (layer) => set({ layers: { ...now().layers, [layer]: !now().layers[layer] } });

/** @param {string} label @param {boolean} checked @param {() => void} change @param {string} [id] */
const check = (label, checked, change, id) =>
  h("label", { class: "check" }, h("input", { type: "checkbox", id, checked, on: { change } }), h("span", {}, label));

/** @param {string} label @param {boolean} checked @param {() => void} change */
const tick = (label, checked, change) => h("input", { type: "checkbox", "aria-label": label, checked, on: { change } });

/** The kinds of trains of the plan, to filter by. */
function classes() {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const train of now().graph?.trains ?? []) found.set(classKey(train), kindOf(train));
  return [...found].sort();
}

export function showBox() {
  const { layers, hiddenClasses, hiddenPlaces, openPlaces, graph } = now();
  const places = [...(graph?.way.places ?? [])]
    .reverse()
    .map(({ name }) =>
      row({}, name, [
        tick(t("place.shows", { place: name }), !hiddenPlaces.has(name), () =>
          set({ hiddenPlaces: toggled(now().hiddenPlaces, name) }),
        ),
        tick(t("place.opens", { place: name }), openPlaces.has(name), () => set({ openPlaces: toggled(now().openPlaces, name) })),
      ]),
    );
  const all = () => set({ hiddenPlaces: new Set(), openPlaces: new Set() });
  const kinds = classes().map(([key, name]) =>
    check(name, !hiddenClasses.has(key), () => set({ hiddenClasses: toggled(now().hiddenClasses, key) })),
  );
  const shown = LAYERS.map((layer) => check(t(`layer.${layer}`), layers[layer], () => toggleLayer(layer), "layer-" + layer));
  return h(
    "div",
    { class: "columns" },
    h("fieldset", {}, h("legend", {}, t("show")), shown),
    h("fieldset", {}, h("legend", {}, t("trains.shown")), kinds),
    h(
      "fieldset",
      { class: "places" },
      h("legend", {}, t("places")),
      h("button", { type: "button", class: "quiet", on: { click: all } }, t("places.all")),
      h("div", { class: "scroll" }, table({}, [t("place"), t("places.shown"), t("places.open")], places)),
    ),
  );
}
