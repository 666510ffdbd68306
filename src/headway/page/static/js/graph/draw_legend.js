// What lines and colours mean, in one row at the foot of the paper.

import { kindOf, t, known } from "../words/index.js";
import { CONFLICT, GHOST, INK, paled, SOLID, look, restrictionLook, waitLook } from "./looks.js";

/** @import { Painter } from "./painter.js" */
/** @import { Content, Scene } from "./scene.js" */
/** @import { Stroke } from "./looks.js" */

/**
 * The entries of the legend: only what is in the drawing.
 * @param {Content} content
 * @returns {{ text: string, stroke: Stroke, bar: boolean }[]}
 */
export function legend(content) {
  /** @type {Map<string, { text: string, stroke: Stroke, bar: boolean }>} */
  const found = new Map();
  const { lines, layers, graph, ghost } = content;
  lines.trains.forEach((train, i) => {
    if (lines.shown[i] && !train.before)
      found.set(kindOf(train), { text: kindOf(train), stroke: look(train, lines.colour[i]), bar: false });
  });
  if (layers.turnbacks && graph.turnbacks.length)
    found.set("turn", { text: t("legend.turnback"), stroke: { colour: INK, width: 1.5, dash: [1.5, 3] }, bar: false });
  if (ghost?.lines.train.length)
    found.set("ghost", { text: t("legend.ghost"), stroke: { colour: GHOST, width: 1.2, dash: SOLID }, bar: false });
  if (content.occupation)
    found.set("blocks", {
      text: t("legend.blocks"),
      stroke: { colour: paled("#b4471f", 0.2), width: 8, dash: SOLID },
      bar: true,
    });
  if (content.occupation?.conflicts.length)
    found.set("conflict", { text: t("legend.conflict"), stroke: { colour: CONFLICT, width: 1.5, dash: SOLID }, bar: false });
  if (layers.waits)
    for (const wait of lines.waits) {
      const { key, colour } = waitLook(lines.trains[wait.train].calls[wait.call].causes[wait.cause].kind);
      found.set(key, { text: t(key), stroke: { colour, width: 6, dash: SOLID }, bar: true });
    }
  if (layers.restrictions)
    for (const { kind } of graph.restrictions)
      found.set("r" + kind, {
        text: known("kind." + kind) ?? kind,
        stroke: { colour: restrictionLook(kind).colour, width: 6, dash: [1.5, 2] },
        bar: true,
      });
  return [...found.values()];
}

/** @param {Painter} painter @param {Scene} scene @param {number} y */
export function drawLegend(painter, scene, y) {
  let x = scene.box.left;
  for (const { text, stroke } of legend(scene.content)) {
    const width = painter.width(text, 11) + 52;
    if (x + width > scene.width) return;
    painter.move(x, y);
    painter.line(x + 26, y);
    painter.stroke(stroke.colour, stroke.width, stroke.dash);
    painter.text(x + 32, y, text, { size: 11 });
    x += width;
  }
}
