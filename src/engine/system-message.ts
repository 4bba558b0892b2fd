import type { AgentRow } from "../storage/database.ts";

/** Where a system prompt wants its memory; appended after a newline where the prompt has no such slot. */
export const MEMORY_SLOT = "{CORE_MEMORY}";

export interface MemoryCounts {
  /** Messages in recall memory. */
  messages: number;
  /** Passages that archival search looks through. */
  passages: number;
}

/** The part of the system message that tells of memory outside the context. */
export function memoryMetadata({ messages, passages }: MemoryCounts, modifiedAt: string): string {
  return (
    `### Memory [last modified: ${modifiedAt}]\n` +
    `${messages} previous messages between you and the user are stored in recall memory (use functions to access them)\n` +
    `${passages} total memories you created are stored in archival memory (use functions to access them)\n\n` +
    "Core memory shown below (limited in size, additional information stored in archival / recall memory):"
  );
}

/** The system message: the agent's prompt with its memory in the slot. */
export function compileSystemMessage(
  agent: Pick<AgentRow, "system" | "memory_modified_at">,
  compiledMemory: string,
  counts: MemoryCounts,
): string {
  const memory = `${memoryMetadata(counts, agent.memory_modified_at)}\n${compiledMemory}`;
  return agent.system.includes(MEMORY_SLOT)
    ? agent.system.replaceAll(MEMORY_SLOT, () => memory)
    : `${agent.system}\n${memory}`;
}

/** Whether a stored system message already shows this prompt and memory; counts and times may differ. */
export function showsSameMemory(stored: string, fresh: string): boolean {
  const still = (text: string) =>
    text
      .replace(/^### Memory \[last modified: .*\]$/gm, "")
      .replace(/^\d+( (previous messages|total memories) )/gm, "$1");
  return still(stored) === still(fresh);
}
