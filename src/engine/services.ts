import type { LLMProvider, TokenCounter } from "../llm/provider.ts";
import type { ArchivalServices } from "../memory/archival.ts";
import type { McpPort } from "../tools/mcp/mcp-port.ts";
import type { ToolSandbox } from "../tools/sandbox/tool-sandbox.ts";
import type { GrantFetch } from "../tools/tool.ts";

/** All the engine needs from outside. Nothing in the engine reaches for a global of the browser. */
export interface EngineServices extends ArchivalServices {
  llm: LLMProvider;
  tokens: TokenCounter;
  /** Where the code of tools runs. */
  sandbox: ToolSandbox;
  grantFetch: GrantFetch;
  /** IANA zone of the times that agents read; the machine's own by default. */
  timeZone?: string;
  /** The way to MCP servers; without it their tools fail, and say so. */
  mcp?: McpPort;
}
