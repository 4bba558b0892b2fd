import type { ErrorRecord } from "./errors.ts";

/** How an agent's last run stands; survives a reload, so that an unanswered message is never lost. */
export interface RunState {
  agent_id: string;
  /** `running` without a holder of the agent's lock means: the tab that ran it is gone. */
  state: "idle" | "running" | "failed" | "stopped" | "capped";
  /** The message that set the run off and has no complete answer yet. */
  message_id: string | null;
  error: ErrorRecord | null;
  /** Text that had streamed in when the step was stopped or lost. Outside the model's context. */
  draft: { monologue: string; text: string } | null;
  /** Last memory-pressure warning not yet followed by a summary. */
  memory_pressure_warned: boolean;
  /** Timed heartbeats are ignored until then (ISO 8601), null when not paused. */
  heartbeats_paused_until: string | null;
  updated_at: string;
}
