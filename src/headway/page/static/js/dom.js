// Elements are made here, and nowhere else; text is always set as text, never read as HTML.

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * Make an element. Properties: `on` (listeners), `data` (data attributes), `style` (by CSSOM); all others are attributes.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  dress(made, props);
  made.append(...kept(children));
  return made;
}

/**
 * Make an element of an SVG drawing.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [props]
 * @param {...(Child | Child[])} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, props = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  dress(made, props);
  made.append(...kept(children));
  return made;
}

/**
 * Put other children into an element, and keep the focus on the element with the same id, if there is one.
 * @param {Element} parent
 * @param {...(Child | Child[])} children
 */
export function fill(parent, ...children) {
  const focused = document.activeElement;
  const id = focused && parent.contains(focused) ? focused.id : "";
  parent.replaceChildren(...kept(children));
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
}

/**
 * @param {HTMLElement | SVGElement} made
 * @param {Record<string, any>} props
 */
function dress(made, props) {
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on")
      for (const [name, listener] of Object.entries(value)) made.addEventListener(name, /** @type {any} */ (listener));
    else if (key === "data") for (const [name, datum] of Object.entries(value)) made.dataset[name] = String(datum);
    else if (key === "style") for (const [name, datum] of Object.entries(value)) made.style.setProperty(name, String(datum));
    else if (key === "value" || key === "checked" || key === "disabled" || key === "selected" || key === "open")
      /** @type {any} */ (made)[key] = value;
    else made.setAttribute(key, value === true ? "" : String(value));
  }
}

/** @param {(Child | Child[])[]} children */
function kept(children) {
  /** @type {(Node | string)[]} */
  const found = [];
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    found.push(child instanceof Node ? child : String(child));
  }
  return found;
}

/**
 * A table with a head; heads that begin with a `>` belong to columns of numbers.
 * @param {Record<string, any>} props
 * @param {Child[]} heads
 * @param {(Child | Child[])[]} rows
 */
export function table(props, heads, rows) {
  const head = heads.map((one) => {
    const numbers = typeof one === "string" && one.startsWith(">");
    return h("th", { scope: "col", class: numbers && "n" }, numbers ? one.slice(1) : one);
  });
  return h("table", { ...props, class: `list ${props.class ?? ""}` }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, ...rows));
}

/**
 * A row of a table: what it is called, and cells; `n` makes a cell of a number.
 * @param {Record<string, any>} props
 * @param {Child | Child[]} name
 * @param {(Child | Child[])[]} cells
 */
export const row = (props, name, cells) =>
  h(
    "tr",
    props,
    h("th", { scope: "row" }, name),
    ...cells.map((cell) => (cell instanceof HTMLTableCellElement ? cell : h("td", {}, cell))),
  );

/** A cell of a number. @param {...(Child | Child[])} inside */
export const n = (...inside) => h("td", { class: "n" }, ...inside);

/**
 * A select with its options, each a value or a value with its text.
 * @param {Record<string, any>} props
 * @param {(string | [string, string])[]} options
 * @param {string} chosen
 */
export const select = (props, options, chosen) =>
  h(
    "select",
    props,
    options.map((one) => {
      const [value, text] = typeof one === "string" ? [one, one] : one;
      return h("option", { value, selected: value === chosen }, text);
    }),
  );
