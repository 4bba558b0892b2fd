import type { ArchivalServices, PreparedPassage } from "../memory/archival.ts";
import type { Block, Memory, ToolJsonSchema } from "../schemas/index.ts";
import type { AgentRow } from "../storage/database.ts";
import type { McpPort } from "./mcp/mcp-port.ts";

/** What tools want written. It is collected here and committed with the step, or not at all. */
export interface StepEffects {
  /** Changed blocks by section. */
  blocks: Map<string, Block>;
  passages: PreparedPassage[];
  heartbeats_paused_until: string | null;
}

export interface ToolContext extends ArchivalServices {
  agent: AgentRow;
  /** Core memory with this step's edits so far. */
  memory: Memory;
  effects: StepEffects;
  signal: AbortSignal;
  timeZone?: string;
  /** Absent where no MCP server can be reached from. */
  mcp?: McpPort;
}

/** Any JSON value; `undefined` and null become "None", an object its JSON. */
export type ToolResult = unknown;

export interface ExecutableTool {
  schema: ToolJsonSchema;
  /** Search results have a budget of their own (see `toolReturnBudget`). */
  isSearch?: boolean;
  run(args: Record<string, unknown>, context: ToolContext): Promise<ToolResult> | ToolResult;
}

export function noEffects(): StepEffects {
  return { blocks: new Map(), passages: [], heartbeats_paused_until: null };
}
