// Charts with axes: speed over distance, and the plan over years.

import { svg } from "../dom.js";
import { niceStep } from "../graph/draw_ground.js";
import { figure, number } from "../words/format.js";
import { t } from "../words/index.js";

/** @import { ExpansionView, TrainDetail } from "../../api" */

/** How wide the charts are in their own units. */
const WIDTH = 1100;

// Axes, lines and steps for the small charts; all of them are SVG elements of the page.

/** @typedef {{ left: number, top: number, width: number, height: number }} Area */
/** @typedef {{ low: number, high: number, step: number, at: (value: number) => number }} Scale */

/**
 * A scale with round steps that holds all values; it ends at round values too, unless it is exact.
 * @param {number[]} values
 * @param {number} from  where its low end lies
 * @param {number} to
 * @param {number} [steps]
 * @param {boolean} [exact]
 * @returns {Scale}
 */
function scaleOf(values, from, to, steps = 5, exact = false) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = niceStep((most - least || 1) / steps);
  const low = exact ? least : Math.floor(least / step) * step;
  const high = exact ? most : Math.ceil(most / step) * step || step;
  return { low, high, step, at: (value) => from + ((value - low) / (high - low)) * (to - from) };
}

/** The values that a scale writes. @param {Scale} scale */
export function ticks({ low, high, step }) {
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) found.push(i * step || 0);
  return found;
}

/** Level lines with their values to the left. @param {Area} area @param {Scale} scale */
export const levels = (area, scale) =>
  ticks(scale).flatMap((value) => [
    svg("path", { d: `M${area.left} ${round(scale.at(value))}H${area.left + area.width}`, class: "grid" }),
    svg("text", { x: area.left - 7, y: round(scale.at(value)) + 4, class: "tick end" }, figure(value)),
  ]);

/** Values beneath. @param {Area} area @param {Scale} scale @param {(value: number) => string} [shown] */
const feet = (area, scale, shown = figure) =>
  ticks(scale).map((value) =>
    svg("text", { x: round(scale.at(value)), y: area.top + area.height + 15, class: "tick mid" }, shown(value)),
  );

/** A line through points. @param {number[]} xs @param {number[]} ys @param {Scale} x @param {Scale} y */
export const through = (xs, ys, x, y) =>
  xs.map((value, i) => `${i ? "L" : "M"}${round(x.at(value))} ${round(y.at(ys[i]))}`).join("");

/** A line that keeps each value until the next. @param {number[]} xs @param {number[]} ys @param {Scale} x @param {Scale} y */
export const stairs = (xs, ys, x, y) =>
  xs
    .map((value, i) => (i ? `H${round(x.at(value))}V${round(y.at(ys[i]))}` : `M${round(x.at(value))} ${round(y.at(ys[i]))}`))
    .join("");

/** @param {number} value */
export const round = (value) => Math.round(value * 10) / 10;

// Speed over distance with the speed limits; beneath it the heights and gradients of the line.

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

// Charts over years: the staircase of demand and what is carried, the Gantt of works, and the cash line.

/** @param {ExpansionView["stages"]} stages @param {boolean} kept  whether it is known what the line carries */
export function staircase(stages, kept) {
  const area = { left: 50, top: 24, width: WIDTH - 70, height: 240 };
  const years = stages.map((stage) => stage.year);
  const last = years[years.length - 1] + 1;
  const x = yearScale([...years, last], area);
  const y = scaleOf([0, ...stages.flatMap((stage) => [stage.demand_mt, stage.carried_mt])], area.top + area.height, area.top, 5);
  const line = (/** @type {(stage: ExpansionView["stages"][number]) => number} */ of) =>
    stairs([...years, last], [...stages.map(of), of(stages[stages.length - 1])], x, y);
  const bought = stages
    .filter((stage) => stage.bought.length)
    .map((stage) =>
      svg(
        "g",
        {},
        svg("path", { d: `M${round(x.at(stage.year))} ${y.at(0)}V${round(y.at(stage.carried_mt))}`, class: "buy" }),
        svg(
          "circle",
          { cx: round(x.at(stage.year)), cy: round(y.at(stage.carried_mt)), r: 4, class: "bought" },
          svg("title", {}, `${stage.year}: ${stage.bought.join(", ")}`),
        ),
      ),
    );
  return svg(
    "svg",
    { class: "chart", viewBox: `0 0 ${WIDTH} 296`, role: "img", "aria-label": t("plan.stairs") },
    levels(area, y),
    svg("text", { x: 0, y: 12, class: "tick" }, t("plan.mt")),
    kept ? svg("path", { d: `${line((stage) => stage.carried_mt)}V${y.at(0)}H${x.at(years[0])}z`, class: "carried" }) : null,
    kept ? svg("path", { d: line((stage) => stage.carried_mt), class: "carried-line" }) : null,
    svg("path", { d: line((stage) => stage.demand_mt), class: "demand" }),
    bought,
    svg(
      "text",
      { x: WIDTH - 20, y: 12, class: "tick end" },
      `- - ${t("plan.demand")}   \u25a0 ${t("plan.carried")}   \u25cf ${t("plan.bought").toLowerCase()}`,
    ),
    yearFeet(area, x),
  );
}

/** @param {number[]} years @param {{ left: number, width: number }} area */
const yearScale = (years, area) => {
  const [low, high] = [Math.min(...years), Math.max(...years)];
  return {
    low,
    high,
    step: Math.max(1, Math.ceil((high - low) / 14)),
    at: (/** @type {number} */ year) => area.left + ((year - low) / (high - low || 1)) * area.width,
  };
};
/** @param {{ left: number, top: number, width: number, height: number }} area @param {ReturnType<typeof yearScale>} x */
const yearFeet = (area, x) => feet(area, { ...x, high: x.low + Math.floor((x.high - x.low) / x.step) * x.step }, String);

/** @param {ExpansionView["works"]} works @param {number[]} span */
export function gantt(works, span) {
  const row = 21;
  const area = { left: 300, top: 6, width: WIDTH - 320, height: works.length * row };
  const x = yearScale([...span, ...works.flatMap((work) => [work.begin, work.end])], area);
  return svg(
    "svg",
    { class: "chart", viewBox: `0 0 ${WIDTH} ${area.height + 30}`, role: "img", "aria-label": t("plan.works") },
    Array.from({ length: Math.floor((x.high - x.low) / x.step) + 1 }, (_, i) =>
      svg("path", { d: `M${round(x.at(x.low + i * x.step))} ${area.top}V${area.top + area.height}`, class: "grid" }),
    ),
    works.flatMap((work, i) => {
      const y = area.top + i * row;
      const width = Math.max(5, x.at(work.end) - x.at(work.begin));
      const cost = `${figure(work.cost)} ${work.currency}`;
      const end = x.at(work.begin) + width;
      return [
        svg(
          "text",
          { x: area.left - 10, y: y + 14, class: "tick end" },
          work.name.length > 46 ? work.name.slice(0, 45) + "\u2026" : work.name,
        ),
        svg(
          "rect",
          { x: round(x.at(work.begin)), y: y + 4, width: round(width), height: row - 8, class: "work" },
          svg("title", {}, `${work.name}, ${work.begin} \u2013 ${work.end}, ${cost}`),
        ),
        work.cost
          ? svg(
              "text",
              {
                x: end > WIDTH - 120 ? round(x.at(work.begin)) - 6 : round(end) + 6,
                y: y + 14,
                class: end > WIDTH - 120 ? "tick end" : "tick",
              },
              cost,
            )
          : null,
      ];
    }),
    yearFeet(area, x),
  );
}

/** @param {number[]} years @param {number[]} cash */
export function cashLine(years, cash) {
  const area = { left: 60, top: 10, width: WIDTH - 80, height: 150 };
  const x = yearScale([...years, years[years.length - 1] + 1], area);
  const y = scaleOf([0, ...cash], area.top + area.height, area.top, 4);
  const wide = (x.at(years[0] + 1) - x.at(years[0])) * 0.7;
  return svg(
    "svg",
    { class: "chart", viewBox: `0 0 ${WIDTH} 186`, role: "img", "aria-label": t("plan.cash") },
    levels(area, y),
    years.map((year, i) =>
      svg(
        "rect",
        {
          x: round(x.at(year) + wide * 0.2),
          y: round(Math.min(y.at(cash[i]), y.at(0))),
          width: round(wide),
          height: round(Math.abs(y.at(cash[i]) - y.at(0))),
          class: cash[i] < 0 ? "paid" : "earned",
        },
        svg("title", {}, `${year}: ${number(cash[i], 1)}`),
      ),
    ),
    yearFeet(area, x),
  );
}
