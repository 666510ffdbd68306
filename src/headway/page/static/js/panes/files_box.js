// The plan as files, this drawing as a file, and print.

import { address } from "../api.js";
import { ask, textField } from "../dialog.js";
import { h } from "../dom.js";
import { download, paperGraph } from "../graph/paper.js";
import { t } from "../words/index.js";

/** @import { GraphView } from "../graph/view.js" */

const FILES = /** @type {const} */ (["svg", "pdf", "xlsx", "csv", "html", "displib"]);

/** @param {GraphView} view */
export function filesBox(view) {
  const item = (/** @type {string} */ text, /** @type {() => void} */ click) =>
    h("li", {}, h("button", { type: "button", on: { click } }, text));
  const drawing = () => view.content && download("train-graph.svg", paperGraph(view.content, view.window), "image/svg+xml");
  return h(
    "ul",
    { class: "files" },
    item(t("download.this"), drawing),
    FILES.map((kind) => h("li", {}, h("a", { href: address("plan/download/" + kind), download: "" }, t(`file.${kind}`)))),
    item(t("file.gtfs") + "\u2026", () => gtfs("plan/download/gtfs")),
    item(t("print"), () => print()),
  );
}

/** GTFS wants to know of whom and where it is. @param {string} path */
export function gtfs(path) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  ask({
    title: t("gtfs.title"),
    apply: t("download"),
    fields: [textField("url", t("gtfs.url"), "https://"), textField("timezone", t("gtfs.timezone"), zone)],
    done: async ({ url, timezone }) => {
      const answer = await fetch(address(path, { url, timezone }));
      if (!answer.ok) return (await answer.json()).problems;
      download("timetable.gtfs.zip", await answer.blob(), "application/zip");
      return [];
    },
  });
}
