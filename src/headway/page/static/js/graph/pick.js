// Where trains meet, and what lies under the pointer: a train, a meet, the name of a place, or the ground.

import { nearestPlace, timeAt, xOf } from "./scale.js";

/** @import { Graph, Train } from "../../api" */
/** @import { Scene } from "./scene.js" */

// Where trains meet: two trains of opposite directions that are at a place at once.

/**
 * @typedef {Object} MeetPoint
 * @property {number} train
 * @property {number} other
 * @property {string} place
 * @property {number} begin_s   from when both are there
 * @property {number} end_s
 */

/**
 * @param {Train[]} trains
 * @param {Map<string, number>} place  number of a place along the way
 * @returns {MeetPoint[]}
 */
export function meets(trains, place) {
  /** @type {Map<string, { train: number, rises: boolean, begin: number, end: number }[]>} */
  const stays = new Map();
  trains.forEach((train, i) => {
    const [head, tail] = [place.get(train.calls[0].place) ?? 0, place.get(train.calls[train.calls.length - 1].place) ?? 0];
    train.calls.forEach((call, k) => {
      if (k === 0 || k === train.calls.length - 1) return;
      const here = stays.get(call.place) ?? [];
      here.push({ train: i, rises: tail > head, begin: call.arrives_s, end: call.departs_s });
      stays.set(call.place, here);
    });
  });
  /** @type {MeetPoint[]} */
  const found = [];
  for (const [name, here] of stays) {
    here.sort((a, b) => a.begin - b.begin);
    for (let i = 0; i < here.length; i++) {
      for (let k = i + 1; k < here.length && here[k].begin <= here[i].end; k++) {
        const [a, b] = [here[i], here[k]];
        if (a.rises === b.rises) continue;
        found.push({
          train: a.train,
          other: b.train,
          place: name,
          begin_s: Math.max(a.begin, b.begin),
          end_s: Math.min(a.end, b.end),
        });
      }
    }
  }
  return found.sort((a, b) => a.begin_s - b.begin_s);
}

/** Meets of a plan, each by its two trains and its place. @param {Graph} graph */
const meetNames = ({ trains, way }) =>
  meets(trains, new Map(way.places.map((place, i) => [place.name, i]))).map((meet) => ({
    pair: [trains[meet.train].name, trains[meet.other].name].sort(),
    place: meet.place,
  }));

/** How many trains meet others elsewhere than they did before. @param {Graph} before @param {Graph} after */
export function meetElsewhere(before, after) {
  const was = new Map(meetNames(before).map(({ pair, place }) => [pair.join("\n"), place]));
  const moved = meetNames(after).filter(({ pair, place }) => (was.get(pair.join("\n")) ?? place) !== place);
  return new Set(moved.flatMap(({ pair }) => pair)).size;
}

// What lies under the pointer: a place's name, a meet, the first stretch of a train, a wait, a train, or the ground.

/**
 * @typedef {{ kind: "none" }
 *   | { kind: "ground", place: number, time: number }
 *   | { kind: "name", place: number }
 *   | { kind: "train", train: number, call: number, first: boolean, time: number }
 *   | { kind: "meet", meet: MeetPoint, train: number, call: number }} Hit
 */

const REACH = 6;

/**
 * @param {Scene} scene
 * @param {MeetPoint[]} meetPoints
 * @param {number} x
 * @param {number} y
 * @returns {Hit}
 */
export function pick(scene, meetPoints, x, y) {
  const {
    box,
    window,
    content: { scale, lines },
  } = scene;
  const place = nearestPlace(scale, scene.nodeY, y);
  if (x < box.left)
    return place.place >= 0 && place.away < 9 && y > box.top - 10 && y < box.top + box.height + 10
      ? { kind: "name", place: place.place }
      : { kind: "none" };
  if (x > box.left + box.width || y < box.top - 40 || y > box.top + box.height + 40) return { kind: "none" };
  const time = timeAt(window, box, x);
  const meet = nearestMeet(scene, meetPoints, x, y);
  const train = nearestTrain(scene, x, y);
  if (meet) {
    const who = meet.train;
    return { kind: "meet", meet, train: who, call: lines.trains[who].calls.findIndex((call) => call.place === meet.place) };
  }
  if (train) {
    const call = callAt(lines.trains[train.train].calls, time);
    const { calls } = lines.trains[train.train];
    const firstStop = calls.findIndex((one, k) => k > 0 && one.departs_s > one.arrives_s);
    const stretch = firstStop > 0 ? calls[firstStop].arrives_s : calls[calls.length - 1].arrives_s;
    return { kind: "train", train: train.train, call, first: time <= Math.max(stretch, calls[0].departs_s + 1), time };
  }
  return { kind: "ground", place: place.place, time };
}

/** @param {Scene} scene @param {number} x @param {number} y */
function nearestTrain(scene, x, y) {
  const {
    box,
    window,
    nodeY,
    content: { lines },
  } = scene;
  const { t, node, start, train } = lines.lines;
  const perSecond = box.width / (window.t1 - window.t0);
  const time = timeAt(window, box, x);
  const around = REACH / perSecond;
  let best = { train: -1, away: REACH };
  for (let piece = 0; piece < train.length; piece++) {
    const [begin, end] = [start[piece], start[piece + 1] - 1];
    if (t[begin] > time + around || t[end] < time - around) continue;
    let low = begin;
    let high = end;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (t[middle] < time - around) low = middle;
      else high = middle;
    }
    for (let k = low; k < end && t[k] <= time + around; k++) {
      const away = distance(
        x,
        y,
        box.left + (t[k] - window.t0) * perSecond,
        nodeY[node[k]],
        box.left + (t[k + 1] - window.t0) * perSecond,
        nodeY[node[k + 1]],
      );
      if (away < best.away) best = { train: train[piece], away };
    }
  }
  return best.train >= 0 ? best : null;
}

/** @param {Scene} scene @param {MeetPoint[]} meetPoints @param {number} x @param {number} y */
function nearestMeet(scene, meetPoints, x, y) {
  const {
    box,
    window,
    content: { lines },
  } = scene;
  /** @type {MeetPoint | null} */
  let best = null;
  let least = 7;
  for (const meet of meetPoints) {
    if (!lines.shown[meet.train] || !lines.shown[meet.other]) continue;
    const at = meetSpot(scene, meet);
    if (!at || meet.end_s < window.t0 || meet.begin_s > window.t1) continue;
    const away = Math.hypot(xOf(window, box, (meet.begin_s + meet.end_s) / 2) - x, at.y - y);
    if (away < least) [best, least] = [meet, away];
  }
  return best;
}

/** Where a meet is marked. @param {Scene} scene @param {MeetPoint} meet */
export function meetSpot(scene, meet) {
  const {
    nodeY,
    box,
    window,
    content: { scale, lines },
  } = scene;
  const place = lines.place.get(meet.place);
  if (place === undefined || !scale.visible.includes(place)) return null;
  const y = (nodeY[scale.first[place]] + nodeY[scale.first[place] + 1]) / 2;
  return { x: xOf(window, box, (meet.begin_s + meet.end_s) / 2), y };
}

/** The call at or before a time. @param {{ arrives_s: number, departs_s: number }[]} calls @param {number} time */
function callAt(calls, time) {
  let found = 0;
  calls.forEach((call, k) => {
    if (call.arrives_s <= time) found = k;
  });
  return found;
}

/**
 * Distance of a point from a stretch of line.
 * @param {number} x
 * @param {number} y
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 */
function distance(x, y, x0, y0, x1, y1) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const share = length ? Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / length)) : 0;
  return Math.hypot(x - x0 - share * dx, y - y0 - share * dy);
}
