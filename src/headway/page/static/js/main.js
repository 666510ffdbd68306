// The page begins here: its bar and its line of messages, who is asked, in which language, and which pane is shown.

import { get } from "./api.js";
import { fill, h } from "./dom.js";
import { jobsView, learn, readJobs, running } from "./jobs.js";
import { listenToKeys, showKeys } from "./keys.js";
import { graphPane, view } from "./panes/graph_pane.js";
import { drop } from "./panes/toolbar.js";
import { follow, load, step } from "./plan.js";
import { keepLanguage, keptLanguage, now, on, recall, route, routes, set } from "./state.js";
import { said, speak, t } from "./words/index.js";

// The bar at the top: what is open, the panes, undo and redo, jobs, keys, language. And the line of messages at the foot.

/** @param {HTMLElement} bar */
function drawBar(bar) {
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
function drawStatus(foot) {
  const message = h("p", { id: "message", role: "status", "aria-live": "polite", data: { testid: "message" } });
  const health = h("p", { class: "health", data: { testid: "health" } });
  fill(foot, message, health);
  const draw = () => {
    const { plan, message: text, problems, busy } = now();
    if (message.textContent !== text) message.textContent = message.title = text;
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

/** @typedef {{ element: HTMLElement, stop: () => void }} Shown */

/**
 * The panes; all but the first screen are fetched when they are opened.
 * @type {Record<import("./state.js").Pane, () => Shown | Promise<Shown>>}
 */
const PANES = {
  graph: graphPane,
  trains: async () => (await import("./panes/trains_pane.js")).trainsPane(),
  fleet: async () => (await import("./panes/fleet_pane.js")).fleetPane(),
  compare: async () => (await import("./panes/compare_pane.js")).comparePane(),
  runs: async () => (await import("./panes/runs_pane.js")).runsPane(),
  plan: async () => (await import("./panes/plan_pane.js")).planPane(),
};

const part = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @type {(() => void)[]} */
let stops = [];
/** @type {Shown | null} */
let shown = null;
let asked = 0;

async function drawPane() {
  const mine = ++asked;
  const name = route();
  const next = await PANES[name]();
  if (mine !== asked) return next.stop();
  shown?.stop();
  shown = next;
  part("pane").replaceChildren(next.element);
  document.body.dataset.pane = name;
  document.title = `${now().session?.title ?? "Headway"} \u2013 ${t(`pane.${name}`)}`;
}

/** Draw everything anew, as in another language. */
async function drawAll() {
  await speak(now().language);
  document.documentElement.lang = now().language;
  stops.forEach((stop) => stop());
  stops = [drawBar(part("bar")), drawStatus(part("status"))];
  await drawPane();
}

/** The language that was chosen here, else that of the command, else that of the browser. @param {string | null} command */
const languageOf = (command) => ((keptLanguage() ?? command ?? navigator.language).toLowerCase().startsWith("fr") ? "fr" : "en");

async function begin() {
  recall();
  try {
    const session = await get("session");
    set({ session, language: languageOf(session.language) });
    await drawAll();
    listenToKeys();
    addEventListener("hashchange", () => void drawPane().then(() => part("pane").focus({ preventScroll: true })));
    on(["language"], () => void drawAll());
    follow((id) => void learn(id));
    void readJobs().catch(() => {});
    await load();
    set({ message: "" });
  } catch (refusal) {
    await speak(now().language);
    fill(
      part("pane"),
      h("p", { class: "waiting", role: "alert" }, refusal instanceof Error && refusal.message ? refusal.message : t("failed")),
    );
  }
}

/** What programs may ask of the page: the state, the view, and frames for benchmarks (see GraphView.frames). */
Object.assign(window, {
  headwayPage: {
    state: now,
    view,
    frames: (/** @type {number} */ count) => view.frames(count),
    ready: () => now().graph !== null && view.scene !== null,
  },
});

void begin();
