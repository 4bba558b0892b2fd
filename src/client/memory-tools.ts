/** The functions of a memory class become tools of the agent that is made with it. */
import { InvalidInputError, NameTakenError, type Tool } from "../schemas/index.ts";
import type { SourceOfTool } from "../tools/tool-from-source.ts";
import type { MemoryInput, ToolFunction } from "./abstract-client.ts";
import { BasicBlockMemory } from "./memory-classes.ts";

/** A tool that a memory brings. */
export interface MemoryTool extends SourceOfTool {
  tags: string[];
  /** What is stored under its name already. */
  old: Tool | null;
  /** Whether that is the very same. */
  isStored: boolean;
}

interface MemoryFunctions {
  functions: { func: ToolFunction; name: string | null }[];
  /** Name of the class, where it is one. */
  className: string | null;
}

/** Those it lists, those its class lists, and the methods that a class of one's own adds to `BasicBlockMemory`. */
function functionsOf(memory: MemoryInput): MemoryFunctions {
  const listed = (memory.functions ?? []).map((func) => ({ func, name: null }));
  if (!(memory instanceof BasicBlockMemory)) return { functions: listed, className: null };
  const methods = new Map<string, ToolFunction>();
  let prototype: object = Object.getPrototypeOf(memory);
  for (; prototype !== BasicBlockMemory.prototype; prototype = Object.getPrototypeOf(prototype))
    // What a class below has made anew counts.
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
      if (typeof value === "function" && isOwnMethod(name) && !methods.has(name)) methods.set(name, value);
  const { functions = [], name } = memory.constructor as typeof BasicBlockMemory;
  return {
    functions: [
      ...listed,
      ...functions.map((func) => ({ func, name: null })),
      ...[...methods].map(([name, func]) => ({ func, name })),
    ],
    className: name,
  };
}

const isOwnMethod = (name: string) => !name.startsWith("_") && !(name in BasicBlockMemory.prototype);

const COMMENTS_AND_TEXTS = /\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;

/** @throws InvalidInputError where a method reaches for the memory it is written in: its tool runs apart from it. */
function assertStandsAlone(func: ToolFunction, name: string): void {
  const code = String(func).replace(COMMENTS_AND_TEXTS, "");
  if (/\bthis\s*(?:\?\.|[.[])|\bsuper\b/.test(code))
    throw new InvalidInputError(
      "memory",
      `the method ${name} uses "this", and tools run apart from the memory`,
      {
        hint: "Use the agent object in it: agent.readBlock(label), agent.appendBlock(label, text), agent.replaceInBlock(label, old, new).",
      },
    );
}

/**
 * What a memory brings, held against what is stored. A tool of the same class and name is replaced.
 *
 * @throws NameTakenError where another tool has the name; InvalidInputError for a function that is no tool.
 */
export async function toolsOfMemory(
  memory: MemoryInput,
  find: (name: string) => Promise<Tool | null>,
): Promise<MemoryTool[]> {
  const { functions, className } = functionsOf(memory);
  if (functions.length === 0) return [];
  const { toolFromSource } = await import("../tools/tool-from-source.ts");
  const tags = ["memory", ...(className ? [className] : [])];
  const tools: MemoryTool[] = [];
  for (const { func, name } of functions) {
    if (typeof func === "function") assertStandsAlone(func, name ?? func.name);
    const made = await toolFromSource({ func, name });
    const old = await find(made.name);
    const isStored = old?.source_code === made.source_code;
    const isOwn = className !== null && tags.every((tag) => old?.tags.includes(tag));
    if (old && !isStored && !isOwn) throw new NameTakenError("tool", made.name);
    tools.push({ ...made, tags, old, isStored });
  }
  return tools;
}
