// Line and fleet: every value with its unit, source and range; changes make a new scenario, and are checked where they are typed.

import { get, post, Refusal } from "../api.js";
import { ask, textField } from "../dialog.js";
import { fill, h, svg, table } from "../dom.js";
import { set } from "../state.js";
import { number } from "../words/format.js";
import { t } from "../words/index.js";

/** @import { ScenarioView, Value } from "../../api" */
/** @import { Problem } from "../state.js" */

// The line as a schematic map: places with their tracks, and the sections between them.

const WIDTH = 1300;
const MARGIN = { left: 24, right: 70 };

/**
 * @param {ScenarioView} scenario
 * @param {(name: string) => void} choose
 */
function lineMap(scenario, choose) {
  const { places, sections } = scenario.map;
  if (!places.length) return null;
  const xs = places.map((place) => place.x);
  const ys = places.map((place) => place.y);
  const flat = Math.max(...ys) === Math.min(...ys);
  const height = flat ? 84 : 320;
  const x = (/** @type {number} */ value) =>
    MARGIN.left + ((value - Math.min(...xs)) / (Math.max(...xs) - Math.min(...xs) || 1)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (/** @type {number} */ value) =>
    flat ? 36 : 40 + ((Math.max(...ys) - value) / (Math.max(...ys) - Math.min(...ys))) * (height - 80);
  const at = new Map(places.map((place) => [place.name, place]));
  const lines = sections.flatMap((section) => {
    const [a, b] = [at.get(section.a), at.get(section.b)];
    if (!a || !b) return [];
    const told = `${section.name}: ${number(section.km)} km, ${t("tracks.count", { count: section.tracks })}`;
    return Array.from({ length: section.tracks }, (_, k) => {
      const off = (k - (section.tracks - 1) / 2) * 4;
      return svg("path", { d: `M${x(a.x)} ${y(a.y) + off}L${x(b.x)} ${y(b.y) + off}`, class: "rail" }, svg("title", {}, told));
    });
  });
  let last = -Infinity;
  const marks = [...places]
    .sort((a, b) => a.x - b.x)
    .map((place) => {
      const [px, py] = [x(place.x), y(place.y)];
      const large = place.kind === "mine" || place.kind === "port" || place.kind === "yard";
      const loops = Array.from({ length: Math.min(6, place.tracks - 1) }, (_, k) => {
        const [half, off] = [large ? 13 : 8, (k + 1) * 4];
        return svg("path", {
          d: `M${px - half - 4} ${py}L${px - half} ${py - off}H${px + half}L${px + half + 4} ${py}`,
          class: "siding",
        });
      });
      const named = px - last > 15 || large;
      if (named) last = px;
      const label = named
        ? svg("text", { x: 0, y: 0, transform: `translate(${px + 3} ${py + 9}) rotate(48)`, class: "tick" }, place.name)
        : null;
      return svg(
        "g",
        {
          class: `place ${place.kind}`,
          tabindex: "0",
          role: "button",
          "aria-label": `${place.name}, ${t("tracks.count", { count: place.tracks })}`,
          on: {
            click: () => choose(place.name),
            keydown: (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && choose(place.name),
          },
        },
        svg("title", {}, `${place.name}, ${t("tracks.count", { count: place.tracks })}`),
        loops,
        svg("rect", {
          x: px - (large ? 5 : 2.5),
          y: py - (large ? 5 : 2.5),
          width: large ? 10 : 5,
          height: large ? 10 : 5,
          rx: large ? 1 : 2.5,
        }),
        label,
      );
    });
  return svg(
    "svg",
    {
      class: "chart map",
      viewBox: `0 0 ${WIDTH} ${height + 28}`,
      role: "group",
      "aria-label": t("map.label", { name: scenario.title }),
    },
    lines,
    marks,
  );
}

/**
 * What was typed and is not saved yet; it outlives the pane.
 * @type {Map<string, { value: string | number | boolean | null, row: Value }>}
 */
const changes = new Map();
const CHECK_AFTER_MS = 250;

const wanted = () => [...changes].map(([address, { value }]) => ({ address, value }));

export function fleetPane() {
  /** @type {ScenarioView | null} */
  let scenario = null;
  let words = "";
  /** @type {Problem[]} */
  let problems = [];
  let timer = 0;
  let checked = 0;

  const map = h("div", { class: "map-box" });
  const groups = h("nav", { class: "groups", "aria-label": t("groups") });
  const values = h("div", { class: "values" });
  const count = h("span", { class: "muted", role: "status" });
  const save = h(
    "button",
    { type: "button", class: "main", id: "save-scenario", on: { click: saveAs } },
    t("save.scenario") + "\u2026",
  );
  const search = h("input", {
    type: "search",
    id: "value-search",
    placeholder: t("search.values"),
    "aria-label": t("search.values"),
    on: { input: () => ((words = search.value.toLowerCase()), draw()) },
  });
  const title = h("h2");
  const parent = h("span", { class: "muted" });
  const saved = h("p", { class: "saved", role: "status", hidden: true });
  const element = h(
    "div",
    { class: "page fleet" },
    h("header", {}, title, parent, h("span", { class: "gap" }), search, count, save),
    saved,
    map,
    h("div", { class: "split" }, groups, values),
  );

  /** @param {Value} row @param {string} group */
  const matches = (row, group) =>
    words
      .split(/\s+/)
      .every((word) => `${group} ${row.label} ${row.address} ${row.source} ${row.shown}`.toLowerCase().includes(word));

  function draw() {
    if (!scenario) return;
    title.textContent = scenario.title;
    parent.textContent = scenario.extends ? t("extends", { name: scenario.extends }) : "";
    const shown = scenario.groups
      .map((group) => ({ group, rows: group.rows.filter((row) => matches(row, group.title)) }))
      .filter(({ rows }) => rows.length);
    const heads = [t("field.name"), t("value"), t("unit"), ">" + t("range"), t("source")];
    fill(
      groups,
      shown.flatMap(({ group, rows }, i) => {
        const [kind, name] = group.key.split(".");
        const fresh = name && kind !== shown[i - 1]?.group.key.split(".")[0];
        const go = (/** @type {Event} */ event) => {
          event.preventDefault();
          document.getElementById("group " + group.key)?.scrollIntoView({ block: "start" });
        };
        return [
          fresh ? h("h4", {}, kind) : null,
          h(
            "a",
            { href: "#fleet", class: rows.some((one) => changes.has(one.address)) && "changed", on: { click: go } },
            group.title,
            h("small", {}, rows.length),
          ),
        ];
      }),
    );
    fill(
      values,
      shown.map(({ group, rows }) =>
        h(
          "section",
          { id: "group " + group.key, "aria-label": group.title },
          h("h3", {}, group.title, group.key.includes(".") ? h("small", {}, group.key.split(".")[0]) : null),
          table({}, heads, rows.map(line)),
        ),
      ),
      shown.length ? null : h("p", { class: "empty" }, t("no.values")),
    );
    tell();
  }

  /** @param {Value} row */
  function line(row) {
    const id = "value " + row.address;
    const now = changes.has(row.address) ? changes.get(row.address)?.value : row.value;
    const props = { id, "aria-label": `${row.address}`, "aria-describedby": id + " note", data: { address: row.address } };
    /** @type {HTMLElement} */
    let input;
    if (row.type === "list" || (row.value !== null && typeof row.value === "object"))
      input = h("span", { class: "shown", title: row.shown }, row.shown);
    else if (row.type === "boolean") {
      const box = h("input", {
        ...props,
        type: "checkbox",
        checked: now === true,
        on: { change: () => change(row, box.checked) },
      });
      input = box;
    } else {
      const field = h("input", {
        ...props,
        type: "text",
        class: row.type,
        value: now === null || now === undefined ? "" : String(now),
        placeholder: row.value === null ? row.shown : "",
        autocomplete: "off",
        spellcheck: "false",
        on: {
          input: () => change(row, read(row, field.value)),
          keydown: (/** @type {KeyboardEvent} */ event) => {
            if (event.key !== "Escape") return;
            field.value = row.value === null ? "" : String(row.value);
            change(row, row.value);
          },
        },
      });
      input = field;
    }
    const range = row.low !== null && row.high !== null ? t("range.of", { low: row.low, high: row.high }) : "";
    return h(
      "tr",
      { class: changes.has(row.address) ? "changed" : "", data: { row: row.address } },
      h("th", { scope: "row", title: row.address }, row.label, row.changed ? h("small", {}, "\u2022") : null),
      h("td", {}, input, h("small", { class: "note", id: id + " note", role: "alert" })),
      h("td", { class: "muted" }, row.type === "number" ? row.unit : ""),
      h("td", { class: "n muted" }, range),
      h("td", { class: "source" }, h("span", { class: `origin ${row.origin}` }, t(`origin.${row.origin}`)), row.source),
    );
  }

  /** A number where one is typed, else the text: the server reads units of its own. @param {Value} row @param {string} text */
  function read(row, text) {
    const trimmed = text.trim();
    if (trimmed === "") return null;
    const number = Number(trimmed.replace(",", "."));
    return row.type === "number" && !Number.isNaN(number) ? number : trimmed;
  }

  /** @param {Value} row @param {string | number | boolean | null} value */
  function change(row, value) {
    if (value === row.value) changes.delete(row.address);
    else changes.set(row.address, { value, row });
    values.querySelector(`tr[data-row="${CSS.escape(row.address)}"]`)?.classList.toggle("changed", changes.has(row.address));
    clearTimeout(timer);
    timer = setTimeout(() => void check(), CHECK_AFTER_MS);
    tell();
  }

  async function check() {
    const mine = ++checked;
    let found = /** @type {Problem[]} */ ([]);
    try {
      if (changes.size) await post("scenario/check", { changes: wanted() });
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      found = refusal.problems;
    }
    if (mine !== checked) return;
    problems = found;
    tell();
  }

  /** Show every problem at its field; those without a field stand above. */
  function tell() {
    for (const note of values.querySelectorAll("small.note")) note.textContent = "";
    for (const input of values.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    /** @type {string[]} */
    const rest = [];
    for (const { where, message } of problems) {
      const note = document.getElementById(`value ${where} note`);
      if (note) note.textContent = note.textContent ? `${note.textContent} ${message}` : message;
      else rest.push(where ? `${where}: ${message}` : message);
      document.getElementById("value " + where)?.setAttribute("aria-invalid", "true");
    }
    for (const { value, row } of changes.values()) {
      const note = document.getElementById(`value ${row.address} note`);
      if (!note || note.textContent || typeof value !== "number" || row.low === null || row.high === null) continue;
      if (value < row.low || value > row.high)
        note.textContent = t("range.outside", { low: row.low, high: row.high, unit: row.unit });
    }
    saved.hidden = rest.length === 0 && !saved.dataset.kept;
    if (rest.length) saved.textContent = rest.join("  ");
    saved.classList.toggle("problems", rest.length > 0);
    count.textContent = changes.size ? t("changes.count", { count: changes.size }) : t("changes.none");
    save.disabled = changes.size === 0 || problems.length > 0;
  }

  function saveAs() {
    ask({
      title: t("save.scenario"),
      lead: t("save.lead"),
      apply: t("save"),
      fields: [textField("name", t("field.name"), `${scenario?.name ?? "scenario"}-2`)],
      done: async ({ name }) => {
        try {
          const kept = await post("scenario", { name, changes: wanted() });
          changes.clear();
          saved.dataset.kept = "true";
          saved.textContent = `${t("scenario.saved", { name: kept.name })} ${t("scenario.open", { path: kept.path })}`;
          set({ message: t("scenario.saved", { name: kept.name }) });
          draw();
          return [];
        } catch (refusal) {
          if (!(refusal instanceof Refusal)) throw refusal;
          return refusal.problems;
        }
      },
    });
  }

  void get("scenario")
    .then((found) => {
      scenario = found;
      fill(
        map,
        lineMap(found, (name) => {
          search.value = name;
          words = name.toLowerCase();
          draw();
        }),
      );
      draw();
      if (changes.size) void check();
    })
    .catch((refusal) => fill(values, h("p", { class: "empty", role: "alert" }, String(refusal.message))));
  return { element, stop: () => clearTimeout(timer) };
}
