/** Making, changing and removing agents. */
import { compileMemory } from "../memory/compile.ts";
import {
  type AgentState,
  BY_PERSON,
  isoTime,
  localTime,
  type Memory,
  type MemoryOrigin,
  type Message,
  newId,
  newToolCallId,
  type Tool,
} from "../schemas/index.ts";
import { assertNameFree, sectionsOf, toAgentState, toBlock } from "../storage/agents.ts";
import { forgetBlocks, isSameBlock, listRemoved, writeBlock } from "../storage/block-versions.ts";
import { forgetEditsOf } from "../storage/conversation-edits.ts";
import type { AgentRow, EngramDatabase } from "../storage/database.ts";
import { appendMessages, deleteMessagesOf } from "../storage/messages.ts";
import { deletePassagesOf, passageTables } from "../storage/passages.ts";
import { dropSpace } from "../storage/vectors.ts";
import { spaceOf } from "../vector/vector-index.ts";
import { type EventTime, loginEvent, toolReturnEvent } from "./events.ts";
import { newMessage } from "./load-agent.ts";
import { BOOT_GREETING, BOOT_MONOLOGUE } from "./prompts/boot-messages.ts";
import type { EngineServices } from "./services.ts";
import { compileSystemMessage } from "./system-message.ts";

export type NewAgent = Omit<AgentState, "id" | "created_at" | "message_ids"> &
  Partial<Pick<AgentRow, "source_ids" | "search_mode">>;

/**
 * Stores a new agent with its first messages: system, a boot monologue with a greeting, its return, a login event.
 * Blocks of its memory that are stored already are shared, as they are.
 *
 * @param tools that its memory brings.
 * @param by who made its blocks.
 * @throws NameTakenError
 */
export async function createAgent(
  services: Pick<EngineServices, "db" | "clock" | "timeZone">,
  agent: NewAgent,
  tools: Tool[] = [],
  by: MemoryOrigin = BY_PERSON,
): Promise<AgentState> {
  for (;;) {
    const memory = await withStoredBlocks(services.db, agent.memory);
    const created = await tryCreateAgent(services, { ...agent, memory }, tools, by);
    if (created) return created;
  }
}

/** A memory with its blocks as they are stored, where they are. */
async function withStoredBlocks(db: EngramDatabase, memory: Memory): Promise<Memory> {
  const given = Object.entries(memory.memory);
  const stored = await db.blocks.bulkGet(given.map(([, block]) => block.id));
  return {
    ...memory,
    memory: Object.fromEntries(
      given.map(([section, block], index) => {
        const row = stored[index];
        return [section, row ? toBlock(row) : block];
      }),
    ),
  };
}

/** What a new agent begins with; the messages are counted as they will stand in recall memory. */
export function firstMessages(row: AgentRow, compiled: string, passages: number, at: EventTime): Message[] {
  const created_at = at.now.toISOString();
  const callId = newToolCallId();
  return [
    newMessage(row, created_at, {
      role: "system",
      text: compileSystemMessage(row, compiled, { messages: 4, passages }),
    }),
    newMessage(row, created_at, {
      role: "assistant",
      text: BOOT_MONOLOGUE,
      tool_calls: [
        {
          id: callId,
          type: "function",
          function: { name: "send_message", arguments: JSON.stringify({ message: BOOT_GREETING }, null, 2) },
        },
      ],
    }),
    newMessage(row, created_at, {
      role: "tool",
      name: "send_message",
      tool_call_id: callId,
      text: toolReturnEvent(true, null, at),
    }),
    newMessage(row, created_at, { role: "user", text: loginEvent(at), model: null }),
  ];
}

/** Null where a shared block was changed while the memory was compiled. */
async function tryCreateAgent(
  { db, clock, timeZone }: Pick<EngineServices, "db" | "clock" | "timeZone">,
  agent: NewAgent,
  tools: Tool[],
  by: MemoryOrigin,
): Promise<AgentState | null> {
  const now = clock.now();
  const created_at = isoTime(clock);
  const at = { now, ...(timeZone ? { timeZone } : {}) };
  const compiled = await compileMemory(agent.memory);
  const { memory, ...fields } = agent;
  const row: AgentRow = {
    ...fields,
    id: newId("agent"),
    created_at,
    message_ids: [],
    prompt_template: memory.prompt_template,
    ...sectionsOf(agent.memory),
    source_ids: agent.source_ids ?? [],
    memory_modified_at: localTime(now, timeZone),
  };
  const messages = firstMessages(row, compiled, 0, at);
  row.message_ids = messages.map((message) => message.id);
  const tables = [db.agents, db.blocks, db.block_versions, db.messages, db.counters, db.tools];
  return db.transaction("rw", tables, async () => {
    await assertNameFree(db, row.name);
    const blocks = Object.values(memory.memory);
    const stored = await db.blocks.bulkGet(row.block_ids);
    if (blocks.some((block, index) => stored[index] && !isSameBlock(stored[index], block))) return null;
    for (const block of blocks) await writeBlock(db, block, by, created_at);
    await db.tools.bulkPut(tools);
    await db.agents.add(row);
    await appendMessages(db, row.id, messages);
    return toAgentState(row, memory);
  });
}

/**
 * Removes an agent with its messages, its own passages, and those of its blocks that no other agent or library holds.
 *
 * @param isWanted asked of the agent as it is then; nothing happens where it says no.
 */
export async function deleteAgent(
  { db }: Pick<EngineServices, "db">,
  row: AgentRow,
  isWanted: (current: AgentRow) => boolean = () => true,
): Promise<void> {
  await db.transaction(
    "rw",
    [
      db.agents,
      db.blocks,
      db.block_versions,
      db.messages,
      ...passageTables(db),
      db.runs,
      db.steps,
      db.step_effects,
      db.folds,
      db.undone_messages,
      db.conversation_edits,
    ],
    async () => {
      const current = await db.agents.get(row.id);
      if (!current || !isWanted(current)) return;
      await db.agents.delete(row.id);
      for (const { block_id } of row.sections) {
        const block = await db.blocks.get(block_id);
        const others = await db.agents.where("block_ids").equals(block_id).count();
        if (block && !block.template && others === 0) await forgetBlocks(db, [block_id]);
      }
      const removed = await listRemoved(db, row.id);
      await forgetBlocks(
        db,
        removed.map((version) => version.block_id),
      );
      await deleteMessagesOf(db, row.id);
      await forgetEditsOf(db, row.id);
      await deletePassagesOf(db, row.id);
      for (const { space } of await db.vector_spaces.where("space").startsWith(spaceOf(row.id, "")).toArray())
        await dropSpace(db, space);
      await db.runs.delete(row.id);
      await db.steps.where("[agent_id+created_at]").between([row.id, ""], [row.id, "\uffff"]).delete();
    },
  );
}
