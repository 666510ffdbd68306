// Numbers, dates and times of the plan as a reader of the chosen language writes them.

import { now } from "../state.js";

const DAY_S = 86_400;

const TAGS = { en: "en-GB", fr: "fr-FR" };

/** @type {Map<string, Intl.NumberFormat | Intl.DateTimeFormat>} */
const made = new Map();

/**
 * @template {Intl.NumberFormat | Intl.DateTimeFormat} T
 * @param {string} key
 * @param {(tag: string) => T} make
 * @returns {T}
 */
function kept(key, make) {
  const tag = TAGS[now().language];
  const name = tag + key;
  if (!made.has(name)) made.set(name, make(tag));
  return /** @type {T} */ (made.get(name));
}

/**
 * A number with at most so many digits behind the point.
 * @param {number} value
 * @param {number} [digits]
 */
export const number = (value, digits = 0) =>
  kept("n" + digits, (tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: digits })).format(value);

/** A number with as many digits as it deserves: 49.6, 1,020, 0.034. @param {number} value */
export function figure(value) {
  const size = Math.abs(value);
  return number(value, size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** A change with its sign; a real minus, and a plus. @param {number} value @param {(value: number) => string} [shown] */
export const signed = (value, shown = figure) => (value > 0 ? "+" : value < 0 ? "\u2212" : "\u00b1") + shown(Math.abs(value));

/** The moment of a time of the plan; the plan knows no time zones, so all are kept in UTC. @param {number} seconds */
function moment(seconds) {
  if (!Number.isFinite(seconds)) return new Date(0);
  const iso = now().graph?.midnight ?? `${now().session?.starts_on ?? "2040-01-01"}T00:00:00`;
  return new Date(Date.parse(iso.slice(0, 19) + "Z") + seconds * 1000);
}

const two = (/** @type {number} */ n) => String(n).padStart(2, "0");

/**
 * The time of day, as 08:42, with seconds only where there are some and they are wanted.
 * @param {number} seconds
 * @param {boolean} [exact]
 */
export function clock(seconds, exact = false) {
  const s = ((Math.round(seconds) % DAY_S) + DAY_S) % DAY_S;
  const text = `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}`;
  return exact && s % 60 ? `${text}:${two(s % 60)}` : text;
}

/** The day of a time: Mon 2 Jan. @param {number} seconds */
export const day = (seconds) =>
  kept("d", (tag) => new Intl.DateTimeFormat(tag, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" })).format(
    moment(seconds),
  );

/**
 * A time, with its weekday unless the plan has one day and the time is on it.
 * @param {number} seconds
 * @param {boolean} [exact]
 */
export function when(seconds, exact = false) {
  const single = (now().plan?.days ?? 1) === 1 && seconds >= 0 && seconds < DAY_S;
  if (single) return clock(seconds, exact);
  const weekday = kept("w", (tag) => new Intl.DateTimeFormat(tag, { weekday: "short", timeZone: "UTC" })).format(moment(seconds));
  return `${weekday} ${clock(seconds, exact)}`;
}

/** A duration in minutes and hours: 12 min, 3 h 05. @param {number} seconds */
export function lasting(seconds) {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const sign = seconds < 0 && minutes ? "\u2212" : "";
  if (seconds !== 0 && minutes === 0) return `${seconds < 0 ? "\u2212" : ""}${Math.abs(Math.round(seconds))} s`;
  if (minutes < 60) return `${sign}${minutes} min`;
  return `${sign}${number(Math.floor(minutes / 60))} h ${two(minutes % 60)}`;
}

/** When something happened, from an ISO date. @param {string} iso */
export function date(iso) {
  const parsed = Date.parse(iso);
  if (Number.isNaN(parsed)) return iso;
  return kept("D", (tag) => new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "short" })).format(parsed);
}

/**
 * Read a time of day as a planner types it: 8:42, 08:42:30, 0842. The answer is null if it is none.
 * @param {string} text
 * @param {number} dayNumber  1 for the first day of the plan
 */
export function readTime(text, dayNumber = 1) {
  const found = /^\s*(\d{1,2})[:.hH ]?(\d{2})(?:[:.](\d{2}))?\s*$/.exec(text);
  if (!found) return null;
  const [hours, minutes, seconds] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
  if (hours > 24 || minutes > 59 || seconds > 59) return null;
  return (dayNumber - 1) * DAY_S + hours * 3600 + minutes * 60 + seconds;
}

/** The day of the plan on which a time lies, 1 for the first. @param {number} seconds */
export const dayOf = (seconds) => Math.floor(seconds / DAY_S) + 1;

/** Whether a number takes the singular; in French none does as well. @param {number} count */
const single = (count) => (now().language === "fr" ? Math.abs(count) < 2 : count === 1);

/** A number of things. @param {number} count @param {string} one @param {string} [many] */
export const n = (count, one, many = one + "s") => `${number(count)} ${single(count) ? one : many}`;

/** An ending that agrees with a number. @param {number} count @param {string} [ending] */
export const s = (count, ending = "s") => (single(count) ? "" : ending);

/** With a capital. @param {string} text */
export const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
