// The server's addresses: every request goes through here, with the token on all that change anything.

import { now } from "./state.js";

/** @import { Problem } from "./state.js" */

/** A refusal of the server: its status, and every problem that it named. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {Problem[]} problems
   */
  constructor(status, problems) {
    super(problems.map((problem) => problem.message).join(" "));
    this.status = status;
    this.problems = problems;
  }
}

const ROOT = "api/1/";

/**
 * The address of a resource, with its query; parameters that are empty are left out.
 * @param {string} path
 * @param {Record<string, string | number | null | undefined>} [query]
 */
export function address(path, query = {}) {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== "") search.set(key, String(value));
  return ROOT + path + (search.size ? "?" + search : "");
}

/**
 * Read a resource.
 * @param {string} path
 * @param {Record<string, string | number | null | undefined>} [query]
 * @returns {Promise<any>}
 */
export const get = (path, query) => request("GET", address(path, query));

/**
 * Ask for a change.
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<any>}
 */
export const post = (path, body) => request("POST", ROOT + path, body);

/** @param {string} path */
export const remove = (path) => request("DELETE", ROOT + path);

/**
 * @param {string} method
 * @param {string} url
 * @param {unknown} [body]
 */
async function request(method, url, body) {
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  const token = now().session?.token;
  if (method !== "GET" && token) headers["x-headway-token"] = token;
  let answer;
  try {
    answer = await fetch(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Refusal(0, [{ where: "", message: "" }]);
  }
  const text = await answer.text();
  /** @type {any} */
  let data = null;
  try {
    data = text ? JSON.parse(text) : null;
  } catch {
    data = null;
  }
  if (answer.ok) return data;
  throw new Refusal(answer.status, problemsOf(data, answer.status, text));
}

/**
 * Every problem that an answer names, in any of the shapes in which a server refuses.
 * @param {any} data
 * @param {number} status
 * @param {string} text
 * @returns {Problem[]}
 */
function problemsOf(data, status, text) {
  if (Array.isArray(data?.problems))
    return data.problems.map((/** @type {any} */ p) => (typeof p === "string" ? { where: "", message: p } : p));
  if (Array.isArray(data?.detail))
    return data.detail.map((/** @type {any} */ d) => ({ where: (d.loc ?? []).slice(1).join("."), message: String(d.msg) }));
  if (typeof data?.detail === "string") return [{ where: "", message: data.detail }];
  return [{ where: "", message: text && text.length < 300 && !text.startsWith("<") ? text : String(status) }];
}

/**
 * Listen to a stream of events; the browser goes on from the last one it saw when the line was cut.
 * @param {string} path
 * @param {(data: any) => boolean | void} then  answers true when it has heard enough
 */
export function listen(path, then) {
  const source = new EventSource(ROOT + path);
  source.addEventListener("message", (event) => {
    if (then(JSON.parse(event.data))) source.close();
  });
  return source;
}
