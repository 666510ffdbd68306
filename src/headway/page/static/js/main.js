// The page begins here: who is asked, in which language, and which pane is shown.

import { get } from "./api.js";
import { drawBar, drawStatus } from "./bar.js";
import { fill, h } from "./dom.js";
import { learn, readJobs } from "./jobs.js";
import { listenToKeys } from "./keys.js";
import { graphPane, view } from "./panes/graph_pane.js";
import { follow, load } from "./plan.js";
import { keptLanguage, now, on, recall, route, set } from "./state.js";
import { speak, t } from "./words/index.js";

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
