// Dialogs: a few fields, a button that applies them, and every problem where it belongs.

import { fill, h } from "./dom.js";
import { now } from "./state.js";
import { clock, dayOf, readTime } from "./words/format.js";
import { t } from "./words/index.js";

/** @import { Problem } from "./state.js" */

/**
 * @typedef {Object} Field
 * @property {string} key
 * @property {string} label
 * @property {HTMLElement} input       what is focused
 * @property {HTMLElement} element     what is shown
 * @property {() => unknown} read      throws a text where it cannot be read
 * @property {boolean} [beside]        the label stands behind it
 */

let serial = 0;

/** @param {string} key @param {string} label @param {string} value @param {{ empty?: boolean }} [rule] @returns {Field} */
export function textField(key, label, value, rule = {}) {
  const input = h("input", { type: "text", id: `field-${++serial}`, name: key, value, autocomplete: "off", spellcheck: "false" });
  return {
    key,
    label,
    input,
    element: input,
    read: () => {
      if (!input.value.trim() && !rule.empty) throw t("bad.empty");
      return input.value.trim();
    },
  };
}

/**
 * @param {string} key
 * @param {string} label
 * @param {number} value
 * @param {{ min?: number, max?: number, step?: number | "any" }} [rule]
 * @returns {Field}
 */
export function numberField(key, label, value, rule = {}) {
  const input = h("input", { type: "number", id: `field-${++serial}`, name: key, value: String(value), step: "any", ...rule });
  return {
    key,
    label,
    input,
    element: input,
    read: () => {
      const number = Number(input.value.replace(",", "."));
      if (input.value.trim() === "" || Number.isNaN(number)) throw t("bad.number", { text: input.value });
      return number;
    },
  };
}

/**
 * @param {string} key @param {string} label @param {{ value: string, text: string }[]} choices @param {string} value
 * @param {(value: string) => void} [changed] @returns {Field}
 */
export function choiceField(key, label, choices, value, changed) {
  const input = h(
    "select",
    { id: `field-${++serial}`, name: key, on: { change: () => changed?.(input.value) } },
    choices.map((one) => h("option", { value: one.value, selected: one.value === value }, one.text)),
  );
  return { key, label, input, element: input, read: () => input.value };
}

/** @param {string} key @param {string} label @param {boolean} value @returns {Field} */
export function checkField(key, label, value) {
  const input = h("input", { type: "checkbox", id: `field-${++serial}`, name: key, checked: value });
  return { key, label, input, element: input, read: () => input.checked, beside: true };
}

/**
 * A time of the plan: time of day, and the day where there is more than one.
 * @param {string} key
 * @param {string} label
 * @param {number} seconds
 * @returns {Field}
 */
export function timeField(key, label, seconds) {
  const id = `field-${++serial}`;
  const input = h("input", {
    type: "text",
    id,
    name: key,
    class: "time",
    value: clock(seconds, true),
    inputmode: "numeric",
    autocomplete: "off",
    placeholder: "08:42",
  });
  const number = h("input", {
    type: "number",
    class: "day",
    name: key + "_day",
    value: String(dayOf(seconds)),
    "aria-label": `${label}, ${t("field.day")}`,
  });
  const needsDay = (now().plan?.days ?? 1) > 1 || dayOf(seconds) !== 1 || (now().graph?.to_s ?? 0) > 86_400;
  return {
    key,
    label,
    input,
    element: needsDay ? h("span", { class: "when" }, input, h("label", { class: "day" }, t("field.day"), number)) : input,
    read: () => {
      const found = readTime(input.value, needsDay ? Number(number.value) : 1);
      if (found === null) throw t("bad.time", { text: input.value });
      return found;
    },
  };
}

/**
 * Ask for a few values. `done` applies them and answers with what is wrong; the dialog stays open until nothing is.
 * @typedef {(values: Record<string, any>) => Promise<Problem[]> | Problem[]} Done
 * @param {{ title: string, lead?: string, fields: Field[], apply: string, done: Done }} wanted
 */
export function ask({ title, lead, fields, apply, done }) {
  const general = h("ul", { class: "problems", role: "alert" });
  /** @type {Map<string, HTMLElement>} */
  const notes = new Map();
  const rows = fields.map((field) => {
    const note = h("p", { class: "note", id: field.input.id + "-note", role: "alert" });
    notes.set(field.key, note);
    field.input.setAttribute("aria-describedby", note.id);
    const label = h("label", { for: field.input.id }, field.label);
    return h(
      "div",
      { class: field.beside ? "row beside" : "row" },
      ...(field.beside ? [field.element, label] : [label, field.element]),
      note,
    );
  });
  const tell = (/** @type {Problem[]} */ problems) => {
    for (const note of notes.values()) note.textContent = "";
    for (const field of fields) field.input.removeAttribute("aria-invalid");
    /** @type {string[]} */
    const rest = [];
    for (const { where, message } of problems) {
      const field = fields.find((one) => where === one.key || where.endsWith("." + one.key));
      if (!field) rest.push(message);
      else {
        const note = /** @type {HTMLElement} */ (notes.get(field.key));
        note.textContent = note.textContent ? `${note.textContent} ${message}` : message;
        field.input.setAttribute("aria-invalid", "true");
      }
    }
    fill(
      general,
      rest.map((message) => h("li", {}, message)),
    );
    const first = fields.find((one) => one.input.hasAttribute("aria-invalid"));
    first?.input.focus();
  };
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    /** @type {Record<string, any>} */
    const values = {};
    /** @type {Problem[]} */
    const wrong = [];
    for (const field of fields) {
      try {
        values[field.key] = field.read();
      } catch (text) {
        wrong.push({ where: field.key, message: String(text) });
      }
    }
    if (wrong.length) return tell(wrong);
    button.disabled = true;
    const problems = await done(values);
    button.disabled = false;
    if (problems.length) tell(problems);
    else box.close();
  };
  const button = h("button", { class: "main", type: "submit" }, apply);
  // Enter applies from every field, as it does in text fields by itself.
  const keydown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    form.requestSubmit();
  };
  const form = h(
    "form",
    { on: { submit, keydown } },
    h("h2", { id: "dialog-title" }, title),
    lead ? h("p", { class: "lead" }, lead) : null,
    ...rows,
    general,
    h("div", { class: "buttons" }, h("button", { type: "button", on: { click: () => box.close() } }, t("cancel")), button),
  );
  const box = open(form);
  fields[0]?.input.focus();
  if (fields[0]?.input instanceof HTMLInputElement && fields[0].input.type === "text") fields[0].input.select();
  return box;
}

/** Show something in a dialog, until it is closed; then the focus goes back. @param {HTMLElement} inside */
export function open(inside) {
  const before = document.activeElement;
  const box = h("dialog", { "aria-labelledby": "dialog-title" }, inside);
  box.addEventListener("close", () => {
    box.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  });
  box.addEventListener("pointerdown", (event) => event.target === box && box.close());
  document.body.append(box);
  box.showModal();
  return box;
}
