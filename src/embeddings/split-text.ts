/** Splitting a text into parts that a model reads whole: at sections first, then sentences, words, letters. */

/** Counts tokens of one text by the model's own tokenizer. */
export type CountTokens = (text: string) => number;

/** Borders from coarse to fine; each keeps all letters, so that the pieces joined are the text. */
const BORDERS: ((text: string) => string[])[] = [
  // Before a heading, after a blank line.
  (text) => text.split(/(?<=\n\s*\n)|(?=^#{1,6} )/m),
  (text) =>
    [...new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text)].map((part) => part.segment),
  (text) => text.split(/(?<=\s)/),
  (text) => halves(text),
];

/** Two halves, not between the halves of a surrogate pair. */
function halves(text: string): string[] {
  const letters = [...text];
  if (letters.length < 2) return [text];
  const middle = Math.ceil(letters.length / 2);
  return [letters.slice(0, middle).join(""), letters.slice(middle).join("")];
}

/**
 * Parts of at most `maxTokens` tokens, trimmed, none empty. Neighbouring pieces share a part while they fit, so a
 * short text stays whole.
 */
export function splitText(text: string, maxTokens: number, count: CountTokens): string[] {
  const parts: string[] = [];
  let open = "";
  const close = () => {
    if (open.trim() !== "") parts.push(open.trim());
    open = "";
  };
  const add = (piece: string, level: number) => {
    const joined = open + piece;
    if (joined.trim() === "" || count(joined.trim()) <= maxTokens) {
      open = joined;
      return;
    }
    if (count(piece.trim()) <= maxTokens) {
      close();
      open = piece;
      return;
    }
    const border = BORDERS[Math.min(level, BORDERS.length - 1)] as (text: string) => string[];
    const smaller = border(piece);
    if (smaller.length === 1 && level >= BORDERS.length - 1) {
      // One letter of more tokens than fit: it cannot be split any further.
      close();
      open = piece;
      return;
    }
    for (const one of smaller)
      add(one, smaller.length === 1 ? level + 1 : level === BORDERS.length - 1 ? level : level + 1);
  };
  add(text, 0);
  close();
  return parts;
}
