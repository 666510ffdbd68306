// Trains: the calls of one train as a table to be edited in place, why it waits, and how it runs.

import { get } from "../api.js";
import { speedChart } from "../charts/charts.js";
import { fill, h, n, row, select, table } from "../dom.js";
import { waitLook } from "../graph/looks.js";
import { ordered, trainList } from "./train_list.js";
import { edit } from "../plan.js";
import { now, on, set } from "../state.js";
import { clock, dayOf, figure, lasting, number, readTime, when } from "../words/format.js";
import { causeSays, kindOf, t } from "../words/index.js";

/** @import { Call, Edit, Train, TrainDetail } from "../../api" */

/** How far an edit reaches: the call, all stops from there on, and all days. */
const scope = { onwards: false, all_days: false };

/** @param {Call} call */
const why = (call) =>
  call.causes.map((cause) =>
    h("span", { class: "cause" }, h("i", { style: { "--colour": waitLook(cause.kind).colour } }), causeSays(cause)),
  );

/** Say beneath a field what is wrong with it; what was wanted stays in it. */
/** @param {HTMLElement} field @param {HTMLElement} note @param {import("../state.js").Problem[]} problems */
function tell(field, note, problems) {
  note.textContent = problems.map((one) => one.message).join(" ");
  if (problems.length) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

/**
 * A cell that is typed in: Enter or leaving applies it, Escape puts the old value back.
 * @param {string} label
 * @param {string} value
 * @param {(text: string) => Edit | string} read  the edit, or what is wrong
 */
function cell(label, value, read) {
  const note = h("small", { class: "note", role: "alert" });
  const input = h("input", {
    type: "text",
    class: "cell",
    value,
    "aria-label": label,
    title: t("edit.in.place"),
    autocomplete: "off",
  });
  const apply = async () => {
    if (input.value.trim() === value) return;
    const wanted = read(input.value.trim());
    tell(input, note, []);
    tell(
      input,
      note,
      typeof wanted === "string" ? [{ where: "", message: wanted }] : (await edit([wanted], { quiet: true })).problems,
    );
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") void apply();
    else if (event.key === "Escape") {
      input.value = value;
      tell(input, note, []);
    } else return;
    event.stopPropagation();
  });
  input.addEventListener("change", () => void apply());
  return h("span", { class: "editable" }, input, note);
}

/** @param {Train} train */
function calls(train) {
  const days = scope.all_days ? { all_days: true } : {};
  const rows = train.calls.map((call, k) => {
    const [first, last] = [k === 0, k === train.calls.length - 1];
    const tracks = now().graph?.way.places.find((one) => one.name === call.place)?.tracks ?? [];
    const departs = (/** @type {string} */ text) => {
      const at_s = readTime(text.replace(/^\D+\s/, ""), dayOf(call.departs_s));
      if (at_s === null) return t("bad.time", { text });
      if (first) return /** @type {Edit} */ ({ kind: "depart", train: train.name, at_s, ...days });
      return /** @type {Edit} */ ({
        kind: "dwell",
        train: train.name,
        place: call.place,
        at_least_s: Math.max(0, at_s - call.arrives_s),
        ...(scope.onwards ? { onwards: true } : {}),
        ...days,
      });
    };
    const dwell = (/** @type {string} */ text) => {
      const minutes = Number(text.replace(",", "."));
      if (Number.isNaN(minutes) || minutes < 0) return t("bad.number", { text });
      return /** @type {Edit} */ ({
        kind: "dwell",
        train: train.name,
        place: call.place,
        at_least_s: Math.round(minutes * 60),
        ...(scope.onwards ? { onwards: true } : {}),
        ...days,
      });
    };
    const refused = h("small", { class: "note", role: "alert" });
    const choose = async () => {
      const wanted = /** @type {Edit} */ ({ kind: "track", train: train.name, place: call.place, track: track.value, ...days });
      tell(track, refused, (await edit([wanted], { quiet: true })).problems);
    };
    const track = select(
      { class: "cell", "aria-label": t("cell.track", { place: call.place }), on: { change: choose } },
      tracks.map((one) => one.name),
      call.track,
    );
    const stood = call.departs_s - call.arrives_s;
    const leaves = () =>
      train.before
        ? when(call.departs_s, true)
        : cell(t("cell.departs", { place: call.place }), clock(call.departs_s, true), departs);
    return row(
      {
        class: stood || first || last ? "stop" : "passes",
        "aria-selected": String(call.place === now().place),
        data: { place: call.place },
      },
      h("button", { type: "button", class: "link", on: { click: () => set({ place: call.place }) } }, call.place),
      [
        n(number(call.y)),
        tracks.length > 1 && !train.before ? h("span", { class: "editable" }, track, refused) : call.track,
        n(first ? "" : when(call.arrives_s, true)),
        n(last ? "" : leaves()),
        n(
          first || last || train.before
            ? ""
            : cell(t("cell.dwell", { place: call.place }), stood ? figure(stood / 60) : "", dwell),
        ),
        n(call.wait_s ? lasting(call.wait_s) : ""),
        h("td", { class: "why" }, why(call)),
      ],
    );
  });
  const heads = [
    t("place"),
    ">km",
    t("track"),
    ">" + t("arrives"),
    ">" + t("departs"),
    `>${t("dwell")}, ${t("minutes")}`,
    ">" + t("wait"),
    t("why"),
  ];
  return table({ class: "calls", "aria-label": t("calls"), data: { testid: "calls" } }, heads, rows);
}

/** @param {TrainDetail} detail */
function chain(detail) {
  if (!detail.chain.length) return h("p", { class: "empty" }, t("chain.none"));
  return h(
    "ol",
    { class: "chain" },
    detail.chain.map((link) =>
      h(
        "li",
        {},
        h(
          "button",
          { type: "button", class: "link", on: { click: () => set({ train: link.train, place: link.place }) } },
          link.train,
        ),
        h("span", { class: "cause" }, h("i", { style: { "--colour": waitLook(link.kind).colour } }), causeSays(link)),
        h("span", { class: "muted" }, `${link.place}, ${when(link.begin_s)} \u2013 ${when(link.until_s)}`),
      ),
    ),
  );
}

export function trainsPane() {
  const list = trainList();
  const main = h("section", { class: "detail", "aria-label": t("train") });
  let asked = 0;

  async function draw() {
    const mine = ++asked;
    const train = now().graph?.trains.find((one) => one.name === now().train);
    if (!train) return fill(main, h("p", { class: "empty" }, t("train.select")));
    const further = h("div", { class: "further" });
    const box = (/** @type {"onwards" | "all_days"} */ key, /** @type {string} */ text) =>
      h(
        "label",
        { class: "check" },
        h("input", {
          type: "checkbox",
          id: "scope-" + key,
          checked: scope[key],
          on: { change: () => (scope[key] = !scope[key]) },
        }),
        text,
      );
    fill(
      main,
      h(
        "header",
        {},
        h("h2", {}, train.name),
        h("span", { class: "muted" }, kindOf(train)),
        now().plan?.locked.includes(train.name) ? h("span", { class: "badge" }, t("locked")) : null,
        h("span", { class: "gap" }),
        h(
          "fieldset",
          { class: "scope" },
          h("legend", {}, t("field.scope")),
          box("onwards", t("scope.onwards")),
          box("all_days", t("field.all_days.short")),
        ),
      ),
      h("div", { class: "scroll" }, calls(train)),
      further,
    );
    const detail = await get("plan/trains/" + encodeURIComponent(train.name), { way: now().way }).catch(() => null);
    if (mine !== asked || !detail) return;
    fill(
      further,
      ...facts(detail),
      h("h3", {}, t("chain")),
      chain(detail),
      h("h3", {}, t("speed")),
      detail.run ? speedChart(train.name, detail.run) : h("p", { class: "empty" }, t("no.run")),
    );
  }

  /** @param {TrainDetail} detail */
  function facts(detail) {
    const rows = [
      [t("transit"), lasting(detail.transit_s)],
      [t("alone"), lasting(detail.alone_s)],
      [t("waits"), lasting(detail.wait_s)],
    ];
    if (detail.run)
      rows.push([t("running"), lasting(detail.run.running_s)], [t("energy"), `${number(detail.run.energy_kwh)} kWh`]);
    if (detail.run?.fuel_l) rows.push([t("fuel"), `${number(detail.run.fuel_l)} ${t("litres")}`]);
    return [
      h(
        "dl",
        { class: "facts" },
        rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
      ),
    ];
  }

  const [first] = ordered().sort((a, b) => Number(a.before) - Number(b.before));
  if (!now().train && first) set({ train: first.name, place: "" });
  void draw();
  const offs = [
    on(["train", "graph", "plan"], () => void draw()),
    on(["place"], () =>
      main
        .querySelectorAll("tr[data-place]")
        .forEach((row) =>
          row.setAttribute("aria-selected", String(row instanceof HTMLElement && row.dataset.place === now().place)),
        ),
    ),
  ];
  return {
    element: h("div", { class: "two" }, h("aside", { class: "narrow", "aria-label": t("trains") }, list.element), main),
    stop: () => (list.stop(), offs.forEach((off) => off())),
  };
}
