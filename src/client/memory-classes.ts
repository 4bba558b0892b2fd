import { DEFAULT_BLOCK_LIMIT } from "../schemas/index.ts";
import type { BlockInput, MemoryInput, ToolFunction } from "./abstract-client.ts";

/**
 * Core memory of any named blocks; brings core_memory_append and core_memory_replace.
 *
 * A class that extends it brings its public methods as tools as well: each begins with a JSDoc comment in its body, and
 * works with the `agent` object instead of `this`, since a tool runs apart from the memory.
 */
export class BasicBlockMemory implements MemoryInput {
  /** What the class brings as tools beside its methods: sources in any language, or functions. */
  static functions: readonly ToolFunction[] = [];
  memory: Record<string, BlockInput>;
  prompt_template?: string;
  tool_names = ["core_memory_append", "core_memory_replace"];

  /** @param blocks each with a `label`, which names its section. */
  constructor(blocks: (BlockInput & { label: string })[] = [], options: { prompt_template?: string } = {}) {
    this.memory = Object.fromEntries(blocks.map((block) => [block.label, block]));
    if (options.prompt_template !== undefined) this.prompt_template = options.prompt_template;
  }

  /** Adds or replaces a section. */
  linkBlock(block: BlockInput & { label: string }): this {
    this.memory[block.label] = block;
    return this;
  }
}

/** Core memory of a chat: who the agent is (`persona`), and what it knows of the person (`human`). */
export class ChatMemory extends BasicBlockMemory {
  /** @param params.limit characters of each section, default 2000. */
  constructor(params: { persona: string; human: string; limit?: number }) {
    const limit = params.limit ?? DEFAULT_BLOCK_LIMIT;
    super([
      { label: "persona", name: "persona", value: params.persona, limit },
      { label: "human", name: "human", value: params.human, limit },
    ]);
  }
}
