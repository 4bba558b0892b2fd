import { type Block, DEFAULT_PROMPT_TEMPLATE, InvalidInputError, type Memory } from "../schemas/index.ts";

/** What a template sees of a section: the block, under the section's name. */
function sectionsOf(memory: Memory): Record<string, Block> {
  return Object.fromEntries(
    Object.entries(memory.memory).map(([section, block]) => [section, { ...block, name: section }]),
  );
}

/** The default template without the template engine: the engine is loaded only for templates of one's own. */
function compileDefault(memory: Memory): string {
  return Object.entries(memory.memory)
    .map(
      ([section, block]) =>
        `<${section} characters="${block.value.length}/${block.limit}">\n${block.value}\n</${section}>`,
    )
    .join("\n");
}

/**
 * Core memory as text for the system message, by the memory's own Jinja template.
 *
 * @throws InvalidInputError (field `prompt_template`) where the template cannot be parsed or run.
 */
export async function compileMemory(memory: Memory): Promise<string> {
  if (memory.prompt_template === DEFAULT_PROMPT_TEMPLATE) return compileDefault(memory);
  // Not the package's Template class: it trims the newline after a block tag, which Jinja2 by default does not.
  const { Environment, Interpreter, parse, tokenize } = await import("@huggingface/jinja");
  try {
    const environment = new Environment();
    for (const [name, value] of Object.entries({ true: true, false: false, none: null }))
      environment.set(name, value);
    environment.set("memory", sectionsOf(memory));
    const result = new Interpreter(environment).run(parse(tokenize(memory.prompt_template, {})));
    return String(result.value);
  } catch (error) {
    throw new InvalidInputError(
      "prompt_template",
      `the template cannot be used: ${error instanceof Error ? error.message : String(error)}`,
      { hint: "Correct the template; `memory` holds the blocks by section.", cause: error },
    );
  }
}
