// The first screen: figures, tools, the train graph with its piles, and beside it the same trains as a list.

import { fill, h } from "../dom.js";
import { listenToPointer } from "../graph/interact.js";
import { waitLook } from "../graph/looks.js";
import { layForPrint, paperGraph } from "../graph/paper.js";
import { content } from "../graph/scene.js";
import { GraphView } from "../graph/view.js";
import { replay } from "./replay.js";
import { side } from "./side.js";
import { toolbar } from "./toolbar.js";
import { now, on } from "../state.js";
import { figure, lasting, when } from "../words/format.js";
import { causeSays, kindOf, known, said, t } from "../words/index.js";

/** @import { Figure, PlanView } from "../../api" */
/** @import { Hit } from "../graph/pick.js" */

// The five figures with target and light, and the sentence that names what limits the tonnage.

/** A value with its unit; times as hours and minutes. @param {number} value @param {string} unit */
const shown = (value, unit) =>
  unit === "s"
    ? lasting(value)
    : unit === "min"
      ? lasting(value * 60)
      : `${figure(value)}${unit && unit !== "trains" && unit !== "sets" ? "\u202f" + (known("unit." + unit) ?? unit) : ""}`;

/** @param {Figure} one */
function tile(one) {
  const bound = one.key === "weighted_time";
  const note = one.note ? said(one.note) : bound && one.target === null ? t("bound.computing") : "";
  const target = one.target === null ? "" : t(bound ? "bound.at_least" : "target", { value: shown(one.target, one.unit) });
  return h(
    "div",
    { class: `figure ${one.light}`, role: "group", "aria-label": t(`figure.${one.key}`), data: { testid: `figure-${one.key}` } },
    h(
      "dt",
      {},
      h("span", { class: "light", role: "img", "aria-label": t(`light.${one.light}`), title: t(`light.${one.light}`) }),
      t(`figure.${one.key}`),
    ),
    h("dd", {}, h("strong", {}, shown(one.value, one.unit)), target ? h("span", {}, target) : null),
    h("dd", { class: "note", title: note }, note),
  );
}

/** @param {PlanView} plan */
export function figures(plan) {
  return [
    h("dl", { class: "figures" }, plan.figures.map(tile)),
    h(
      "p",
      { class: "limit", data: { testid: "limit" } },
      h("strong", {}, said(plan.limit)),
      h("span", {}, said(plan.status)),
    ),
  ];
}

/** The view outlives the pane, so that its time and zoom are still there when the planner comes back. */
export const view = new GraphView();

/** @type {ReturnType<typeof listenToPointer> | null} */
export let hand = null;
/** @type {(() => void) | null} */
export let toggleReplay = null;

const tip = h("div", { class: "tip", role: "presentation" });
/** @type {(on: boolean) => void} */
let boxMode = () => {};

export function graphPane() {
  hand ??= listenToPointer(view, (active) => boxMode(active));
  const head = h("section", { class: "head", "aria-label": t("status.figures") });
  const strip = h("div");
  const hint = h("p", { class: "hint", hidden: true }, t("possess.how"));
  /** @type {ReturnType<typeof replay>} */
  let playing = null;

  const closeReplay = () => {
    playing?.stop();
    playing = null;
    fill(strip);
  };
  toggleReplay = () => {
    if (playing) return closeReplay();
    playing = replay(view, closeReplay);
    fill(strip, playing?.element);
    document.getElementById("replay-play")?.focus();
  };
  const tools = toolbar(view, hand, () => toggleReplay?.());
  boxMode = (active) => {
    tools.boxMode(active);
    hint.hidden = !active;
  };
  const beside = side();
  view.hovered = showTip;
  const element = h(
    "div",
    { class: "graph-pane" },
    head,
    tools.element,
    strip,
    h("div", { class: "work" }, h("div", { class: "drawing" }, view.frame, hint, tip), beside.element),
  );

  const drawHead = () => {
    const { plan } = now();
    fill(head, plan ? figures(plan) : null);
  };
  const drawGraph = () => {
    const shown = content(now());
    view.show(shown);
    if (shown)
      view.top.setAttribute("aria-label", t("graph.label", { way: shown.graph.way.name, trains: shown.graph.trains.length }));
    select();
  };
  const offs = [
    on(["plan"], drawHead),
    on(
      ["graph", "piles", "ghost", "occupation", "layers", "axis", "hiddenPlaces", "hiddenClasses", "openPlaces", "plan"],
      drawGraph,
    ),
    on(["train", "place"], select),
  ];
  drawHead();
  drawGraph();
  const beforePrint = () => view.content && layForPrint(paperGraph(view.content, view.window));
  addEventListener("beforeprint", beforePrint);
  return {
    element,
    stop: () => {
      closeReplay();
      tools.stop();
      beside.stop();
      offs.forEach((off) => off());
      removeEventListener("beforeprint", beforePrint);
      document.getElementById("print")?.replaceChildren();
    },
  };
}

function select() {
  const { train, place } = now();
  view.mark({ selected: view.content?.lines.number.get(train) ?? -1, place });
}

/** What lies under the pointer, in words. @param {Hit} hit @param {{ x: number, y: number }} at */
function showTip(hit, at) {
  const graph = view.content?.graph;
  tip.hidden = !graph || (hit.kind !== "train" && hit.kind !== "meet");
  if (!graph || tip.hidden || (hit.kind !== "train" && hit.kind !== "meet")) return;
  const train = graph.trains[hit.train];
  const call = train.calls[Math.max(0, hit.call)];
  const next = train.calls[hit.call + 1];
  const stands = hit.kind === "meet" || !next || hit.time <= call.departs_s;
  const where = stands ? `${call.place}, ${t("track")} ${call.track}` : `${call.place} \u2013 ${next.place}`;
  const times = stands
    ? `${when(call.arrives_s)} \u2013 ${when(call.departs_s)}`
    : `${when(call.departs_s)} \u2013 ${when(next.arrives_s)}`;
  fill(
    tip,
    h("strong", {}, train.name),
    h("span", { class: "kind" }, kindOf(train)),
    h("p", {}, where, h("span", { class: "n" }, times)),
    ...(stands
      ? call.causes.map((cause) =>
          h("p", { class: "cause" }, h("i", { style: { "--colour": waitLook(cause.kind).colour } }), causeSays(cause)),
        )
      : []),
    stands && call.wait_s ? h("p", { class: "muted" }, `${t("wait")} ${lasting(call.wait_s)}`) : null,
  );
  const right = at.x > view.width - 330;
  tip.style.left = right ? "" : `${at.x + 16}px`;
  tip.style.right = right ? `${view.width - at.x + 12}px` : "";
  tip.style.top = `${Math.min(at.y + 14, view.height - 110)}px`;
}
