// Beside the graph: the trains, what the last step moved, the edits that the plan keeps, and what if.

import { fill, h, n, row, table } from "../dom.js";
import { whatIf } from "../jobs.js";
import { toggleLayer } from "./toolbar.js";
import { trainList } from "./train_list.js";
import { edit, ordersSay, whereSays } from "../plan.js";
import { now, on, set } from "../state.js";
import { lasting, signed } from "../words/format.js";
import { editSays, t } from "../words/index.js";

/** @typedef {"trains" | "moved" | "edits" | "what"} Tab */
const TABS = /** @type {Tab[]} */ (["trains", "moved", "edits", "what"]);

const by = (/** @type {number} */ seconds) => (seconds === 0 ? "\u2013" : signed(seconds, lasting));

function moved() {
  const list = now().moved;
  const choose = (/** @type {string} */ train) => set({ train, place: "" });
  const tracks = list.some((move) => move.track_changes);
  const rows = list.map((move) =>
    row(
      {
        tabindex: "0",
        data: { train: move.train },
        "aria-selected": String(move.train === now().train),
        on: {
          click: () => choose(move.train),
          keydown: (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && choose(move.train),
        },
      },
      [move.train, move.is_new ? h("small", {}, t("moved.new")) : null],
      move.is_new
        ? [h("td", { colspan: "4" })]
        : [
            ...[by(move.departs_by_s), by(move.arrives_by_s), lasting(move.most_s)].map((one) => n(one)),
            tracks ? n(move.track_changes || "") : null,
          ],
    ),
  );
  const heads = [t("train"), ">" + t("moved.departs"), ">" + t("moved.arrives"), ">" + t("moved.most")];
  if (tracks) heads.push(">" + t("moved.tracks"));
  const element = list.length
    ? h(
        "div",
        { class: "scroll" },
        h(
          "p",
          { class: "lead" },
          `${t("moved.lead", { count: list.length })}; ${ordersSay()}`,
          h(
            "button",
            { type: "button", id: "side-ghost", on: { click: () => toggleLayer("ghost") } },
            t(now().layers.ghost ? "ghost.off" : "ghost.on"),
          ),
        ),
        table({ "aria-label": t("side.moved"), data: { testid: "moved" } }, heads, rows),
      )
    : h("p", { class: "empty" }, t("moved.none"));
  return { element, stop: () => {} };
}

function edits() {
  const list = [...(now().plan?.edits ?? [])].reverse();
  const element = list.length
    ? h(
        "ul",
        { class: "edits scroll", data: { testid: "edits" } },
        list.map((one) => {
          const what = editSays(one.edit);
          return h(
            "li",
            { title: one.text },
            h("span", {}, what),
            h(
              "button",
              {
                type: "button",
                "aria-label": t("edit.take_back.what", { what }),
                on: { click: () => edit([], { release: [one.number], what: t("edit.take_back.what", { what }) }) },
              },
              t("edit.take_back"),
            ),
          );
        }),
      )
    : h("p", { class: "empty" }, t("edits.none"));
  return { element, stop: () => {} };
}

const INSIDE = { trains: trainList, moved, edits, what: whatIf };

export function side() {
  const tabs = h("div", { class: "tabs small", role: "tablist", "aria-label": t("side"), on: { keydown: turn } });
  const problems = h("div", { class: "refusal", role: "alert" });
  const inside = h("div", { class: "inside", role: "tabpanel", id: "side-panel", tabindex: "-1" });
  const element = h("aside", { class: "side", "aria-label": t("side") }, problems, tabs, inside);
  /** @type {{ element: HTMLElement, stop: () => void } | null} */
  let shown = null;
  /** @type {Tab | ""} */
  let open = "";

  /** @param {KeyboardEvent} event */
  function turn(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = TABS[(TABS.indexOf(now().side) + step + TABS.length) % TABS.length];
    set({ side: next });
    queueMicrotask(() => document.getElementById("side-" + next)?.focus());
  }

  function drawTabs() {
    const { plan, moved: list, side: present } = now();
    const count = { trains: now().graph?.trains.length ?? 0, moved: list.length, edits: plan?.edits.length ?? 0, what: 0 };
    fill(
      tabs,
      TABS.map((tab) =>
        h(
          "button",
          {
            type: "button",
            role: "tab",
            id: "side-" + tab,
            "aria-selected": String(tab === present),
            "aria-controls": "side-panel",
            tabindex: tab === present ? "0" : "-1",
            on: { click: () => set({ side: tab }) },
          },
          t(`side.${tab}`),
          count[tab] ? h("small", {}, count[tab]) : null,
        ),
      ),
    );
  }

  function drawInside(force = false) {
    const present = now().side;
    if (present === open && !force) return;
    shown?.stop();
    open = present;
    shown = INSIDE[present]();
    inside.setAttribute("aria-labelledby", "side-" + present);
    fill(inside, shown.element);
  }

  function drawProblems() {
    const { problems: list, again } = now();
    problems.hidden = list.length === 0;
    fill(
      problems,
      list.length
        ? h(
            "header",
            {},
            h("strong", {}, t("problems")),
            h(
              "button",
              { type: "button", class: "quiet", "aria-label": t("close"), on: { click: () => set({ problems: [] }) } },
              "\u00d7",
            ),
          )
        : null,
      h(
        "ul",
        {},
        list.map((one) => h("li", {}, one.where ? h("b", {}, whereSays(one) + ": ") : null, one.message)),
      ),
      again ? h("button", { type: "button", id: "again", title: t("rest.around.why"), on: { click: again } }, t("again")) : null,
    );
  }

  const draw = () => (drawTabs(), drawInside(), drawProblems());
  draw();
  const offs = [
    on(["side"], () => (drawTabs(), drawInside())),
    on(["plan", "moved", "graph"], () => (drawTabs(), (open === "moved" || open === "edits") && drawInside(true))),
    on(["problems", "again"], drawProblems),
    on(["layers"], () => open === "moved" && drawInside(true)),
  ];
  return { element, stop: () => (shown?.stop(), offs.forEach((off) => off())) };
}
