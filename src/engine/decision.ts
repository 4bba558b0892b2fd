/** What the person decided about a call, made into what is run. */
import {
  InvalidInputError,
  NotFoundError,
  type PendingCalls,
  type RunState,
  type ToolCall,
} from "../schemas/index.ts";
import { checkArguments, parseArguments, ToolArgumentsError } from "../tools/arguments.ts";
import type { ExecutableTool } from "../tools/tool.ts";

export interface Decision {
  call_id: string;
  decision: "approve" | "deny";
  reason?: string | null;
  /** What the tool is called with instead of what the model wrote. */
  arguments?: Record<string, unknown> | null;
}

/**
 * The calls that wait, the first of which the decision is about.
 *
 * @throws NotFoundError where it waits no longer; InvalidInputError where another comes first.
 */
export function findWaiting(run: RunState, call_id: string): PendingCalls {
  const pending = run.state === "waiting" ? run.pending : null;
  const first = pending?.calls[0];
  if (!pending || !first || !pending.calls.some(({ call }) => call.id === call_id))
    throw new NotFoundError("waiting call", call_id, {
      hint: "It may have been decided about elsewhere, or the run was stopped.",
    });
  if (first.call.id !== call_id)
    throw new InvalidInputError(
      "call_id",
      `the call of ${first.call.function.name} (${first.call.id}) is the one to decide about`,
    );
  return pending;
}

/**
 * The call as it is run: with the person's arguments where they gave others than the model.
 *
 * @throws InvalidInputError for arguments that the tool does not take.
 */
export async function decidedCall(
  call: ToolCall,
  decision: Decision,
  tools: Map<string, ExecutableTool>,
): Promise<ToolCall> {
  const given = decision.decision === "approve" ? decision.arguments : null;
  const { name, arguments: written } = call.function;
  const tool = tools.get(name);
  if (!given || !tool) return call;
  const { args, request_heartbeat } = await parseArguments(name, written);
  const { request_heartbeat: wanted = request_heartbeat, ...rest } = given;
  if (typeof wanted !== "boolean")
    throw new InvalidInputError("arguments.request_heartbeat", "true or false");
  try {
    const checked = checkArguments(tool.schema, rest);
    if (wanted === request_heartbeat && sameJson(checked, args)) return call;
    const takesHeartbeat = "request_heartbeat" in tool.schema.parameters.properties;
    const next = JSON.stringify({ ...checked, ...(takesHeartbeat ? { request_heartbeat: wanted } : {}) });
    return { ...call, function: { name, arguments: next }, edited_from: written };
  } catch (error) {
    if (error instanceof ToolArgumentsError)
      throw new InvalidInputError("arguments", error.message, { cause: error });
    throw error;
  }
}

/** What the agent reads of a call that the person denied. */
export function denialText(reason: string | null | undefined): string {
  const words = reason?.trim();
  return words ? `The person denied this call: ${words}` : "The person denied this call.";
}

/** Equal whatever the order of their keys. */
function sameJson(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const sorted = (value: Record<string, unknown>) =>
    JSON.stringify(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)));
  return sorted(a) === sorted(b);
}
