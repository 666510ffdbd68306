// The plan over years: what is asked for and carried, what is built and bought, and what it is worth.

import { get } from "../api.js";
import { cashLine, gantt, staircase } from "../charts/charts.js";
import { fill, h, n, row, table } from "../dom.js";
import { begin } from "../jobs.js";
import { now, on } from "../state.js";
import { figure } from "../words/format.js";
import { t } from "../words/index.js";

/** @import { ExpansionView } from "../../api" */

export function planPane() {
  const body = h("div", { class: "body" });
  const element = h(
    "div",
    { class: "page" },
    h(
      "header",
      {},
      h("h2", {}, t("pane.plan")),
      h("span", { class: "gap" }),
      h("button", { type: "button", id: "plan-years", on: { click: () => begin({ kind: "expansion" }) } }, t("plan.run")),
    ),
    body,
  );

  /** @param {ExpansionView} plan */
  function draw(plan) {
    if (!plan.stages.length)
      return fill(
        body,
        h("p", { class: "empty" }, plan.headline || t("plan.not.kept")),
        plan.summary ? h("p", { class: "lead" }, plan.summary) : null,
      );
    fill(
      body,
      h("p", { class: "headline" }, h("strong", {}, plan.headline)),
      plan.kept ? null : h("p", { class: "lead" }, t("plan.not.kept")),
      h("h3", {}, t("plan.stairs")),
      staircase(plan.stages, plan.kept),
      table(
        { class: "years" },
        [t("plan.year"), ">" + t("plan.demand"), ">" + t("plan.carried"), t("plan.bought")],
        plan.stages.map((stage) => year(stage, plan.kept)),
      ),
      plan.works.length ? [h("h3", {}, t("plan.works")), gantt(plan.works, plan.years)] : [],
      plan.money.length
        ? [
            h("h3", {}, t("plan.money")),
            h(
              "dl",
              { class: "facts" },
              plan.money.map((one) => h("div", {}, h("dt", {}, one.name), h("dd", {}, `${figure(one.value)} ${one.unit}`))),
            ),
          ]
        : [],
      plan.cash.length ? [h("h3", {}, t("plan.cash")), cashLine(plan.years, plan.cash)] : [],
      plan.summary ? h("pre", { class: "summary" }, plan.summary) : null,
    );
  }

  /** @param {ExpansionView["stages"][number]} stage @param {boolean} kept */
  const year = (stage, kept) =>
    row({ class: kept && stage.carried_mt < stage.demand_mt - 0.005 && "short" }, String(stage.year), [
      n(figure(stage.demand_mt)),
      n(kept ? figure(stage.carried_mt) : "\u2013"),
      stage.bought.join(", "),
    ]);

  const read = () =>
    void get("expansion")
      .then(draw)
      .catch((refusal) => fill(body, h("p", { class: "empty", role: "alert" }, refusal.message || t("plan.none"))));
  fill(body, h("p", { class: "empty" }, t("loading")));
  read();
  const done = () => [...now().jobs.values()].filter((job) => job.kind === "expansion" && job.state === "done").length;
  let before = done();
  return { element, stop: on(["jobs"], () => done() !== before && ((before = done()), read())) };
}
