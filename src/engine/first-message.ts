import type { Completion } from "../llm/provider.ts";

/** Tries an agent's first reply has to pass the check. */
export const FIRST_MESSAGE_ATTEMPTS = 10;

const OPENING_TOOLS = new Set(["send_message", "archival_memory_search"]);

/**
 * Whether a first reply is sound: it speaks (or looks something up), has a monologue where the model family gives
 * one, and the monologue is a thought, not a call written out.
 */
export function isSoundFirstReply(
  completion: Completion,
  expectsMonologue: boolean,
  toolNames: string[],
): boolean {
  const call = completion.tool_calls[0];
  if (!call || !OPENING_TOOLS.has(call.name)) return false;
  const monologue = completion.content ?? "";
  if (expectsMonologue && monologue.trim() === "") return false;
  if (/[(){}[\]"]/.test(monologue)) return false;
  return !toolNames.some((name) => monologue.includes(name));
}
