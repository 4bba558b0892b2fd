/**
 * The language of the screen. English stands in the code; another language is loaded before the first render
 * (load-language.ts) and laid over it. A module that is loaded later is translated as it registers.
 */
export const LANGUAGES = { en: "English", nb: "Norsk bokmål" };
export type Language = keyof typeof LANGUAGES;

/** The shape that a translation must have: the same keys, functions of the same arguments. */
export type Translated<T> = T extends string
  ? string
  : T extends (...given: infer Given) => unknown
    ? (...given: Given) => string
    : { [Key in keyof T]: Translated<T[Key]> };

/** Translations of one language, by the name under which the English registered. */
export type Translations = Record<string, object>;

const registered = new Map<string, object>();
let current: Language = "en";
let translations: Translations = {};

/**
 * Registers the English texts of a feature. Read them inside of functions only: what a module reads while it is
 * loaded may be English still.
 *
 * @param name the feature; its translation stands under the same name in `<language>/index.ts`.
 */
export function translatable<T extends object>(name: string, english: T): T {
  registered.set(name, english);
  layOver(english, translations[name] ?? {});
  return english;
}

/** Lays a language over all that is registered, and over what is still to come. */
export function translate(language: Language, by: Translations): void {
  current = language;
  translations = by;
  for (const [name, english] of registered) layOver(english, by[name] ?? {});
}

/** The language shown. */
export function language(): Language {
  return current;
}

/** How numbers and dates are written: as in the browser's own variety of the language, where it has one. */
export function locale(): string {
  return globalThis.navigator?.languages?.find((one) => one.split("-")[0] === current) ?? current;
}

function layOver(texts: object, translated: object): void {
  const target = texts as Record<string, unknown>;
  for (const [key, value] of Object.entries(translated)) {
    const below = target[key];
    if (isGroup(value) && isGroup(below)) layOver(below, value);
    else target[key] = value;
  }
}

const isGroup = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
