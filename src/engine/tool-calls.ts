/** Running the calls of one reply. */
import { CancelledError, type Memory, type ToolCall } from "../schemas/index.ts";
import { checkArguments, parseArguments } from "../tools/arguments.ts";
import { type ExecutableTool, noEffects, type StepEffects, type ToolContext } from "../tools/tool.ts";
import { cutToBudget, resultToText, toolReturnBudget } from "../tools/tool-return.ts";
import type { LoadedAgent } from "./load-agent.ts";
import type { EngineServices } from "./services.ts";

export interface CallOutcome {
  call: ToolCall;
  ok: boolean;
  /** What the model reads. */
  text: string;
  request_heartbeat: boolean;
}

export interface CallsOutcome {
  outcomes: CallOutcome[];
  effects: StepEffects;
  /** Core memory after all calls. */
  memory: Memory;
}

/** Counts equal calls over a run: a model that says the same thing again and again is broken off. */
export class RepeatedCalls {
  readonly #seen = new Map<string, number>();

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
  /** Calls that must not run, by index, with the reason. */
  refused: Map<number, string>;
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
}: RunCallsParams): Promise<CallsOutcome> {
  const context: ToolContext = {
    db: services.db,
    embedder: services.embedder,
    vectors: services.vectors,
    texts: services.texts,
    clock: services.clock,
    agent: agent.row,
    memory: agent.memory,
    effects: noEffects(),
    signal,
    ...(services.timeZone ? { timeZone: services.timeZone } : {}),
    ...(services.mcp ? { mcp: services.mcp } : {}),
  };
  const outcomes: CallOutcome[] = [];
  for (const [index, call] of calls.entries()) {
    const reason = refused.get(index);
    outcomes.push(
      reason === undefined
        ? await runCall(call, tools, context, agent.row.llm_config.context_window)
        : { call, ok: false, text: reason, request_heartbeat: false },
    );
  }
  return { outcomes, effects: context.effects, memory: context.memory };
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
  const before = context.effects.passages.length;
  try {
    if (context.signal.aborted) throw new CancelledError("Stopped by the person before it ran.");
    const { args, request_heartbeat } = await parseArguments(name, source);
    const result = await tool.run(checkArguments(tool.schema, args), context);
    const text = cutToBudget(resultToText(result), toolReturnBudget(tool.isSearch ?? false, contextWindow));
    return { call, ok: true, text, request_heartbeat };
  } catch (error) {
    // What a failed call had staged must not be stored.
    context.effects.passages.length = before;
    return failed(error);
  }
}
