/** From text to what is looked up: words, folded and brought back to their stems. */
import { stemmer } from "stemmer";
import { IRREGULAR_FORMS } from "./irregular-forms.ts";
import { STOP_WORDS } from "./stop-words.ts";

/** Raise it when a text gives other terms than before: stored indexes are then built anew. */
export const TERMS_VERSION = 1;

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

const ISO_DATE = /\b(\d{4})-(\d{2})-(\d{2})(?=\b|T)/g;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const POSSESSIVE = /['’]s(?![\p{L}\p{N}])/gu;
/** Scripts written without spaces. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+/gu;
const ENGLISH = /^[a-z]{3,}$/;

const stems = new Map<string, string>();
/** Words whose stems are remembered: a vocabulary has some ten thousand, a file of noise has no end. */
const MOST_STEMS = 100_000;

/** What a word is looked up by. */
function termOf(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const folded = word.normalize("NFKD").replace(/\p{M}/gu, "");
  const term = ENGLISH.test(folded) ? stemmer(IRREGULAR_FORMS.get(folded) ?? folded) : folded;
  if (stems.size >= MOST_STEMS) stems.clear();
  stems.set(word, term);
  return term;
}

/** Words in lower case. A date in digits is also its month's name; scripts without spaces give pairs of letters. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize("NFKC")
    .replace(ISO_DATE, (date, year: string, month: string, day: string) => {
      const name = MONTHS[Number(month) - 1];
      return name ? `${Number(day)} ${name} ${year}` : date;
    })
    .toLowerCase()
    .replace(POSSESSIVE, "");
  const words: string[] = [];
  for (const [word] of plain.matchAll(WORD)) {
    let spaced = word;
    for (const [run] of word.matchAll(UNSPACED)) {
      const letters = [...run];
      if (letters.length === 1) words.push(run);
      for (let at = 0; at + 1 < letters.length; at++) words.push(`${letters[at]}${letters[at + 1]}`);
      spaced = spaced.replace(run, " ");
    }
    words.push(...spaced.split(" ").filter(Boolean));
  }
  return words;
}

/** Words without those that say nothing; all of them where there are no others. */
function tellingWords(text: string): string[] {
  const words = wordsOf(text);
  const telling = words.filter((word) => !STOP_WORDS.has(word));
  return telling.length > 0 ? telling : words;
}

/** Terms of a text, as often as they occur. */
export function termsOf(text: string): string[] {
  return tellingWords(text).map(termOf);
}

/** A time of making is apart from a time told of: that all was stored in May must not make "May" worthless. */
const madeTerm = (word: string) => `@${word}`;

/** Terms of when something was made, or nothing where that is no time. */
export function timeTerms(time: string): string[] {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return [];
  return [madeTerm(MONTHS[date.getMonth()] as string), madeTerm(String(date.getFullYear()))];
}

/** Terms of a question, each once; months and years are also looked up as times of making. */
export function queryTerms(query: string): string[] {
  const words = tellingWords(query);
  const times = words.filter((word) => MONTHS.includes(word) || /^(19|20)\d\d$/.test(word));
  return [...new Set([...words.map(termOf), ...times.map(madeTerm)])];
}

/** The question's own words that a text has in some form, in the question's order. */
export function sharedWords(query: string, text: string): string[] {
  const there = new Set(termsOf(text));
  return [...new Set(tellingWords(query))].filter((word) => there.has(termOf(word)));
}
