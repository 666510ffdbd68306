// What a planner can do to the plan, each by one function; the mouse, the menus and the keys all call these.

import { ask, checkField, choiceField, numberField, textField, timeField } from "./dialog.js";
import { meets } from "./graph/pick.js";
import { begin } from "./jobs.js";
import { edit } from "./plan.js";
import { now, set } from "./state.js";
import { when } from "./words/format.js";
import { t } from "./words/index.js";

/** @import { Call, Edit, Train } from "../api" */
/** @import { Problem } from "./state.js" */

/** The selected train. */
export const chosen = () => trainOf(now().train);

/** @param {string} name @returns {Train | null} */
export const trainOf = (name) => now().graph?.trains.find((train) => train.name === name) ?? null;

/** The selected call of the selected train; its first where none is selected. @returns {Call | null} */
export function chosenCall() {
  const train = chosen();
  return train?.calls.find((call) => call.place === now().place) ?? train?.calls[0] ?? null;
}

/** @param {Edit} wanted @returns {Promise<Problem[]>} */
async function inDialog(wanted) {
  return (await edit([wanted], { quiet: true })).problems;
}

/** Do something with the selected train, or say that none is selected. @param {(train: Train) => void} then */
function withTrain(then) {
  const train = chosen();
  if (train) then(train);
  else set({ message: t("train.select") });
}

export const depart = () =>
  withTrain((train) => {
    const many = (now().plan?.days ?? 1) > 1;
    ask({
      title: t("ask.depart", { train: train.name }),
      apply: t("apply"),
      fields: [
        timeField("at_s", t("field.time"), train.calls[0].departs_s),
        ...(many ? [checkField("all_days", t("field.all_days"), false)] : []),
      ],
      done: ({ at_s, all_days }) => inDialog({ kind: "depart", train: train.name, at_s, ...(all_days ? { all_days } : {}) }),
    });
  });

/** Lock the selected train, or unlock it. */
export const lock = () =>
  withTrain((train) => {
    if (!now().plan?.locked.includes(train.name)) return void edit([{ kind: "lock", train: train.name }]);
    const numbers = (now().plan?.edits ?? [])
      .filter((one) => one.edit.kind === "lock" && one.edit.train === train.name)
      .map((one) => one.number);
    return void edit([], { release: numbers, what: `${t("do.unlock")}: ${train.name}` });
  });

export function lockAll() {
  const locked = new Set(now().plan?.locked);
  const free = (now().graph?.trains ?? []).filter((train) => !train.before && !locked.has(train.name));
  if (free.length)
    void edit(
      free.map((train) => ({ kind: "lock", train: train.name })),
      { what: t("edit.lock_all", { count: free.length }) },
    );
}

export const cancelTrain = () => withTrain((train) => void edit([{ kind: "cancel", train: train.name }]));

export const copy = () =>
  withTrain((train) =>
    ask({
      title: t("ask.copy", { train: train.name }),
      apply: t("apply"),
      fields: [timeField("at_s", t("field.time"), train.calls[0].departs_s + 3600)],
      done: ({ at_s }) => inDialog({ kind: "copy", train: train.name, at_s }),
    }),
  );

/** @param {number} [at] */
export function addTrain(at = 0) {
  const services = [...new Set((now().graph?.trains ?? []).map((train) => train.service))].sort();
  ask({
    title: t("ask.add"),
    apply: t("add"),
    fields: [
      choiceField(
        "service",
        t("field.service"),
        services.map((value) => ({ value, text: value })),
        chosen()?.service ?? services[0],
      ),
      timeField("at_s", t("field.time"), Math.round(at / 60) * 60),
    ],
    done: ({ service, at_s }) => inDialog({ kind: "add", service, at_s }),
  });
}

/** @param {Train} train */
const placesOf = (train) => train.calls.map((call) => ({ value: call.place, text: `${call.place}  ${when(call.arrives_s)}` }));

export const track = () =>
  withTrain((train) => {
    const at = chosenCall()?.place ?? train.calls[0].place;
    const tracksAt = (/** @type {string} */ place) =>
      (now().graph?.way.places.find((one) => one.name === place)?.tracks ?? []).map((one) => ({
        value: one.name,
        text: `${one.name}  ${one.length_m} m`,
      }));
    const present = (/** @type {string} */ place) => train.calls.find((call) => call.place === place)?.track ?? "";
    const tracks = choiceField("track", t("field.track"), tracksAt(at), present(at));
    const place = choiceField("place", t("field.place"), placesOf(train), at, (chosenPlace) => {
      const select = /** @type {HTMLSelectElement} */ (tracks.input);
      select.replaceChildren(
        ...tracksAt(chosenPlace).map((one) => new Option(one.text, one.value, false, one.value === present(chosenPlace))),
      );
    });
    const many = (now().plan?.days ?? 1) > 1;
    ask({
      title: t("ask.track", { train: train.name }),
      apply: t("apply"),
      fields: [place, tracks, ...(many ? [checkField("all_days", t("field.all_days"), false)] : [])],
      done: (values) =>
        inDialog({
          kind: "track",
          train: train.name,
          place: values.place,
          track: values.track,
          ...(values.all_days ? { all_days: true } : {}),
        }),
    });
  });

/** Trains of the other direction that the selected one meets, and those that it could meet. @param {Train} train */
function others(train) {
  const { graph } = now();
  if (!graph) return { met: [], all: [] };
  const place = new Map(graph.way.places.map((one, i) => [one.name, i]));
  const number = graph.trains.indexOf(train);
  const met = meets(graph.trains, place).filter((meet) => meet.train === number || meet.other === number);
  const rises = (/** @type {Train} */ one) =>
    (place.get(one.calls[one.calls.length - 1].place) ?? 0) > (place.get(one.calls[0].place) ?? 0);
  const all = graph.trains.filter(
    (one) =>
      rises(one) !== rises(train) &&
      one.calls[0].departs_s < train.calls[train.calls.length - 1].arrives_s &&
      one.calls[one.calls.length - 1].arrives_s > train.calls[0].departs_s,
  );
  return {
    met: met.map((meet) => ({ place: meet.place, other: graph.trains[meet.train === number ? meet.other : meet.train] })),
    all,
  };
}

/** @param {boolean} [forbid] */
export const meet = (forbid = false) =>
  withTrain((train) => {
    const { met, all } = others(train);
    const at = chosenCall()?.place ?? "";
    const here = met.find((one) => one.place === at) ?? met[0];
    ask({
      title: t("ask.meet", { train: train.name }),
      apply: t("apply"),
      fields: [
        choiceField(
          "other",
          t("field.other"),
          all.map((one) => ({ value: one.name, text: one.name })),
          here?.other.name ?? "",
        ),
        choiceField("place", t("field.place"), placesOf(train), here?.place ?? at),
        choiceField(
          "meet",
          t("field.meet"),
          [
            { value: "meet", text: t("field.meet.yes") },
            { value: "no_meet", text: t("field.meet.no") },
          ],
          forbid ? "no_meet" : "meet",
        ),
      ],
      done: ({ other, place, meet: kind }) =>
        inDialog({ kind: /** @type {"meet" | "no_meet"} */ (kind), train: train.name, other, place }),
    });
  });

export const dwell = () =>
  withTrain((train) => {
    const call = chosenCall() ?? train.calls[0];
    const many = (now().plan?.days ?? 1) > 1;
    const inner = train.calls.slice(1, -1).map((one) => ({ value: one.place, text: `${one.place}  ${when(one.arrives_s)}` }));
    ask({
      title: t("ask.dwell", { train: train.name }),
      apply: t("apply"),
      fields: [
        choiceField("place", t("field.place"), inner, call.place),
        numberField("at_least_s", t("field.minutes"), Math.max(1, Math.round((call.departs_s - call.arrives_s) / 60)), {
          min: 0,
          step: 1,
        }),
        checkField("onwards", t("scope.onwards"), false),
        ...(many ? [checkField("all_days", t("field.all_days"), false)] : []),
      ],
      done: (v) =>
        inDialog({
          kind: "dwell",
          train: train.name,
          place: v.place,
          at_least_s: Math.round(v.at_least_s * 60),
          ...(v.onwards ? { onwards: true } : {}),
          ...(v.all_days ? { all_days: true } : {}),
        }),
    });
  });

/** A name for a possession that no other has. */
function newName() {
  const taken = new Set([
    ...(now().graph?.restrictions ?? []).map((one) => one.name),
    ...(now().plan?.edits ?? []).map((one) => (one.edit.kind === "close" ? one.edit.name : "")),
  ]);
  for (let number = 1; ; number++) if (!taken.has(t("possession.name", { number }))) return t("possession.name", { number });
}

/**
 * Ask for a possession, with what is known of it.
 * @param {{ from_place?: string, to_place?: string, begin_s?: number, end_s?: number }} [known]
 */
export function possession(known = {}) {
  const places = (now().graph?.way.places ?? []).map((place) => ({ value: place.name, text: place.name }));
  if (places.length < 2) return;
  const call = chosenCall();
  const at = Math.max(
    0,
    places.findIndex((one) => one.value === call?.place),
  );
  const from = known.from_place ?? places[Math.min(at, places.length - 2)].value;
  const begin_s = known.begin_s ?? Math.floor((call?.arrives_s ?? now().graph?.from_s ?? 0) / 3600) * 3600;
  ask({
    title: t("ask.close"),
    apply: t("apply"),
    fields: [
      textField("name", t("field.name"), newName()),
      choiceField("from_place", t("field.from_place"), places, from),
      choiceField(
        "to_place",
        t("field.to_place"),
        places,
        known.to_place ?? places[places.findIndex((one) => one.value === from) + 1].value,
      ),
      timeField("begin_s", t("field.begin"), begin_s),
      timeField("end_s", t("field.end"), known.end_s ?? begin_s + 2 * 3600),
    ],
    done: (v) => {
      if (v.end_s <= v.begin_s) return [{ where: "end_s", message: t("bad.order") }];
      return inDialog({
        kind: "close",
        name: v.name,
        from_place: v.from_place,
        to_place: v.to_place,
        begin_s: v.begin_s,
        end_s: v.end_s,
      });
    },
  });
}

export const planAnew = () =>
  ask({
    title: t("plan_anew.title"),
    apply: t("run"),
    fields: [
      numberField("days", t("param.days"), now().plan?.days ?? 1, { min: 1, max: 366, step: 1 }),
      checkField("repeat", t("plan_anew.repeat"), now().plan?.begins === "repeats"),
      numberField("seconds", t("rest.seconds"), now().seconds, { min: 0, max: 600, step: 1 }),
    ],
    done: (v) => {
      set({ side: "what" });
      return begin({ kind: "plan_anew", ...v });
    },
  });
