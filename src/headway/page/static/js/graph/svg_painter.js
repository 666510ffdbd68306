// A painter for paper: the same drawing as the text of an SVG file.

import { FONT } from "./canvas_painter.js";
import { hatchLines } from "./hatch.js";
import { INK, PAPER, SOLID } from "./looks.js";

/** @import { Painter, TextLook } from "./painter.js" */
/** @import { Hatch } from "./looks.js" */

const XML = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const plain = (/** @type {string} */ text) => text.replace(/[&<>"]/g, (sign) => XML[/** @type {keyof typeof XML} */ (sign)]);
const at = (/** @type {number} */ value) => String(Math.round(value * 100) / 100);
const ANCHOR = { left: "start", center: "middle", right: "end" };

/** @implements {Painter} */
export class SvgPainter {
  /** @param {CanvasRenderingContext2D} ruler  measures how wide texts are */
  constructor(ruler) {
    this.ruler = ruler;
    /** @type {string[]} */
    this.parts = [];
    this.path = "";
    this.clips = 0;
  }

  /** @param {number} x @param {number} y */
  move(x, y) {
    this.path += `M${at(x)} ${at(y)}`;
  }

  /** @param {number} x @param {number} y */
  line(x, y) {
    this.path += `L${at(x)} ${at(y)}`;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  box(x, y, width, height) {
    this.path += `M${at(x)} ${at(y)}h${at(width)}v${at(height)}h${at(-width)}z`;
  }

  /** @param {number} x @param {number} y @param {number} radius */
  ring(x, y, radius) {
    const r = at(radius);
    this.path += `M${at(x - radius)} ${at(y)}a${r} ${r} 0 1 0 ${at(2 * radius)} 0a${r} ${r} 0 1 0 ${at(-2 * radius)} 0z`;
  }

  /** @param {string} colour @param {number} width @param {readonly number[]} [dash] @param {number} [alpha] */
  stroke(colour, width, dash = SOLID, alpha = 1) {
    const dashes = dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : "";
    const pale = alpha < 1 ? ` stroke-opacity="${alpha}"` : "";
    if (this.path)
      this.parts.push(
        `<path d="${this.path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="bevel"${dashes}${pale}/>`,
      );
    this.path = "";
  }

  /** @param {string} colour @param {number} [alpha] */
  fill(colour, alpha = 1) {
    if (this.path) this.parts.push(`<path d="${this.path}" fill="${colour}"${alpha < 1 ? ` fill-opacity="${alpha}"` : ""}/>`);
    this.path = "";
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   * @param {Hatch} kind
   * @param {string} colour
   */
  hatch(x, y, width, height, kind, colour) {
    hatchLines(this, x, y, width, height, kind);
    this.stroke(colour, 1, kind === "dots" ? [1.5, 5.5] : SOLID, 0.45);
  }

  /** @param {number} x @param {number} y @param {string} text @param {TextLook} [look] */
  text(x, y, text, look = {}) {
    const size = look.size ?? 11;
    const down = { top: 0.78, middle: 0.35, bottom: -0.2 }[look.baseline ?? "middle"] * size;
    const place = look.upright
      ? `transform="translate(${at(x)} ${at(y)}) rotate(-90)" y="${at(down)}"`
      : `x="${at(x)}" y="${at(y + down)}"`;
    const bold = look.bold ? ' font-weight="600"' : "";
    const halo = look.halo ? ` paint-order="stroke" stroke="${PAPER}" stroke-width="3"` : "";
    this.parts.push(
      `<text ${place} font-size="${size}" text-anchor="${ANCHOR[look.align ?? "left"]}"` +
        ` fill="${look.colour ?? INK}"${bold}${halo}>${plain(text)}</text>`,
    );
  }

  /** @param {string} text @param {number} size */
  width(text, size) {
    this.ruler.font = `${size}px ${FONT}`;
    return this.ruler.measureText(text).width;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  clip(x, y, width, height) {
    const name = `clip${++this.clips}`;
    this.parts.push(
      `<clipPath id="${name}"><rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}"/></clipPath>`,
      `<g clip-path="url(#${name})">`,
    );
  }

  unclip() {
    this.parts.push("</g>");
  }

  /**
   * The whole file.
   * @param {number} width
   * @param {number} height
   * @param {string} title
   * @param {string} size  attributes for its size on paper
   */
  file(width, height, title, size) {
    const head = `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}" font-family='${FONT}'>`;
    return `${head}<title>${plain(title)}</title>${this.parts.join("\n")}</svg>`;
  }
}
