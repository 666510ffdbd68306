// A button that opens a box beneath it; Escape and going elsewhere close it.

import { fill, h } from "../dom.js";

/**
 * @param {string} label
 * @param {string} id
 * @param {() => (Node | null)[]} inside  made anew each time it opens
 */
export function drop(label, id, inside) {
  const box = h("div", { class: "drop-box" });
  const summary = h("summary", {}, label);
  const element = h("details", { class: "drop", id }, summary, box);
  const outside = (/** @type {Event} */ event) => {
    if (event.target instanceof Node && !element.contains(event.target)) element.open = false;
  };
  element.addEventListener("toggle", () => {
    if (element.open) fill(box, ...inside());
    document[element.open ? "addEventListener" : "removeEventListener"]("pointerdown", outside, true);
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    element.open = false;
    summary.focus();
    event.stopPropagation();
  });
  element.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !element.contains(event.relatedTarget)) element.open = false;
  });
  // What is open is drawn again, but not under the hands of who ticks in it: that would lose the focus.
  const draw = () => element.open && !element.contains(document.activeElement) && fill(box, ...inside());
  return { element, summary, draw };
}
