// The five figures with target and light, and the sentence that names what limits the tonnage.

import { h } from "../dom.js";
import { figure, lasting } from "../words/format.js";
import { known, said, t } from "../words/index.js";

/** @import { Figure, PlanView } from "../../api" */

/** A value with its unit; times as hours and minutes. @param {number} value @param {string} unit */
const shown = (value, unit) =>
  unit === "s"
    ? lasting(value)
    : unit === "min"
      ? lasting(value * 60)
      : `${figure(value)}${unit && unit !== "trains" && unit !== "sets" ? "\u202f" + (known("unit." + unit) ?? unit) : ""}`;

/** @param {Figure} one */
function tile(one) {
  const note = one.note ? said(one.note) : "";
  const target = one.target === null ? "" : t("target", { value: shown(one.target, one.unit) });
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
  const bound = plan.bound_s === null ? t("bound.computing") : t("bound.at_least", { value: lasting(plan.bound_s) });
  return [
    h("dl", { class: "figures" }, plan.figures.map(tile)),
    h(
      "p",
      { class: "limit", data: { testid: "limit" } },
      h("strong", {}, said(plan.limit)),
      h("span", { title: bound }, said(plan.status)),
    ),
  ];
}
