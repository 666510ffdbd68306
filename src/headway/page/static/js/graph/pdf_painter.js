// A painter for print: the same drawing as a PDF of A3, made here, with the letters that every reader of PDF has.

import { hatchLines } from "./painters.js";
import { INK, PAPER, SOLID } from "./looks.js";

/** @import { Hatch } from "./looks.js" */
/** @import { Painter, TextLook } from "./painter.js" */

/** A3 on its side, and a millimetre, in points. */
const [PAGE_WIDTH, PAGE_HEIGHT, MM] = [1190.55, 841.89, 72 / 25.4];
const FONT = "Helvetica, Arial, sans-serif";

/** Signs beyond Latin-1 that the letters of PDF have, at their places there. @type {Record<string, number>} */
const SIGNS = { "\u20ac": 0x80, "\u2026": 0x85, "\u2018": 0x91, "\u2019": 0x92, "\u201c": 0x93, "\u201d": 0x94, "\u2022": 0x95, "\u2013": 0x96, "\u2014": 0x97 };
/** Signs that others stand for as well. @type {Record<string, string>} */
const ALIKE = { "\u2212": "-", "\u202f": " ", "\u2009": " ", "\u2011": "-" };

const at = (/** @type {number} */ value) => String(Math.round(value * 100) / 100);
const rgb = (/** @type {string} */ colour) => [1, 3, 5].map((i) => at(parseInt(colour.slice(i, i + 2), 16) / 255)).join(" ");

/** @implements {Painter} */
export class PdfPainter {
  /** @param {CanvasRenderingContext2D} ruler  measures how wide texts are */
  constructor(ruler) {
    this.ruler = ruler;
    /** @type {string[]} */
    this.parts = [];
    this.path = "";
    /** Strengths of colours in use. @type {Map<number, string>} */
    this.alphas = new Map();
    /** Letters that the PDF has not. @type {Set<string>} */
    this.lacks = new Set();
  }

  /** @param {number} x @param {number} y */
  move(x, y) {
    this.path += `${at(x)} ${at(y)} m `;
  }

  /** @param {number} x @param {number} y */
  line(x, y) {
    this.path += `${at(x)} ${at(y)} l `;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  box(x, y, width, height) {
    this.path += `${at(x)} ${at(y)} ${at(width)} ${at(height)} re `;
  }

  /** @param {number} x @param {number} y @param {number} radius */
  ring(x, y, radius) {
    const [r, k] = [radius, radius * 0.5523];
    const bend = (/** @type {number[]} */ ...points) => points.map(at).join(" ") + " c ";
    this.move(x + r, y);
    this.path += bend(x + r, y + k, x + k, y + r, x, y + r) + bend(x - k, y + r, x - r, y + k, x - r, y);
    this.path += bend(x - r, y - k, x - k, y - r, x, y - r) + bend(x + k, y - r, x + r, y - k, x + r, y) + "h ";
  }

  /** @param {string} colour @param {number} width @param {readonly number[]} [dash] @param {number} [alpha] */
  stroke(colour, width, dash = SOLID, alpha = 1) {
    if (this.path) this.parts.push(`${this.strength(alpha)}${rgb(colour)} RG ${at(width)} w [${dash.join(" ")}] 0 d ${this.path}S`);
    this.path = "";
  }

  /** @param {string} colour @param {number} [alpha] */
  fill(colour, alpha = 1) {
    if (this.path) this.parts.push(`${this.strength(alpha)}${rgb(colour)} rg ${this.path}f`);
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
    const back = { left: 0, center: 0.5, right: 1 }[look.align ?? "left"] * this.width(text, size, look.bold);
    const place = look.upright ? `0 -1 -1 0 ${at(x + down)} ${at(y + back)}` : `1 0 0 -1 ${at(x - back)} ${at(y + down)}`;
    const shown = `${place} Tm (${this.letters(text)}) Tj`;
    const font = `/${look.bold ? "B" : "F"} ${size} Tf`;
    if (look.halo) this.parts.push(`${this.strength(1)}${rgb(PAPER)} RG 3 w [] 0 d BT ${font} 1 Tr ${shown} ET`);
    this.parts.push(`${this.strength(1)}${rgb(look.colour ?? INK)} rg BT ${font} 0 Tr ${shown} ET`);
  }

  /** @param {string} text @param {number} size @param {boolean} [bold] */
  width(text, size, bold = false) {
    this.ruler.font = `${bold ? "700 " : ""}${size}px ${FONT}`;
    return this.ruler.measureText(text).width;
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  clip(x, y, width, height) {
    this.parts.push(`q ${at(x)} ${at(y)} ${at(width)} ${at(height)} re W n`);
  }

  unclip() {
    this.parts.push("Q");
  }

  /** Draw all that follows further down, until unclip. @param {number} y */
  shift(y) {
    this.parts.push(`q 1 0 0 1 0 ${at(y)} cm`);
  }

  /** @param {number} alpha */
  strength(alpha) {
    if (!this.alphas.has(alpha)) this.alphas.set(alpha, `A${this.alphas.size}`);
    return `/${this.alphas.get(alpha)} gs `;
  }

  /** A text as the letters of PDF. @param {string} text */
  letters(text) {
    let found = "";
    for (const sign of text) {
      const plain = ALIKE[sign] ?? sign;
      const code = SIGNS[plain] ?? plain.charCodeAt(0);
      if (code > 255) this.lacks.add(sign);
      found += code > 255 ? "?" : "()\\".includes(plain) ? "\\" + plain : String.fromCharCode(code);
    }
    return found;
  }

  /**
   * The whole file: one page with the drawing in its middle.
   * @param {number} width
   * @param {number} height
   * @param {number} wide_mm  how wide the drawing is on paper
   * @param {string} title
   */
  async file(width, height, wide_mm, title) {
    const scale = (wide_mm * MM) / width;
    const [left, top] = [(PAGE_WIDTH - scale * width) / 2, PAGE_HEIGHT - (PAGE_HEIGHT - scale * height) / 2];
    const drawing = `${scale} 0 0 ${-scale} ${at(left)} ${at(top)} cm 2 j\n${this.parts.join("\n")}\n`;
    const packed = await squeezed(bytes(drawing));
    const states = [...this.alphas].map(([alpha, name]) => `/${name} << /ca ${alpha} /CA ${alpha} >>`).join(" ");
    const font = (/** @type {string} */ name) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
    const resources = `<< /Font << /F 5 0 R /B 6 0 R >> /ExtGState << ${states} >> >>`;
    const parts = [
      bytes("<< /Type /Catalog /Pages 2 0 R >>"),
      bytes("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
      bytes(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE_WIDTH} ${PAGE_HEIGHT}] /Contents 4 0 R /Resources ${resources} >>`),
      joined([bytes(`<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`), packed, bytes("\nendstream")]),
      bytes(font("Helvetica")),
      bytes(font("Helvetica-Bold")),
      bytes(`<< /Title (${this.letters(title)}) /Creator (Headway) >>`),
    ];
    return new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (numbered(parts))], { type: "application/pdf" });
  }
}

/** Objects with their numbers, and the table of where each begins. @param {Uint8Array[]} objects */
function numbered(objects) {
  const pieces = [bytes("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")];
  let length = pieces[0].length;
  let table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  objects.forEach((object, i) => {
    table += `${String(length).padStart(10, "0")} 00000 n \n`;
    const piece = joined([bytes(`${i + 1} 0 obj\n`), object, bytes("\nendobj\n")]);
    pieces.push(piece);
    length += piece.length;
  });
  const size = objects.length + 1;
  return joined([...pieces, bytes(`${table}trailer << /Size ${size} /Root 1 0 R /Info ${size - 1} 0 R >>\nstartxref\n${length}\n%%EOF\n`)]);
}

/** A text of letters below 256 as bytes. @param {string} text */
const bytes = (text) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

/** @param {Uint8Array[]} pieces */
function joined(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let end = 0;
  for (const piece of pieces) (whole.set(piece, end), (end += piece.length));
  return whole;
}

/** @param {Uint8Array} plain */
async function squeezed(plain) {
  const stream = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (plain)]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
