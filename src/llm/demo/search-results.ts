/** Reading what the search tools return. */
import { keywords, sharedWords } from "./keywords.ts";

export interface FoundText {
  text: string;
  /** user or assistant for what was said; null for archival memory. */
  role: string | null;
  /** The day it is from, where the result tells. */
  day: string | null;
}

export interface SearchPage {
  results: FoundText[];
  total: number;
  page: number;
  lastPage: number;
}

/** A page of results; empty where nothing was found or where it cannot be read. */
export function readSearchPage(result: string): SearchPage {
  const head = /^Showing \d+ of (\d+) results \(page (\d+)\/(\d+)\):\s*/.exec(result);
  if (!head) return { results: [], total: 0, page: 0, lastPage: 0 };
  return {
    results: readStrings(result.slice(head[0].length)).map(readResult),
    total: Number(head[1]),
    page: Number(head[2]),
    lastPage: Number(head[3]),
  };
}

/** The strings of a JSON array, also of one that was cut off. */
function readStrings(json: string): string[] {
  const strings: string[] = [];
  for (const [literal] of json.matchAll(/"(?:[^"\\]|\\.)*"/gs)) {
    try {
      strings.push(JSON.parse(literal) as string);
    } catch {
      // A literal cut in the middle of an escape: the others still stand.
    }
  }
  return strings;
}

function readResult(result: string): FoundText {
  const match = /^timestamp: ([^,]*), (?:memory: |(\w+) - )([\s\S]*)$/.exec(result);
  if (!match) return { text: result.trim(), role: null, day: null };
  return {
    text: (match[3] ?? "").trim(),
    role: match[2] ?? null,
    day: /^\d{4}-\d{2}-\d{2}/.exec(match[1] ?? "")?.[0] ?? null,
  };
}

/** Results that share words with a question, most words first; each text once. */
export function bestMatches(results: FoundText[], query: string): FoundText[] {
  const words = keywords(query);
  const seen = new Set<string>();
  return results
    .map((result) => ({ result, shared: sharedWords(words, result.text) }))
    .filter(({ result, shared }) => shared > 0 && !seen.has(result.text) && seen.add(result.text))
    .sort((a, b) => b.shared - a.shared)
    .map(({ result }) => result);
}

/** Longest piece of a memory that is quoted. */
const QUOTE_CHARACTERS = 320;

/** A text in quotation marks, shortened at a word where it is long. */
export function quote(text: string, limit = QUOTE_CHARACTERS): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= limit) return `“${line}”`;
  const cut = line.slice(0, limit).replace(/\s+\S*$/, "");
  return `“${cut} …”`;
}

/** What was found, after words that lead up to it: one quote in the line, several as a list. */
export function introduce(lead: string, texts: string[]): string {
  return texts.length === 1
    ? `${lead}: ${quote(texts[0] as string)}`
    : `${lead}:\n\n${texts.map((text) => `- ${quote(text)}`).join("\n")}`;
}
