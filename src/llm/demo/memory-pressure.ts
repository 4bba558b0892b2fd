/** What is worth saving when the oldest messages are about to leave the view. */
import type { RequestView } from "./read-request.ts";
import { isQuestion } from "./sentences.ts";

/** Whether an alert warns that the context is nearly full. */
export function isMemoryPressure(alert: string): boolean {
  return /\bmemory\b|maximum length|context (?:window|length)|will (?:soon )?be (?:trimmed|folded|summari[sz]ed)/i.test(
    alert,
  );
}

const STATEMENTS = 12;
const STATEMENT_CHARACTERS = 200;
/** Shorter ones are small talk. */
const FEWEST_WORDS = 4;

/** The person's own statements that are in view and not archived yet, as one note; null where there are none. */
export function noteToSave(view: RequestView): string | null {
  const texts = [...view.earlierTexts, ...(view.turn.text === null ? [] : [view.turn.text])];
  const kept = view.archived.join("\n").toLowerCase();
  const statements = texts
    .map((text) => text.replace(/\s+/g, " ").trim())
    .filter((text) => text.split(" ").length >= FEWEST_WORDS && !isQuestion(text))
    .map((text) => (text.length > STATEMENT_CHARACTERS ? `${text.slice(0, STATEMENT_CHARACTERS)} …` : text))
    .filter((text) => !kept.includes(text.toLowerCase().slice(0, STATEMENT_CHARACTERS)))
    .slice(-STATEMENTS);
  if (statements.length === 0) return null;
  const day = /^\d{4}-\d{2}-\d{2}/.exec(view.time ?? "")?.[0];
  return `From our conversation${day ? ` until ${day}` : ""}, the person said: ${[...new Set(statements)].map((text) => `“${text}”`).join(" ")}`;
}
