import { NotFoundError, type Tool } from "../schemas/index.ts";
import type { EngramDatabase } from "../storage/database.ts";
import { BASE_TOOLS, CORE_MEMORY_TOOLS } from "./base-tools.ts";
import { MCP_SOURCE_TYPE, mcpTool } from "./mcp/mcp-tool.ts";
import type { ExecutableTool } from "./tool.ts";

const BUILT_IN = new Map(
  [...BASE_TOOLS, ...CORE_MEMORY_TOOLS].map((tool) => [tool.schema.name, tool] as const),
);

/** Built-in tools as the wire lists them; ids are stable so that lists can be compared. */
export function builtInTools(): Tool[] {
  return [...BUILT_IN.values()].map(({ schema }) => ({
    id: `tool-${schema.name}`,
    name: schema.name,
    description: schema.description,
    tags: CORE_MEMORY_TOOLS.some((tool) => tool.schema.name === schema.name) ? ["base", "memory"] : ["base"],
    source_type: "built-in",
    source_code: null,
    module: null,
    json_schema: schema,
    user_id: null,
  }));
}

/**
 * The tools an agent's list names, in its order.
 *
 * @throws NotFoundError for a name that is neither built in nor stored.
 */
export async function resolveTools(
  db: EngramDatabase,
  names: string[],
): Promise<Map<string, ExecutableTool>> {
  const tools = new Map<string, ExecutableTool>();
  for (const name of names) {
    const builtIn = BUILT_IN.get(name);
    if (builtIn) {
      tools.set(name, builtIn);
      continue;
    }
    const stored = await db.tools.where("name").equals(name).first();
    if (!stored) throw new NotFoundError("tool", name);
    tools.set(name, storedTool(stored));
  }
  return tools;
}

/** A tool that somebody stored. This version has no sandbox to run its code in, and says so to the model. */
function storedTool(tool: Tool): ExecutableTool {
  if (tool.source_type === MCP_SOURCE_TYPE) return mcpTool(tool);
  return {
    schema: tool.json_schema,
    run: () => {
      throw new Error(`the tool "${tool.name}" cannot run here: this version has no sandbox for tool code`);
    },
  };
}
