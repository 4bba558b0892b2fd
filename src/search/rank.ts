/** The order of what is found: words by BM25 with the neighbours' words, meaning by cosine, and both fused. */
import type { NearestText, TextMatch } from "./text-search.ts";
import type { WordIndex } from "./word-index.ts";

/** How often a term counts before once more says little. */
const SATURATION = 1.2;
/** How much longer texts are held back: 0 not at all, 1 in full. */
const LENGTH_WEIGHT = 0.3;
/** What a term in the passage next to it counts for, and in the one after that. */
const NEARBY = [0.4, 0.2] as const;
/**
 * What likeness of meaning counts for, beside words. A model small enough for a page knows topics; it does not know
 * names, dates and things, which most questions are about (docs/retrieval.md has the figures).
 */
const MEANING_WEIGHT = 0.25;

/** Scores of one index's entries, by entry. */
type Scores = Float64Array;

/** How much of the question's words is in each entry or beside it: 0 for none, towards 1 for all. */
function wordScores(indexes: readonly WordIndex[], terms: readonly string[]): Scores[] {
  const scores = indexes.map((index) => new Float64Array(index.entries));
  const weights = indexes.map((index) => new Float64Array(index.entries));
  const size = indexes.reduce((sum, index) => sum + index.size, 0);
  const average = indexes.reduce((sum, index) => sum + index.totalLength, 0) / size || 1;
  let total = 0;
  for (const term of terms) {
    const frequency = indexes.reduce((sum, index) => sum + index.frequency(term), 0);
    if (frequency === 0) continue;
    const rarity = Math.log(1 + (size - frequency + 0.5) / (frequency + 0.5));
    total += rarity;
    indexes.forEach((index, which) => {
      const own = scores[which] as Scores;
      const weight = weights[which] as Scores;
      const options = { average, lengthWeight: LENGTH_WEIGHT, nearby: NEARBY };
      for (const entry of index.addWeights(term, options, weight)) {
        const much = weight[entry] as number;
        own[entry] = (own[entry] as number) + (rarity * much) / (SATURATION + much);
        weight[entry] = 0;
      }
    });
  }
  if (total > 0)
    for (const own of scores) for (let at = 0; at < own.length; at++) own[at] = (own[at] as number) / total;
  return scores;
}

/** Nearness of meaning, the neighbours' included: the nearest is 1, the last of those handed in 0. */
function meaningScores(indexes: readonly WordIndex[], nearest: readonly NearestText[]): Scores[] {
  const scores = indexes.map((index) => new Float64Array(index.entries));
  const cosines = nearest.map((one) => one.score);
  const floor = Math.min(...cosines);
  const range = Math.max(...cosines) - floor || 1;
  let best = 0;
  for (const { id, score } of nearest) {
    indexes.forEach((index, which) => {
      const entry = index.entryOf(id);
      if (entry === undefined) return;
      const own = scores[which] as Scores;
      const share = (score - floor) / range;
      own[entry] = (own[entry] as number) + share;
      index.eachNeighbour(entry, NEARBY.length, (neighbour, distance) => {
        own[neighbour] = (own[neighbour] as number) + share * (NEARBY[distance - 1] as number);
      });
    });
  }
  for (const own of scores) for (const value of own) best = Math.max(best, value);
  if (best > 0)
    for (const own of scores) for (let at = 0; at < own.length; at++) own[at] = (own[at] as number) / best;
  return scores;
}

/** The k-th largest of all scores; 0 where there are not so many. */
function kthLargest(scores: readonly Scores[], k: number): number {
  const count = scores.reduce((sum, own) => sum + own.length, 0);
  if (k <= 0 || k > count) return 0;
  const all = new Float64Array(count);
  let at = 0;
  for (const own of scores) {
    all.set(own, at);
    at += own.length;
  }
  return all.sort()[count - k] as number;
}

/**
 * The best by words, and by meaning where the nearest are handed in. What is among the nearest is found, however few
 * of the words it has. Equal scores stand in the order of the spaces and their entries.
 */
export function rank(
  indexes: readonly WordIndex[],
  terms: readonly string[],
  nearest: readonly NearestText[],
  k: number,
): TextMatch[] {
  const words = wordScores(indexes, terms);
  const meaning = nearest.length > 0 ? meaningScores(indexes, nearest) : null;
  const cosines = new Map(nearest.map(({ id, score }) => [id, score]));
  const scale = meaning ? 1 + MEANING_WEIGHT : 1;
  const scores = words.map((own, which) =>
    own.map((byWords, entry) => (byWords + MEANING_WEIGHT * (meaning?.[which]?.[entry] ?? 0)) / scale),
  );
  const least = kthLargest(scores, k);
  const found: TextMatch[] = [];
  const take = (which: number, entry: number, id: string) =>
    found.push({
      id,
      score: scores[which]?.[entry] ?? 0,
      words: words[which]?.[entry] ?? 0,
      meaning: cosines.get(id) ?? null,
    });
  indexes.forEach((index, which) => {
    const own = scores[which] as Scores;
    for (let entry = 0; entry < own.length; entry++) {
      const id = index.idAt(entry);
      if (id === null || (own[entry] as number) < least) continue;
      if ((own[entry] as number) > 0 || cosines.has(id)) take(which, entry, id);
    }
  });
  // An index that is being built does not have it yet.
  const floor = Math.min(...cosines.values());
  const range = Math.max(...cosines.values()) - floor || 1;
  for (const { id, score } of nearest) {
    if (indexes.some((index) => index.entryOf(id) !== undefined)) continue;
    const byMeaning = (MEANING_WEIGHT * (score - floor)) / range;
    found.push({ id, score: byMeaning / scale, words: 0, meaning: score });
  }
  return found.sort((a, b) => b.score - a.score).slice(0, k);
}
