// What if: each question with its parameters and a button; the answers are the jobs beneath.

import { get } from "../api.js";
import { fill, h } from "../dom.js";
import { begin } from "../jobs.js";
import { known, t } from "../words/index.js";
import { jobsView } from "./jobs_view.js";

/** @import { WhatIfKind } from "../../api" */

/** @type {WhatIfKind[] | null} */
let kinds = null;

/** @param {WhatIfKind} kind */
function question(kind) {
  const what = t(`what.${kind.key}`);
  const inputs = kind.parameters.map((parameter) => {
    const id = `what-${kind.key}-${parameter.key}`;
    const label = known("param." + parameter.key) ?? known("param." + parameter.kind) ?? parameter.key;
    const input = parameter.choices.length
      ? h(
          "select",
          { id, name: parameter.key },
          parameter.choices.map((choice) =>
            h("option", { value: choice, selected: choice === String(parameter.default) }, choice),
          ),
        )
      : h("input", {
          id,
          name: parameter.key,
          type: typeof parameter.default === "number" ? "number" : "text",
          step: "any",
          value: String(parameter.default),
        });
    return { parameter, input, row: h("label", { for: id }, h("span", {}, label), input) };
  });
  const run = (/** @type {Event} */ event) => {
    event.preventDefault();
    const parameters = Object.fromEntries(
      inputs.map(({ parameter, input }) => [
        parameter.key,
        typeof parameter.default === "number" ? Number(input.value) : input.value,
      ]),
    );
    void begin({ kind: "what_if", what: kind.key, parameters });
  };
  return h(
    "form",
    { class: "question", "aria-label": what, on: { submit: run } },
    h("h3", {}, what),
    inputs.map((one) => one.row),
    h("button", { type: "submit", "aria-label": t("what.do", { what }) }, t("run")),
  );
}

/** The questions, and all jobs. */
export function whatIf() {
  const questions = h("div", { class: "questions" });
  const jobs = jobsView();
  const draw = () => kinds && fill(questions, kinds.map(question));
  if (kinds) draw();
  else
    void get("what-ifs")
      .then((found) => ((kinds = found), draw()))
      .catch(() => {});
  return {
    element: h("div", { class: "what-if" }, jobs.element, h("p", { class: "lead" }, t("what.lead")), questions),
    stop: jobs.stop,
  };
}
