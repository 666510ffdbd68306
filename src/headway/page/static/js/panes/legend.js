// The legend on the screen.

import { h, svg } from "../dom.js";
import { legend } from "../graph/draw_legend.js";

/** @import { Content } from "../graph/scene.js" */

/** @param {Content | null} content */
export function legendView(content) {
  if (!content) return null;
  return h(
    "ul",
    { class: "legend" },
    legend(content).map(({ text, stroke }) =>
      h(
        "li",
        {},
        svg(
          "svg",
          { width: "34", height: "10", "aria-hidden": "true" },
          svg("path", {
            d: "M0 5H34",
            stroke: stroke.colour,
            "stroke-width": stroke.width,
            "stroke-dasharray": stroke.dash.join(" ") || "none",
          }),
        ),
        text,
      ),
    ),
  );
}
