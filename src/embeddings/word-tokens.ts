import type { CountTokens } from "./split-text.ts";

/** Words whose count is remembered. */
const REMEMBERED = 50_000;
/** Longer ones hardly come twice. */
const LONGEST = 40;

/**
 * White space as models read it best: the default one's tokenizer takes a line break for a letter it does not know, and
 * two lines and the same lines as one have little in common then (cosine 0.7).
 */
export const plainSpaces = (text: string): string => text.replace(/\s+/g, " ").trim();

export const hasPlainSpaces = (text: string): boolean => !/[^\S ]| {2}|^ | $/.test(text);

/**
 * Counts the tokens of texts in `plainSpaces`, word by word, and each word once: no tokenizer of ours has tokens that
 * reach over a space, and counting is what splitting spends its time on.
 */
export function wordTokens(count: CountTokens): CountTokens {
  const known = new Map<string, number>();
  const added = count("");
  const ofWord = (word: string): number => {
    const remembered = known.get(word);
    if (remembered !== undefined) return remembered;
    const tokens = count(word) - added;
    if (known.size >= REMEMBERED) known.clear();
    if (word.length <= LONGEST) known.set(word, tokens);
    return tokens;
  };
  return (text) => (text.match(/\S+/g) ?? []).reduce((sum, word) => sum + ofWord(word), added);
}
