// The graph on the screen: two canvases over each other, what is in view, and one drawing a frame, only when needed.

import { h } from "../dom.js";
import { drawGraph } from "./draw.js";
import { drawOverlay } from "./overlay.js";
import { CanvasPainter } from "./painters.js";
import { meets } from "./pick.js";
import { timeAt } from "./scale.js";
import { home, scene } from "./scene.js";

/** @import { Marks } from "./overlay.js" */
/** @import { Window } from "./scale.js" */
/** @import { Content, Scene } from "./scene.js" */

const SHORTEST_S = 600;
const MARGIN_S = 6 * 3600;

export class GraphView {
  constructor() {
    this.base = h("canvas", { class: "base", "aria-hidden": "true" });
    this.top = h("canvas", { class: "top", tabindex: "0", role: "application", id: "graph-canvas", "data-testid": "graph" });
    this.frame = h("div", { class: "canvases" }, this.base, this.top);
    /** @type {Content | null} */
    this.content = null;
    /** @type {Window} */
    this.window = { t0: 0, t1: 86_400, v0: 0, v1: 1 };
    /** @type {Marks} */
    this.marks = { selected: -1, place: "", hovered: -1, drag: null, refused: false, cursor_s: null, meets: [] };
    /** @type {Scene | null} */
    this.scene = null;
    this.width = 0;
    this.height = 0;
    this.density = 1;
    this.waiting = 0;
    this.stale = { base: true, top: true };
    this.placed = false;
    this.drawn = false;
    /** @type {((window: Window) => void)[]} */
    this.watchers = [];
    /** Told what lies under the pointer. @type {((hit: import("./pick.js").Hit, at: { x: number, y: number }) => void) | null} */
    this.hovered = null;
    new ResizeObserver((entries) => this.resize(entries[0].contentRect.width, entries[0].contentRect.height)).observe(this.frame);
  }

  /**
   * Show other content. What is in view stays, except at the first time or on another way.
   * @param {Content | null} content
   */
  show(content) {
    const other = content?.graph.way.name !== this.content?.graph.way.name;
    const fresh = content?.graph !== this.content?.graph;
    this.content = content;
    if (content && (!this.placed || other)) {
      this.window = home(content.graph);
      this.placed = true;
    }
    if (content && fresh) this.marks.meets = meets(content.lines.trains, content.lines.place);
    this.draw();
  }

  /** @param {number} width @param {number} height */
  resize(width, height) {
    if (width < 1 || height < 1) return;
    this.density = Math.min(3, globalThis.devicePixelRatio || 1);
    [this.width, this.height] = [Math.floor(width), Math.floor(height)];
    for (const canvas of [this.base, this.top]) {
      canvas.width = Math.round(this.width * this.density);
      canvas.height = Math.round(this.height * this.density);
    }
    this.draw();
    this.paint();
  }

  /** Draw all again with the next frame. */
  draw() {
    this.stale.base = this.stale.top = true;
    this.ask();
  }

  /** Draw only the marks again with the next frame. @param {Partial<Marks>} [marks] */
  mark(marks) {
    Object.assign(this.marks, marks);
    this.stale.top = true;
    this.ask();
  }

  ask() {
    if (!this.waiting) this.waiting = requestAnimationFrame(() => this.paint());
  }

  paint() {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    if (!this.content || !this.width) return;
    if (this.stale.base || !this.scene) {
      this.scene = scene(this.content, this.window, this.width, this.height);
      drawGraph(this.painter(this.base), this.scene);
    }
    if (this.stale.top) drawOverlay(this.painter(this.top), this.scene, this.marks);
    this.stale.base = this.stale.top = false;
    if (!this.drawn) this.top.dataset.drawn = "true";
    this.drawn = true;
  }

  /** @param {HTMLCanvasElement} canvas */
  painter(canvas) {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("this browser draws on no canvas");
    return new CanvasPainter(context, this.width, this.height, this.density);
  }

  /**
   * Put other times in view, within reason.
   * @param {Partial<Window>} window
   */
  look(window) {
    const graph = this.content?.graph;
    if (!graph) return;
    const next = { ...this.window, ...window };
    const [least, most] = [Math.min(graph.from_s, 0) - MARGIN_S, graph.to_s + MARGIN_S];
    const span = Math.min(Math.max(next.t1 - next.t0, SHORTEST_S), most - least);
    const t0 = Math.min(Math.max(next.t0, least), most - span);
    const tall = Math.min(Math.max(next.v1 - next.v0, 0.05), 1);
    const v0 = Math.min(Math.max(next.v0, 0), 1 - tall);
    this.window = { t0, t1: t0 + span, v0, v1: v0 + tall };
    for (const watcher of this.watchers) watcher(this.window);
    this.draw();
  }

  /** Zoom about a point of the canvas. @param {number} factor @param {number} [x] */
  zoom(factor, x = this.width / 2) {
    const { scene: seen, window } = this;
    if (!seen) return;
    const about = timeAt(window, seen.box, Math.max(seen.box.left, Math.min(x, seen.box.left + seen.box.width)));
    const span = Math.max(SHORTEST_S, (window.t1 - window.t0) * factor);
    const share = (about - window.t0) / (window.t1 - window.t0);
    this.look({ t0: about - share * span, t1: about + (1 - share) * span });
  }

  /** Zoom the km about a point of the canvas. @param {number} factor @param {number} y */
  zoomPlaces(factor, y) {
    const { scene: seen, window } = this;
    if (!seen) return;
    const share = 1 - Math.max(0, Math.min(1, (y - seen.box.top) / seen.box.height));
    const about = window.v0 + share * (window.v1 - window.v0);
    const tall = Math.min(1, Math.max(0.05, (window.v1 - window.v0) * factor));
    this.look({ v0: about - share * tall, v1: about + (1 - share) * tall });
  }

  /** Pan by pixels. @param {number} dx @param {number} [dy] */
  pan(dx, dy = 0) {
    const { scene: seen, window } = this;
    if (!seen) return;
    const seconds = (dx / seen.box.width) * (window.t1 - window.t0);
    const share = (dy / seen.box.height) * (window.v1 - window.v0);
    this.look({ t0: window.t0 - seconds, t1: window.t1 - seconds, v0: window.v0 + share, v1: window.v1 + share });
  }

  /** The whole plan, as at first. */
  reset() {
    const graph = this.content?.graph;
    if (graph) this.look({ t0: graph.from_s, t1: graph.to_s, v0: 0, v1: 1 });
  }

  /** Bring a time into view, if it is not. @param {number} time */
  reveal(time) {
    const { t0, t1 } = this.window;
    if (time >= t0 && time <= t1) return;
    this.look({ t0: time - (t1 - t0) / 2, t1: time + (t1 - t0) / 2 });
  }

  /**
   * Pan and zoom a number of frames and tell how long each took [ms], from one frame to the next; for benchmarks. The first half
   * pans to and fro, the second half zooms in and out. What is in view is put back at the end.
   * @param {number} [count]
   * @returns {Promise<{ between_ms: number[], drawing_ms: number[] }>}
   */
  async frames(count = 120) {
    const before = { ...this.window };
    /** @type {number[]} */
    const between_ms = [];
    /** @type {number[]} */
    const drawing_ms = [];
    let last = await new Promise(requestAnimationFrame);
    for (let i = 0; i < count; i++) {
      const half = Math.floor(count / 2);
      const began = performance.now();
      if (i < half) this.pan(i % 40 < 20 ? -12 : 12);
      else this.zoom((i - half) % 40 < 20 ? 0.96 : 1 / 0.96, this.width / 2);
      this.paint();
      drawing_ms.push(performance.now() - began);
      const time = await new Promise(requestAnimationFrame);
      between_ms.push(time - last);
      last = time;
    }
    this.look(before);
    return { between_ms, drawing_ms };
  }
}
