import type { RunState } from "../schemas/index.ts";
import type { EngramDatabase } from "./database.ts";

/** The state of an agent that has never run. */
export function idleRun(agentId: string, now: string): RunState {
  return {
    agent_id: agentId,
    state: "idle",
    message_id: null,
    error: null,
    pending: null,
    draft: null,
    memory_pressure_warned: false,
    heartbeats_paused_until: null,
    updated_at: now,
  };
}

export async function readRun(db: EngramDatabase, agentId: string, now: string): Promise<RunState> {
  return (await db.runs.get(agentId)) ?? idleRun(agentId, now);
}

/** Changes some fields of an agent's run state. */
export async function patchRun(
  db: EngramDatabase,
  agentId: string,
  now: string,
  patch: Partial<RunState>,
): Promise<void> {
  await db.runs.put({ ...(await readRun(db, agentId, now)), ...patch, updated_at: now });
}
