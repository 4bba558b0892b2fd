/** Which stretch of compiled core memory is which block. Pure. */
import { compileMemory } from "../memory/compile.ts";
import { DEFAULT_PROMPT_TEMPLATE, type Memory } from "../schemas/index.ts";

/** A stretch of the text: a section's, or (null) what a template of one's own puts around the sections. */
export interface CoreMemoryPart {
  section: string | null;
  text: string;
}

/** Marks that no text has: noncharacters are in no keyboard and no document. */
const BEGIN = "\uFDD0";
const END = "\uFDD1";

/**
 * Cuts compiled core memory into its sections; the parts joined are the text. A section of the default template is cut
 * with its tags. What a template of one's own prints in part only cannot be told from the rest: then all is one part.
 */
export async function coreMemoryParts(memory: Memory, compiled: string): Promise<CoreMemoryPart[]> {
  if (compiled === "") return [];
  const cut = memory.prompt_template === DEFAULT_PROMPT_TEMPLATE ? cutDefault : cutTemplate;
  const parts = (await cut(memory, compiled)).filter(({ text }) => text !== "");
  return parts.map(({ text }) => text).join("") === compiled ? parts : [{ section: null, text: compiled }];
}

async function cutDefault(memory: Memory): Promise<CoreMemoryPart[]> {
  const sections = Object.entries(memory.memory);
  return Promise.all(
    sections.map(async ([section, block], index) => {
      const text = await compileMemory({ ...memory, memory: { [section]: block } });
      return { section, text: index === sections.length - 1 ? text : `${text}\n` };
    }),
  );
}

/** Prints the memory with marks around each value, and finds in the real text what stands between them. */
async function cutTemplate(memory: Memory, compiled: string): Promise<CoreMemoryPart[]> {
  const sections = Object.keys(memory.memory);
  const marked = await compileMemory({
    ...memory,
    memory: Object.fromEntries(
      Object.entries(memory.memory).map(([section, block], index) => [
        section,
        { ...block, value: `${BEGIN}${index}${BEGIN}${block.value}${END}` },
      ]),
    ),
  });
  // Around, index, value, around, index, value, ..., around.
  const pieces = marked.split(new RegExp(`${BEGIN}(\\d+)${BEGIN}([^${BEGIN}${END}]*)${END}`));
  // The marks count where a template prints how long a value is.
  const pattern = pieces.flatMap((piece, index) =>
    index % 3 === 0
      ? [`(${escaped(piece).replace(/\d+/g, "\\d+")})`]
      : index % 3 === 2
        ? [`(${escaped(piece)})`]
        : [],
  );
  const found = new RegExp(`^${pattern.join("")}$`).exec(compiled);
  if (!found) return [];
  return found.slice(1).map((text, index) => ({
    section: index % 2 === 0 ? null : (sections[Number(pieces[3 * ((index - 1) / 2) + 1])] ?? null),
    text,
  }));
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
