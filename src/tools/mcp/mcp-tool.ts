import { NotSupportedError, type Tool } from "../../schemas/index.ts";
import { readToolSettings } from "../../storage/tools.ts";
import type { ExecutableTool } from "../tool.ts";
import { McpError } from "./errors.ts";

/** `source_type` of the tools of MCP servers; their `module` is the id of the server. */
export const MCP_SOURCE_TYPE = "mcp";

/** A tool of an MCP server. Whether the server may be called is looked up at each call: the person may say no meanwhile. */
export function mcpTool(tool: Tool): ExecutableTool {
  return {
    schema: tool.json_schema,
    async run(args, { db, mcp, signal }) {
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
    },
  };
}
