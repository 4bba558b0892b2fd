import { isoTime, NotSupportedError, type Tool } from "../../schemas/index.ts";
import { readToolSettings } from "../../storage/tools.ts";
import type { ExecutableTool, ToolSurroundings } from "../tool.ts";
import { cutToBudget, TOOL_RETURN_LIMIT } from "../tool-return.ts";
import { McpError } from "./errors.ts";

/** `source_type` of the tools of MCP servers; their `module` is the id of the server. */
export const MCP_SOURCE_TYPE = "mcp";

/** A tool of an MCP server. Whether the server may be called is looked up at each call: the person may say no meanwhile. */
export function mcpTool(tool: Tool): ExecutableTool {
  const call = async (args: Record<string, unknown>, { db, mcp, signal }: ToolSurroundings) => {
    const server = await db.mcp_servers.get(tool.module ?? "");
    const name = server?.tool_names[tool.id];
    if (!server || name === undefined)
      throw new McpError("mcp_server_gone", `The MCP server of the tool "${tool.name}" was removed.`);
    if (!server.enabled)
      throw new McpError(
        "mcp_server_disabled",
        `The person has switched off the MCP server "${server.name}".`,
      );
    if (!mcp) throw new NotSupportedError("Calling the tools of MCP servers");
    const { limits } = await readToolSettings(db, tool.id);
    const text = await mcp.call({
      target: { url: server.url, header_names: server.header_names },
      name,
      args,
      time_ms: limits.time_ms,
      signal,
    });
    if (text.length > limits.output_characters)
      throw new Error(
        `The tool returned ${text.length} characters, more than its limit of ${limits.output_characters}.`,
      );
    return text;
  };
  /** With an entry in the tool's log. */
  const run = async (args: Record<string, unknown>, around: ToolSurroundings, agent_id: string | null) => {
    const began = performance.now();
    const note = (ok: boolean, text: string) =>
      around.tool_runs.push({
        tool_id: tool.id,
        created_at: isoTime(around.clock),
        agent_id,
        args,
        ok,
        return: cutToBudget(text, TOOL_RETURN_LIMIT),
        log: [],
        duration_ms: performance.now() - began,
      });
    try {
      const text = await call(args, around);
      note(true, text);
      return text;
    } catch (error) {
      note(false, error instanceof Error ? error.message : String(error));
      throw error;
    }
  };
  return {
    schema: tool.json_schema,
    requiresApproval: async (db) => (await readToolSettings(db, tool.id)).requires_approval,
    actsOutside: true,
    run: (args, context) => run(args, context, context.agent.id),
    runAlone: (args, around) => run(args, around, null),
  };
}
