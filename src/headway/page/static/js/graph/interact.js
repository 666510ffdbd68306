// The hand on the graph: wheel, pan, pick, drag a departure, drag a meet, draw a box, and the menu.

import { possession } from "../actions.js";
import { groundMenu, placeMenu, trainMenu } from "./menus.js";
import { pick } from "./pick.js";
import { nearestPlace, timeAt } from "./scale.js";
import { edit } from "../plan.js";
import { now, on, set, toggled } from "../state.js";

/** @import { Hit } from "./pick.js" */
/** @import { GraphView } from "./view.js" */

const CLICK_PX = 4;
const SNAP_S = 60;

/**
 * Listen to the pointer. The answer begins the mode in which a box is drawn.
 * @param {GraphView} view
 * @param {(on: boolean) => void} boxMode  told when the mode ends
 */
export function listenToPointer(view, boxMode) {
  const canvas = view.top;
  /** @type {{ hit: Hit, x: number, y: number, lastX: number, lastY: number, moved: boolean, box: boolean } | null} */
  let down = null;
  let boxing = false;
  /** @type {{ x: number, y: number } | null} */
  let hoverAt = null;

  const spot = (/** @type {MouseEvent} */ event) => ({ x: event.offsetX, y: event.offsetY });
  const hitAt = (/** @type {number} */ x, /** @type {number} */ y) =>
    view.scene ? pick(view.scene, view.marks.meets, x, y) : /** @type {Hit} */ ({ kind: "none" });
  const minute = (/** @type {number} */ time) => Math.round(time / SNAP_S) * SNAP_S;

  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const { x, y } = spot(event);
      const factor = Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.004);
      if (event.altKey || event.ctrlKey) view.zoomPlaces(factor, y);
      else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) view.pan(-(event.deltaX || event.deltaY));
      else view.zoom(factor, x);
    },
    { passive: false },
  );

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !view.scene) return;
    const { x, y } = spot(event);
    canvas.setPointerCapture(event.pointerId);
    down = { hit: hitAt(x, y), x, y, lastX: x, lastY: y, moved: false, box: boxing };
  });

  canvas.addEventListener("pointermove", (event) => {
    const { x, y } = spot(event);
    if (!down) {
      if (!hoverAt) requestAnimationFrame(hover);
      hoverAt = { x, y };
      return;
    }
    if (!down.moved && Math.hypot(x - down.x, y - down.y) < CLICK_PX) return;
    if (!down.moved) view.hovered?.({ kind: "none" }, { x, y });
    down.moved = true;
    drag(x, y, event.shiftKey);
    [down.lastX, down.lastY] = [x, y];
  });

  const hover = () => {
    const at = hoverAt;
    hoverAt = null;
    if (!at || down) return;
    const hit = hitAt(at.x, at.y);
    const train = hit.kind === "train" || hit.kind === "meet" ? hit.train : -1;
    canvas.dataset.hit = boxing ? "box" : hit.kind === "train" && hit.first && movable(hit.train) ? "first" : hit.kind;
    if (train !== view.marks.hovered) view.mark({ hovered: train });
    view.hovered?.(hit, at);
  };

  /** Trains of the evening before have run already. @param {number} train */
  const movable = (train) => !view.content?.lines.trains[train].before;

  /** @param {number} x @param {number} y @param {boolean} fine */
  function drag(x, y, fine) {
    const { scene } = view;
    if (!down || !scene) return;
    const { hit } = down;
    const {
      box,
      window,
      content: { scale, lines },
    } = scene;
    const time = timeAt(window, box, x);
    if (down.box) {
      const [from, to] = [nearestPlace(scale, scene.nodeY, down.y).place, nearestPlace(scale, scene.nodeY, y).place];
      const times = [minute(timeAt(window, box, down.x)), minute(time)].sort((a, b) => a - b);
      view.mark({
        drag: { kind: "box", from: Math.min(from, to), to: Math.max(from, to), begin_s: times[0], end_s: times[1], x, y },
      });
    } else if (hit.kind === "train" && hit.first && movable(hit.train)) {
      const departs = lines.trains[hit.train].calls[0].departs_s;
      const by = time - timeAt(window, box, down.x);
      view.mark({
        drag: { kind: "depart", train: hit.train, at_s: fine ? Math.round(departs + by) : minute(departs + by), x, y },
      });
    } else if (hit.kind === "meet") {
      const served = (/** @type {number} */ train) => new Set(lines.trains[train].calls.map((call) => call.place));
      const [a, b] = [served(hit.meet.train), served(hit.meet.other)];
      const both = scale.visible.filter(
        (i) => a.has(view.content?.graph.way.places[i].name ?? "") && b.has(view.content?.graph.way.places[i].name ?? ""),
      );
      const { place } = nearestPlace({ ...scale, visible: both }, scene.nodeY, y);
      if (place >= 0) view.mark({ drag: { kind: "meet", meet: hit.meet, place, x, y } });
    } else view.pan(x - down.lastX, y - down.lastY);
  }

  canvas.addEventListener("pointerup", (event) => {
    const was = down;
    down = null;
    if (!was || !view.scene) return;
    if (was.moved) drop();
    else click(was.hit);
  });
  canvas.addEventListener("pointercancel", () => {
    down = null;
    view.mark({ drag: null });
  });
  canvas.addEventListener("pointerleave", () => {
    hoverAt = null;
    if (!down) view.mark({ hovered: -1 });
    view.hovered?.({ kind: "none" }, { x: 0, y: 0 });
  });
  canvas.addEventListener("dblclick", (event) => {
    const hit = hitAt(event.offsetX, event.offsetY);
    if (hit.kind === "ground") view.reset();
  });

  // What is wanted stays in the picture until it is answered, and after a refusal until that is put away.
  on(["problems", "busy"], () => {
    const refused = now().problems.length > 0;
    if (view.marks.drag && !down) view.mark(refused || now().busy ? { refused } : { drag: null });
  });

  /** What a drag asks for, once the hand lets go. */
  function drop() {
    const { drag: dropped } = view.marks;
    const scene = view.scene;
    if (!dropped || !scene) return;
    const { lines, graph } = scene.content;
    const name = (/** @type {number} */ place) => graph.way.places[place].name;
    const gone = () => view.mark({ drag: null });
    if (dropped.kind === "depart") {
      const train = lines.trains[dropped.train];
      set({ train: train.name, place: train.calls[0].place });
      if (dropped.at_s === train.calls[0].departs_s) return gone();
      return void edit([{ kind: "depart", train: train.name, at_s: dropped.at_s }]);
    }
    if (dropped.kind === "meet") {
      const [train, other] = [lines.trains[dropped.meet.train].name, lines.trains[dropped.meet.other].name];
      if (name(dropped.place) === dropped.meet.place) return gone();
      return void edit([{ kind: "meet", train, other, place: name(dropped.place) }]);
    }
    leaveBox();
    gone();
    if (dropped.end_s > dropped.begin_s)
      possession({ from_place: name(dropped.from), to_place: name(dropped.to), begin_s: dropped.begin_s, end_s: dropped.end_s });
  }

  /** @param {Hit} hit */
  function click(hit) {
    const graph = view.content?.graph;
    if (!graph) return;
    if (hit.kind === "name") set({ openPlaces: toggled(now().openPlaces, graph.way.places[hit.place].name) });
    else if (hit.kind === "train" || hit.kind === "meet") {
      const train = graph.trains[hit.train];
      set({ train: train.name, place: train.calls[Math.max(0, hit.call)].place });
    } else if (hit.kind === "ground") set({ train: "", place: "" });
    canvas.focus({ preventScroll: true });
  }

  canvas.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    const { x, y } = spot(event);
    const hit = hitAt(x, y);
    click(hit.kind === "name" ? { kind: "none" } : hit);
    if (hit.kind === "train") trainMenu(event.clientX, event.clientY, null);
    else if (hit.kind === "meet") trainMenu(event.clientX, event.clientY, hit.meet);
    else if (hit.kind === "name" && view.content)
      placeMenu(event.clientX, event.clientY, view.content.graph.way.places[hit.place].name);
    else if (hit.kind === "ground" && view.content && view.scene)
      groundMenu(event.clientX, event.clientY, view.content.graph.way.places[hit.place].name, hit.time);
  });

  const leaveBox = () => {
    boxing = false;
    canvas.dataset.hit = "ground";
    view.mark({ drag: null });
    boxMode(false);
  };
  return {
    box: (/** @type {boolean} */ wanted) => {
      if (!wanted) return leaveBox();
      boxing = true;
      canvas.dataset.hit = "box";
      return boxMode(true);
    },
    boxing: () => boxing,
    /** Give up what is being dragged. */
    drop: () => {
      down = null;
      view.mark({ drag: null });
    },
  };
}
