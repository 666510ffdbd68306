// The plan on the page: read it, edit it, undo and redo, and say what an answer did. What is in view is never touched here.

import { get, listen, post, Refusal } from "./api.js";
import { meetElsewhere } from "./graph/pick.js";
import { now, on, set } from "./state.js";
import { editSays, known, said, t } from "./words/index.js";

/** @import { Edit, EditAnswer, Job, PlanView } from "../api" */
/** @import { Problem } from "./state.js" */

/** Read the plan and everything that is drawn of it; the first one may still be in the making. */
export async function load() {
  for (;;) {
    await opened();
    try {
      await draw(await get("plan"));
      return;
    } catch (refusal) {
      if (!(refusal instanceof Refusal) || refusal.status !== 503) throw refusal;
      await new Promise((done) => setTimeout(done, 700));
    }
  }
}

/** Wait until the server has made its first plan, and say how far it is. */
async function opened() {
  const opening = (await get("jobs")).find((/** @type {Job} */ job) => job.kind === "opening" && job.state !== "done");
  if (!opening) return;
  if (opening.state === "failed")
    throw new Refusal(
      422,
      opening.problems.map((/** @type {string} */ message) => ({ where: "", message })),
    );
  await new Promise((done) =>
    listen(`jobs/${encodeURIComponent(opening.id)}/events`, (/** @type {Job} */ job) => {
      set({ message: `${said(job.title)}\u2026 ${job.text}` });
      if (job.state === "running" || job.state === "waiting") return false;
      done(null);
      return true;
    }),
  );
}

/** Read what is drawn of a plan, and show all of it at once. @param {PlanView} plan */
async function draw(plan) {
  const { way, layers } = now();
  const [graph, piles, ghost, occupation] = await Promise.all([
    get("plan/graph", { way }),
    get("plan/piles"),
    layers.ghost ? readGhost() : null,
    layers.occupation ? get("plan/occupation", { way }) : null,
  ]);
  const { train, ghostOf } = now();
  const there = graph.trains.some((/** @type {{ name: string }} */ one) => one.name === train);
  set({ plan, graph, piles, ghost, occupation, ghostOf, train: there ? train : "" });
}

const readGhost = () => get("plan/ghost", { way: now().way, of: now().ghostOf }).catch(() => null);

/** Read again what is drawn, since another way or layer is wanted. */
async function redraw() {
  const { plan } = now();
  if (plan) await draw(plan).catch((refusal) => (set({ way: now().graph?.way.name ?? "" }), refused(refusal)));
}

let asked = 0;

/** Wait until the step before has its answer: each step is made on the plan that the one before left. */
async function turn() {
  while (now().busy) await new Promise((done) => setTimeout(done, 20));
}

/**
 * Ask for edits, as one step. The answer tells whether they were taken.
 * @param {Edit[]} edits
 * @param {{ release?: number[], what?: string, quiet?: boolean, rest?: "hold" | "around" }} [more]  quiet: whoever asks shows
 *   the problems himself
 * @returns {Promise<{ taken: boolean, problems: Problem[] }>}
 */
export async function edit(edits, { release = [], what = "", quiet = false, rest = now().rest } = {}) {
  await turn();
  const { plan, seconds } = now();
  if (!plan) return { taken: false, problems: [] };
  const words = what || edits.map(editSays).join(t("and"));
  const mine = ++asked;
  // A quick answer needs no "planning...": it would only flicker.
  set({ busy: true, problems: [], again: null });
  setTimeout(() => now().busy && mine === asked && set({ message: t("answering") }), 250);
  try {
    const answer = await post("plan/edits", {
      version: plan.version,
      edits,
      release,
      rest,
      ...(rest === "around" ? { seconds } : {}),
    });
    if ("state" in answer)
      (set({ jobs: new Map(now().jobs).set(answer.id, answer), side: "what", message: said(answer.title) }), jobHook(answer));
    else await answered(answer, words, edits);
    return { taken: true, problems: [] };
  } catch (refusal) {
    const problems = await refused(refusal, quiet);
    if (rest === "hold" && !quiet && problems.length) set({ again: () => edit(edits, { release, what, rest: "around" }) });
    return { taken: false, problems };
  } finally {
    set({ busy: false });
  }
}

/** Called with a job that an edit began; set by the jobs, which know how to follow it. @type {(job: Job) => void} */
let jobHook = () => {};
/** @param {(job: Job) => void} follow */
export const onJob = (follow) => void (jobHook = follow);

/** @param {"undo" | "redo"} which */
export async function step(which) {
  await turn();
  const { plan } = now();
  if (!plan || !plan[which]) {
    if (plan && !plan[which]) set({ message: t(which === "undo" ? "nothing.undo" : "nothing.redo") });
    return;
  }
  set({ busy: true, problems: [] });
  const words = `${t(which === "undo" ? "answer.undone" : "answer.redone")}: ${said(plan[which])}`;
  try {
    await answered(await post("plan/" + which, { version: plan.version }), words);
  } catch (refusal) {
    await refused(refusal);
  } finally {
    set({ busy: false });
  }
}

/** What the last answer did to the orders of trains. */
export function ordersSay() {
  const { orders } = now();
  return orders > 0 ? t("orders.meets", { count: orders }) : t(orders ? "orders.other" : "orders.kept");
}

/** What an edit wanted, and when its train leaves if that is later. @param {string} what @param {Edit[]} edits */
function became(what, [edit]) {
  if (edit?.kind !== "depart") return what;
  const leaves = now().graph?.trains.find((train) => train.name === edit.train)?.calls[0].departs_s ?? 0;
  return leaves - edit.at_s < 60 ? what : t("answer.only", { what, at_s: leaves });
}

/**
 * Show the plan that answers an edit, and say which trains it moved.
 * @param {EditAnswer} answer
 * @param {string} what
 * @param {Edit[]} [edits]
 */
export async function answered(answer, what, edits = []) {
  const moved = [...answer.moved].sort((a, b) => b.most_s - a.most_s);
  const before = now().graph;
  await draw(answer.plan);
  const { graph, side } = now();
  const elsewhere = before && graph ? meetElsewhere(before, graph) : 0;
  set({ moved, orders: answer.kept_orders ? 0 : elsewhere || -1, side: moved.length ? "moved" : side });
  const others = moved.filter((move) => !move.is_new);
  const [first] = others;
  const most = { count: others.length, train: first?.train, most_s: first?.most_s };
  const values = { what: became(what, edits), orders: ordersSay(), seconds: answer.seconds, ...most };
  set({ message: t(others.length ? "answer.some" : "answer.none", values), problems: [] });
}

/**
 * Say why something was refused. A stale version is read anew.
 * @param {unknown} refusal
 * @param {boolean} [quiet]
 * @returns {Promise<Problem[]>}
 */
export async function refused(refusal, quiet = false) {
  if (!(refusal instanceof Refusal)) throw refusal;
  if (refusal.status === 409) {
    await draw(await get("plan"));
    set({ message: t("stale", { version: now().plan?.version ?? "" }) });
    return [];
  }
  if (refusal.status === 0) {
    set({ message: t("failed"), problems: [{ where: "", message: t("failed") }] });
    return now().problems;
  }
  const problems = refusal.status === 429 ? [{ where: "", message: t("too.many") }] : refusal.problems;
  set({
    message: t("refused", { first: problems[0]?.message ?? "", more: problems.length - 1 }),
    problems: quiet ? [] : problems,
  });
  return problems;
}

/**
 * Hear what happens on the server: bounds that are found, plans that others change, jobs.
 * @param {(id: string) => void} jobChanged
 */
export function follow(jobChanged) {
  listen("events", (event) => {
    const { plan, busy } = now();
    if (event.event === "job") jobChanged(event.id);
    if (!plan) return;
    if (event.event === "bound" && event.version === plan.version)
      void get("plan").then((fresh) => fresh.version === now().plan?.version && set({ plan: fresh }));
    if (event.event === "plan" && event.version !== plan.version && !busy) void elsewhere(event.version);
  });
}

/** @param {number} version */
async function elsewhere(version) {
  // The answer of an own edit may be under way: only what is still unknown then came from elsewhere.
  await new Promise((done) => setTimeout(done, 400));
  if (now().busy || now().plan?.version === version) return;
  await draw(await get("plan")).catch(() => {});
  set({ message: t("changed.elsewhere", { version: now().plan?.version ?? version }) });
}

on(["layers", "way", "ghostOf"], () => {
  const { layers, ghost, occupation, graph, way, ghostOf, plan } = now();
  if (!graph || !plan) return;
  const missing =
    (layers.ghost && (!ghost || ghost.version !== plan.version || (ghostOf !== null && ghost.of !== ghostOf))) ||
    (layers.occupation && (!occupation || occupation.version !== plan.version));
  if (missing || (way && graph.way.name !== way)) void redraw();
});

/** What a problem is about, as a planner calls it: the field of an edit, or the address of a value. @param {Problem} problem */
export function whereSays({ where }) {
  const field = where.split(".").pop() ?? "";
  return known("field." + field.replace(/_s$/, "")) ?? where;
}
