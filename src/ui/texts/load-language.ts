/** Which language the person wants, and loading it. Kept outside of the database: it is needed before that opens. */
import { LANGUAGES, type Language, translate } from "./language.ts";

const STORED = "engram.language";

export type LanguageChoice = Language | "auto";

const isLanguage = (value: string | null): value is Language => value !== null && value in LANGUAGES;

/** What was chosen in the settings on this device; `auto` is the browser's own language. */
export function languageChoice(): LanguageChoice {
  try {
    const stored = localStorage.getItem(STORED);
    return isLanguage(stored) ? stored : "auto";
  } catch {
    return "auto";
  }
}

/** Keeps the choice and opens the page anew: texts that are on the screen already would stay as they are. */
export function chooseLanguage(choice: LanguageChoice): void {
  try {
    if (choice === "auto") localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, choice);
  } catch {
    // Storage is closed: the browser's language it stays.
  }
  location.reload();
}

/** The language that a choice comes to. All Norwegian is shown as bokmål. */
export function languageFor(choice: LanguageChoice, browserLanguages: readonly string[]): Language {
  if (choice !== "auto") return choice;
  for (const one of browserLanguages) {
    const code = one.toLowerCase().split("-")[0] ?? "";
    const known = code === "no" || code === "nn" ? "nb" : code;
    if (isLanguage(known)) return known;
  }
  return "en";
}

/** Shows the language that is wanted, English where its texts cannot be loaded. */
export async function loadLanguage(): Promise<void> {
  const wanted = languageFor(languageChoice(), navigator.languages);
  if (wanted === "en") return;
  try {
    const { default: translations } = await import("./nb/index.ts");
    translate(wanted, translations);
    document.documentElement.lang = wanted;
  } catch (error) {
    console.warn("The texts of the language could not be loaded.", error);
  }
}
