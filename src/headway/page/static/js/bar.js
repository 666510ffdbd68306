// The bar at the top: what is open, the panes, undo and redo, jobs, keys, language. And the line of messages at the foot.

import { fill, h } from "./dom.js";
import { jobsView, running } from "./jobs.js";
import { showKeys } from "./keys.js";
import { drop } from "./panes/toolbar.js";
import { step } from "./plan.js";
import { keepLanguage, now, on, route, routes } from "./state.js";
import { said, t } from "./words/index.js";

/** @param {HTMLElement} bar */
export function drawBar(bar) {
  const tabs = h("nav", { class: "tabs", "aria-label": t("panes") });
  const undo = h("button", { type: "button", id: "undo", class: "icon", on: { click: () => step("undo") } }, "\u21b6");
  const redo = h("button", { type: "button", id: "redo", class: "icon", on: { click: () => step("redo") } }, "\u21b7");
  const title = h("span", { class: "title" });
  const list = jobsView("bar");
  const jobs = drop(t("jobs"), "jobs", () => [list.element]);
  const { summary } = jobs;
  const language = h(
    "select",
    {
      id: "language",
      "aria-label": t("language"),
      on: { change: () => keepLanguage(/** @type {"en" | "fr"} */ (language.value)) },
    },
    [
      ["en", "EN"],
      ["fr", "FR"],
    ].map(([value, text]) => h("option", { value, selected: value === now().language }, text)),
  );

  const drawTabs = () => {
    fill(
      tabs,
      routes().map((pane, i) =>
        h(
          "a",
          {
            href: "#" + pane,
            id: "tab-" + pane,
            "aria-current": pane === route() ? "page" : false,
            "aria-keyshortcuts": String(i + 1),
          },
          t(`pane.${pane}`),
        ),
      ),
    );
    title.textContent = now().session?.title ?? "";
  };
  const drawSteps = () => {
    const { plan, busy } = now();
    for (const [button, which] of /** @type {const} */ ([
      [undo, "undo"],
      [redo, "redo"],
    ])) {
      const what = plan?.[which];
      const label = what ? t(which === "undo" ? "undo.what" : "redo.what", { what: said(what) }) : t(which);
      button.setAttribute("aria-label", label);
      button.title = label;
      button.disabled = !what || busy;
    }
  };
  const drawJobs = () => {
    const count = running();
    fill(summary, t("jobs"), count ? h("small", {}, count) : null);
    summary.setAttribute("aria-label", t("jobs.count", { count }));
  };
  fill(
    bar,
    h(
      "a",
      {
        class: "skip",
        href: "#pane",
        on: { click: (/** @type {Event} */ event) => (event.preventDefault(), document.getElementById("pane")?.focus()) },
      },
      t("skip"),
    ),
    h("span", { class: "brand" }, t("brand")),
    title,
    tabs,
    h("span", { class: "gap" }),
    h("span", { class: "group" }, undo, redo),
    jobs.element,
    h("button", { type: "button", id: "keys", title: `${t("keys")} (?)`, on: { click: showKeys } }, t("keys")),
    language,
  );
  drawTabs();
  drawSteps();
  drawJobs();
  addEventListener("hashchange", drawTabs);
  const offs = [on(["session"], drawTabs), on(["plan", "busy"], drawSteps), on(["jobs"], drawJobs)];
  return () => {
    list.stop();
    offs.forEach((off) => off());
    removeEventListener("hashchange", drawTabs);
  };
}

/** @param {HTMLElement} foot */
export function drawStatus(foot) {
  const message = h("p", { id: "message", role: "status", "aria-live": "polite", data: { testid: "message" } });
  const health = h("p", { class: "health", data: { testid: "health" } });
  fill(foot, message, health);
  const draw = () => {
    const { plan, message: text, problems, busy } = now();
    if (message.textContent !== text) message.textContent = text;
    document.body.classList.toggle("answering", busy);
    foot.className = problems.length ? "bad" : busy ? "busy" : "";
    if (!plan) return;
    const faults = plan.violations.length;
    fill(
      health,
      h(
        "span",
        { class: faults ? "fault" : "sound", title: faults ? plan.violations.join("\n") : t("sound") },
        faults ? t("violations", { count: faults }) : t("sound.short"),
      ),
      h("span", {}, t("plan.version", { version: plan.version })),
    );
  };
  draw();
  return on(["message", "plan", "problems", "busy"], draw);
}
