// Where trains meet: two trains of opposite directions that are at a place at once.

/** @import { Train } from "../../api" */

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
