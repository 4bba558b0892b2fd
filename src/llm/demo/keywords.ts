/** The words that carry the meaning of a question. */

const STOP_WORDS = new Set(
  `a an the this that these those my mine me i im we our us you your he she it its they them their his her
  is are was were be been being am do does did done have has had having will would can could shall should may might must
  what whats where wheres when who whos whom whose which why how of in on at to for from with about into by as and or
  but not no so if then than there here please again ever anything something everything any some all also just still
  now know remember recall tell told say said mention mentioned talk talked find found think thought put keep kept left
  name called ask asked remind get got go`
    .split(/\s+/)
    .filter(Boolean),
);

const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .replace(/'s\b/g, "")
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** Meaningful words of a text, each once, in order. */
export function keywords(text: string): string[] {
  return [...new Set(wordsOf(text).filter((word) => !STOP_WORDS.has(word)))];
}

/** Same word, or one that begins with the other ("key", "keys"; "park", "parked"). */
function isSameWord(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short === long || (short.length >= 3 && long.startsWith(short) && long.length - short.length <= 3);
}

/** How many of the words a text holds. */
export function sharedWords(words: string[], text: string): number {
  const there = wordsOf(text);
  return words.filter((word) => there.some((other) => isSameWord(word, other))).length;
}
