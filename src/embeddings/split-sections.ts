/** Sections of a document become passages that know where they stand. */
import { type CountTokens, splitText } from "./split-text.ts";

/** A passage of one of the sections that were handed in. */
export interface SectionPart {
  text: string;
  /** Index of its section. */
  section: number;
  /** Characters of the section before it. */
  offset: number;
}

export interface SplitOptions {
  /** Tokens a part has at most, what the tokenizer adds included. */
  maxTokens: number;
  /** Tokens at the end of a part that are repeated at the beginning of the next, in whole sentences. */
  overlap: number;
}

/** A sentence, or what is left of one that is too long. */
interface Unit {
  from: number;
  to: number;
  tokens: number;
}

const sentences = new Intl.Segmenter(undefined, { granularity: "sentence" });

/** Something to look for: a passage of dashes and dots says nothing. */
const SAYS_SOMETHING = /[\p{L}\p{N}]/u;

/**
 * Parts of at most `maxTokens` tokens that end where sentences and sections do. A paragraph that fits into a part of its
 * own is not torn. Nothing with a letter or a digit in it is left out.
 */
export function splitSections(
  sections: string[],
  { maxTokens, overlap }: SplitOptions,
  count: CountTokens,
): SectionPart[] {
  const added = count("");
  const room = Math.max(1, maxTokens - added);
  return sections.flatMap((text, section) =>
    rangesOf(text, room, Math.min(overlap, Math.floor(room / 2)), (part) => count(part) - added).flatMap(
      ({ from, to }) => {
        const whole = text.slice(from, to);
        const trimmed = whole.trim();
        if (!SAYS_SOMETHING.test(trimmed)) return [];
        const offset = from + whole.indexOf(trimmed);
        return [{ text: trimmed, section, offset }];
      },
    ),
  );
}

/** Borders of the parts of one section. */
function rangesOf(
  text: string,
  room: number,
  overlap: number,
  count: CountTokens,
): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  /** Units of the part that is being filled. */
  let open: Unit[] = [];
  let tokens = 0;
  /** How many units of `open` the last part had too. */
  let repeated = 0;
  const close = () => {
    const [first, last] = [open[0], open.at(-1)];
    if (!first || !last || open.length === repeated) return;
    const { from } = first;
    const range = { from, to: last.to };
    // A whole may have more tokens than its parts together, where a tokenizer reads over their borders.
    if (open.length > 1 && count(text.slice(range.from, range.to).trim()) > room)
      ranges.push(...open.slice(repeated).map((unit) => ({ from: unit.from, to: unit.to })));
    else ranges.push(range);
    const kept: Unit[] = [];
    let sum = 0;
    for (const unit of [...open].reverse()) {
      if (sum + unit.tokens > overlap) break;
      sum += unit.tokens;
      kept.unshift(unit);
    }
    open = kept.length === open.length ? [] : kept;
    tokens = open.reduce((total, unit) => total + unit.tokens, 0);
    repeated = open.length;
  };
  const drop = () => {
    open = [];
    tokens = 0;
    repeated = 0;
  };
  for (const paragraph of paragraphsOf(text)) {
    const units = unitsOf(text, paragraph, room, count);
    const total = units.reduce((sum, unit) => sum + unit.tokens, 0);
    if (tokens + total > room && total <= room) {
      close();
      if (tokens + total > room) drop();
    }
    for (const unit of units) {
      if (tokens + unit.tokens > room) {
        close();
        if (tokens + unit.tokens > room) drop();
      }
      open.push(unit);
      tokens += unit.tokens;
    }
  }
  close();
  return ranges;
}

/** What blank lines and headings part. */
function paragraphsOf(text: string): { from: number; to: number }[] {
  const borders = [...text.matchAll(/\n[^\S\n]*\n\s*|(?<=\n)(?=#{1,6} )/g)].map(
    (found) => found.index + found[0].length,
  );
  const ends = [...borders, text.length];
  return ends.map((to, index) => ({ from: index === 0 ? 0 : (ends[index - 1] as number), to }));
}

/** Sentences of a paragraph; one that is too long in pieces that fit. */
function unitsOf(text: string, { from, to }: { from: number; to: number }, room: number, count: CountTokens) {
  const units: Unit[] = [];
  for (const { segment, index } of sentences.segment(text.slice(from, to))) {
    const start = from + index;
    const end = start + segment.length;
    const tokens = count(segment.trim());
    if (tokens <= room) {
      units.push({ from: start, to: end, tokens });
      continue;
    }
    let at = start;
    for (const piece of splitText(segment, room, count)) {
      const found = text.indexOf(piece, at);
      at = found + piece.length;
      units.push({ from: found, to: at, tokens: count(piece) });
    }
  }
  return units;
}
