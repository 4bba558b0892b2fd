/** Calls that wait for the person: what becomes of them where the person does something else than decide. */
import { isoTime, type Message, type PendingCalls, type RunState } from "../schemas/index.ts";
import { getAgentRow } from "../storage/agents.ts";
import type { AgentRow } from "../storage/database.ts";
import { appendMessages } from "../storage/messages.ts";
import { patchRun, readRun } from "../storage/runs.ts";
import { type EventTime, toolReturnEvent } from "./events.ts";
import { newMessage } from "./load-agent.ts";
import type { EngineServices } from "./services.ts";

/** A failed return for each waiting call; none where their message has left the context. */
export function failedReturns(
  row: AgentRow,
  pending: PendingCalls | null | undefined,
  reason: string,
  at: EventTime,
): Message[] {
  if (!pending || !row.message_ids.includes(pending.message_id)) return [];
  return pending.calls.map(({ call }) =>
    newMessage(row, at.now.toISOString(), {
      role: "tool",
      name: call.function.name,
      tool_call_id: call.id,
      text: toolReturnEvent(false, reason, at),
    }),
  );
}

/**
 * Ends the wait of a run without a run: the calls get failed returns. Nothing happens where none waits.
 *
 * @param state the run's state then.
 */
export async function endWait(
  { db, clock, timeZone }: Pick<EngineServices, "db" | "clock" | "timeZone">,
  agentId: string,
  reason: string,
  state: RunState["state"],
): Promise<void> {
  const at = { now: clock.now(), ...(timeZone ? { timeZone } : {}) };
  await db.transaction("rw", db.agents, db.messages, db.counters, db.runs, async () => {
    const row = await getAgentRow(db, agentId);
    const { pending } = await readRun(db, agentId, isoTime(clock));
    if (!pending) return;
    const returns = failedReturns(row, pending, reason, at);
    await appendMessages(db, agentId, returns);
    await db.agents.update(agentId, { message_ids: [...row.message_ids, ...returns.map(({ id }) => id)] });
    await patchRun(db, agentId, isoTime(clock), { state, pending: null });
  });
}
