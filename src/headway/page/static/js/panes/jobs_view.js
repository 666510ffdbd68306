// Jobs as cards: what runs, how far it is, and what came out.

import { fill, h, n, row, table } from "../dom.js";
import { cancel, dismiss, listed } from "../jobs.js";
import { on } from "../state.js";
import { figure, signed } from "../words/format.js";
import { said, t } from "../words/index.js";

/** @import { Job, WhatIfResult } from "../../api" */

/** @param {Job} job @param {string} where  tells the cards of two lists apart */
function card(job, where) {
  const what = said(job.title);
  const active = job.state === "running" || job.state === "waiting";
  const left = job.to_go_s === null || job.to_go_s < 1 || !active ? "" : t("job.to_go", { seconds: job.to_go_s });
  return h(
    "li",
    { class: `job ${job.state}`, data: { job: job.id, state: job.state } },
    h(
      "header",
      {},
      h("strong", {}, what),
      active
        ? h(
            "button",
            {
              type: "button",
              id: `cancel-${where}-${job.id}`,
              "aria-label": t("job.cancel.what", { what }),
              on: { click: () => cancel(job.id) },
            },
            t("cancel"),
          )
        : h(
            "button",
            {
              type: "button",
              class: "quiet",
              id: `dismiss-${where}-${job.id}`,
              "aria-label": `${t("job.dismiss")}: ${what}`,
              on: { click: () => dismiss(job.id) },
            },
            "\u00d7",
          ),
    ),
    active ? h("progress", { max: "1", value: job.share, "aria-label": what }) : null,
    h(
      "p",
      { class: "state" },
      t(`job.${job.state}`),
      job.text && active ? ` \u00b7 ${job.text}` : "",
      left ? h("span", {}, left) : null,
    ),
    job.problems.length
      ? h(
          "ul",
          { class: "problems" },
          job.problems.map((one) => h("li", {}, one)),
        )
      : null,
    job.result?.figures ? result(job.result) : null,
  );
}

/** @param {WhatIfResult} found */
function result(found) {
  const heads = [t("col.name"), ">" + t("col.now"), ">" + t("col.then"), ">" + t("col.change"), ">" + t("col.interval")];
  const rows = found.figures.map((one) =>
    row(
      { class: one.low > 0 || one.high < 0 ? "" : "same" },
      [one.name, one.unit ? h("small", {}, one.unit) : null],
      [n(figure(one.now)), n(figure(one.then)), n(signed(one.change)), n(`${signed(one.low)} \u2026 ${signed(one.high)}`)],
    ),
  );
  return [
    h("p", { class: "sentence" }, said(found.sentence)),
    table({}, heads, rows),
    found.scenario ? h("p", { class: "note" }, t("what.scenario", { name: found.scenario })) : null,
  ];
}

/** All jobs, the running ones first. @param {string} [where] */
export function jobsView(where = "side") {
  const element = h("ul", { class: "jobs", "aria-label": t("jobs"), data: { testid: "jobs" } });
  const draw = () => {
    const jobs = listed();
    fill(element, jobs.length ? jobs.map((job) => card(job, where)) : h("li", { class: "empty" }, t("jobs.none")));
  };
  draw();
  return { element, stop: on(["jobs"], draw) };
}
