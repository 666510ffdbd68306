// The graph on paper: the same drawing as an SVG of A3 with its legend, for download and for print.

import { h } from "../dom.js";
import { drawGraph } from "./draw.js";
import { CONFLICT, GHOST, INK, look, PALE, paled, restrictionLook, SOLID, waitLook } from "./looks.js";
import { SvgPainter } from "./painters.js";
import { scene } from "./scene.js";
import { now } from "../state.js";
import { day } from "../words/format.js";
import { kindOf, known, said, t } from "../words/index.js";

/** @import { Stroke } from "./looks.js" */
/** @import { Painter } from "./painter.js" */
/** @import { Window } from "./scale.js" */
/** @import { Content, Scene } from "./scene.js" */

// What lines and colours mean, in one row at the foot of the paper.

/** @typedef {{ text: string, stroke: Stroke, hatch?: import("./looks.js").Hatch }} Entry */

/**
 * The entries of the legend: only what is in the drawing.
 * @param {Content} content
 * @returns {Entry[]}
 */
export function legend(content) {
  /** @type {Map<string, Entry>} */
  const found = new Map();
  const { lines, layers, graph, ghost } = content;
  lines.trains.forEach((train, i) => {
    if (lines.shown[i] && !train.before)
      found.set(kindOf(train), { text: kindOf(train), stroke: look(train, lines.colour[i]) });
  });
  if (layers.turnbacks && graph.turnbacks.length)
    found.set("turn", { text: t("legend.turnback"), stroke: { colour: INK, width: 1.5, dash: [1.5, 3] } });
  if (content.repeats_s)
    found.set("repeats", { text: t("legend.repeats"), stroke: { colour: paled(INK, 0.4), width: 1, dash: SOLID } });
  if (ghost?.lines.train.length)
    found.set("ghost", { text: t("legend.ghost"), stroke: { colour: GHOST, width: 1.2, dash: SOLID } });
  if (content.occupation)
    found.set("blocks", {
      text: t("legend.blocks"),
      stroke: { colour: paled("#b4471f", 0.2), width: 8, dash: SOLID },
    });
  if (content.occupation?.conflicts.length)
    found.set("conflict", { text: t("legend.conflict"), stroke: { colour: CONFLICT, width: 1.5, dash: SOLID } });
  if (layers.waits)
    for (const wait of lines.waits) {
      const { key, colour } = waitLook(lines.trains[wait.train].calls[wait.call].causes[wait.cause].kind);
      found.set(key, { text: t(key), stroke: { colour, width: 6, dash: SOLID } });
    }
  if (layers.restrictions)
    for (const { kind } of graph.restrictions) {
      const { colour, hatch } = restrictionLook(kind);
      found.set("r" + kind, { text: known("kind." + kind) ?? kind, stroke: { colour, width: 1, dash: SOLID }, hatch });
    }
  return [...found.values()];
}

/** A line as an entry of the legend has it, or a box with its hatch. */
/** @param {Painter} painter @param {Entry} entry @param {number} x @param {number} y */
export function drawSample(painter, { stroke, hatch }, x, y) {
  if (hatch) {
    painter.hatch(x + 0.5, y - 5.5, 25, 11, hatch, stroke.colour);
    painter.box(x + 0.5, y - 5.5, 25, 11);
  } else {
    painter.move(x, y);
    painter.line(x + 26, y);
  }
  painter.stroke(stroke.colour, stroke.width, stroke.dash);
}

/** @param {Painter} painter @param {Scene} scene @param {number} y */
function drawLegend(painter, scene, y) {
  let x = scene.box.left;
  for (const entry of legend(scene.content)) {
    const width = painter.width(entry.text, 11) + 52;
    if (x + width > scene.width) return;
    drawSample(painter, entry, x, y);
    painter.text(x + 32, y, entry.text, { size: 11 });
    x += width;
  }
}

/** A3 landscape within its margins, in pixels of the page at 96 to the inch. */
const WIDTH = 1512;
const HEIGHT = 1040;
const TITLE = 46;
const LEGEND = 30;

const TALL = 275;
const WIDE = 400;

/** A canvas that measures how wide texts are. */
function ruler() {
  const found = h("canvas").getContext("2d");
  if (!found) throw new Error("this browser draws on no canvas");
  return found;
}

/** @param {Painter & { shift: (y: number) => void, unclip: () => void }} painter @param {Content} content @param {Window} window */
function drawPaper(painter, content, window) {
  const { session, plan } = now();
  painter.text(0, 12, session?.title ?? "", { size: 16, bold: true });
  const version = plan ? t("plan.version", { version: plan.version }) : "";
  const right = /** @type {const} */ ({ size: 12, align: "right", colour: PALE });
  painter.text(WIDTH, 12, `${content.graph.way.name}  \u00b7  ${day(window.t0)}  \u00b7  ${version}`, right);
  painter.text(0, 33, plan ? said(plan.limit) : "", { size: 12, colour: INK });
  painter.text(WIDTH, 33, plan ? said(plan.status) : "", right);
  const inner = scene(content, window, WIDTH, HEIGHT - TITLE - LEGEND, true);
  painter.shift(TITLE);
  drawGraph(painter, inner);
  painter.unclip();
  drawLegend(painter, inner, HEIGHT - LEGEND / 2);
}

/** @param {Content} content */
const titleOf = (content) => t("graph.label", { way: content.graph.way.name, trains: content.graph.trains.length });

/**
 * The drawing as the text of an SVG file.
 * @param {Content} content
 * @param {Window} window
 */
export function paperGraph(content, window) {
  const painter = new SvgPainter(ruler());
  drawPaper(painter, content, window);
  return painter.file(WIDTH, HEIGHT, titleOf(content), `width="${WIDE}mm" height="${TALL}mm"`);
}

/**
 * The drawing as a PDF of A3; null if a name in it has letters that only the print of the browser has.
 * @param {Content} content
 * @param {Window} window
 */
export async function pdfGraph(content, window) {
  const { PdfPainter } = await import("./pdf_painter.js");
  const painter = new PdfPainter(ruler());
  drawPaper(painter, content, window);
  return painter.lacks.size ? null : painter.file(WIDTH, HEIGHT, WIDE, titleOf(content));
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
