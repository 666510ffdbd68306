// Jobs, and the questions that begin them: what if, how far each job is, and what it found.

import { get, listen, post, remove } from "./api.js";
import { fill, h, n, row, table } from "./dom.js";
import { answered, onJob, refused } from "./plan.js";
import { now, on, set } from "./state.js";
import { figure, signed } from "./words/format.js";
import { known, said, t } from "./words/index.js";

/** @import { Job, WhatIfKind, WhatIfResult } from "../api" */

// Jobs: begun here or in another window, followed by events, and still there after the page is read again.

/** Jobs whose events are heard. @type {Set<string>} */
const heard = new Set();
/** Jobs that the reader put away. @type {Set<string>} */
const dismissed = new Set();

const active = (/** @type {Job} */ job) => job.state === "waiting" || job.state === "running";

/** @param {Job} job */
function know(job) {
  if (!dismissed.has(job.id)) set({ jobs: new Map(now().jobs).set(job.id, job) });
}

/** Hear of a job until it has ended. @param {Job} job */
export function follow(job) {
  know(job);
  if (heard.has(job.id) || !active(job)) return;
  heard.add(job.id);
  listen(`jobs/${encodeURIComponent(job.id)}/events`, (/** @type {Job} */ next) => {
    know(next);
    if (active(next)) return false;
    heard.delete(job.id);
    void ended(next);
    return true;
  });
}

/** @param {Job} job */
async function ended(job) {
  const what = said(job.title);
  if (job.state === "done" && job.result?.plan && job.result?.moved) await answered(job.result, what);
  else if (job.state === "failed")
    set({ message: `${t("job.ended", { what, state: t("job.failed") })} ${job.problems[0] ?? ""}` });
  else set({ message: t("job.ended", { what, state: t(job.state === "done" ? "job.done" : "job.cancelled") }) });
}

/** Read all jobs, and hear of those that have not ended. */
export async function readJobs() {
  for (const job of await get("jobs")) follow(job);
}

/** A job of which nothing is known yet. @param {string} id */
export async function learn(id) {
  if (heard.has(id)) return;
  const job = await get("jobs/" + encodeURIComponent(id)).catch(() => null);
  if (job) follow(job);
}

/** Begin a job. @param {Record<string, unknown>} wanted */
export async function begin(wanted) {
  try {
    const job = await post("jobs", wanted);
    follow(job);
    set({ message: said(job.title) + "\u2026" });
    return [];
  } catch (refusal) {
    return refused(refusal);
  }
}

/** @param {string} id */
export async function cancel(id) {
  await remove("jobs/" + encodeURIComponent(id)).catch(refused);
}

/** Put a job that has ended out of sight. @param {string} id */
export function dismiss(id) {
  dismissed.add(id);
  const jobs = new Map(now().jobs);
  jobs.delete(id);
  set({ jobs });
}

/** The jobs, the latest first. */
export const listed = () =>
  [...now().jobs.values()]
    .filter((job) => job.kind !== "opening" || active(job))
    .sort((a, b) => (active(a) === active(b) ? b.begun.localeCompare(a.begun) : active(a) ? -1 : 1));
export const running = () => [...now().jobs.values()].filter(active).length;

onJob(follow);

// What if, and jobs: questions that a simulation answers, how far it is, and what it found.

// Jobs as cards: what runs, how far it is, and what came out.

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

// What if: each question with its parameters and a button; the answers are the jobs beneath.

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
