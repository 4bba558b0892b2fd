/** Core memory as it stands in a system message, and its lines. */

/** A section of core memory as the default template prints it. */
export interface CoreBlock {
  value: string;
  limit: number | null;
}

/** The engine's sentence above core memory: what stands before it is prose and may name sections, too. */
const HEADING = "Core memory shown below";

/** Reads the sections of core memory. Empty where the agent prints its memory by a template of its own. */
export function readCoreBlocks(system: string): Map<string, CoreBlock> {
  const heading = system.lastIndexOf(HEADING);
  const memory = heading === -1 ? system : system.slice(heading);
  const blocks = new Map<string, CoreBlock>();
  const opening = /<([\p{L}\p{N}_][\p{L}\p{N}_ -]*?) characters="(\d+)\/(\d+)">\n/gu;
  for (let match = opening.exec(memory); match; match = opening.exec(memory)) {
    const [tag, name = "", used, limit] = match;
    const start = match.index + tag.length;
    const closing = `\n</${name}>`;
    // The count finds the end even where the value holds a closing tag itself.
    const counted = start + Number(used);
    const end = memory.startsWith(closing, counted) ? counted : memory.indexOf(closing, start);
    if (end === -1) continue;
    blocks.set(name, { value: memory.slice(start, end), limit: Number(limit) });
    opening.lastIndex = end + closing.length;
  }
  return blocks;
}

/** Lines of a block that say something: no empty ones, none that waits to be filled in. */
export function knownLines(value: string): string[] {
  return value
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !isPlaceholder(line));
}

/** Whether a line, or the part after its colon, says that nothing is known yet. */
export function isPlaceholder(text: string): boolean {
  return /(?:^|:)\s*(?:not known(?: yet| so far)?|unknown(?: so far)?|\?+|n\/a|none yet|-)?\s*\.?$/i.test(
    text.trim(),
  );
}
