// A scene is all that one drawing of the graph needs: data as flat arrays, scales, what is in view, and where on the paper.

import { colours, look, waitLook } from "./looks.js";
import { heights, placeScale } from "./scale.js";

/** @import { Ghost, Graph, Occupation, Piles, Train } from "../../api" */
/** @import { Stroke } from "./looks.js" */
/** @import { Box, PlaceScale, Window } from "./scale.js" */
/** @import { Layer, State } from "../state.js" */

// The data of a graph as flat arrays that a frame can be drawn from at once: lines by look, waits by colour, names, stops.

/**
 * A piece of line that one train draws without a break.
 * @typedef {Object} Lines
 * @property {Float64Array} t      time of every point
 * @property {Uint16Array} node    node of every point
 * @property {Int32Array} start    first point of every piece, and one more for the end
 * @property {Int32Array} train    the train of every piece
 */

/**
 * @typedef {Object} Layout
 * @property {Train[]} trains
 * @property {Map<string, number>} number          number of a train by its name
 * @property {Lines} lines
 * @property {{ stroke: Stroke, from: number, to: number, key: string }[]} batches   pieces of one look lie together
 * @property {string[]} colour                      colour of each train
 * @property {boolean[]} shown
 * @property {{ begin: number, end: number, node: number, colour: string, train: number, call: number, cause: number }[]} waits
 * @property {{ train: number, t: number, node: number, up: boolean }[]} ends
 * @property {{ train: number, call: number, node: number, rises: boolean }[]} stops
 * @property {Map<string, number>} place            number of a place by its name
 * @property {{ train: number, t: number, node: number }[]} through   tracks of opened places that trains pass without a stop
 */

/**
 * @param {Graph} graph
 * @param {PlaceScale} scale
 * @param {Set<string>} hiddenClasses
 * @returns {Layout}
 */
export function layout(graph, scale, hiddenClasses) {
  const place = new Map(graph.way.places.map((p, i) => [p.name, i]));
  const onPaper = new Set(scale.visible);
  const palette = colours(graph.trains.map((train) => train.train_class));
  const colour = graph.trains.map((train) => palette.get(train.train_class) ?? "#555555");
  const shown = graph.trains.map((train) => !hiddenClasses.has(classKey(train)));
  const order = graph.trains.map((_, i) => i).filter((i) => shown[i]);
  const keyOf = (/** @type {number} */ i) => `${graph.trains[i].before ? 0 : 1} ${classKey(graph.trains[i])}`;
  order.sort((a, b) =>
    keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : graph.trains[a].calls[0].departs_s - graph.trains[b].calls[0].departs_s,
  );

  /** @type {number[]} */
  const t = [];
  /** @type {number[]} */
  const node = [];
  /** @type {number[]} */
  const start = [];
  /** @type {number[]} */
  const whose = [];
  /** @type {Layout["batches"]} */
  const batches = [];
  /** @type {Layout["waits"]} */
  const waits = [];
  /** @type {Layout["ends"]} */
  const ends = [];
  /** @type {Layout["stops"]} */
  const stops = [];
  /** @type {Layout["through"]} */
  const through = [];

  for (const i of order) {
    const train = graph.trains[i];
    const key = keyOf(i);
    const last = batches[batches.length - 1];
    if (last?.key !== key) batches.push({ stroke: look(train, colour[i]), from: start.length, to: start.length, key });
    const seen = train.calls.map((call, k) => ({ k, p: place.get(call.place) ?? -1 })).filter(({ p }) => p < 0 || onPaper.has(p));
    /** @type {{ k: number, p: number }[]} */
    let piece = [];
    const finish = () => {
      if (piece.length > 1) {
        start.push(t.length);
        whose.push(i);
        const rises = piece[piece.length - 1].p > piece[0].p;
        piece.forEach(({ k, p }, j) => {
          const call = train.calls[k];
          const base = scale.first[p];
          const from = j === 0 ? p - (rises ? 1 : -1) : piece[j - 1].p;
          const to = j === piece.length - 1 ? p + (rises ? 1 : -1) : piece[j + 1].p;
          const enters = base + (from < p ? 0 : 1);
          const leaves = base + (to > p ? 1 : 0);
          if (scale.open[p]) {
            const track = trackNode(graph, scale, p, call.track);
            if (j > 0) (t.push(call.arrives_s), node.push(enters));
            t.push(call.arrives_s, call.departs_s);
            node.push(track, track);
            if (j < piece.length - 1) (t.push(call.departs_s), node.push(leaves));
            if (call.departs_s === call.arrives_s) through.push({ train: i, t: call.arrives_s, node: track });
          } else {
            t.push(call.arrives_s);
            node.push(enters);
            if (call.departs_s !== call.arrives_s) (t.push(call.departs_s), node.push(leaves));
          }
          const stands = scale.open[p] ? trackNode(graph, scale, p, call.track) : enters;
          if (call.departs_s > call.arrives_s || j === 0 || j === piece.length - 1)
            stops.push({ train: i, call: k, node: stands, rises });
          let since = call.departs_s - call.wait_s;
          call.causes.forEach((cause, c) => {
            if (cause.until_s > since)
              waits.push({
                begin: since,
                end: cause.until_s,
                node: stands,
                colour: waitLook(cause.kind).colour,
                train: i,
                call: k,
                cause: c,
              });
            since = Math.max(since, cause.until_s);
          });
        });
        const [head, tail] = [piece[0], piece[piece.length - 1]];
        ends.push({ train: i, t: train.calls[head.k].departs_s, node: scale.first[head.p] + (rises ? 0 : 1), up: !rises });
        ends.push({ train: i, t: train.calls[tail.k].arrives_s, node: scale.first[tail.p] + (rises ? 1 : 0), up: rises });
      }
      piece = [];
    };
    for (const call of seen) call.p < 0 ? finish() : piece.push(call);
    finish();
    batches[batches.length - 1].to = start.length;
  }
  start.push(t.length);
  return {
    trains: graph.trains,
    number: new Map(graph.trains.map((train, i) => [train.name, i])),
    lines: {
      t: Float64Array.from(t),
      node: Uint16Array.from(node),
      start: Int32Array.from(start),
      train: Int32Array.from(whose),
    },
    batches,
    colour,
    shown,
    through,
    waits: waits.sort((a, b) => (a.colour < b.colour ? -1 : a.colour > b.colour ? 1 : a.begin - b.begin)),
    ends: ends.sort((a, b) => a.t - b.t),
    stops: stops.sort((a, b) => graph.trains[a.train].calls[a.call].arrives_s - graph.trains[b.train].calls[b.call].arrives_s),
    place,
  };
}

/**
 * By what trains are filtered: the class, and for ore whether they are loaded.
 * @param {Pick<Train, "train_class" | "ore" | "loaded">} train
 */
export const classKey = (train) => `${train.train_class}|${train.ore ? (train.loaded ? "loaded" : "empty") : ""}`;

/**
 * The node of a track of a place; of an unknown one the first.
 * @param {Graph} graph
 * @param {PlaceScale} scale
 * @param {number} place
 * @param {string} track
 */
function trackNode(graph, scale, place, track) {
  const number = graph.way.places[place].tracks.findIndex((one) => one.name === track);
  return scale.first[place] + 2 + Math.max(0, number);
}

/**
 * What does not change while one pans and zooms.
 * @typedef {Object} Content
 * @property {Graph} graph
 * @property {PlaceScale} scale
 * @property {Layout} lines
 * @property {Layout | null} ghost
 * @property {Occupation | null} occupation
 * @property {Piles | null} piles
 * @property {Record<Layer, boolean>} layers
 * @property {Map<string, string>} palette     colours by class
 * @property {Set<string>} locked
 * @property {number} repeats_s   after how long the plan repeats; 0 if it does not
 * @property {number} above    pixels for the names above the lines
 * @property {number} beneath
 */

/**
 * @typedef {Object} Scene
 * @property {Content} content
 * @property {Window} window
 * @property {Box} box           where the lines of trains are
 * @property {Box | null} pileBox
 * @property {Float32Array} nodeY
 * @property {number} width      of the whole drawing
 * @property {number} height
 * @property {boolean} paper     whether it is for print
 */

/**
 * @param {Readonly<State>} state
 * @returns {Content | null}
 */
export function content(state) {
  const { graph } = state;
  if (!graph) return null;
  const scale = placeScale(graph, state.axis, state.hiddenPlaces, state.openPlaces);
  /** @type {Ghost | null} */
  const ghost = state.layers.ghost ? state.ghost : null;
  const lines = layout(graph, scale, state.hiddenClasses);
  return {
    graph,
    scale,
    lines,
    above: room(lines, scale, true),
    beneath: room(lines, scale, false),
    ghost: ghost ? layout({ ...graph, trains: ghost.trains }, scale, state.hiddenClasses) : null,
    occupation: state.layers.occupation ? state.occupation : null,
    piles: state.layers.piles ? state.piles : null,
    layers: state.layers,
    palette: colours(graph.trains.map((train) => train.train_class)),
    locked: new Set(state.plan?.locked ?? []),
    repeats_s: state.plan?.begins === "repeats" ? state.plan.days * 86_400 : 0,
  };
}

/**
 * Room for upright names beyond one end of the way, as long as the longest that may stand there.
 * @param {Layout} lines
 * @param {PlaceScale} scale
 * @param {boolean} up
 */
function room(lines, scale, up) {
  const place = scale.visible[up ? scale.visible.length - 1 : 0];
  const node = scale.first[place] + (up ? 1 : 0);
  const letters = lines.ends
    .filter((end) => end.up === up && end.node === node)
    .map((end) => lines.trains[end.train].label.length);
  return Math.min(NAMES_MOST, 14 + 5.6 * Math.max(0, ...letters));
}

const LEFT = 122;
const RIGHT = 18;
const HEAD = 40;
const NAMES_MOST = 92;
const PILES = 104;

/**
 * @param {Content} content
 * @param {Window} window
 * @param {number} width
 * @param {number} height
 * @param {boolean} [paper]
 * @returns {Scene}
 */
export function scene(content, window, width, height, paper = false) {
  // Paper has room for flat names only where they will lie flat; on the screen the room stays, or the graph would jump at a zoom.
  const most = paper && flat(content, window, width) ? 22 : NAMES_MOST;
  const [above, beneath] = content.layers.names ? [Math.min(most, content.above), Math.min(most, content.beneath)] : [10, 10];
  const piles = content.piles && content.piles.piles.length ? Math.min(PILES, Math.round(height * 0.2)) : 0;
  const box = {
    left: LEFT,
    top: HEAD + above,
    width: Math.max(50, width - LEFT - RIGHT),
    height: Math.max(60, height - HEAD - above - beneath - piles - 4),
  };
  const pileBox = piles ? { left: LEFT, top: height - piles, width: box.width, height: piles - 10 } : null;
  return { content, window, box, pileBox, nodeY: heights(content.scale, box, window), width, height, paper };
}

/** The same scene for lines that are drawn later by some time. @param {Scene} scene @param {number} by @returns {Scene} */
export function later(scene, by) {
  const { window } = scene;
  return { ...scene, window: { ...window, t0: window.t0 - by, t1: window.t1 - by } };
}

/** Pixels for a name, on average, from which all lie flat. */
export const FLAT_FROM_PX = 64;

/** Whether the names at both ends of the way lie flat. @param {Content} content @param {Window} window @param {number} width */
function flat({ lines }, window, width) {
  const seen = lines.ends.filter((end) => end.t >= window.t0 && end.t <= window.t1);
  return [true, false].every((up) => (width - LEFT - RIGHT) / seen.filter((end) => end.up === up).length > FLAT_FROM_PX);
}

/**
 * What is in view at first: a day where the line is dense, else two, or all that there is.
 * @param {Graph} graph
 * @returns {Window}
 */
export function home(graph) {
  const DAY_S = 86_400;
  const days = Math.max(1, (graph.until_s - graph.from_s) / DAY_S);
  const opens = graph.from_s + (graph.trains.length / days > 60 ? 1 : 2) * DAY_S;
  return { t0: graph.from_s, t1: graph.to_s <= opens + DAY_S / 2 ? graph.to_s : opens, v0: 0, v1: 1 };
}
