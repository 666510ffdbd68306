// The graph on paper: the same drawing as an SVG of A3, for download and for print.

import { SvgPainter } from "./svg_painter.js";
import { drawGraph } from "./draw.js";
import { drawLegend } from "./draw_legend.js";
import { scene } from "./scene.js";
import { said, t } from "../words/index.js";
import { day } from "../words/format.js";
import { now } from "../state.js";
import { INK, PALE } from "./looks.js";
import { h } from "../dom.js";

/** @import { Content } from "./scene.js" */
/** @import { Window } from "./scale.js" */

/** A3 landscape within its margins, in pixels of the page at 96 to the inch. */
const WIDTH = 1512;
const HEIGHT = 1040;
const TITLE = 46;
const LEGEND = 30;

/**
 * The drawing as the text of an SVG file.
 * @param {Content} content
 * @param {Window} window
 */
export function paperGraph(content, window) {
  const ruler = h("canvas").getContext("2d");
  if (!ruler) throw new Error("this browser draws on no canvas");
  const painter = new SvgPainter(ruler);
  const { session, plan } = now();
  painter.text(0, 12, session?.title ?? "", { size: 16, bold: true });
  painter.text(WIDTH, 12, `${content.graph.way.name}  \u00b7  ${day(window.t0)}`, { size: 12, align: "right", colour: PALE });
  painter.text(0, 33, plan ? said(plan.limit) : "", { size: 12, colour: INK });
  const inner = scene(content, window, WIDTH, HEIGHT - TITLE - LEGEND, true);
  painter.parts.push(`<g transform="translate(0 ${TITLE})">`);
  drawGraph(painter, inner);
  painter.parts.push("</g>");
  drawLegend(painter, inner, HEIGHT - LEGEND / 2);
  return painter.file(
    WIDTH,
    HEIGHT,
    t("graph.label", { way: content.graph.way.name, trains: content.graph.trains.length }),
    'width="400mm" height="275mm"',
  );
}

/** Give something to the reader as a file. @param {string} name @param {string | Blob} content @param {string} kind */
export function download(name, content, kind) {
  const url = URL.createObjectURL(new Blob([content], { type: kind }));
  const link = h("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Put the drawing where only print shows it. @param {string} text */
export function layForPrint(text) {
  const drawing = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  document.getElementById("print")?.replaceChildren(document.importNode(drawing, true));
}
