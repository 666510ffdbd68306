// The line as a schematic map: places with their tracks, and the sections between them.

import { svg } from "../dom.js";
import { number } from "../words/format.js";
import { t } from "../words/index.js";

/** @import { ScenarioView } from "../../api" */

const WIDTH = 1300;
const MARGIN = { left: 24, right: 70 };

/**
 * @param {ScenarioView} scenario
 * @param {(name: string) => void} choose
 */
export function lineMap(scenario, choose) {
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
