// The list of trains: the same data as the graph, to be read, sorted and gone through by keys.

import { fill, h } from "../dom.js";
import { colours } from "../graph/looks.js";
import { classKey } from "../graph/scene.js";
import { now, on, set } from "../state.js";
import { lasting, when } from "../words/format.js";
import { kindOf, t } from "../words/index.js";

/** @import { Train } from "../../api" */

/** How long a train waits in all. @param {Train} train */
export const waitOf = (train) => train.calls.reduce((sum, call) => sum + call.wait_s, 0);

/** Trains in the order in which they depart, those of hidden classes left out. */
export function ordered() {
  const { graph, hiddenClasses } = now();
  return [...(graph?.trains ?? [])]
    .filter((train) => !hiddenClasses.has(classKey(train)))
    .sort((a, b) => a.calls[0].departs_s - b.calls[0].departs_s);
}

const COLUMNS = /** @type {const} */ (["train", "departs", "arrives", "waits"]);

/** The list, which follows the selection and makes it. */
export function trainList() {
  let wanted = "";
  /** @type {{ by: (typeof COLUMNS)[number], down: boolean }} */
  let order = { by: "departs", down: false };
  const search = h("input", {
    type: "search",
    id: "train-search",
    placeholder: t("search.trains"),
    "aria-label": t("search.trains"),
    on: { input: () => ((wanted = search.value.toLowerCase()), draw()) },
  });
  const body = h("tbody");
  const heads = COLUMNS.map((column) =>
    h(
      "th",
      { scope: "col", class: column === "train" ? "" : "n" },
      h(
        "button",
        { type: "button", on: { click: () => ((order = { by: column, down: order.by === column && !order.down }), draw()) } },
        t(column),
      ),
    ),
  );
  const table = h(
    "table",
    { class: "list trains", "aria-label": t("trains"), data: { testid: "trains" }, on: { keydown: move } },
    h("thead", {}, h("tr", {}, heads)),
    body,
  );
  const element = h("div", { class: "train-list" }, search, h("div", { class: "scroll" }, table));

  const value = (/** @type {Train} */ train) => {
    const last = train.calls[train.calls.length - 1];
    return { train: train.name, departs: train.calls[0].departs_s, arrives: last.arrives_s, waits: waitOf(train) }[order.by];
  };

  function draw() {
    const { graph, plan, moved, train: selected } = now();
    const palette = colours((graph?.trains ?? []).map((train) => train.train_class));
    const changed = new Set(moved.map((move) => move.train));
    const locked = new Set(plan?.locked);
    const rows = ordered().filter((train) => train.name.toLowerCase().includes(wanted) || train.train_class.includes(wanted));
    rows.sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) * (order.down ? -1 : 1));
    heads.forEach((head, i) =>
      head.setAttribute("aria-sort", COLUMNS[i] === order.by ? (order.down ? "descending" : "ascending") : "none"),
    );
    fill(
      body,
      rows.map((train) => {
        const key = h("i", {
          class: `key ${train.ore && !train.loaded ? "dashed" : ""}`,
          title: kindOf(train),
          style: { "--colour": palette.get(train.train_class) },
        });
        const marks = [locked.has(train.name) ? t("locked") : "", changed.has(train.name) ? t("moved") : ""].filter(Boolean);
        return h(
          "tr",
          {
            id: "row " + train.name,
            tabindex: train.name === selected || (!selected && train === rows[0]) ? "0" : "-1",
            "aria-selected": String(train.name === selected),
            class: train.before ? "before" : "",
            data: { train: train.name },
            on: { click: () => set({ train: train.name, place: train.calls[0].place }) },
          },
          h(
            "th",
            { scope: "row", title: `${train.name}, ${kindOf(train)}` },
            key,
            train.name,
            marks.length ? h("small", {}, marks.join(", ")) : null,
          ),
          h("td", { class: "n" }, when(train.calls[0].departs_s)),
          h("td", { class: "n" }, when(train.calls[train.calls.length - 1].arrives_s)),
          h("td", { class: "n" }, waitOf(train) ? lasting(waitOf(train)) : ""),
        );
      }),
      rows.length ? null : h("tr", {}, h("td", { colspan: "4", class: "empty" }, t("no.trains"))),
    );
  }

  function select() {
    const { train } = now();
    for (const row of body.rows) {
      const mine = row.dataset.train === train;
      row.setAttribute("aria-selected", String(mine));
      row.tabIndex = mine || (!train && row === body.rows[0]) ? 0 : -1;
      if (mine) show(row);
    }
  }

  /** Scroll the list, and nothing else, until a row is seen. @param {HTMLElement} row */
  function show(row) {
    const around = /** @type {HTMLElement} */ (table.parentElement);
    const [top, bottom] = [row.offsetTop - 28, row.offsetTop + row.offsetHeight];
    if (top < around.scrollTop) around.scrollTop = top;
    else if (bottom > around.scrollTop + around.clientHeight) around.scrollTop = bottom - around.clientHeight;
  }

  /** @param {KeyboardEvent} event */
  function move(event) {
    const row = event.target instanceof HTMLElement ? event.target.closest("tr[data-train]") : null;
    if (!(row instanceof HTMLTableRowElement)) return;
    const next = {
      ArrowDown: row.nextElementSibling,
      ArrowUp: row.previousElementSibling,
      Home: body.firstElementChild,
      End: body.lastElementChild,
    }[event.key];
    const to = event.key === "Enter" || event.key === " " ? row : next;
    if (!(to instanceof HTMLTableRowElement) || !to.dataset.train) return;
    event.preventDefault();
    event.stopPropagation();
    const train = now().graph?.trains.find((one) => one.name === to.dataset.train);
    if (train) set({ train: train.name, place: train.calls[0].place });
    to.focus();
  }

  draw();
  select();
  const offs = [on(["graph", "plan", "moved", "hiddenClasses"], () => (draw(), select())), on(["train"], select)];
  return { element, stop: () => offs.forEach((off) => off()) };
}
