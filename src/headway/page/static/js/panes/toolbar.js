// The tools above the graph: way, axis, what is shown, what an edit does to the rest, possession, replay, files, zoom.

import { h, fill, select } from "../dom.js";
import { now, on, set } from "../state.js";
import { t } from "../words/index.js";
import { drop } from "./drop.js";
import { filesBox } from "./files_box.js";
import { legendView } from "./legend.js";
import { showBox } from "./show_box.js";

/** @import { GraphView } from "../graph/view.js" */

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
  const legend = drop("\u25e8", "legend", () => [legendView(view.content)]);
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
