// A menu that opens at the pointer, or at the selected train, and goes through by arrow keys.

import { h } from "./dom.js";

/** @typedef {{ text: string, key?: string, act: () => void } | null} Entry  null is a line between others */

/**
 * @param {string} label
 * @param {Entry[]} entries
 * @param {number} x  in the window
 * @param {number} y
 */
export function openMenu(label, entries, x, y) {
  document.querySelector(".menu")?.remove();
  const before = document.activeElement;
  const shut = () => {
    if (!menu.isConnected) return;
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  const outside = (/** @type {Event} */ event) => event.target instanceof Node && !menu.contains(event.target) && shut();
  const items = entries.map((entry) =>
    entry === null
      ? h("hr", { role: "separator" })
      : h(
          "button",
          { type: "button", role: "menuitem", tabindex: "-1", on: { click: () => (shut(), entry.act()) } },
          h("span", {}, entry.text),
          entry.key ? h("kbd", { "aria-hidden": "true" }, entry.key) : null,
        ),
  );
  const buttons = items.filter((item) => item instanceof HTMLButtonElement);
  const menu = h(
    "div",
    {
      class: "menu",
      role: "menu",
      "aria-label": label,
      on: {
        keydown: (/** @type {KeyboardEvent} */ event) => {
          const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
          const to = { ArrowDown: at + 1, ArrowUp: at - 1 + buttons.length, Home: 0, End: buttons.length - 1 }[event.key];
          if (to !== undefined) buttons[to % buttons.length].focus();
          else if (event.key === "Escape" || event.key === "Tab") shut();
          else return;
          event.preventDefault();
          event.stopPropagation();
        },
        contextmenu: (/** @type {Event} */ event) => event.preventDefault(),
      },
    },
    h("p", { "aria-hidden": "true" }, label),
    ...items,
  );
  document.body.append(menu);
  const room = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(4, Math.min(x, innerWidth - room.width - 4))}px`;
  menu.style.top = `${Math.max(4, Math.min(y, innerHeight - room.height - 4))}px`;
  document.addEventListener("pointerdown", outside, true);
  buttons[0]?.focus();
}
