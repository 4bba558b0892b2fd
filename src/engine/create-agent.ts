/** Making, changing and removing agents. */
import { compileMemory } from "../memory/compile.ts";
import { type AgentState, isoTime, localTime, newId, newToolCallId, type Tool } from "../schemas/index.ts";
import { assertNameFree, sectionsOf, toAgentState, toBlockRow } from "../storage/agents.ts";
import type { AgentRow } from "../storage/database.ts";
import { appendMessages, deleteMessagesOf } from "../storage/messages.ts";
import { deletePassagesOf } from "../storage/passages.ts";
import { dropSpace } from "../storage/vectors.ts";
import { spaceOf } from "../vector/vector-index.ts";
import { loginEvent, toolReturnEvent } from "./events.ts";
import { newMessage } from "./load-agent.ts";
import { BOOT_GREETING, BOOT_MONOLOGUE } from "./prompts/boot-messages.ts";
import type { EngineServices } from "./services.ts";
import { compileSystemMessage } from "./system-message.ts";

export type NewAgent = Omit<AgentState, "id" | "created_at" | "message_ids">;

/**
 * Stores a new agent with its first messages: system, a boot monologue with a greeting, its return, a login event.
 *
 * @param tools that its memory brings.
 * @throws NameTakenError
 */
export async function createAgent(
  { db, clock, timeZone }: Pick<EngineServices, "db" | "clock" | "timeZone">,
  agent: NewAgent,
  tools: Tool[] = [],
): Promise<AgentState> {
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
    source_ids: [],
    memory_modified_at: localTime(now, timeZone),
  };
  const callId = newToolCallId();
  // Four messages, counted as they will stand in recall memory.
  const messages = [
    newMessage(row, created_at, {
      role: "system",
      text: compileSystemMessage(row, compiled, { messages: 4, passages: 0 }),
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
  row.message_ids = messages.map((message) => message.id);
  await db.transaction("rw", db.agents, db.blocks, db.messages, db.counters, db.tools, async () => {
    await assertNameFree(db, row.name);
    for (const block of Object.values(memory.memory))
      if (!(await db.blocks.get(block.id))) await db.blocks.add(toBlockRow(block));
    await db.tools.bulkPut(tools);
    await db.agents.add(row);
    await appendMessages(db, row.id, messages);
  });
  return toAgentState(row, memory);
}

/** Removes an agent with its messages, its own passages, and those of its blocks that no other agent or library holds. */
export async function deleteAgent({ db }: Pick<EngineServices, "db">, row: AgentRow): Promise<void> {
  await db.transaction(
    "rw",
    [
      db.agents,
      db.blocks,
      db.messages,
      db.counters,
      db.passages,
      db.vectors,
      db.vector_chunks,
      db.vector_spaces,
      db.runs,
      db.steps,
    ],
    async () => {
      await db.agents.delete(row.id);
      for (const { block_id } of row.sections) {
        const block = await db.blocks.get(block_id);
        const others = await db.agents.where("block_ids").equals(block_id).count();
        if (block && !block.template && others === 0) await db.blocks.delete(block_id);
      }
      await deleteMessagesOf(db, row.id);
      await deletePassagesOf(db, row.id);
      for (const { space } of await db.vector_spaces.where("space").startsWith(spaceOf(row.id, "")).toArray())
        await dropSpace(db, space);
      await db.runs.delete(row.id);
      await db.steps.where("[agent_id+created_at]").between([row.id, ""], [row.id, "\uffff"]).delete();
    },
  );
}
