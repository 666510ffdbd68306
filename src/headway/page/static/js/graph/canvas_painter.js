// A painter for the screen: draws at once on a canvas.

import { hatchLines } from "./hatch.js";
import { INK, PAPER, SOLID } from "./looks.js";

/** @import { Painter, TextLook } from "./painter.js" */
/** @import { Hatch } from "./looks.js" */

export const FONT = '"Inter", "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans Condensed", "DejaVu Sans", sans-serif';

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
