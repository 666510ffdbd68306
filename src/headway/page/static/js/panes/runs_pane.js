// Runs: what is kept on this machine, to be repeated, downloaded, or put into the bin.

import { address, get, post, Refusal } from "../api.js";
import { ask, numberField } from "../dialog.js";
import { fill, h, n, row, table } from "../dom.js";
import { begin, jobsView, running } from "../jobs.js";
import { gtfs } from "./toolbar.js";
import { now, on, set, toggled } from "../state.js";
import { date, figure } from "../words/format.js";
import { t } from "../words/index.js";

/** @import { RunView } from "../../api" */

const FILES = /** @type {const} */ (["html", "pdf", "xlsx"]);

export function runsPane() {
  /** @type {RunView[]} */
  let runs = [];
  /** @type {Set<string>} */
  let selected = new Set();
  let ended = 0;
  const bin = h("button", { type: "button", id: "bin", on: { click: throwAway } }, t("run.bin") + "\u2026");
  const body = h("div");
  const jobs = jobsView("runs");
  const element = h(
    "div",
    { class: "page runs" },
    h(
      "header",
      {},
      h("h2", {}, t("pane.runs")),
      h("span", { class: "muted" }, t("runs.lead")),
      h("span", { class: "gap" }),
      h("button", { type: "button", id: "simulate", on: { click: simulate } }, t("run.simulate") + "\u2026"),
      bin,
    ),
    jobs.element,
    body,
  );
  const drawJobs = () => void (jobs.element.hidden = !running());
  drawJobs();

  async function read() {
    try {
      runs = await get("runs");
      selected = new Set([...selected].filter((name) => runs.some((run) => run.name === name)));
      draw();
    } catch (refusal) {
      fill(body, h("p", { class: "empty", role: "alert" }, refusal instanceof Error ? refusal.message : ""));
    }
  }

  function draw() {
    bin.disabled = selected.size === 0;
    if (!runs.length) return fill(body, h("p", { class: "empty" }, t("runs.none")));
    const heads = [
      t("run.name"),
      t("kind"),
      t("run.when"),
      t("run.title"),
      t("run.figures"),
      ">" + t("run.size"),
      t("download"),
      "",
    ];
    return fill(body, table({ data: { testid: "runs" } }, heads, runs.map(line)));
  }

  /** @param {RunView} run */
  function line(run) {
    const tick = h("input", {
      type: "checkbox",
      id: "select " + run.name,
      "aria-label": t("run.select", { name: run.name }),
      checked: selected.has(run.name),
      on: { change: () => ((selected = toggled(selected, run.name)), draw()) },
    });
    const path = `runs/${encodeURIComponent(run.name)}/download/`;
    const files = FILES.filter((kind) => run.kind === "run" || kind === "html").map((kind) =>
      h("a", { href: address(path + kind), download: "" }, kind.toUpperCase()),
    );
    const schedule = h("button", { type: "button", class: "link", on: { click: () => gtfs(path + "gtfs") } }, "GTFS\u2026");
    const repeat = () => void begin({ kind: "repeat", run: run.name });
    const whole = !run.fault;
    return row(
      { "aria-selected": String(selected.has(run.name)), data: { run: run.name } },
      [tick, " ", run.name],
      [
        t(`kind.${run.kind}`),
        date(run.when),
        [run.title, whole ? null : h("p", { class: "problems" }, run.fault)],
        run.figures.map((one) =>
          h("span", { class: "chip" }, `${one.name} `, h("b", {}, figure(one.value)), one.unit ? ` ${one.unit}` : ""),
        ),
        n(t("run.mb", { mb: run.mb })),
        whole && h("span", { class: "links" }, files, run.kind === "run" && schedule),
        n(
          whole &&
            run.kind === "run" &&
            h(
              "button",
              { type: "button", "aria-label": t("run.repeat.what", { name: run.name }), on: { click: repeat } },
              t("run.repeat"),
            ),
        ),
      ],
    );
  }

  function simulate() {
    ask({
      title: t("run.simulate"),
      apply: t("run"),
      fields: [
        numberField("days", t("param.days"), 28, { min: 1, max: 3650, step: 1 }),
        numberField("seed", t("param.seed"), 0, { min: 0, step: 1 }),
      ],
      done: (values) => begin({ kind: "simulate", ...values }),
    });
  }

  function throwAway() {
    const names = [...selected];
    ask({
      title: t("run.bin.what", { count: names.length }),
      lead: names.join(", "),
      fields: [],
      apply: t("run.bin"),
      done: async () => {
        try {
          await post("runs/bin", { names });
        } catch (refusal) {
          if (!(refusal instanceof Refusal)) throw refusal;
          return refusal.problems;
        }
        set({ message: t("run.binned", { count: names.length }) });
        selected = new Set();
        await read();
        return [];
      },
    });
  }

  void read();
  // A job that ends may have kept another run.
  const count = () => [...now().jobs.values()].filter((job) => job.state === "done").length;
  ended = count();
  const offs = [on(["jobs"], drawJobs), on(["jobs"], () => count() !== ended && ((ended = count()), void read())), jobs.stop];
  return { element, stop: () => offs.forEach((off) => off()) };
}
