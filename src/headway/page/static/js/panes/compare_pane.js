// Compare: plans, runs and studies side by side; the better value of each row is marked.

import { get, Refusal } from "../api.js";
import { fill, h, row, table } from "../dom.js";
import { now, set, toggled } from "../state.js";
import { figure } from "../words/format.js";
import { t } from "../words/index.js";

/** @import { Comparison } from "../../api" */

const KINDS = /** @type {const} */ (["plan", "run", "study"]);
const MOST = 6;

/** What is chosen; it outlives the pane. @type {Set<string>} */
let chosen = new Set();

/** The version of a plan by its name: plan:12, and the present one. @param {string} name */
const versionOf = (name) =>
  name === "plan:now" ? (now().plan?.version ?? null) : /^plan:\d+$/.test(name) ? Number(name.slice(5)) : null;

export function comparePane() {
  /** @type {{ name: string, title: string }[]} */
  let choices = [];
  const list = h("aside", { class: "narrow choices", "aria-label": t("compare.choices") });
  const body = h("div", { class: "body" });
  const element = h("div", { class: "two" }, list, h("section", { class: "detail page", "aria-label": t("pane.compare") }, body));

  function drawChoices() {
    fill(
      list,
      h("p", { class: "lead" }, t("compare.lead")),
      KINDS.map((kind) => {
        const mine = choices.filter((one) => one.name.startsWith(kind + ":"));
        return mine.length
          ? h(
              "fieldset",
              {},
              h("legend", {}, t(`choice.${kind}`)),
              mine.map((one) =>
                h(
                  "label",
                  { class: "check" },
                  h("input", {
                    type: "checkbox",
                    value: one.name,
                    id: "compare " + one.name,
                    checked: chosen.has(one.name),
                    disabled: chosen.size >= MOST && !chosen.has(one.name),
                    on: { change: () => ((chosen = toggled(chosen, one.name)), drawChoices(), void compare()) },
                  }),
                  h("span", {}, titleOf(one)),
                ),
              ),
            )
          : null;
      }),
    );
  }

  /** Versions of the plan that are not the present one, the latest first. */
  const earlier = () =>
    choices.map((one) => one.name).filter((name) => versionOf(name) !== null && versionOf(name) !== now().plan?.version);

  /** @param {{ name: string, title: string }} one */
  const titleOf = ({ name, title }) => (name === "plan:now" ? t("plan.now") : title || name);

  async function compare() {
    const names = choices.map((one) => one.name).filter((name) => chosen.has(name));
    if (names.length < 2) return fill(body, h("p", { class: "empty" }, t("compare.lead")));
    try {
      const query = Object.fromEntries(names.map((name, i) => ["abcdefgh"[i], name]));
      draw(await get("compare", query), names);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      fill(
        body,
        h(
          "ul",
          { class: "problems", role: "alert" },
          refusal.problems.map((one) => h("li", {}, one.message)),
        ),
      );
    }
  }

  /** @param {Comparison} found @param {string[]} names */
  function draw(found, names) {
    const versions = names.map(versionOf).filter((version) => version !== null && version !== now().plan?.version);
    const { layers } = now();
    const ghosts = versions.map((version) =>
      h(
        "button",
        { type: "button", on: { click: () => ghost(version) } },
        `${t("compare.ghost")}: ${t("plan.version", { version })}`,
      ),
    );
    if (layers.ghost)
      ghosts.push(
        h(
          "button",
          { type: "button", on: { click: () => set({ layers: { ...layers, ghost: false }, ghostOf: null }) } },
          t("ghost.off"),
        ),
      );
    const heads = [
      t("col.name"),
      ...names.map((name) => ">" + titleOf(choices.find((one) => one.name === name) ?? { name, title: "" })),
    ];
    const star = () => h("span", { class: "star", role: "img", "aria-label": t("compare.better") }, " \u25b4");
    const rows = found.rows.map((one) =>
      row(
        {},
        [one.name, one.unit ? h("small", {}, one.unit) : null],
        one.values.map((value, i) => {
          const shown = value === null ? "\u2013" : typeof value === "number" ? figure(value) : value;
          return h("td", { class: `n ${one.better === i ? "better" : ""}` }, shown, one.better === i ? star() : null);
        }),
      ),
    );
    fill(
      body,
      found.ghost && ghosts.length ? h("p", { class: "buttons left" }, ghosts) : null,
      table({ class: "comparison", data: { testid: "comparison" } }, heads, rows),
      found.said.length
        ? h(
            "ul",
            { class: "said" },
            found.said.map((one) => h("li", {}, one)),
          )
        : null,
    );
  }

  /** @param {number | null} version */
  function ghost(version) {
    set({ ghostOf: version, ghost: null, layers: { ...now().layers, ghost: true } });
    location.hash = "#graph";
  }

  void get("compare/choices")
    .then((found) => {
      choices = found;
      chosen = new Set([...chosen].filter((name) => choices.some((one) => one.name === name)));
      if (!chosen.size) chosen = new Set(["plan:now", ...earlier().slice(0, 1)]);
      drawChoices();
      void compare();
    })
    .catch((refusal) => fill(list, h("p", { class: "empty", role: "alert" }, String(refusal.message))));
  return { element, stop: () => {} };
}
