/** From facts to edits of a block: what has to change, given what stands there. */
import { isPlaceholder } from "./core-blocks.ts";
import { escapePattern } from "./escape-pattern.ts";
import type { Fact } from "./facts.ts";
import { sharedWords } from "./keywords.ts";
import { SLOTS, type Slot } from "./slots.ts";

export type MemoryEdit =
  | { kind: "append"; content: string }
  /** `old_content` stands exactly once in the block. */
  | { kind: "replace"; old_content: string; new_content: string };

const fold = (text: string) =>
  text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s.]+$/u, "")
    .trim();

/** The values of a list line: "tea and coffee, chess". */
function items(value: string): string[] {
  return value
    .split(/\s*,\s*|\s+and\s+|\s*&\s*/u)
    .map((item) => item.trim())
    .filter((item) => item !== "" && !isPlaceholder(item));
}

const holdsItem = (value: string, item: string) =>
  fold(value) === fold(item) || items(value).some((other) => fold(other) === fold(item));

function findLine(lines: string[], slot: Slot): { line: string; value: string } | null {
  for (const line of lines) {
    const match = slot.line.exec(line);
    if (match) return { line, value: (match[1] ?? "").trim() };
  }
  return null;
}

/** What a block says in a slot; null where it says nothing. */
export function readSlot(block: string, slot: Slot): string | null {
  const found = findLine(block.split("\n"), slot);
  return found && !isPlaceholder(found.value) ? found.value : null;
}

/**
 * The edits that bring the facts into a block, one after the other: replacements of lines, then one append of all that
 * is new. Nothing for what stands there already.
 */
export function planEdits(facts: Fact[], block: string): MemoryEdit[] {
  const edits: MemoryEdit[] = [];
  const added: string[] = [];
  let value = block;
  const replace = (line: string, next: string) => {
    const edit = { kind: "replace" as const, ...uniqueReplacement(value, line, next) };
    value = value.replace(edit.old_content, () => edit.new_content);
    edits.push(edit);
  };
  const named = facts.some((fact) => fact.slot === SLOTS.name && fact.action === "set");

  for (const given of facts) {
    const fact = given.slot === SLOTS.called && !named ? calledOrNamed(given, value) : given;
    if (!fact) continue;
    const lines = value.split("\n");
    const found = findLine(lines, fact.slot);
    switch (fact.action) {
      case "set":
        if (found && fold(found.value) === fold(fact.value)) break;
        if (found) replace(found.line, prefixOf(found.line, fact.slot) + fact.value);
        else added.push(fact.slot.prefix + fact.value);
        break;
      case "add":
        if (fact.slot.key === "note") {
          if (!lines.some((line) => fold(line) === fold(fact.value))) added.push(fact.value);
          break;
        }
        for (const other of contraries(fact.slot))
          for (const item of items(fact.value)) {
            const line = findLine(value.split("\n"), other);
            if (line && holdsItem(line.value, item)) replace(line.line, without(line, other, item));
          }
        addToList(fact, findLine(value.split("\n"), fact.slot));
        break;
      case "remove":
        if (found && holdsItem(found.value, fact.value))
          replace(found.line, without(found, fact.slot, fact.value));
        // That a taste has changed is worth knowing, too.
        if (fact.slot === SLOTS.likes)
          addToList({ ...fact, slot: SLOTS.noLonger }, findLine(value.split("\n"), SLOTS.noLonger));
        break;
      case "swap": {
        const line = lines.find((one) => holdsWord(one, fact.before ?? ""));
        if (line)
          replace(
            line,
            line.replace(wordPattern(fact.before ?? ""), () => fact.value),
          );
        break;
      }
    }
  }
  if (added.length > 0) edits.push({ kind: "append", content: added.join("\n") });
  return edits;

  function addToList(fact: Fact, line: { line: string; value: string } | null): void {
    if (!line) {
      added.push(fact.slot.prefix + fact.value);
      return;
    }
    if (fold(line.value) === fold(fact.value)) return;
    const fresh = items(fact.value).every((item) => !holdsItem(line.value, item))
      ? fact.value
      : items(fact.value)
          .filter((item) => !holdsItem(line.value, item))
          .join(", ");
    if (fresh === "") return;
    const prefix = prefixOf(line.line, fact.slot);
    replace(line.line, isPlaceholder(line.value) ? prefix + fresh : `${line.line.trimEnd()}, ${fresh}`);
  }
}

/** "Call me Al" is the name where none is known, and a wish beside it where one is. */
function calledOrNamed(fact: Fact, block: string): Fact | null {
  const name = readSlot(block, SLOTS.name);
  if (name === null) return { ...fact, slot: SLOTS.name };
  return fold(name) === fold(fact.value) ? null : fact;
}

const contraries = (slot: Slot): Slot[] =>
  slot === SLOTS.likes ? [SLOTS.dislikes, SLOTS.noLonger] : slot === SLOTS.dislikes ? [SLOTS.likes] : [];

/** The way this very line begins: others may have written "- Lives in Oslo". */
function prefixOf(line: string, slot: Slot): string {
  const value = slot.line.exec(line)?.[1] ?? "";
  const prefix = line.slice(0, line.length - value.length);
  return value === "" || prefix === "" ? slot.prefix : prefix;
}

function without(line: { line: string; value: string }, slot: Slot, item: string): string {
  const rest = items(line.value).filter((other) => fold(other) !== fold(item));
  const prefix = prefixOf(line.line, slot);
  return rest.length === 0 || fold(line.value) === fold(item)
    ? `${prefix}not known yet`
    : prefix + rest.join(", ");
}

const wordPattern = (word: string) =>
  new RegExp(`(?<![\\p{L}\\p{N}])${escapePattern(word)}(?![\\p{L}\\p{N}])`, "iu");
const holdsWord = (line: string, word: string) => word !== "" && wordPattern(word).test(line);

/** The tool replaces a text wherever it stands: where a line is part of another, its neighbours are taken along. */
function uniqueReplacement(
  block: string,
  line: string,
  next: string,
): { old_content: string; new_content: string } {
  const lines = block.split("\n");
  const at = lines.indexOf(line);
  let from = at;
  let to = at + 1;
  const text = () => lines.slice(from, to).join("\n");
  while (block.split(text()).length > 2 && (from > 0 || to < lines.length)) {
    if (to < lines.length) to++;
    else from--;
  }
  const changed = [...lines];
  changed[at] = next;
  return { old_content: text(), new_content: changed.slice(from, to).join("\n") };
}

const SHAPE = [SLOTS.name, SLOTS.home, SLOTS.work, SLOTS.likes];

/**
 * The edit that takes something out of a block, found by the words it shares with a line: a value of a list alone, the
 * value of a line that belongs to the block's shape, else the whole line. Null where nothing fits.
 */
export function planForget(what: string, block: string): Extract<MemoryEdit, { kind: "replace" }> | null {
  const words = (what.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter(
    (word) =>
      ![
        "my",
        "the",
        "that",
        "about",
        "i",
        "a",
        "an",
        "me",
        "in",
        "is",
        "am",
        "m",
        "of",
        "have",
        "please",
      ].includes(word),
  );
  const lines = block.split("\n");
  let best = -1;
  let bestScore = 0;
  for (const [index, line] of lines.entries()) {
    const score = isPlaceholder(line) ? 0 : sharedWords(words, line);
    // Half of the words at least: one word in common may be chance.
    if (score > bestScore && score * 2 >= words.length) [best, bestScore] = [index, score];
  }
  const line = lines[best];
  if (line === undefined) return null;
  for (const slot of [SLOTS.likes, SLOTS.dislikes]) {
    const value = slot.line.exec(line)?.[1];
    const item = value && items(value).find((one) => sharedWords(words, one) > 0);
    if (value && item && items(value).length > 1)
      return { kind: "replace", ...uniqueReplacement(block, line, without({ line, value }, slot, item)) };
  }
  const slot = SHAPE.find((one) => one.line.test(line));
  if (slot)
    return { kind: "replace", ...uniqueReplacement(block, line, `${prefixOf(line, slot)}not known yet`) };
  // The line end goes with the line, so that no empty line stays.
  const neighbour = best > 0 ? best - 1 : best + 1;
  const [old_content, new_content] =
    lines.length === 1
      ? [line, ""]
      : best > 0
        ? [`${lines[neighbour]}\n${line}`, lines[neighbour] as string]
        : [`${line}\n${lines[neighbour]}`, lines[neighbour] as string];
  return { kind: "replace", old_content, new_content };
}
