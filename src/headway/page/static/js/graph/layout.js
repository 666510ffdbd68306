// The data of a graph as flat arrays that a frame can be drawn from at once: lines by look, waits by colour, names, stops.

import { colours, look, waitLook } from "./looks.js";

/** @import { Graph, Train } from "../../api" */
/** @import { Stroke } from "./looks.js" */
/** @import { PlaceScale } from "./scale.js" */

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
export function trackNode(graph, scale, place, track) {
  const number = graph.way.places[place].tracks.findIndex((one) => one.name === track);
  return scale.first[place] + 2 + Math.max(0, number);
}
