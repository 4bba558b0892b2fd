import type { ArchivalServices, PreparedPassage } from "../memory/archival.ts";
import type { Block, Memory, MemoryOrigin, ToolJsonSchema, ToolRun } from "../schemas/index.ts";
import type { AgentRow, EngramDatabase } from "../storage/database.ts";
import type { McpPort } from "./mcp/mcp-port.ts";
import type { ToolHost, ToolSandbox } from "./sandbox/tool-sandbox.ts";

/** What tools want written. It is collected here and committed with the step, or not at all. */
export interface StepEffects {
  /** Changed blocks, in the order of the changes: each is a version of its block. */
  edits: { block: Block; by: MemoryOrigin }[];
  passages: PreparedPassage[];
  heartbeats_paused_until: string | null;
}

/** The `fetch` of a tool that reaches the hosts given, and no others. */
export type GrantFetch = (allowed_hosts: string[]) => ToolHost["fetch"];

/** What a tool has around it, whether an agent called it or the person tries it out. */
export interface ToolSurroundings extends ArchivalServices {
  sandbox: ToolSandbox;
  grantFetch: GrantFetch;
  signal: AbortSignal;
  timeZone?: string;
  /** Absent where no MCP server can be reached from. */
  mcp?: McpPort;
  /** For the logs of the tools that ran: also of those that failed. */
  tool_runs: Omit<ToolRun, "id">[];
}

export interface ToolContext extends ToolSurroundings {
  agent: AgentRow;
  /** Core memory with this step's edits so far. */
  memory: Memory;
  effects: StepEffects;
  /** What the call that runs writes, came from it. */
  origin: MemoryOrigin;
  /** Whether the call that runs has looked at the agent's memory, or changed it. */
  touched: boolean;
}

/** Any JSON value; `undefined` and null become "None", an object its JSON. */
export type ToolResult = unknown;

export interface ExecutableTool {
  schema: ToolJsonSchema;
  /** Search results have a budget of their own (see `toolReturnBudget`). */
  isSearch?: boolean;
  /** Whether the person is asked before each call; looked up when it comes, since they may change their mind. */
  requiresApproval?(db: EngramDatabase): Promise<boolean>;
  /** What it does may reach beyond this database: a call that did not touch the agent's memory is not run twice. */
  actsOutside?: boolean;
  run(args: Record<string, unknown>, context: ToolContext): Promise<ToolResult> | ToolResult;
  /** Runs it for nobody, where it can do without an agent. */
  runAlone?(args: Record<string, unknown>, around: ToolSurroundings): Promise<ToolResult>;
}

export function noEffects(): StepEffects {
  return { edits: [], passages: [], heartbeats_paused_until: null };
}

/** Puts an edited block among the effects, where later calls of the step find it. */
export function stageBlock(
  context: ToolContext,
  section: string,
  block: Block,
  by: MemoryOrigin = context.origin,
): void {
  context.memory = { ...context.memory, memory: { ...context.memory.memory, [section]: block } };
  context.effects.edits.push({ block, by });
}
