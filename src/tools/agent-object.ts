/**
 * The `agent` object of a tool's code: what a program may do with the memory of the agent that called it. Its edits go
 * through the checks of the agent's own tools and are staged like theirs: stored with the step, or not at all.
 */
import { z } from "zod";
import { preparePassages, searchArchival } from "../memory/archival.ts";
import { appendToSection, replaceInSection } from "../memory/core.ts";
import { MemoryEditError, type MemoryOrigin } from "../schemas/index.ts";
import { stageBlock, type ToolContext } from "./tool.ts";

/** Passages a search gives unless told otherwise, and at most. */
const FOUND = 10;
const MOST_FOUND = 100;

type Method = (args: unknown[], context: ToolContext, isOpen: () => boolean) => unknown;

const label = z.string("the label of a block is required, as a text");
const text = (name: string) => z.string(`${name} is required, as a text`);

function read<T extends z.ZodTuple>(name: string, shape: T, args: unknown[]): z.infer<T> {
  // Arguments left out at the end arrive as undefined, or not at all.
  const parsed = shape.safeParse(args.slice(0, shape.def.items.length));
  if (parsed.success) return parsed.data;
  throw new TypeError(`agent.${name}: ${parsed.error.issues[0]?.message ?? "these arguments are not valid"}`);
}

/** The agent made the call; what is written, the program decided. */
function byProgram({ origin }: ToolContext): MemoryOrigin {
  return origin.kind === "agent" ? { ...origin, kind: "tool" } : origin;
}

const METHODS: Record<string, Method> = {
  readBlocks: (_args, { memory }) =>
    Object.entries(memory.memory).map(([section, { value, limit, metadata_ }]) => ({
      label: section,
      value,
      limit,
      read_only: metadata_.read_only === true,
    })),
  readBlock: (args, { memory }) => {
    const [section] = read("readBlock", z.tuple([label]), args);
    const block = Object.hasOwn(memory.memory, section) ? memory.memory[section] : undefined;
    if (!block)
      throw new MemoryEditError(
        `There is no section "${section}" in core memory. Sections: ${Object.keys(memory.memory).join(", ")}.`,
      );
    return block.value;
  },
  appendBlock: (args, context) => {
    const [section, content] = read("appendBlock", z.tuple([label, text("content")]), args);
    stageBlock(context, section, appendToSection(context.memory, section, content), byProgram(context));
    return null;
  },
  replaceInBlock: (args, context) => {
    const shape = z.tuple([label, text("old_content"), text("new_content")]);
    const [section, before, after] = read("replaceInBlock", shape, args);
    stageBlock(
      context,
      section,
      replaceInSection(context.memory, section, before, after),
      byProgram(context),
    );
    return null;
  },
  insertArchival: async (args, context, isOpen) => {
    const [content] = read("insertArchival", z.tuple([text("content")]), args);
    const origin = byProgram(context);
    const prepared = await preparePassages(context, context.agent, content, origin, context.signal);
    // Embedding takes its time: the program may have been ended meanwhile, and its effects decided about.
    if (isOpen()) context.effects.passages.push(...prepared);
    return null;
  },
  searchArchival: async (args, context) => {
    const count = z.number().int().min(1).max(MOST_FOUND).nullish();
    const [query, limit] = read("searchArchival", z.tuple([text("query"), count]), [args[0], args[1]]);
    const { matches } = await searchArchival(context, context.agent, query, limit ?? FOUND, {
      signal: context.signal,
    });
    return matches.map(({ passage, score }) => ({
      text: passage.text,
      created_at: passage.created_at,
      score,
    }));
  },
};

/**
 * Calls a method of the object for a program.
 *
 * @param isOpen whether the program still runs: what comes later is not staged.
 * @throws what the program sees as an error.
 */
export async function callAgentObject(
  context: ToolContext,
  method: string,
  args: unknown[],
  isOpen: () => boolean,
): Promise<unknown> {
  const run = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (!run)
    throw new TypeError(`agent.${method} does not exist; there are ${Object.keys(METHODS).join(", ")}`);
  if (!isOpen()) throw new Error("the tool has ended already");
  context.touched = true;
  return run(args, context, isOpen);
}
