// Jobs: begun here or in another window, followed by events, and still there after the page is read again.

import { get, listen, post, remove } from "./api.js";
import { answered, onJob, refused } from "./plan.js";
import { now, set } from "./state.js";
import { said, t } from "./words/index.js";

/** @import { Job } from "../api" */

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
    follow(await post("jobs", wanted));
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
