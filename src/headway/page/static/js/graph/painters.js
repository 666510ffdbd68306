// Painters: a canvas for the screen, the text of an SVG for paper; both draw the same lines, hatches and texts.

import { INK, PAPER, SOLID } from "./looks.js";

/** @import { Hatch } from "./looks.js" */
/** @import { Painter, TextLook } from "./painter.js" */

// The lines of a hatched box, cut at its edges, for any painter.

const GAP = 7;

/**
 * Add the lines of a hatch to a painter's path. They lie on a grid of the paper, so that they stand still while a box grows.
 * @param {Painter} painter
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {Hatch} kind
 */
export function hatchLines(painter, x, y, width, height, kind) {
  if (kind === "level" || kind === "dots")
    for (let at = Math.ceil(y / GAP) * GAP; at < y + height; at += GAP) (painter.move(x, at), painter.line(x + width, at));
  if (kind === "upright")
    for (let at = Math.ceil(x / GAP) * GAP; at < x + width; at += GAP) (painter.move(at, y), painter.line(at, y + height));
  if (kind === "rising" || kind === "cross") diagonals(painter, x, y, width, height, 1);
  if (kind === "falling" || kind === "cross") diagonals(painter, x, y, width, height, -1);
}

/**
 * Lines x + s y = c through a box.
 * @param {Painter} painter
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {1 | -1} s
 */
function diagonals(painter, x, y, width, height, s) {
  const corners = [x + s * y, x + width + s * (y + height), x + s * (y + height), x + width + s * y];
  const [low, high] = [Math.min(...corners), Math.max(...corners)];
  for (let c = Math.ceil(low / GAP) * GAP; c < high; c += GAP) {
    const x0 = Math.max(x, Math.min(c - s * y, c - s * (y + height)));
    const x1 = Math.min(x + width, Math.max(c - s * y, c - s * (y + height)));
    if (x1 > x0) (painter.move(x0, (c - x0) * s), painter.line(x1, (c - x1) * s));
  }
}

// A painter for the screen: draws at once on a canvas.

const FONT = '"Inter", "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans Condensed", "DejaVu Sans", sans-serif';

/** @implements {Painter} */
export class CanvasPainter {
  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} width
   * @param {number} height
   * @param {number} density  device pixels for one of the page
   */
  constructor(context, width, height, density) {
    this.context = context;
    this.font = "";
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, width, height);
    context.lineJoin = "bevel";
    context.beginPath();
  }

  /** @param {number} x @param {number} y */
  move(x, y) {
    this.context.moveTo(x, y);
  }

  /** @param {number} x @param {number} y */
  line(x, y) {
    this.context.lineTo(x, y);
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  box(x, y, width, height) {
    this.context.rect(x, y, width, height);
  }

  /** @param {number} x @param {number} y @param {number} radius */
  ring(x, y, radius) {
    this.context.moveTo(x + radius, y);
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
  }

  /** @param {string} colour @param {number} width @param {readonly number[]} [dash] @param {number} [alpha] */
  stroke(colour, width, dash = SOLID, alpha = 1) {
    const { context } = this;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.globalAlpha = alpha;
    context.setLineDash(/** @type {number[]} */ (dash));
    context.stroke();
    context.globalAlpha = 1;
    context.beginPath();
  }

  /** @param {string} colour @param {number} [alpha] */
  fill(colour, alpha = 1) {
    const { context } = this;
    context.fillStyle = colour;
    context.globalAlpha = alpha;
    context.fill();
    context.globalAlpha = 1;
    context.beginPath();
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
    const { context } = this;
    this.face(look.size ?? 11, look.bold);
    context.textAlign = look.align ?? "left";
    context.textBaseline = look.baseline ?? "middle";
    if (look.upright) {
      context.save();
      context.translate(x, y);
      context.rotate(-Math.PI / 2);
      [x, y] = [0, 0];
    }
    if (look.halo) {
      context.strokeStyle = PAPER;
      context.lineWidth = 3;
      context.setLineDash([]);
      context.strokeText(text, x, y);
    }
    context.fillStyle = look.colour ?? INK;
    context.fillText(text, x, y);
    if (look.upright) context.restore();
  }

  /** @param {string} text @param {number} size */
  width(text, size) {
    this.face(size);
    return this.context.measureText(text).width;
  }

  /** @param {number} size @param {boolean} [bold] */
  face(size, bold = false) {
    const font = `${bold ? "600 " : ""}${size}px ${FONT}`;
    if (font !== this.font) this.context.font = this.font = font;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  clip(x, y, width, height) {
    this.context.save();
    this.context.beginPath();
    this.context.rect(x, y, width, height);
    this.context.clip();
    this.context.beginPath();
    this.font = "";
  }

  unclip() {
    this.context.restore();
    this.context.beginPath();
    this.font = "";
  }
}

// A painter for paper: the same drawing as the text of an SVG file.

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

  /** Draw all that follows further down, until unclip. @param {number} y */
  shift(y) {
    this.parts.push(`<g transform="translate(0 ${y})">`);
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
