import { NotFoundError, type Tool } from "../schemas/index.ts";
import type { EngramDatabase } from "../storage/database.ts";
import { BASE_TOOLS, CORE_MEMORY_TOOLS } from "./base-tools.ts";
import { MCP_SOURCE_TYPE, mcpTool } from "./mcp/mcp-tool.ts";
import { storedTool } from "./stored-tool.ts";
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

/** Whether a name is that of a tool of the app's own, which nobody can replace. */
export function isBuiltIn(name: string): boolean {
  return BUILT_IN.has(name);
}

/** A stored tool as it is run. */
export function executable(tool: Tool): ExecutableTool {
  if (tool.source_type === MCP_SOURCE_TYPE) return mcpTool(tool);
  const builtIn = tool.source_type === "built-in" ? BUILT_IN.get(tool.name) : undefined;
  return builtIn ?? storedTool(tool);
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
    const stored = builtIn ? null : await db.tools.where("name").equals(name).first();
    const tool = builtIn ?? (stored ? executable(stored) : null);
    if (!tool) throw new NotFoundError("tool", name);
    tools.set(name, tool);
  }
  return tools;
}
