/** An agent as a step finds it: blocks read afresh, system message up to date, context valid. */
import { compileMemory } from "../memory/compile.ts";
import { localTime, type Memory, type Message, newId } from "../schemas/index.ts";
import { getAgentRow, readMemory } from "../storage/agents.ts";
import { readCount } from "../storage/counters.ts";
import type { AgentRow } from "../storage/database.ts";
import { appendMessages, readContext, toMessage } from "../storage/messages.ts";
import { countSearched } from "../storage/passages.ts";
import { findContextDamage } from "./context-repair.ts";
import { toolReturnEvent } from "./events.ts";
import type { EngineServices } from "./services.ts";
import { compileSystemMessage, type MemoryCounts, showsSameMemory } from "./system-message.ts";

export interface LoadedAgent {
  row: AgentRow;
  memory: Memory;
  compiledMemory: string;
  counts: MemoryCounts;
  /** In-context messages, the system message first. */
  messages: Message[];
  /** The system message with today's counts: what the model is sent. */
  system: string;
  /** Ids of calls that wait for the person: the last message has no returns for them yet. */
  waiting: ReadonlySet<string>;
}

type Loading = Pick<EngineServices, "db" | "clock" | "timeZone">;

export async function readCounts(
  db: Loading["db"],
  agent: Pick<AgentRow, "id" | "source_ids">,
): Promise<MemoryCounts> {
  const [messages, passages] = await Promise.all([
    readCount(db, "messages", agent.id),
    countSearched(db, agent),
  ]);
  return { messages, passages };
}

/** A message of the engine's own making. */
export function newMessage(
  agent: Pick<AgentRow, "id" | "user_id" | "llm_config">,
  created_at: string,
  fields: Pick<Message, "role" | "text"> & Partial<Message>,
): Message {
  return {
    id: newId("message"),
    user_id: agent.user_id,
    agent_id: agent.id,
    model: agent.llm_config.model,
    name: null,
    created_at,
    tool_calls: null,
    tool_call_id: null,
    ...fields,
  };
}

/** Times loading starts again because another tab or the person changed the context meanwhile. */
const MAX_ATTEMPTS = 5;

/** The message that a call without its return is given. */
const LOST_RETURN = "The run was interrupted before this call came to its end: it may not have happened.";

/**
 * Reads an agent as it is, changing nothing: one moment's state, in one transaction (each of its own would cost a step
 * most of its time).
 */
export async function readAgent({ db }: Pick<Loading, "db">, agentId: string): Promise<LoadedAgent> {
  const { row, memory, counts, messages, run } = await db.transaction(
    "r",
    [db.agents, db.blocks, db.counters, db.messages, db.runs],
    async () => {
      const row = await getAgentRow(db, agentId);
      const [memory, counts, messages, run] = await Promise.all([
        readMemory(db, row),
        readCounts(db, row),
        readContext(db, agentId, row.message_ids),
        db.runs.get(agentId),
      ]);
      return { row, memory, counts, messages: messages.map(toMessage), run };
    },
  );
  const compiledMemory = await compileMemory(memory);
  return {
    row,
    memory,
    compiledMemory,
    counts,
    messages,
    system: compileSystemMessage(row, compiledMemory, counts),
    waiting: new Set(run?.pending?.calls.map(({ call }) => call.id)),
  };
}

/**
 * Loads an agent for a step, and mends what has to be before a model can go on: the system message is stored anew
 * where memory or prompt changed since (another agent or the person edited a block), a call without a return gets a
 * failed one, a return without its call leaves the context.
 */
export async function loadAgent(services: Loading, agentId: string): Promise<LoadedAgent> {
  for (let attempt = 1; ; attempt++) {
    const agent = await tryLoadAgent(services, agentId);
    if (agent) return agent;
    if (attempt === MAX_ATTEMPTS)
      throw new Error("The agent's context changes all the time; it could not be loaded.");
  }
}

export interface MendedAgent {
  agent: LoadedAgent;
  /** Messages that the mending adds to recall memory. */
  written: Message[];
}

/** An agent as a model can go on with it; null where it is as it should be. */
export function mendedAgent(agent: LoadedAgent, now: Date, timeZone?: string): MendedAgent | null {
  const { compiledMemory, messages } = agent;
  const damage = findContextDamage(messages, agent.waiting);
  const stale = messages[0]?.role !== "system" || !showsSameMemory(messages[0].text ?? "", agent.system);
  if (!stale && damage.missing.length === 0 && damage.orphanIds.length === 0) return null;

  const row = { ...agent.row };
  const written: Message[] = [];
  let context = messages.filter((message) => !damage.orphanIds.includes(message.id));
  for (const { call, afterId } of damage.missing) {
    const mended = newMessage(row, now.toISOString(), {
      role: "tool",
      name: call.function.name,
      tool_call_id: call.id,
      text: toolReturnEvent(false, LOST_RETURN, { now, ...(timeZone ? { timeZone } : {}) }),
    });
    written.push(mended);
    // After the call and any return that another call of the same message already has.
    let place = context.findIndex((message) => message.id === afterId) + 1;
    while (context[place]?.role === "tool") place++;
    context.splice(place, 0, mended);
  }
  if (stale) {
    row.memory_modified_at = localTime(now, timeZone);
    const text = compileSystemMessage(row, compiledMemory, agent.counts);
    const message = newMessage(row, now.toISOString(), { role: "system", text });
    written.unshift(message);
    context = [message, ...context.filter((other) => other.role !== "system")];
  }
  row.message_ids = context.map((message) => message.id);
  const counts = { ...agent.counts, messages: agent.counts.messages + written.length };
  const system = compileSystemMessage(row, compiledMemory, counts);
  return { agent: { ...agent, row, counts, messages: context, system }, written };
}

/** Null where somebody else changed the context between reading and mending it. */
async function tryLoadAgent(services: Loading, agentId: string): Promise<LoadedAgent | null> {
  const { db, clock, timeZone } = services;
  const read = await readAgent(services, agentId);
  const mended = mendedAgent(read, clock.now(), timeZone);
  if (!mended) return read;
  const { row } = mended.agent;
  const readIds = read.row.message_ids.join();
  const stored = await db.transaction("rw", db.agents, db.messages, db.counters, async () => {
    const current = await getAgentRow(db, agentId);
    if (current.message_ids.join() !== readIds) return false;
    await appendMessages(db, agentId, mended.written);
    await db.agents.update(agentId, {
      message_ids: row.message_ids,
      memory_modified_at: row.memory_modified_at,
    });
    return true;
  });
  return stored ? mended.agent : null;
}
