// The tools above the graph: way, axis, what an edit does to the rest, possession, replay, zoom, and boxes that drop down.

import { address } from "../api.js";
import { ask, textField } from "../dialog.js";
import { fill, h, row, select, table } from "../dom.js";
import { CanvasPainter } from "../graph/painters.js";
import { download, drawSample, legend, paperGraph, pdfGraph } from "../graph/paper.js";
import { classKey } from "../graph/scene.js";
import { now, on, set, toggled } from "../state.js";
import { kindOf, t } from "../words/index.js";

/** @import { Content } from "../graph/scene.js" */
/** @import { GraphView } from "../graph/view.js" */
/** @import { Layer } from "../state.js" */

/** @param {string} sign @param {string} label @param {() => void} click */
const icon = (sign, label, click) =>
  h("button", { type: "button", class: "icon", "aria-label": label, title: label, on: { click } }, sign);

/**
 * @param {GraphView} view
 * @param {{ box: (on: boolean) => void, boxing: () => boolean }} hand
 * @param {() => void} replay
 */
export function toolbar(view, hand, replay) {
  const axes = /** @type {const} */ (["km", "linear", "time"]).map(
    (one) => /** @type {[string, string]} */ ([one, t(`axis.${one}`)]),
  );
  const axis = select({ id: "axis", on: { change: () => set({ axis: /** @type {"km"} */ (axis.value) }) } }, axes, now().axis);
  const way = select({ id: "way", on: { change: () => set({ way: way.value }) } }, [], "");
  const ways = h("label", { class: "field" }, t("way"), way);
  const show = drop(t("show"), "show", () => [showBox()]);
  const legend = drop(t("legend.short"), "legend", () => [legendView(view.content)]);
  legend.summary.setAttribute("aria-label", t("legend"));
  legend.summary.title = t("legend");
  const rest = h("div", { class: "segments", role: "radiogroup", "aria-label": t("rest") });
  const budget = () => set({ seconds: Math.min(600, Math.max(1, Number(seconds.value) || 20)) });
  const seconds = h("input", {
    type: "number",
    id: "seconds",
    min: "1",
    max: "600",
    step: "1",
    "aria-label": t("rest.seconds"),
    title: t("rest.seconds"),
    on: { change: budget },
  });
  const box = h(
    "button",
    {
      type: "button",
      id: "possession-mode",
      "aria-pressed": "false",
      title: `${t("possess.why")} (B)`,
      on: { click: () => hand.box(!hand.boxing()) },
    },
    t("possess"),
  );
  const again = h("button", { type: "button", id: "replay", title: `${t("replay")} (Y)`, on: { click: replay } }, t("replay"));
  const files = drop(t("download"), "download", () => [filesBox(view)]);
  const gap = () => h("span", { class: "gap" });
  const element = h(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": t("tools") },
    ways,
    h("label", { class: "field" }, t("axis"), axis),
    show.element,
    legend.element,
    gap(),
    rest,
    h("label", { class: "field seconds" }, seconds, "s"),
    gap(),
    box,
    again,
    files.element,
    h(
      "span",
      { class: "group" },
      icon("\u2212", t("zoom.out"), () => view.zoom(1.4)),
      icon("+", t("zoom.in"), () => view.zoom(1 / 1.4)),
      icon("\u2922", t("zoom.all"), () => view.reset()),
    ),
  );

  /** @param {"hold" | "around"} one */
  const choice = (one) =>
    h(
      "label",
      { title: t(`rest.${one}.why`) },
      h("input", {
        type: "radio",
        name: "rest",
        id: "rest-" + one,
        value: one,
        checked: now().rest === one,
        on: { change: () => set({ rest: one }) },
      }),
      h("span", {}, t(`rest.${one}`)),
    );
  const draw = () => {
    const all = now().graph?.ways ?? [];
    ways.hidden = all.length < 2;
    if (all.length > 1) way.replaceChildren(...all.map((one) => new Option(one, one, false, one === now().graph?.way.name)));
    axis.value = now().axis;
    fill(rest, choice("hold"), choice("around"));
    seconds.disabled = now().rest === "hold";
    seconds.value = String(now().seconds);
  };
  draw();
  const offs = [
    on(["graph", "rest", "seconds", "axis"], draw),
    on(["hiddenPlaces", "openPlaces", "layers", "hiddenClasses"], () => (show.draw(), legend.draw())),
  ];
  return {
    element,
    boxMode: (/** @type {boolean} */ active) => box.setAttribute("aria-pressed", String(active)),
    stop: () => offs.forEach((off) => off()),
  };
}

// What drops down from the tools: what is shown, the legend, and files to download.

// A button that opens a box beneath it; Escape and going elsewhere close it.

/**
 * @param {string} label
 * @param {string} id
 * @param {() => (Node | null)[]} inside  made anew each time it opens
 */
export function drop(label, id, inside) {
  const box = h("div", { class: "drop-box" });
  const summary = h("summary", {}, label);
  const element = h("details", { class: "drop", id }, summary, box);
  const outside = (/** @type {Event} */ event) => {
    if (event.target instanceof Node && !element.contains(event.target)) element.open = false;
  };
  element.addEventListener("toggle", () => {
    if (element.open) fill(box, ...inside());
    document[element.open ? "addEventListener" : "removeEventListener"]("pointerdown", outside, true);
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    element.open = false;
    summary.focus();
    event.stopPropagation();
  });
  element.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !element.contains(event.relatedTarget)) element.open = false;
  });
  // What is open is drawn again, but not under the hands of who ticks in it: that would lose the focus.
  const draw = () => element.open && !element.contains(document.activeElement) && fill(box, ...inside());
  return { element, summary, draw };
}

// What the graph shows: layers, kinds of trains, places and their tracks.

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

function showBox() {
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

// The plan as files, this drawing as a file, and print.

const FILES = /** @type {const} */ (["svg", "pdf", "xlsx", "csv", "html", "displib"]);

/** @param {GraphView} view */
function filesBox(view) {
  const item = (/** @type {string} */ text, /** @type {() => void} */ click) =>
    h("li", {}, h("button", { type: "button", on: { click } }, text));
  const drawing = () => view.content && download("train-graph.svg", paperGraph(view.content, view.window), "image/svg+xml");
  // Letters that a PDF made here has not are in the print of the browser, which makes a PDF as well.
  const pdf = async () => {
    const file = view.content && (await pdfGraph(view.content, view.window));
    if (file) download("train-graph.pdf", file, "application/pdf");
    else print();
  };
  return h(
    "ul",
    { class: "files" },
    item(t("download.this"), drawing),
    item(t("download.pdf"), () => void pdf()),
    FILES.map((kind) => h("li", {}, h("a", { href: address("plan/download/" + kind), download: "" }, t(`file.${kind}`)))),
    item(t("file.gtfs") + "\u2026", () => gtfs("plan/download/gtfs")),
    item(t("print"), () => print()),
  );
}

/** GTFS wants to know of whom and where it is. @param {string} path */
export function gtfs(path) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  ask({
    title: t("gtfs.title"),
    apply: t("download"),
    fields: [textField("url", t("gtfs.url"), "https://"), textField("timezone", t("gtfs.timezone"), zone)],
    done: async ({ url, timezone }) => {
      const answer = await fetch(address(path, { url, timezone }));
      if (!answer.ok) return (await answer.json()).problems;
      download("timetable.gtfs.zip", await answer.blob(), "application/zip");
      return [];
    },
  });
}

// The legend on the screen.

/** @param {Content | null} content */
function legendView(content) {
  if (!content) return null;
  return h(
    "ul",
    { class: "legend" },
    legend(content).map((entry) => {
      const canvas = h("canvas", { width: "56", height: "28", "aria-hidden": "true" });
      const context = canvas.getContext("2d");
      if (context) drawSample(new CanvasPainter(context, 28, 14, 2), entry, 1, 7);
      return h("li", {}, canvas, entry.text);
    }),
  );
}
