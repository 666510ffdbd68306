// Replay: a time runs through the plan; trains move as dots along the line, and a cursor through the graph.

import { h, svg } from "../dom.js";
import { colours } from "../graph/looks.js";
import { whereIs } from "../graph/scale.js";
import { now } from "../state.js";
import { when } from "../words/format.js";
import { t } from "../words/index.js";

/** @import { GraphView } from "../graph/view.js" */

const SPEEDS = [5, 15, 30, 60];

/** @param {GraphView} view @param {() => void} closed */
export function replay(view, closed) {
  const { graph } = now();
  if (!graph) return null;
  const [low, high] = [graph.from_s, graph.to_s];
  let time = Math.min(high, Math.max(low, view.window.t0 + (view.window.t1 - view.window.t0) * 0.25));
  let playing = false;
  let last = 0;
  let minutes = 30;

  const line = svg("svg", { class: "track", role: "img", "aria-label": t("replay.label") });
  const dots = svg("g");
  const slider = h("input", {
    type: "range",
    id: "replay-time",
    min: String(low),
    max: String(high),
    step: "60",
    value: String(time),
    "aria-label": t("replay.time"),
    on: { input: () => go(Number(slider.value)) },
  });
  const shown = h("output", { for: "replay-time" });
  const play = h("button", { type: "button", id: "replay-play", on: { click: () => toggle() } }, t("replay.play"));
  const speed = h(
    "select",
    { "aria-label": t("replay.speed"), on: { change: () => (minutes = Number(speed.value)) } },
    SPEEDS.map((one) => h("option", { value: one, selected: one === minutes }, t("replay.x", { times: one }))),
  );
  const element = h(
    "section",
    { class: "replay", "aria-label": t("replay"), data: { testid: "replay" } },
    h(
      "div",
      { class: "controls" },
      play,
      speed,
      slider,
      shown,
      h("button", { type: "button", class: "quiet", "aria-label": t("replay.close"), on: { click: closed } }, "\u00d7"),
    ),
    line,
  );

  const palette = colours(graph.trains.map((train) => train.train_class));
  const x = (/** @type {number} */ km) => `${2 + (km / graph.way.km) * 96}%`;
  const number = new Map(graph.way.places.map((place) => [place.name, place.y]));
  line.append(
    svg("line", { x1: "2%", x2: "98%", y1: 30, y2: 30, class: "rail" }),
    ...graph.way.places.map((place) => {
      const half = 3 * Math.min(4, place.tracks.length);
      return svg(
        "line",
        { x1: x(place.y), x2: x(place.y), y1: 30 - half, y2: 30 + half, class: "stop" },
        svg("title", {}, place.name),
      );
    }),
    dots,
  );

  /** @param {number} to */
  function go(to) {
    time = to;
    slider.value = String(to);
    shown.textContent = when(to);
    slider.setAttribute("aria-valuetext", when(to));
    view.mark({ cursor_s: to });
    dots.replaceChildren(
      ...(now().graph?.trains.flatMap((train) => {
        const at = whereIs(train, to);
        if (!at) return [];
        const [a, b] = [train.calls[at.call], train.calls[Math.min(at.call + 1, train.calls.length - 1)]];
        const [from, until] = [number.get(a.place), number.get(b.place)];
        if (from === undefined || until === undefined) return [];
        const stands = at.share === 0;
        const up = train.calls[train.calls.length - 1].y > train.calls[0].y;
        const dot = svg(
          "circle",
          {
            cx: x(from + at.share * (until - from)),
            cy: stands ? (up ? 18 : 42) : up ? 26 : 34,
            r: train.loaded ? 5 : 3.6,
            fill: palette.get(train.train_class) ?? "#555555",
            class: train.loaded || !train.ore ? "" : "empty",
          },
          svg("title", {}, train.name),
        );
        return [dot];
      }) ?? []),
    );
  }

  /** @param {number} [at] */
  function frame(at = performance.now()) {
    if (!playing || !element.isConnected) return;
    if (last) go(Math.min(high, time + ((at - last) / 1000) * minutes * 60));
    last = at;
    view.reveal(time);
    if (time >= high) toggle(false);
    else requestAnimationFrame(frame);
  }

  function toggle(wanted = !playing) {
    playing = wanted;
    last = 0;
    if (playing && time >= high) go(low);
    play.textContent = t(playing ? "replay.pause" : "replay.play");
    play.setAttribute("aria-pressed", String(playing));
    if (playing) requestAnimationFrame(frame);
  }

  go(time);
  return {
    element,
    toggle,
    stop: () => {
      playing = false;
      view.mark({ cursor_s: null });
    },
  };
}
