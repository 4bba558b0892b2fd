/** Edits of core memory, as pure functions: the new block, or an error that says what would have gone wrong. */
import { type Block, type Memory, MemoryEditError } from "../schemas/index.ts";

function sectionOf(memory: Memory, section: string): Block {
  const block = Object.hasOwn(memory.memory, section) ? memory.memory[section] : undefined;
  if (!block)
    throw new MemoryEditError(
      `There is no section "${section}" in core memory. Sections: ${Object.keys(memory.memory).join(", ")}.`,
    );
  return block;
}

/** The block with another text. Refused beyond the block's limit, with both numbers, or where it is read-only. */
export function withValue(block: Block, value: string): Block {
  if (block.metadata_.read_only === true)
    throw new MemoryEditError(`The block "${block.label}" is read-only.`, {
      hint: "Its read-only mark can be taken off by the person.",
    });
  if (value.length > block.limit)
    throw new MemoryEditError(
      `Edit failed: Exceeds ${block.limit} character limit (requested ${value.length}).`,
      { hint: "Shorten the text, or move details to archival memory." },
    );
  return { ...block, value };
}

/** Adds a newline and the content to a section. */
export function appendToSection(memory: Memory, section: string, content: string): Block {
  const block = sectionOf(memory, section);
  return withValue(block, block.value === "" ? content : `${block.value}\n${content}`);
}

/**
 * Replaces a text in a section by another (empty: deletes it). Only the first occurrence where it stands several
 * times would be a guess, so every occurrence is replaced, as the original does.
 */
export function replaceInSection(
  memory: Memory,
  section: string,
  oldContent: string,
  newContent: string,
): Block {
  const block = sectionOf(memory, section);
  if (oldContent === "")
    throw new MemoryEditError("old_content is empty: name the exact text to replace.", {
      hint: "Use core_memory_append to add text.",
    });
  if (!block.value.includes(oldContent)) {
    const nearest = nearestLine(block.value, oldContent);
    throw new MemoryEditError(
      `Content "${oldContent}" not found in section "${section}" (it must match exactly).` +
        (nearest ? ` The nearest line is: "${nearest}".` : ""),
    );
  }
  return withValue(
    block,
    block.value.replaceAll(oldContent, () => newContent),
  );
}

const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);

/** The line that shares most words with a text: a hint for the next try. Null where none shares any. */
export function nearestLine(value: string, text: string): string | null {
  const wanted = wordsOf(text);
  let best: string | null = null;
  let bestScore = 0;
  for (const line of value.split("\n")) {
    const words = wordsOf(line);
    if (words.size === 0) continue;
    let shared = 0;
    for (const word of words) if (wanted.has(word)) shared++;
    const score = shared / (words.size + wanted.size - shared);
    if (score > bestScore) {
      bestScore = score;
      best = line;
    }
  }
  return best;
}
