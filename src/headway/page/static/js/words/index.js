// The words of the page: a key and values become a sentence of the chosen language.

/** @import { Call, Edit, Said, Train } from "../../api" */
/** @typedef {Record<string, any>} Values */
/** @typedef {string | ((values: Values) => string)} Word */
/** @typedef {Record<string, Word>} Book */
/** @typedef {keyof typeof import("./en.js").en} Key */

/** Both languages have the same keys: the types hold them to it. @type {Record<"en" | "fr", () => Promise<Record<Key, Word>>>} */
const BOOKS = { en: async () => (await import("./en.js")).en, fr: async () => (await import("./fr.js")).fr };

/** The words of the language that is spoken; nothing is drawn before they are there. */
let book = /** @type {Record<Key, Word>} */ ({});

/** Speak a language: its words are fetched, and only its. @param {"en" | "fr"} language */
export async function speak(language) {
  book = await BOOKS[language]();
}

/**
 * The words for a key.
 * @param {Key} key
 * @param {Values} [values]
 */
export const t = (key, values = {}) => spoken(book[key], values);

/**
 * A word that may be missing, since its key came from elsewhere.
 * @param {string} key
 * @param {Values} [values]
 * @returns {string | null}
 */
export function known(key, values = {}) {
  const word = /** @type {Record<string, Word>} */ (book)[key];
  return word === undefined ? null : spoken(word, values);
}

/** @param {Word} word @param {Values} values */
const spoken = (word, values) => (typeof word === "string" ? word : word(values));

/** A sentence that the server sent as a value; one with an unknown key is shown plainly. @param {Said | null} sentence */
export function said(sentence) {
  if (!sentence) return "";
  // A step is said like the edit that it was; a note has a name of its own where a figure is called the same.
  const words =
    known(sentence.key + ".note", sentence.values) ??
    known(sentence.key, sentence.values) ??
    known(sentence.key.replace(/^step/, "edit"), sentence.values);
  if (words !== null) return words;
  const values = Object.entries(sentence.values).map(([key, value]) => `${key} ${value}`);
  return [sentence.key.replace(/[._]/g, " "), ...values].join(", ");
}

/** What a cause of a wait says, after the name of the train. @param {{ kind: string, who: string, where: string }} cause */
export const causeSays = (cause) =>
  known("wait." + cause.kind, {
    ...cause,
    who: cause.who || t(cause.kind === "weather" ? "wait.by_weather" : "wait.by_train"),
  }) ?? cause.kind;

/** Why a train stands at a call, in turn. @param {Call} call */
export function whyStands(call) {
  if (call.causes.length === 0) return "";
  return [...new Set(call.causes.map(causeSays))].join(t("then"));
}

/** What an edit wants. @param {Edit} edit */
export const editSays = (edit) => known("edit." + edit.kind, edit) ?? edit.kind;

/** Loaded, empty, or the class alone. @param {Pick<Train, "train_class" | "loaded" | "ore">} train */
export const kindOf = (train) => {
  const name = known("class." + train.train_class) ?? train.train_class;
  return train.ore ? t(train.loaded ? "class.loaded" : "class.empty", { name }) : name;
};
