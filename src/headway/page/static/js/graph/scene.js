// A scene is everything that one drawing of the graph needs: data, scales, what is in view, and where on the paper.

import { layout } from "./layout.js";
import { colours } from "./looks.js";
import { heights, placeScale } from "./scale.js";

/** @import { Ghost, Graph, Occupation, Piles } from "../../api" */
/** @import { Layout } from "./layout.js" */
/** @import { Box, PlaceScale, Window } from "./scale.js" */
/** @import { Layer, State } from "../state.js" */

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
  const [above, beneath] = content.layers.names ? [content.above, content.beneath] : [10, 10];
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
