// Speed over distance with the speed limits; beneath it the heights and gradients of the line.

import { svg } from "../dom.js";
import { number } from "../words/format.js";
import { t } from "../words/index.js";
import { feet, levels, round, scaleOf, stairs, through } from "./axes.js";

/** @import { TrainDetail } from "../../api" */

const WIDTH = 1000;

/** @param {string} train @param {NonNullable<TrainDetail["run"]>} run */
export function speedChart(train, run) {
  const area = { left: 48, top: 22, width: WIDTH - 60, height: 170 };
  const ground = { left: 48, top: 226, width: WIDTH - 60, height: 74 };
  const x = scaleOf(run.km, area.left, area.left + area.width, 10, true);
  const y = scaleOf([0, ...run.limit_kmh, ...run.kmh], area.top + area.height, area.top, 4);
  const h = scaleOf(run.height_m, ground.top + ground.height, ground.top, 2);
  const steepest = Math.max(1, ...run.gradient_permil.map(Math.abs));
  const shades = run.km.slice(0, -1).map((km, i) => {
    const gradient = run.gradient_permil[i];
    return svg("rect", {
      x: round(x.at(km)),
      y: ground.top,
      width: Math.max(0.2, round(x.at(run.km[i + 1]) - x.at(km))),
      height: ground.height,
      class: gradient > 0 ? "climb" : "fall",
      "fill-opacity": round((Math.abs(gradient) / steepest) * 4) / 10,
    });
  });
  return svg(
    "svg",
    { class: "chart", viewBox: `0 0 ${WIDTH} 326`, role: "img", "aria-label": t("speed.label", { train }) },
    levels(area, y),
    svg("text", { x: 0, y: 12, class: "tick" }, t("speed.kmh")),
    svg("path", { d: stairs(run.km, run.limit_kmh, x, y), class: "limit" }),
    svg("path", { d: through(run.km, run.kmh, x, y), class: "speed" }),
    svg("text", { x: WIDTH - 12, y: 12, class: "tick end" }, `${t("speed.speed")} \u2014   ${t("speed.limit")} - -`),
    shades,
    levels(ground, h),
    svg("text", { x: 0, y: 218, class: "tick" }, `${t("speed.height")};  ${t("gradient")} \u2264 ${number(steepest, 1)}`),
    svg("path", { d: through(run.km, run.height_m, x, h), class: "height" }),
    feet(ground, x, (km) => `${number(km)} km`),
  );
}
