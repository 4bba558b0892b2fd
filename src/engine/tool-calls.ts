/** Running the calls of one reply. */
import { CancelledError, type Memory, type MemoryOrigin, type ToolCall } from "../schemas/index.ts";
import type { EngramDatabase } from "../storage/database.ts";
import { checkArguments, parseArguments } from "../tools/arguments.ts";
import {
  type ExecutableTool,
  noEffects,
  type StepEffects,
  type ToolContext,
  type ToolSurroundings,
} from "../tools/tool.ts";
import { cutToBudget, resultToText, toolReturnBudget } from "../tools/tool-return.ts";
import type { LoadedAgent } from "./load-agent.ts";
import type { EngineServices } from "./services.ts";

export interface CallOutcome {
  call: ToolCall;
  ok: boolean;
  /** What the model reads. */
  text: string;
  request_heartbeat: boolean;
  /** It acted beyond this database and did not touch the agent's memory: run on other memory it would be the same. */
  keeps?: boolean;
  /** What the tool gave, or threw. */
  result?: unknown;
  error?: unknown;
}

export interface CallsOutcome {
  outcomes: CallOutcome[];
  effects: StepEffects;
  /** Core memory after all calls. */
  memory: Memory;
  /** For the logs of the tools that ran. */
  tool_runs: ToolSurroundings["tool_runs"];
}

/** Counts equal calls over a run: a model that says the same thing again and again is broken off. */
export class RepeatedCalls {
  readonly #seen: Map<string, number>;

  /** @param counts of a run that waited for the person. */
  constructor(counts: Record<string, number> = {}) {
    this.#seen = new Map(Object.entries(counts));
  }

  counts(): Record<string, number> {
    return Object.fromEntries(this.#seen);
  }

  /** How often this very call has been made now, this time included. */
  count(name: string, source: string): number {
    let normal = source;
    try {
      normal = JSON.stringify(JSON.parse(source));
    } catch {
      // Broken arguments count by their letters.
    }
    const key = `${name}\n${normal}`;
    const count = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, count);
    return count;
  }
}

export interface RunCallsParams {
  services: EngineServices;
  agent: LoadedAgent;
  tools: Map<string, ExecutableTool>;
  calls: ToolCall[];
  signal: AbortSignal;
  /** Calls that must not run, by id, with the reason. */
  refused: Map<string, string>;
  /** Who calls. */
  caller: MemoryOrigin;
  /** The calls run on memory that was edited meanwhile: what came of them then. */
  before?: CallsOutcome | undefined;
}

/** What tools are handed of the engine's services. */
export function surroundingsOf(
  services: EngineServices,
  signal: AbortSignal,
  tool_runs: ToolSurroundings["tool_runs"] = [],
): ToolSurroundings {
  const { db, embedder, vectors, texts, clock, sandbox, grantFetch, mcp, timeZone } = services;
  return {
    db,
    embedder,
    vectors,
    texts,
    clock,
    sandbox,
    grantFetch,
    signal,
    tool_runs,
    ...(timeZone ? { timeZone } : {}),
    ...(mcp ? { mcp } : {}),
  };
}

/** Whether the person is asked before a call: not where it would fail anyway. */
export async function asksFirst(
  { function: { name, arguments: source } }: ToolCall,
  tools: Map<string, ExecutableTool>,
  db: EngramDatabase,
): Promise<boolean> {
  const tool = tools.get(name);
  if (!(await tool?.requiresApproval?.(db)) || !tool) return false;
  try {
    checkArguments(tool.schema, (await parseArguments(name, source)).args);
    return true;
  } catch {
    // It runs into the same error at once, which the model reads.
    return false;
  }
}

/**
 * Runs the calls in order. A call that cannot run gives a failed outcome that says why; nothing here throws, and
 * nothing is stored yet.
 */
export async function runCalls({
  services,
  agent,
  tools,
  calls,
  signal,
  refused,
  caller,
  before,
}: RunCallsParams): Promise<CallsOutcome> {
  const context: ToolContext = {
    // What a tool did before stands in its log, also where it is done again.
    ...surroundingsOf(services, signal, before?.tool_runs),
    agent: agent.row,
    memory: agent.memory,
    effects: noEffects(),
    origin: caller,
    touched: false,
  };
  const outcomes: CallOutcome[] = [];
  for (const [index, call] of calls.entries()) {
    const reason = refused.get(call.id);
    const known = before?.outcomes[index];
    if (reason !== undefined) outcomes.push({ call, ok: false, text: reason, request_heartbeat: false });
    else if (known?.keeps) outcomes.push(known);
    else {
      context.origin = { ...caller, tool_call_id: call.id, tool_name: call.function.name };
      outcomes.push(await runCall(call, tools, context, agent.row.llm_config.context_window));
    }
  }
  const { effects, memory, tool_runs } = context;
  return { outcomes, effects, memory, tool_runs };
}

async function runCall(
  call: ToolCall,
  tools: Map<string, ExecutableTool>,
  context: ToolContext,
  contextWindow: number,
): Promise<CallOutcome> {
  const { name, arguments: source } = call.function;
  const failed = (error: unknown): CallOutcome => ({
    call,
    ok: false,
    text: cutToBudget(
      error instanceof Error ? error.message : String(error),
      toolReturnBudget(false, contextWindow),
    ),
    request_heartbeat: false,
  });
  const tool = tools.get(name);
  if (!tool) return failed(`No function named ${name}. Functions: ${[...tools.keys()].join(", ")}`);
  const { effects } = context;
  const before = {
    memory: context.memory,
    edits: effects.edits.length,
    passages: effects.passages.length,
    heartbeats_paused_until: effects.heartbeats_paused_until,
  };
  context.touched = false;
  const keeps = () => (tool.actsOutside ?? false) && !context.touched;
  try {
    if (context.signal.aborted) throw new CancelledError("Stopped by the person before it ran.");
    const { args, request_heartbeat } = await parseArguments(name, source);
    const result = await tool.run(checkArguments(tool.schema, args), context);
    const text = cutToBudget(resultToText(result), toolReturnBudget(tool.isSearch ?? false, contextWindow));
    return { call, ok: true, text, request_heartbeat, keeps: keeps(), result };
  } catch (error) {
    // What a failed call had staged must not be stored.
    context.memory = before.memory;
    effects.edits.length = before.edits;
    effects.passages.length = before.passages;
    effects.heartbeats_paused_until = before.heartbeats_paused_until;
    return { ...failed(error), keeps: keeps(), error };
  }
}
